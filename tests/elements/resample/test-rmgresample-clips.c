/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgresample engine=fft, pad to pad. */
#include "elements/dsp/resample/resample.h"
#include "elements/base/item-end.h"
#include "elements/resample/rmgresample.h"
#include "tests/lib/signals.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#define IN_HZ 48000
#define OUT_HZ 16000
#define CLIP_FRAMES 30001
#define OUT_FRAMES 10001
#define LAUNCH "rmgresample rate=16000 engine=fft"

static GstHarness *
open_harness (const char *launch)
{
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h,
      "audio/x-raw,format=" GST_AUDIO_NE (
          F32) ",rate=48000,channels=1,layout=interleaved");
  return h;
}

static float *
make_tone (double tone_hz)
{
  g_autofree double *wide = g_new (double, CLIP_FRAMES);
  float *clip = g_new (float, CLIP_FRAMES);

  rmg_test_sine (wide, CLIP_FRAMES, tone_hz, IN_HZ, 1, 0.5);
  rmg_test_to_f32 (clip, wide, CLIP_FRAMES);
  return clip;
}

static void
push (GstHarness *h, const float *clip, gsize first, gsize n_frames)
{
  GstBuffer *buffer =
      gst_buffer_new_memdup (clip + first, n_frames * sizeof *clip);

  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (first, GST_SECOND, IN_HZ);
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
}

/* Asserts the position of the output in time. */
static GByteArray *
pull_all (GstHarness *h)
{
  GByteArray *bytes = g_byte_array_new ();
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    g_autofree gpointer data = NULL;
    gsize size;

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        gst_util_uint64_scale (
            bytes->len / sizeof (float), GST_SECOND, OUT_HZ));
    gst_buffer_extract_dup (buffer, 0, -1, &data, &size);
    g_byte_array_append (bytes, data, size);
    gst_buffer_unref (buffer);
  }
  return bytes;
}

/* One item in buffers of up to `longest` frames. */
static GByteArray *
run_item (GstHarness *h, const float *clip, gsize longest)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) longest);
  gsize n;

  for (gsize first = 0; first < CLIP_FRAMES; first += n) {
    n = (gsize) g_rand_int_range (rand, 1, (gint32) longest + 1);
    n = MIN (n, CLIP_FRAMES - first);
    push (h, clip, first, n);
  }
  gst_harness_push_event (h, rmg_item_end_new (0, TRUE));
  return pull_all (h);
}

static void
test_resample_clips_items_are_alike_however_they_are_cut (void)
{
  static const gsize longest[] = { 480, 4000, CLIP_FRAMES };
  GstHarness *h = open_harness (LAUNCH);
  g_autofree float *clip = make_tone (440);
  g_autoptr (GByteArray) first = run_item (h, clip, 333);

  g_assert_cmpuint (first->len, ==, OUT_FRAMES * sizeof (float));
  for (gsize i = 0; i < G_N_ELEMENTS (longest); i++) {
    g_autoptr (GByteArray) next = run_item (h, clip, longest[i]);

    g_assert_cmpmem (next->data, next->len, first->data, first->len);
  }
  gst_harness_teardown (h);
}

/* 3 Hz on either side of the new Nyquist frequency. */
static void
test_resample_clips_reject_at_once (void)
{
  GstHarness *h = open_harness (LAUNCH);
  g_autofree float *clip = make_tone (8003);
  g_autoptr (GByteArray) out = run_item (h, clip, 4800);
  g_autofree double *wide = g_new (double, OUT_FRAMES);

  rmg_test_to_f64 (wide, (const float *) out->data, OUT_FRAMES);
  g_assert_cmpfloat (
      rmg_test_tone_db (wide + 400, OUT_FRAMES - 800, 7997, OUT_HZ), <=, -120);
  gst_harness_teardown (h);
}

/* The frame of time 0 comes out with the input of that much later. */
static void
test_resample_clips_latency_is_that_of_the_first_frame (void)
{
  GstHarness *h = open_harness (LAUNCH);
  g_autofree float *clip = make_tone (440);
  gsize n = 0;

  push (h, clip, n++, 1);
  while (gst_harness_buffers_in_queue (h) == 0)
    push (h, clip, n++, 1);
  g_assert_cmpuint (gst_harness_query_latency (h), ==,
      gst_util_uint64_scale_ceil (n - 1, GST_SECOND, IN_HZ));
  gst_harness_teardown (h);
}

static void
test_resample_clips_engine_change_loses_no_frame (void)
{
  GstHarness *h = open_harness ("rmgresample rate=16000");
  g_autofree float *clip = make_tone (440);
  g_autoptr (GByteArray) out = NULL;

  push (h, clip, 0, 12000);
  gst_harness_set (h, "rmgresample", "engine", RMG_RESAMPLE_FFT, NULL);
  push (h, clip, 12000, 12000);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = pull_all (h);
  g_assert_cmpuint (out->len, ==, 8000 * sizeof (float));
  gst_harness_teardown (h);
}

static void
test_resample_clips_odd_rate_is_an_error (void)
{
  GstHarness *h = open_harness ("rmgresample rate=44056 engine=fft");
  g_autofree float *clip = make_tone (440);
  GstBuffer *buffer = gst_buffer_new_memdup (clip, 480 * sizeof *clip);

  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_NOT_NEGOTIATED);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);

  g_test_add_func ("/rmgresample/clips/split",
      test_resample_clips_items_are_alike_however_they_are_cut);
  g_test_add_func (
      "/rmgresample/clips/rejection", test_resample_clips_reject_at_once);
  g_test_add_func ("/rmgresample/clips/latency",
      test_resample_clips_latency_is_that_of_the_first_frame);
  g_test_add_func ("/rmgresample/clips/engine-change",
      test_resample_clips_engine_change_loses_no_frame);
  g_test_add_func (
      "/rmgresample/clips/refusal", test_resample_clips_odd_rate_is_an_error);
  return g_test_run ();
}
