/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/file/rmgfilesink.h"

#include "elements/file/draft.h"
#include "tests/lib/wav-bytes.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/check/gstharness.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *
name (const char *file)
{
  return g_build_filename (folder, file, NULL);
}

static void
write_text (const char *path, const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_text (const char *path, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

/* Only the files of the test are left, no hidden ones. */
static void
assert_n_files (guint expected)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, expected);
}

static void
clear_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while ((file = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = name (file);

    g_unlink (path);
  }
}

static GstHarness *
open_sink (const char *path)
{
  GstElement *sink = g_object_new (RMG_TYPE_FILE_SINK, "location", path, NULL);
  GstHarness *h =
      gst_harness_new_with_element (gst_object_ref_sink (sink), "sink", NULL);

  gst_object_unref (sink);
  gst_harness_set_src_caps_str (h, "application/x-test");
  return h;
}

static void
push (GstHarness *h, const char *text)
{
  g_assert_cmpint (
      gst_harness_push (h, gst_buffer_new_memdup (text, strlen (text))), ==,
      GST_FLOW_OK);
}

static void
test_filesink_earlier_file_stays_until_the_end (void)
{
  g_autofree char *path = name ("out");
  GstHarness *h;

  write_text (path, "before");
  h = open_sink (path);
  push (h, "af");
  assert_text (path, "before");
  push (h, "ter");
  gst_harness_push_event (h, gst_event_new_eos ());
  assert_text (path, "after");
  gst_harness_teardown (h);
  assert_text (path, "after");
  assert_n_files (1);
  clear_folder ();
}

static void
test_filesink_permissions_and_links_are_kept (void)
{
  g_autofree char *path = name ("out");
  g_autofree char *link_path = name ("link");
  struct stat info;
  GstHarness *h;

  write_text (path, "before");
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  g_assert_cmpint (symlink ("out", link_path), ==, 0);
  h = open_sink (link_path);
  push (h, "after");
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  assert_text (path, "after");
  g_assert_cmpint (g_lstat (link_path, &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
  clear_folder ();
}

static void
test_filesink_incomplete_file_does_not_replace_an_earlier_one (void)
{
  g_autofree char *path = name ("out");
  g_autofree char *part = name ("out.part");
  GstHarness *h;

  write_text (path, "before");
  h = open_sink (path);
  push (h, "half");
  gst_harness_teardown (h);
  assert_text (path, "before");
  assert_text (part, "half");
  assert_n_files (2);
  clear_folder ();
}

static void
test_filesink_incomplete_file_is_kept_and_named (void)
{
  g_autofree char *path = name ("out");
  GstHarness *h = open_sink (path);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_bus (h->element, bus);
  push (h, "half");
  gst_element_set_state (h->element, GST_STATE_NULL);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING);
  g_assert_nonnull (message);
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
  assert_text (path, "half");
  assert_n_files (1);
  clear_folder ();
}

static void
test_filesink_incomplete_file_is_removed_on_request (void)
{
  g_autofree char *path = name ("out");
  GstHarness *h = open_sink (path);
  g_autoptr (GstBus) bus = gst_bus_new ();

  gst_element_set_bus (h->element, bus);
  g_object_set (h->element, "keep-incomplete", FALSE, NULL);
  push (h, "half");
  gst_element_set_state (h->element, GST_STATE_NULL);
  g_assert_null (gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING));
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
  assert_n_files (0);
}

static void
test_filesink_nothing_written_leaves_no_file (void)
{
  g_autofree char *path = name ("out");
  GstHarness *h = open_sink (path);

  gst_harness_teardown (h);
  assert_n_files (0);
}

static void
test_filesink_empty_stream_fails_where_not_allowed (void)
{
  g_autofree char *path = name ("out");
  GstHarness *h = open_sink (path);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;

  g_object_set (h->element, "allow-empty", FALSE, NULL);
  gst_element_set_bus (h->element, bus);
  gst_harness_push_event (h, gst_event_new_eos ());
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
  assert_n_files (0);
}

static void
test_filesink_end_of_a_failed_stream_replaces_nothing (void)
{
  g_autofree char *path = name ("out");
  g_autofree char *part = name ("out.part");
  GstHarness *h;

  write_text (path, "before");
  h = open_sink (path);
  push (h, "half");
  g_object_set (h->element, "incomplete", TRUE, NULL);
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  assert_text (path, "before");
  assert_text (part, "half");
  clear_folder ();
}

static void
test_filesink_header_is_rewritten_by_a_segment_in_bytes (void)
{
  g_autofree char *path = name ("out");
  GstHarness *h = open_sink (path);
  GstSegment segment;

  push (h, "????content");
  gst_segment_init (&segment, GST_FORMAT_BYTES);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  push (h, "HEAD");
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  assert_text (path, "HEADcontent");
  clear_folder ();
}

