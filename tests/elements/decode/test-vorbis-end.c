/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/vorbis-end.h"

#include "elements/decode/rmgdecode.h"

#include <glib/gstdio.h>

#define RATE_HZ 16000

static void
test_vorbis_end_count_is_that_of_the_page (void)
{
  g_assert_cmpuint (
      rmg_vorbis_end_count (8 * GST_MSECOND, RATE_HZ, 256), ==, 128);
  g_assert_cmpuint (
      rmg_vorbis_end_count (16 * GST_MSECOND, RATE_HZ, 256), ==, 256);
  g_assert_cmpuint (
      rmg_vorbis_end_count (20 * GST_MSECOND, RATE_HZ, 256), ==, 256);
  g_assert_cmpuint (rmg_vorbis_end_count (0, RATE_HZ, 256), ==, 0);
  g_assert_cmpuint (
      rmg_vorbis_end_count (GST_CLOCK_TIME_NONE, RATE_HZ, 256), ==, 256);
  /* 1/44100 s is no whole number of nanoseconds */
  g_assert_cmpuint (
      rmg_vorbis_end_count (
          gst_util_uint64_scale (127, GST_SECOND, 44100), 44100, 128),
      ==, 127);
}

static void
run_to_end (const char *description)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (description, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

/* @feed: elements between the file and the decoder
 * Returns: (transfer full): the samples */
static GBytes *
decode (const char *folder, const char *feed)
{
  g_autofree char *path = g_build_filename (folder, "out.raw", NULL);
  g_autofree char *text =
      g_strdup_printf ("filesrc location=%s/in.ogg ! %s rmgdecode ! "
                       "filesink location=%s async=false",
          folder, feed, path);
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;
  gsize n_bytes = 0;

  run_to_end (text);
  g_file_get_contents (path, &bytes, &n_bytes, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return g_bytes_new_take (bytes, n_bytes);
}

/* A queue pushes. */
static void
test_vorbis_end_pushed_file_ends_as_a_pulled_one (gconstpointer data)
{
  const guint n_frames = GPOINTER_TO_UINT (data);
  g_autofree char *folder = g_dir_make_tmp ("rmg-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "in.ogg", NULL);
  g_autofree char *text =
      g_strdup_printf ("audiotestsrc num-buffers=1 samplesperbuffer=%u ! "
                       "audio/x-raw,rate=%u,channels=1 ! vorbisenc ! oggmux ! "
                       "filesink location=%s",
          n_frames, RATE_HZ, file);
  g_autoptr (GBytes) pulled = NULL;
  g_autoptr (GBytes) pushed = NULL;

  run_to_end (text);
  pulled = decode (folder, "");
  pushed = decode (folder, "queue !");
  g_assert_cmpuint (g_bytes_get_size (pulled), ==, n_frames * sizeof (float));
  g_assert_true (g_bytes_equal (pulled, pushed));
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  static const guint lengths[] = { 2000, 4096, 15871, 16000, 16001 };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgdecode, NULL);

  g_test_add_func (
      "/vorbis-end/count", test_vorbis_end_count_is_that_of_the_page);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *path =
        g_strdup_printf ("/vorbis-end/pushed/%u", lengths[i]);

    g_test_add_data_func (path, GUINT_TO_POINTER (lengths[i]),
        test_vorbis_end_pushed_file_ends_as_a_pulled_one);
  }
  return g_test_run ();
}
