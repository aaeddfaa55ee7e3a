/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/rmgsingle.h"

#include "elements/decode/rmgdecode.h"

#include <glib/gstdio.h>
#include <gst/audio/audio.h>

#define LIMIT (60 * GST_SECOND)
#define ONE_STREAM                                                             \
  "audiotestsrc num-buffers=25 ! opusenc ! oggmux ! filesink location=%s"
#define TWO_STREAMS                                                            \
  "audiotestsrc num-buffers=25 ! opusenc ! oggmux name=m ! "                   \
  "filesink location=%s audiotestsrc num-buffers=25 ! opusenc ! m."

#define ONE_TRACK                                                              \
  "audiotestsrc num-buffers=25 ! lamemp3enc ! mp4mux ! filesink location=%s"
#define TWO_TRACKS                                                             \
  "audiotestsrc num-buffers=25 ! lamemp3enc ! mp4mux name=m ! "                \
  "filesink location=%s audiotestsrc num-buffers=25 ! lamemp3enc ! m."

/* Runs to the end of the stream. */
static void
run (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) last = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  last = gst_bus_timed_pop_filtered (
      bus, LIMIT, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (last);
  g_assert_cmpstr (GST_MESSAGE_TYPE_NAME (last), ==, "eos");
}

static void
finish (GstElement *pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

static GstElement *
make_pipeline (const char *description, const char *path)
{
  g_autofree char *text = g_strdup_printf (description, path);
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = gst_parse_launch (text, &error);

  g_assert_no_error (error);
  return pipeline;
}

/* (transfer full): */
static char *
write_file (const char *description)
{
  char *path = g_build_filename (g_get_tmp_dir (), "rmgsingle-XXXXXX", NULL);
  GstElement *pipeline;

  g_close (g_mkstemp (path), NULL);
  pipeline = make_pipeline (description, path);
  run (pipeline);
  finish (pipeline);
  return path;
}

static void
append (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer samples)
{
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_byte_array_append (samples, map.data, (guint) map.size);
  gst_buffer_unmap (buffer, &map);
}

static gboolean
has_element (GstElement *pipeline, const char *factory)
{
  GstIterator *found =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (pipeline), factory);
  GValue item = G_VALUE_INIT;
  const gboolean is_there = gst_iterator_next (found, &item) == GST_ITERATOR_OK;

  if (is_there)
    g_value_unset (&item);
  gst_iterator_free (found);
  return is_there;
}

/* @factory: that the pipeline must have in the end. Returns: (transfer full): the
 * decoded samples */
static GByteArray *
decode (const char *description, const char *path, const char *factory)
{
  GByteArray *samples = g_byte_array_new ();
  GstElement *pipeline = make_pipeline (description, path);
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (pipeline), "sink");

  g_signal_connect (sink, "handoff", G_CALLBACK (append), samples);
  run (pipeline);
  g_assert_true (has_element (pipeline, factory));
  g_assert_cmpint (has_element (pipeline, "multiqueue"), ==,
      g_str_equal (factory, "multiqueue"));
  finish (pipeline);
  return samples;
}

#define SINK " ! fakesink name=sink signal-handoffs=true"
#define DECODED "filesrc location=%s ! rmgdecode" SINK
#define STOCK "filesrc location=%s ! decodebin" SINK
#define BY_HAND "filesrc location=%s ! rmgsingle ! opusdec" SINK

static void
compare (const char *file, const char *by, const char *factory)
{
  g_autofree char *path = write_file (file);
  g_autoptr (GByteArray) samples = decode (by, path, factory);
  g_autoptr (GByteArray) stock = decode (STOCK, path, "multiqueue");

  g_assert_cmpuint (samples->len, >, 48000);
  g_assert_cmpmem (samples->data, samples->len, stock->data, stock->len);
  g_unlink (path);
}

static void
test_single_file_with_one_stream_is_decoded_without_multiqueue (void)
{
  compare (ONE_STREAM, DECODED, "rmgsingle");
}

/* decodebin cuts the delay of the encoder differently: see rmgdecode. */
static void
test_single_mp4_with_one_track_is_decoded_without_multiqueue (void)
{
  g_autofree char *path = write_file (ONE_TRACK);
  g_autoptr (GByteArray) samples = decode (DECODED, path, "rmgsingle");

  g_assert_cmpuint (samples->len, >, 48000);
  g_unlink (path);
}

static void
test_single_mp4_with_two_tracks_is_left_to_the_demuxer (void)
{
  g_autofree char *path = write_file (TWO_TRACKS);
  g_autoptr (GByteArray) samples = decode (DECODED, path, "multiqueue");

  g_assert_cmpuint (samples->len, >, 48000);
  g_unlink (path);
}

static void
test_single_demuxer_by_hand_outputs_the_stream (void)
{
  compare (ONE_STREAM, BY_HAND, "oggdemux");
}

static void
test_single_file_with_two_streams_is_left_to_the_demuxer (void)
{
  compare (TWO_STREAMS, DECODED, "multiqueue");
}

static void
test_single_demuxer_that_is_not_installed_is_an_error (void)
{
  g_autoptr (GstElement) single =
      gst_object_ref_sink (gst_element_factory_make ("rmgsingle", NULL));

  g_object_set (single, "demuxer", "no-such-demuxer", NULL);
  g_assert_cmpint (gst_element_set_state (single, GST_STATE_READY), ==,
      GST_STATE_CHANGE_FAILURE);
  gst_element_set_state (single, GST_STATE_NULL);
}

static void
test_single_without_demuxer_takes_the_default (void)
{
  g_autoptr (GstElement) single =
      gst_object_ref_sink (gst_element_factory_make ("rmgsingle", NULL));
  g_autofree char *demuxer = NULL;

  g_object_set (single, "demuxer", NULL, NULL);
  g_object_get (single, "demuxer", &demuxer, NULL);
  g_assert_cmpstr (demuxer, ==, "oggdemux");
}

static gboolean
has_factories (const char *const *names)
{
  for (; *names != NULL; names++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (*names);

    if (factory == NULL)
      return FALSE;
  }
  return TRUE;
}

static const char *const ogg_factories[] = { "opusenc", "opusdec", "oggmux",
  "oggdemux", "decodebin", "audiotestsrc", NULL };
static const char *const mp4_factories[] = { "lamemp3enc", "mpg123audiodec",
  "mp4mux", "qtdemux", "decodebin", "audiotestsrc", NULL };

static void
add_ogg_tests (void)
{
  g_test_add_func ("/single/one-stream",
      test_single_file_with_one_stream_is_decoded_without_multiqueue);
  g_test_add_func (
      "/single/by-hand", test_single_demuxer_by_hand_outputs_the_stream);
  g_test_add_func ("/single/two-streams",
      test_single_file_with_two_streams_is_left_to_the_demuxer);
}

static void
add_mp4_tests (void)
{
  g_test_add_func ("/single/one-track",
      test_single_mp4_with_one_track_is_decoded_without_multiqueue);
  g_test_add_func ("/single/two-tracks",
      test_single_mp4_with_two_tracks_is_left_to_the_demuxer);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgsingle, NULL);
  GST_ELEMENT_REGISTER (rmgdecode, NULL);
  g_test_add_func ("/single/not-installed",
      test_single_demuxer_that_is_not_installed_is_an_error);
  g_test_add_func (
      "/single/default", test_single_without_demuxer_takes_the_default);
  if (has_factories (ogg_factories))
    add_ogg_tests ();
  if (has_factories (mp4_factories))
    add_mp4_tests ();
  return g_test_run ();
}
