/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/wav/rmgwavparse.h"
#include "tests/lib/hang.h"
#include "tests/lib/wav-bytes.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>
#include <glib/gstdio.h>

#define CAPS "audio/x-wav"

static GByteArray *
make_file (guint n_frames, guint32 data_bytes)
{
  GByteArray *file = wav_new (1, 36 + data_bytes, data_bytes);

  for (guint i = 0; i < n_frames; i++)
    wav_append_16 (file, i);
  return file;
}

static GstHarness *
make_harness (void)
{
  GstElement *element = g_object_new (RMG_TYPE_WAV_PARSE, NULL);
  GstHarness *h = gst_harness_new_with_element (
      gst_object_ref_sink (element), "sink", "src");

  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

static void
push_bytes (GstHarness *h, const GByteArray *file, guint first, guint n_bytes)
{
  gst_harness_push (h, gst_buffer_new_memdup (file->data + first, n_bytes));
}

/* Appends the samples that have come out, and checks their time stamps. */
static void
collect (GstHarness *h, GByteArray *samples)
{
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    GstMapInfo map;

    g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, samples->len / 2);
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        gst_util_uint64_scale (samples->len / 2, GST_SECOND, 16000));
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_assert_cmpuint (map.size % 2, ==, 0);
    g_byte_array_append (samples, map.data, (guint) map.size);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
}

static void
test_wavparse_pushed_in_any_pieces_passes_all_samples (gconstpointer data)
{
  const guint piece = GPOINTER_TO_UINT (data);
  g_autoptr (GByteArray) file = make_file (1000, 2000);
  g_autoptr (GByteArray) samples = g_byte_array_new ();
  GstHarness *h = make_harness ();

  wav_append_name (file, "LIST"); /* after the samples: not sound */
  wav_append_32 (file, 4);
  wav_append_name (file, "INFO");
  for (guint i = 0; i < file->len; i += piece)
    push_bytes (h, file, i, MIN (piece, file->len - i));
  gst_harness_push_event (h, gst_event_new_eos ());
  collect (h, samples);
  g_assert_cmpmem (samples->data, samples->len, file->data + 44, 2000);
  gst_harness_teardown (h);
}

static void
test_wavparse_open_stream_passes_all_whole_frames (void)
{
  g_autoptr (GByteArray) file = make_file (100, 0xffffffff);
  g_autoptr (GByteArray) samples = g_byte_array_new ();
  GstHarness *h = make_harness ();

  g_byte_array_append (file, (const guint8 *) "x", 1); /* half a frame */
  push_bytes (h, file, 0, file->len);
  gst_harness_push_event (h, gst_event_new_eos ());
  collect (h, samples);
  g_assert_cmpuint (samples->len, ==, 200);
  gst_harness_teardown (h);
}

static GstMessage *
pop (GstHarness *h, GstBus *bus, GstMessageType type)
{
  return gst_bus_pop_filtered (bus, type);
}

/* The text of the one message of @type that the stream posts. */
static char *
run_and_get_message (const GByteArray *file, GstMessageType type)
{
  GstHarness *h = make_harness ();
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_element_set_bus (h->element, bus);
  if (file->len > 0)
    push_bytes (h, file, 0, file->len);
  gst_harness_push_event (h, gst_event_new_eos ());
  message = pop (h, bus, type);
  g_assert_nonnull (message);
  if (type == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else
    gst_message_parse_warning (message, &error, NULL);
  g_assert_null (pop (h, bus, type));
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
  return g_strdup (error->message);
}

static void
test_wavparse_short_stream_warns_with_both_lengths (void)
{
  g_autoptr (GByteArray) file = make_file (8000, 32000);
  g_autofree char *text = run_and_get_message (file, GST_MESSAGE_WARNING);

  g_assert_cmpstr (text, ==, "The file ends after 0.500 of 1.000 s.");
}

static void
test_wavparse_stream_without_samples_warns (void)
{
  g_autoptr (GByteArray) file = make_file (0, 0);
  g_autofree char *text = run_and_get_message (file, GST_MESSAGE_WARNING);

  g_assert_cmpstr (text, ==, "The file has no samples.");
}

static void
test_wavparse_stream_that_is_no_wav_fails_once (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *text = NULL;

  wav_append_name (file, "this is not a file of samples");
  text = run_and_get_message (file, GST_MESSAGE_ERROR);
  g_assert_cmpstr (text, ==, "The file is neither WAV nor AIFF.");
}

static void
test_wavparse_empty_stream_fails (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *text = run_and_get_message (file, GST_MESSAGE_ERROR);

  g_assert_cmpstr (text, ==, "The file is too short for a header.");
}

/* A pipeline that reads the file by pulling; the sink counts from there. */
typedef struct
{
  char *path;
  GstElement *pipeline;
  GstElement *sink;
  GByteArray *samples;
} Pulled;

static void
take_samples (
    GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer user_data)
{
  Pulled *self = user_data;
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_byte_array_append (self->samples, map.data, (guint) map.size);
  gst_buffer_unmap (buffer, &map);
}

static void
open_pulled (Pulled *self, const GByteArray *file)
{
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *parse = g_object_new (RMG_TYPE_WAV_PARSE, NULL);
  int fd = g_file_open_tmp ("wavparse-XXXXXX", &self->path, NULL);

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (
      self->path, (const char *) file->data, file->len, NULL));
  self->samples = g_byte_array_new ();
  self->pipeline = gst_pipeline_new (NULL);
  self->sink = gst_element_factory_make ("fakesink", NULL);
  g_object_set (source, "location", self->path, NULL);
  g_object_set (self->sink, "signal-handoffs", TRUE, NULL);
  g_signal_connect (self->sink, "handoff", G_CALLBACK (take_samples), self);
  gst_bin_add_many (GST_BIN (self->pipeline), source, parse, self->sink, NULL);
  g_assert_true (gst_element_link_many (source, parse, self->sink, NULL));
}

