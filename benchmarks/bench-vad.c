/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-vad: one JSON line a case. Kernels: ns for a 30 ms frame. Elements: ns
 * for a 10 ms buffer at 48 kHz mono, pad to pad less identity, those of other
 * people in the same interleaved run. Each figure is a median and a spread. */
#include "elements/dsp/vad.h"

#include <gst/check/gstharness.h>

#include <string.h>

#define REPEATS 15
#define FRAMES_A_REPEAT 400
#define BUFFERS_A_REPEAT 2000
#define CAPS "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved"

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
find_median (double *values)
{
  qsort (values, REPEATS, sizeof *values, compare_doubles);
  return values[REPEATS / 2];
}

static double
measure_kernel (RmgVad *vad, const RmgFrames *frames)
{
  const RmgVadSettings settings = { 0.5, 0.02 };
  const gint64 start = g_get_monotonic_time ();
  RmgVadDecision decision;
  bool decided;

  for (guint i = 0; i < FRAMES_A_REPEAT; i++)
    for (gsize at = 0; at < frames->n_frames;)
      at += rmg_vad_push (vad, frames, at, &settings, &decision, &decided);
  return 1e3 * (double) (g_get_monotonic_time () - start) / FRAMES_A_REPEAT;
}

static void
bench_kernel (RmgVadEngineKind engine, guint rate_hz)
{
  const RmgVadConfig config = { engine, rate_hz, 30 };
  const gsize n = rate_hz * 30 / 1000;
  g_autofree float *samples = g_new (float, n);
  const RmgFrames frames = { .planes = { samples },
    .channels = 1,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = n };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  RmgVad *vad = rmg_vad_open (&config);
  double ns[REPEATS];

  for (gsize i = 0; i < n; i++)
    samples[i] = (float) g_rand_double_range (random, -0.1, 0.1);
  for (guint i = 0; i < REPEATS; i++)
    ns[i] = measure_kernel (vad, &frames);
  g_print ("{\"case\":\"kernel\",\"implementation\":\"%s\",\"rate_hz\":%u,"
           "\"ns_per_30ms\":%.0f,",
      rmg_vad_engine_get_implementation (engine), rate_hz, find_median (ns));
  g_print ("\"least\":%.0f,\"most\":%.0f}\n", ns[0], ns[REPEATS - 1]);
  rmg_vad_close (vad);
}

typedef struct
{
  const char *launch;
  GstHarness *harness; /* NULL where the element is not installed */
  double ns[REPEATS];
} Row;

static double
measure_element (GstHarness *harness)
{
  gint64 total = 0;

  for (guint i = 0; i < BUFFERS_A_REPEAT; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 960, NULL);
    gint64 start;

    gst_buffer_memset (buffer, 0, (guint8) (i * 7), 960);
    GST_BUFFER_PTS (buffer) = GST_CLOCK_TIME_NONE;
    start = g_get_monotonic_time ();
    gst_harness_push (harness, buffer);
    total += g_get_monotonic_time () - start;
    while ((buffer = gst_harness_try_pull (harness)) != NULL)
      gst_buffer_unref (buffer);
  }
  return 1e3 * (double) total / BUFFERS_A_REPEAT;
}

static void
open_row (Row *row)
{
  g_autofree char *name = g_strndup (row->launch, strcspn (row->launch, " "));
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

  if (factory == NULL)
    return;
  row->harness = gst_harness_new_parse (row->launch);
  gst_harness_set_src_caps_str (row->harness, CAPS);
}

static void
bench_elements (void)
{
  Row rows[] = {
    { "identity" },
    { "rmgvad engine=energy" },
    { "rmgvad engine=adaptive" },
    { "level" },
    { "webrtcdsp echo-cancel=false noise-suppression=false gain-control=false "
      "high-pass-filter=false voice-detection=true" },
  };
  double identity_ns = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    open_row (&rows[i]);
  for (guint repeat = 0; repeat < REPEATS; repeat++)
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      if (rows[i].harness != NULL)
        rows[i].ns[repeat] = measure_element (rows[i].harness);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    double ns;

    if (rows[i].harness == NULL)
      continue;
    ns = find_median (rows[i].ns);
    identity_ns = i == 0 ? ns : identity_ns;
    g_print ("{\"case\":\"element\",\"launch\":\"%s\",\"ns_per_10ms\":%.0f,"
             "\"least\":%.0f,\"most\":%.0f}\n",
        rows[i].launch, ns - identity_ns, rows[i].ns[0] - identity_ns,
        rows[i].ns[REPEATS - 1] - identity_ns);
    gst_harness_teardown (rows[i].harness);
  }
}

int
main (int argc, char **argv)
{
  const guint rates[] = { 16000, 48000 };

  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgvad, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    bench_kernel (RMG_VAD_ENERGY, rates[i]);
    bench_kernel (RMG_VAD_ADAPTIVE, rates[i]);
  }
  bench_elements ();
  return 0;
}
