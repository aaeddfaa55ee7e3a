/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Changes of caps and properties while playing. */
#include "elements/dsp/resample/resample.h"
#include "elements/resample/rmgresample.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#define CAPS(rate)                                                             \
  "audio/x-raw,format=F32LE,rate=" G_STRINGIFY (                               \
      rate) ",channels=1,layout=interleaved"
#define N_FRAMES 480 /* of each buffer */

/* Buffer number @index of a stream of silence. */
static void
push (GstHarness *h, guint index, gint rate_hz)
{
  GstBuffer *buffer = gst_buffer_new_and_alloc (N_FRAMES * sizeof (float));

  gst_buffer_memset (buffer, 0, 0, N_FRAMES * sizeof (float));
  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale_int (index * N_FRAMES, GST_SECOND, rate_hz);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale_int (N_FRAMES, GST_SECOND, rate_hz);
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
}

/* Returns the number of output frames so far. */
static gsize
count_frames (GstHarness *h)
{
  GstBuffer *buffer;
  gsize n_frames = 0;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    n_frames += gst_buffer_get_size (buffer) / sizeof (float);
    gst_buffer_unref (buffer);
  }
  return n_frames;
}

static void
test_resample_input_caps_change_loses_no_frame (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgresample");

  gst_harness_set_src_caps_str (h, CAPS (48000));
  gst_harness_set_sink_caps_str (
      h, "audio/x-raw,rate=16000,format={F32LE,F64LE}");
  push (h, 0, 48000);
  gst_harness_set_src_caps_str (h, CAPS (32000));
  g_assert_cmpuint (count_frames (h), ==, 160);
  push (h, 0, 32000);
  gst_harness_push_event (h, gst_event_new_eos ());
  g_assert_cmpuint (count_frames (h), ==, 240);
  gst_harness_teardown (h);
}

static void
test_resample_quality_change_loses_no_frame (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgresample rate=16000");

  gst_harness_set_src_caps_str (h, CAPS (48000));
  push (h, 0, 48000);
  gst_harness_set (h, "rmgresample", "quality", RMG_RESAMPLE_BEST, NULL);
  push (h, 1, 48000);
  gst_harness_push_event (h, gst_event_new_eos ());
  g_assert_cmpuint (count_frames (h), ==, 320);
  gst_harness_teardown (h);
}

typedef struct
{
  gint rate_hz;
  gint chosen_hz;
} ChosenRate;

static const ChosenRate chosen_rates[] = {
  { 8000, 8000 },
  { 16000, 16000 },
  { 24000, 24000 },
  { 48000, 48000 },
  { 11025, 12000 }, /* the next higher one loses least */
  { 44100, 48000 },
  { 96000, 48000 },
};

static void
test_resample_rate_of_any_offered_structure_is_kept (gconstpointer data)
{
  const ChosenRate *row = data;
  GstHarness *h = gst_harness_new_parse ("rmgresample");
  g_autoptr (GstCaps) in = gst_caps_from_string (CAPS (48000));
  g_autoptr (GstCaps) caps = NULL;
  gint found_hz = 0;

  gst_caps_set_simple (in, "rate", G_TYPE_INT, row->rate_hz, NULL);
  gst_harness_set_sink_caps_str (h,
      "audio/x-raw,rate=48000,format=F32LE; "
      "audio/x-raw,rate={24000,16000,12000,8000},format=F32LE");
  gst_harness_set_src_caps (h, g_steal_pointer (&in));
  push (h, 0, row->rate_hz);
  caps = gst_pad_get_current_caps (h->sinkpad);
  gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &found_hz);
  g_assert_cmpint (found_hz, ==, row->chosen_hz);
  gst_harness_teardown (h);
}

/* Counts the frames of each rate. */
static GstPadProbeReturn
count_under_caps (GstPad *pad, GstPadProbeInfo *probe, gpointer user_data)
{
  GHashTable *frames = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstAudioInfo info;
  gsize n;

  gst_audio_info_from_caps (&info, caps);
  n = GPOINTER_TO_SIZE (
      g_hash_table_lookup (frames, GINT_TO_POINTER (info.rate)));
  n += gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (probe)) / info.bpf;
  g_hash_table_insert (
      frames, GINT_TO_POINTER (info.rate), GSIZE_TO_POINTER (n));
  return GST_PAD_PROBE_OK;
}

static void
test_resample_rate_change_drains_under_the_old_caps (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgresample rate=16000");
  g_autoptr (GHashTable) frames = g_hash_table_new (NULL, NULL);

  gst_harness_set_src_caps_str (h, CAPS (48000));
  gst_pad_add_probe (
      h->sinkpad, GST_PAD_PROBE_TYPE_BUFFER, count_under_caps, frames, NULL);
  push (h, 0, 48000);
  gst_harness_set (h, "rmgresample", "rate", 24000, NULL);
  push (h, 1, 48000);
  gst_harness_push_event (h, gst_event_new_eos ());
  g_assert_cmpuint (
      GPOINTER_TO_SIZE (g_hash_table_lookup (frames, GINT_TO_POINTER (16000))),
      ==, 160);
  g_assert_cmpuint (
      GPOINTER_TO_SIZE (g_hash_table_lookup (frames, GINT_TO_POINTER (24000))),
      ==, 240);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  g_test_add_func ("/rmgresample/changes/caps",
      test_resample_input_caps_change_loses_no_frame);
  g_test_add_func ("/rmgresample/changes/quality",
      test_resample_quality_change_loses_no_frame);
  g_test_add_func ("/rmgresample/changes/rate",
      test_resample_rate_change_drains_under_the_old_caps);
  for (guint i = 0; i < G_N_ELEMENTS (chosen_rates); i++) {
    g_autofree char *path = g_strdup_printf (
        "/rmgresample/changes/rate/%d", chosen_rates[i].rate_hz);

    g_test_add_data_func (path, &chosen_rates[i],
        test_resample_rate_of_any_offered_structure_is_kept);
  }
  return g_test_run ();
}