static void
wait_for (Pulled *self, GstMessageType type)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, type | GST_MESSAGE_ERROR);

  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, type);
}

static void
close_pulled (Pulled *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_byte_array_unref (self->samples);
  g_unlink (self->path);
  g_free (self->path);
}

static void
test_wavparse_pulled_passes_all_samples_and_has_a_length (void)
{
  g_autoptr (GByteArray) file = make_file (100001, 200002);
  gint64 duration = 0;
  Pulled self;

  open_pulled (&self, file);
  gst_element_set_state (self.pipeline, GST_STATE_PAUSED);
  wait_for (&self, GST_MESSAGE_ASYNC_DONE);
  g_assert_true (
      gst_element_query_duration (self.pipeline, GST_FORMAT_TIME, &duration));
  g_assert_cmpint (
      duration, ==, (gint64) gst_util_uint64_scale (100001, GST_SECOND, 16000));
  gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
  wait_for (&self, GST_MESSAGE_EOS);
  g_assert_cmpmem (
      self.samples->data, self.samples->len, file->data + 44, 200002);
  close_pulled (&self);
}

static void
test_wavparse_seek_goes_on_at_the_exact_frame (void)
{
  g_autoptr (GByteArray) file = make_file (64000, 128000);
  Pulled self;

  open_pulled (&self, file);
  gst_element_set_state (self.pipeline, GST_STATE_PAUSED);
  wait_for (&self, GST_MESSAGE_ASYNC_DONE);
  g_assert_true (gst_element_seek (self.pipeline, 1.0, GST_FORMAT_TIME,
      GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SEEK_TYPE_SET,
      GST_SECOND, GST_SEEK_TYPE_SET, 2 * GST_SECOND));
  wait_for (&self, GST_MESSAGE_ASYNC_DONE);
  g_byte_array_set_size (self.samples, 0);
  gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
  wait_for (&self, GST_MESSAGE_EOS);
  g_assert_cmpmem (
      self.samples->data, self.samples->len, file->data + 44 + 32000, 32000);
  close_pulled (&self);
}

static void
test_wavparse_plays_again_after_ready (void)
{
  g_autoptr (GByteArray) file = make_file (20000, 40000);
  Pulled self;

  open_pulled (&self, file);
  for (int i = 0; i < 3; i++) {
    g_byte_array_set_size (self.samples, 0);
    gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
    wait_for (&self, GST_MESSAGE_EOS);
    g_assert_cmpuint (self.samples->len, ==, 40000);
    gst_element_set_state (self.pipeline, GST_STATE_READY);
  }
  close_pulled (&self);
}

int
main (int argc, char **argv)
{
  static const guint pieces[] = { 1, 2, 3, 7, 43, 44, 45, 1000, 100000 };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autofree char *path = g_strdup_printf ("/wavparse/push/%u", pieces[i]);

    g_test_add_data_func (path, GUINT_TO_POINTER (pieces[i]),
        test_wavparse_pushed_in_any_pieces_passes_all_samples);
  }
  g_test_add_func (
      "/wavparse/open", test_wavparse_open_stream_passes_all_whole_frames);
  g_test_add_func (
      "/wavparse/short", test_wavparse_short_stream_warns_with_both_lengths);
  g_test_add_func (
      "/wavparse/no-samples", test_wavparse_stream_without_samples_warns);
  g_test_add_func (
      "/wavparse/other", test_wavparse_stream_that_is_no_wav_fails_once);
  g_test_add_func ("/wavparse/empty", test_wavparse_empty_stream_fails);
  g_test_add_func ("/wavparse/pull",
      test_wavparse_pulled_passes_all_samples_and_has_a_length);
  g_test_add_func (
      "/wavparse/seek", test_wavparse_seek_goes_on_at_the_exact_frame);
  g_test_add_func ("/wavparse/again", test_wavparse_plays_again_after_ready);
  return g_test_run ();
}
