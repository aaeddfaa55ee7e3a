/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/rmgfilesrc.h"

#include "tests/lib/source-supervision.h"

#include <gst/check/gstharness.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define RETRIES 2

static char *folder;

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  if (text != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static GstHarness *
open_source (SourceSupervision *supervision, const char *path)
{
  GstElement *source = g_object_new (RMG_TYPE_FILE_SRC, "location", path, NULL);
  GstHarness *harness;

  if (supervision != NULL)
    rmg_file_src_set_node (RMG_FILE_SRC (source), supervision->node);
  harness =
      gst_harness_new_with_element (gst_object_ref_sink (source), NULL, "src");
  gst_object_unref (source);
  return harness;
}

static void
expect_text (GstHarness *harness, const char *text)
{
  g_autoptr (GstBuffer) buffer = gst_harness_pull (harness);

  g_assert_nonnull (buffer);
  g_assert_cmpuint (gst_buffer_get_size (buffer), ==, strlen (text));
  g_assert_cmpint (gst_buffer_memcmp (buffer, 0, text, strlen (text)), ==, 0);
}

static void
expect_end (GstHarness *harness)
{
  g_autoptr (GstEvent) event = gst_harness_pull_event (harness);

  while (GST_EVENT_TYPE (event) != GST_EVENT_EOS) {
    gst_event_unref (event);
    event = gst_harness_pull_event (harness);
  }
}

static void
test_rmgfilesrc_reads_a_file_to_its_end (void)
{
  g_autofree char *path = write_file ("plain", "some text");
  GstHarness *h = open_source (NULL, path);

  gst_harness_play (h);
  expect_text (h, "some text");
  expect_end (h);
  gst_harness_teardown (h);
}

static void
test_rmgfilesrc_can_be_pulled_and_knows_its_size (void)
{
  g_autofree char *path = write_file ("plain", "some text");
  GstElement *source = gst_object_ref_sink (
      g_object_new (RMG_TYPE_FILE_SRC, "location", path, NULL));
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");
  g_autoptr (GstBuffer) buffer = NULL;
  gint64 n_bytes;

  gst_element_set_state (source, GST_STATE_READY);
  g_assert_true (gst_pad_activate_mode (pad, GST_PAD_MODE_PULL, TRUE));
  g_assert_cmpint (gst_pad_get_range (pad, 5, 100, &buffer), ==, GST_FLOW_OK);
  g_assert_cmpint (gst_buffer_memcmp (buffer, 0, "text", 4), ==, 0);
  g_assert_true (gst_pad_query_duration (pad, GST_FORMAT_BYTES, &n_bytes));
  g_assert_cmpint (n_bytes, ==, 9);
  gst_element_set_state (source, GST_STATE_NULL);
  gst_object_unref (source);
}

static void
test_rmgfilesrc_missing_file_fails_to_start (void)
{
  g_autofree char *path = write_file ("missing", NULL);
  g_autoptr (GstElement) source = gst_object_ref_sink (
      g_object_new (RMG_TYPE_FILE_SRC, "location", path, NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_element_set_bus (source, bus);
  g_assert_cmpint (gst_element_set_state (source, GST_STATE_PAUSED), ==,
      GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND);
  gst_element_set_bus (source, NULL);
  gst_element_set_state (source, GST_STATE_NULL);
}

static void
test_rmgfilesrc_file_that_appears_late_is_read (void)
{
  g_autofree char *path = write_file ("late", NULL);
  SourceSupervision supervision;
  GstHarness *h;

  source_supervision_init (&supervision, G_MAXUINT);
  supervision.plan.policy.retry.on = RMG_FAILS_NOT_FOUND;
  supervision.delay_ms = 1;
  h = open_source (&supervision, path);
  gst_harness_play (h);
  while (g_atomic_int_get (&supervision.n_decisions) < 2)
    g_thread_yield ();
  g_free (write_file ("late", "now"));
  expect_text (h, "now");
  expect_end (h);
  gst_harness_teardown (h);
  source_supervision_clear (&supervision);
}

static void
test_rmgfilesrc_file_that_never_appears_is_given_up (void)
{
  g_autofree char *path = write_file ("never", NULL);
  SourceSupervision supervision;
  GstHarness *h;

  source_supervision_init (&supervision, RETRIES);
  supervision.plan.policy.retry.on = RMG_FAILS_NOT_FOUND;
  h = open_source (&supervision, path);
  gst_harness_play (h);
  expect_end (h);
  g_assert_true (supervision.gave_up);
  g_assert_cmpuint (supervision.n_decisions, ==, RETRIES + 1);
  gst_harness_teardown (h);
  source_supervision_clear (&supervision);
}

static void
test_rmgfilesrc_folder_fails_to_start (void)
{
  static const char *const paths[] = { "/", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GstElement) source = gst_object_ref_sink (
        g_object_new (RMG_TYPE_FILE_SRC, "location", paths[i], NULL));

    g_assert_cmpint (gst_element_set_state (source, GST_STATE_PAUSED), ==,
        GST_STATE_CHANGE_FAILURE);
    gst_element_set_state (source, GST_STATE_NULL);
  }
}

static char *
make_pipe (void)
{
  char *path = g_build_filename (folder, "pipe", NULL);

  g_unlink (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  return path;
}

static gpointer
write_to_pipe (gpointer path)
{
  const int fd = open (path, O_WRONLY);

  g_assert_cmpint (write (fd, "some", 4), ==, 4);
  close (fd);
  return NULL;
}

/* The source starts first, and its thread waits for the writer. */
static void
test_rmgfilesrc_pipe_is_read_to_the_end_of_its_writer (void)
{
  g_autofree char *path = make_pipe ();
  GstHarness *h = open_source (NULL, path);
  GThread *writer;

  gst_harness_play (h);
  writer = g_thread_new ("writer", write_to_pipe, path);
  expect_text (h, "some");
  expect_end (h);
  g_thread_join (writer);
  gst_harness_teardown (h);
}

/* Neither the start nor the stop waits for a writer. */
static void
test_rmgfilesrc_pipe_without_writer_stops (void)
{
  g_autofree char *path = make_pipe ();

  for (guint i = 0; i < 20; i++) {
    GstHarness *h = open_source (NULL, path);

    gst_harness_play (h);
    if (i % 2 == 0)
      g_thread_yield ();
    gst_harness_teardown (h);
  }
}

int
main (int argc, char **argv)
{
  int status;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("filesrc-XXXXXX", NULL);
  g_test_add_func (
      "/rmgfilesrc/whole", test_rmgfilesrc_reads_a_file_to_its_end);
  g_test_add_func (
      "/rmgfilesrc/pull", test_rmgfilesrc_can_be_pulled_and_knows_its_size);
  g_test_add_func (
      "/rmgfilesrc/missing", test_rmgfilesrc_missing_file_fails_to_start);
  g_test_add_func (
      "/rmgfilesrc/late", test_rmgfilesrc_file_that_appears_late_is_read);
  g_test_add_func (
      "/rmgfilesrc/never", test_rmgfilesrc_file_that_never_appears_is_given_up);
  g_test_add_func ("/rmgfilesrc/pipe",
      test_rmgfilesrc_pipe_is_read_to_the_end_of_its_writer);
  g_test_add_func (
      "/rmgfilesrc/no-writer", test_rmgfilesrc_pipe_without_writer_stops);
  g_test_add_func ("/rmgfilesrc/folder", test_rmgfilesrc_folder_fails_to_start);
  status = g_test_run ();
  for (gsize i = 0; i < 3; i++) {
    static const char *const names[] = { "plain", "late", "pipe" };
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
  return status;
}