static void
test_filesink_incomplete_wav_has_its_sizes (void)
{
  g_autofree char *path = name ("out.wav");
  g_autoptr (GByteArray) file = wav_new (1, 0xffffffff, 0xffffffff);
  g_autofree char *bytes = NULL;
  GstHarness *h = open_sink (path);
  gsize n_bytes;

  wav_append_zeros (file, 1000);
  gst_harness_push (h, gst_buffer_new_memdup (file->data, file->len));
  gst_harness_teardown (h);
  g_assert_true (g_file_get_contents (path, &bytes, &n_bytes, NULL));
  g_assert_cmpuint (n_bytes, ==, 1044);
  g_assert_cmpuint (GST_READ_UINT32_LE (bytes + 4), ==, 1036);
  g_assert_cmpuint (GST_READ_UINT32_LE (bytes + 40), ==, 1000);
  clear_folder ();
}

/* More than two channels have an extensible format and a chunk "fact". */
static void
test_filesink_incomplete_wav_of_many_channels_has_its_sizes (void)
{
  g_autofree char *path = name ("wide.wav");
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *bytes = NULL;
  GstHarness *h = open_sink (path);
  gsize n_bytes;

  wav_append_name (file, "RIFF");
  wav_append_32 (file, 0);
  wav_append_name (file, "WAVE");
  wav_append_name (file, "fmt ");
  wav_append_32 (file, 40);
  wav_append_zeros (file, 40);
  wav_append_name (file, "fact");
  wav_append_32 (file, 4);
  wav_append_32 (file, 0);
  wav_append_name (file, "data");
  wav_append_32 (file, 0);
  wav_append_zeros (file, 1200);
  gst_harness_push (h, gst_buffer_new_memdup (file->data, file->len));
  gst_harness_teardown (h);
  g_assert_true (g_file_get_contents (path, &bytes, &n_bytes, NULL));
  g_assert_cmpuint (n_bytes, ==, 80 + 1200);
  g_assert_cmpuint (GST_READ_UINT32_LE (bytes + 4), ==, 72 + 1200);
  g_assert_cmpuint (GST_READ_UINT32_LE (bytes + 76), ==, 1200);
  clear_folder ();
}

static void
test_filesink_folder_that_is_missing_is_an_error (void)
{
  g_autofree char *path = name ("none/out");
  RmgDraft draft;

  g_assert_cmpint (rmg_draft_open (&draft, path), ==, ENOENT);
  g_assert_null (rmg_draft_close (&draft, TRUE));
  g_assert_cmpint (rmg_draft_open (&draft, folder), ==, EISDIR);
  g_assert_null (rmg_draft_close (&draft, TRUE));
}

static void
test_filesink_device_is_written_itself (void)
{
  GstHarness *h = open_sink ("/dev/null");

  push (h, "x");
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  g_assert_true (g_file_test ("/dev/null", G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  int status;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("filesink-XXXXXX", NULL);
  g_test_add_func (
      "/rmgfilesink/earlier", test_filesink_earlier_file_stays_until_the_end);
  g_test_add_func (
      "/rmgfilesink/permissions", test_filesink_permissions_and_links_are_kept);
  g_test_add_func ("/rmgfilesink/part",
      test_filesink_incomplete_file_does_not_replace_an_earlier_one);
  g_test_add_func ("/rmgfilesink/incomplete",
      test_filesink_incomplete_file_is_kept_and_named);
  g_test_add_func ("/rmgfilesink/remove",
      test_filesink_incomplete_file_is_removed_on_request);
  g_test_add_func (
      "/rmgfilesink/empty", test_filesink_nothing_written_leaves_no_file);
  g_test_add_func ("/rmgfilesink/not-empty",
      test_filesink_empty_stream_fails_where_not_allowed);
  g_test_add_func ("/rmgfilesink/failed",
      test_filesink_end_of_a_failed_stream_replaces_nothing);
  g_test_add_func ("/rmgfilesink/rewrite",
      test_filesink_header_is_rewritten_by_a_segment_in_bytes);
  g_test_add_func (
      "/rmgfilesink/wav", test_filesink_incomplete_wav_has_its_sizes);
  g_test_add_func ("/rmgfilesink/wav-of-many-channels",
      test_filesink_incomplete_wav_of_many_channels_has_its_sizes);
  g_test_add_func ("/rmgfilesink/no-folder",
      test_filesink_folder_that_is_missing_is_an_error);
  g_test_add_func (
      "/rmgfilesink/device", test_filesink_device_is_written_itself);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}
