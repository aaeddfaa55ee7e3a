/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What a second of mono F32 audio costs to resample, one JSON line a case:
 * our kernels beside libsamplerate, and our element beside audioresample, pad
 * to pad. All subjects of a ratio take turns, so that a busy machine hits all
 * of them alike. */
#include "elements/dsp/resample.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>
#include <samplerate.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

GST_ELEMENT_REGISTER_DECLARE (rmgresample)

#define REPETITIONS 15
#define BLOCKS_PER_SECOND 100

typedef struct
{
  unsigned in_hz, out_hz;
} Ratio;

typedef struct Subject Subject;
struct Subject
{
  const char *name;
  int setting; /* a quality of the subject's own scale */
  void *(*open) (const Subject *subject, Ratio ratio);
  void (*run) (void *state, Ratio ratio, const float *second);
  void (*close) (void *state);
};

typedef struct
{
  RmgResampler *resampler;
  float *out;
} Kernel;

static void *
kernel_open (const Subject *subject, Ratio ratio)
{
  RmgResampleConfig config = { .in_rate_hz = ratio.in_hz,
    .out_rate_hz = ratio.out_hz,
    .channels = 1,
    .format = RMG_FORMAT_F32,
    .quality = subject->setting };
  Kernel *self = g_new0 (Kernel, 1);

  self->resampler = rmg_resampler_open (&config);
  self->out = g_new (float, ratio.out_hz);
  return self;
}

static void
kernel_run (void *state, Ratio ratio, const float *second)
{
  Kernel *self = state;
  size_t n = ratio.in_hz / BLOCKS_PER_SECOND;
  RmgFrames in = {
    .channels = 1, .interleaved = true, .format = RMG_FORMAT_F32, .n_frames = n
  };
  RmgFrames out = in;

  out.planes[0] = self->out;
  for (unsigned i = 0; i < BLOCKS_PER_SECOND; i++) {
    in.planes[0] = (float *) second + i * n;
    rmg_resampler_process (self->resampler, &in, &out);
  }
}

static void
kernel_close (void *state)
{
  Kernel *self = state;

  rmg_resampler_close (self->resampler);
  g_free (self->out);
  g_free (self);
}

static void *
src_open (const Subject *subject, Ratio ratio)
{
  int error;

  return src_new (subject->setting, 1, &error);
}

static void
src_run (void *state, Ratio ratio, const float *second)
{
  static float out[8192];
  long n = ratio.in_hz / BLOCKS_PER_SECOND;
  SRC_DATA data = { .data_out = out,
    .input_frames = n,
    .output_frames = G_N_ELEMENTS (out),
    .src_ratio = (double) ratio.out_hz / ratio.in_hz };

  for (unsigned i = 0; i < BLOCKS_PER_SECOND; i++) {
    data.data_in = second + i * n;
    src_process (state, &data);
  }
}

static void
src_close (void *state)
{
  src_delete (state);
}

static void *
element_open (const Subject *subject, Ratio ratio)
{
  g_autofree char *launch =
      g_strdup_printf ("%s quality=%d", subject->name, subject->setting);
  g_autofree char *in =
      g_strdup_printf ("audio/x-raw,format=" GST_AUDIO_NE (
                           F32) ",channels=1,layout=interleaved,rate=%u",
          ratio.in_hz);
  g_autofree char *out =
      g_strdup_printf ("audio/x-raw,format=" GST_AUDIO_NE (
                           F32) ",channels=1,layout=interleaved,rate=%u",
          ratio.out_hz);
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_drop_buffers (h, TRUE);
  gst_harness_set_caps_str (h, in, out);
  return h;
}

static void
element_run (void *state, Ratio ratio, const float *second)
{
  gsize n = ratio.in_hz / BLOCKS_PER_SECOND;

  for (unsigned i = 0; i < BLOCKS_PER_SECOND; i++)
    gst_harness_push (state,
        gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY,
            (gpointer) (second + i * n), n * sizeof (float), 0,
            n * sizeof (float), NULL, NULL));
}

static void
element_close (void *state)
{
  gst_harness_teardown (state);
}

static const Subject subjects[] = {
  { "kernel fast", RMG_RESAMPLE_FAST, kernel_open, kernel_run, kernel_close },
  { "kernel medium", RMG_RESAMPLE_MEDIUM, kernel_open, kernel_run,
      kernel_close },
  { "kernel high", RMG_RESAMPLE_HIGH, kernel_open, kernel_run, kernel_close },
  { "kernel best", RMG_RESAMPLE_BEST, kernel_open, kernel_run, kernel_close },
  { "libsamplerate fastest", SRC_SINC_FASTEST, src_open, src_run, src_close },
  { "libsamplerate best", SRC_SINC_BEST_QUALITY, src_open, src_run, src_close },
  { "rmgresample", RMG_RESAMPLE_MEDIUM, element_open, element_run,
      element_close },
  { "rmgresample", RMG_RESAMPLE_HIGH, element_open, element_run,
      element_close },
  { "audioresample", 4, element_open, element_run, element_close },
  { "audioresample", 10, element_open, element_run, element_close },
};

static double
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
measure (Ratio ratio, const float *second)
{
  void *states[G_N_ELEMENTS (subjects)];
  double cost_us[G_N_ELEMENTS (subjects)][REPETITIONS];

  for (gsize s = 0; s < G_N_ELEMENTS (subjects); s++)
    states[s] = subjects[s].open (&subjects[s], ratio);
  for (int i = 0; i < REPETITIONS; i++)
    for (gsize s = 0; s < G_N_ELEMENTS (subjects); s++) {
      double start_us = now_us ();

      subjects[s].run (states[s], ratio, second);
      cost_us[s][i] = now_us () - start_us;
    }
  for (gsize s = 0; s < G_N_ELEMENTS (subjects); s++) {
    subjects[s].close (states[s]);
    qsort (cost_us[s], REPETITIONS, sizeof (double), compare);
    printf ("{\"subject\":\"%s\",\"setting\":%d,\"in_hz\":%u,\"out_hz\":%u,"
            "\"median_us\":%.1f,\"least_us\":%.1f,\"most_us\":%.1f}\n",
        subjects[s].name, subjects[s].setting, ratio.in_hz, ratio.out_hz,
        cost_us[s][REPETITIONS / 2], cost_us[s][0],
        cost_us[s][REPETITIONS - 1]);
  }
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  static const Ratio ratios[] = { { 48000, 16000 }, { 44100, 16000 },
    { 44100, 48000 }, { 16000, 48000 }, { 48000, 44100 }, { 8000, 16000 } };
  static float second[48000];
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (second); i++)
    second[i] = (float) g_rand_double_range (rand, -0.5, 0.5);
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    measure (ratios[r], second);
  return 0;
}
