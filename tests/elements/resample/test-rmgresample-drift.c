/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A clock that drifts, and the flag of gaps. */
#include "elements/resample/rmgresample.h"
#include "tests/lib/signals.h"

#include <gst/check/gstharness.h>

#define CAPS(rate)                                                             \
  "audio/x-raw,format=F32LE,rate=" G_STRINGIFY (                               \
      rate) ",channels=1,layout=interleaved"
#define N_FRAMES 480 /* of each buffer */
#define TONE_HZ 997

/* Buffer number @index of a tone, or of silence that is marked as a gap. */
static void
push (GstHarness *h, guint index, gboolean is_gap)
{
  double wide[N_FRAMES] = { 0 };
  float narrow[N_FRAMES];
  GstBuffer *buffer = gst_buffer_new_and_alloc (sizeof narrow);

  if (!is_gap)
    rmg_test_sine (wide, N_FRAMES, TONE_HZ, 48000, 0.9,
        2 * G_PI * TONE_HZ * index * N_FRAMES / 48000.0);
  else
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  rmg_test_to_f32 (narrow, wide, N_FRAMES);
  gst_buffer_fill (buffer, 0, narrow, sizeof narrow);
  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale_int (index * N_FRAMES, GST_SECOND, 48000);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale_int (N_FRAMES, GST_SECOND, 48000);
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
}

/* Returns: the number of frames, which it adds to @samples */
static gsize
pull (GstHarness *h, double *samples, guint *n_gaps, guint *n_discont)
{
  GstBuffer *buffer;
  gsize n = 0;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    rmg_test_to_f64 (
        samples + n, (const float *) map.data, map.size / sizeof (float));
    n += map.size / sizeof (float);
    gst_buffer_unmap (buffer, &map);
    *n_gaps += GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
    *n_discont += GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    gst_buffer_unref (buffer);
  }
  return n;
}

static void
test_resample_drift_that_moves_while_playing_interrupts_nothing (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgresample rate=48000 drift-ppm=50");
  g_autofree double *samples = g_new (double, 101 * N_FRAMES);
  g_autofree char *implementation = NULL;
  guint n_gaps = 0, n_discont = 0;
  gsize n = 0;

  gst_harness_set_src_caps_str (h, CAPS (48000));
  for (guint i = 0; i < 100; i++) {
    gst_harness_set (h, "rmgresample", "drift-ppm",
        i < 50       ? 50.0
            : i < 60 ? 0.0
                     : 100,
        NULL);
    push (h, i, FALSE);
    n += pull (h, samples + n, &n_gaps, &n_discont);
  }
  gst_harness_get (h, "rmgresample", "implementation", &implementation, NULL);
  gst_harness_push_event (h, gst_event_new_eos ());
  n += pull (h, samples + n, &n_gaps, &n_discont);
  g_assert_true (g_str_has_prefix (implementation, "interpolated-"));
  /* 24,000 x 50 + 19,200 x 100 millionths */
  g_assert_cmpuint (n, >=, 47995);
  g_assert_cmpuint (n, <=, 47998);
  g_assert_cmpuint (n_discont, <=, 1);
  g_assert_cmpuint (n_gaps, ==, 0);
  /* Under the last drift alone. */
  g_assert_cmpfloat (rmg_test_residual_db (
                         samples + 30000, 17000, TONE_HZ * (1 + 100e-6), 48000),
      <=, -110);
  gst_harness_teardown (h);
}

/* The stream so far left as it came; nothing of it is lost. */
static void
test_resample_drift_after_equal_rates_starts_to_interpolate (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgresample rate=48000");
  g_autofree double *samples = g_new (double, 20 * N_FRAMES);
  guint n_gaps = 0, n_discont = 0;
  gsize n = 0;

  gst_harness_set_src_caps_str (h, CAPS (48000));
  push (h, 0, FALSE);
  gst_harness_set (h, "rmgresample", "drift-ppm", -1000.0, NULL);
  for (guint i = 1; i < 11; i++)
    push (h, i, FALSE);
  gst_harness_push_event (h, gst_event_new_eos ());
  n = pull (h, samples, &n_gaps, &n_discont);
  g_assert_cmpuint (n, ==, N_FRAMES + 4805); /* 4800 / 0.999, rounded up */
  gst_harness_teardown (h);
}

static void
test_resample_gap_flag_is_kept (gconstpointer launch)
{
  GstHarness *h = gst_harness_new_parse (launch);
  g_autofree double *samples = g_new (double, 100 * N_FRAMES);
  guint n_gaps = 0, n_discont = 0;
  gsize n;

  gst_harness_set_src_caps_str (h, CAPS (48000));
  for (guint i = 0; i < 5; i++)
    push (h, i, TRUE);
  n = pull (h, samples, &n_gaps, &n_discont);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n_gaps, ==, 5);
  push (h, 5, FALSE);
  pull (h, samples, &n_gaps, &n_discont);
  g_assert_cmpuint (n_gaps, ==, 5);
  push (h, 6, TRUE); /* cut where the filter no longer holds sound */
  pull (h, samples, &n_gaps, &n_discont);
  g_assert_cmpuint (n_gaps, ==, 6);
  for (guint i = 7; i < 12; i++)
    push (h, i, TRUE);
  pull (h, samples, &n_gaps, &n_discont);
  g_assert_cmpuint (n_gaps, ==, 11);
  gst_harness_push_event (h, gst_event_new_eos ());
  n = pull (h, samples, &n_gaps, &n_discont);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n_gaps, ==, 12);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (samples[i], ==, 0);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  static const char *const launches[] = { "rmgresample rate=16000",
    "rmgresample rate=44100", "rmgresample rate=22255" };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  g_test_add_func ("/rmgresample/drift/moving",
      test_resample_drift_that_moves_while_playing_interrupts_nothing);
  g_test_add_func ("/rmgresample/drift/equal-rates",
      test_resample_drift_after_equal_rates_starts_to_interpolate);
  for (gsize i = 0; i < G_N_ELEMENTS (launches); i++) {
    g_autofree char *path =
        g_strdup_printf ("/rmgresample/gap/%s", launches[i]);

    g_test_add_data_func (path, launches[i], test_resample_gap_flag_is_kept);
  }
  return g_test_run ();
}
