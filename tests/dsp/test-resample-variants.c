/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Clips of 0 to 67 frames, in memory that is aligned to samples only, through
 * the polyphase kernels of every instruction set: what the plain code gives,
 * but for the order of its sums. */

#include "elements/dsp/cpu.h"
#include "elements/dsp/resample.h"
#include "tests/lib/signals.h"

#include <string.h>

#define MAX_LENGTH 67
#define MAX_CHANNELS 3
#define MAX_FACTOR 3 /* of frames out over frames in */
#define MAX_OUT (MAX_CHANNELS * (MAX_FACTOR * MAX_LENGTH + 1))

/* Of some hundred products of samples below 1. */
#define TOLERANCE_F32 2e-6
#define TOLERANCE_F64 1e-14

static const struct
{
  guint in_hz, out_hz;
} ratios[] = {
  { 48000, 16000 },
  { 44100, 16000 },
  { 44100, 48000 },
  { 48000, 44100 },
  { 16000, 48000 },
  { 8000, 16000 },
};

static RmgFrames
view (const RmgResampleConfig *config, gpointer samples, gsize n_frames)
{
  return (RmgFrames){ .planes = { samples },
    .channels = config->channels,
    .interleaved = true,
    .format = config->format,
    .n_frames = n_frames };
}

static RmgResampler *
open_for (const RmgResampleConfig *config, const char *cpu)
{
  RmgResampler *self;

  g_setenv ("RMG_CPU", cpu, TRUE);
  self = rmg_resampler_open (config);
  g_unsetenv ("RMG_CPU");
  g_assert_nonnull (self);
  return self;
}

/* Returns: how many samples came out. */
static gsize
resample (RmgResampler *self, const RmgResampleConfig *config, gpointer clip,
    gsize n_frames, double *samples)
{
  const gsize bytes =
      config->format == RMG_FORMAT_F32 ? sizeof (float) : sizeof (double);
  double memory[MAX_OUT + 1];
  guint8 *out = (guint8 *) memory + bytes;
  const RmgFrames in = view (config, clip, n_frames);
  RmgFrames to = view (config, out, rmg_resampler_count (self, n_frames));
  gsize n = rmg_resampler_process (self, &in, &to) * config->channels;

  to = view (config, out + n * bytes, rmg_resampler_drain_count (self));
  n += rmg_resampler_drain (self, &to) * config->channels;
  if (config->format == RMG_FORMAT_F32)
    rmg_test_to_f64 (samples, (const float *) out, n);
  else
    memcpy (samples, out, n * sizeof *samples);
  return n;
}

static void
assert_clips_agree (const RmgResampleConfig *config, const char *cpu,
    gpointer clip, double tolerance)
{
  RmgResampler *plain = open_for (config, "scalar");
  RmgResampler *other = open_for (config, cpu);
  double expected[MAX_OUT], actual[MAX_OUT];

  for (gsize n_frames = 0; n_frames <= MAX_LENGTH; n_frames++) {
    const gsize n = resample (plain, config, clip, n_frames, expected);

    g_assert_cmpuint (resample (other, config, clip, n_frames, actual), ==, n);
    for (gsize i = 0; i < n; i++)
      g_assert_cmpfloat_with_epsilon (actual[i], expected[i], tolerance);
  }
  rmg_resampler_close (plain);
  rmg_resampler_close (other);
}

static void
test_variants_short_clips_agree_with_the_definition (gconstpointer cpu)
{
  static double wide[MAX_CHANNELS * MAX_LENGTH + 1];
  static float narrow[MAX_CHANNELS * MAX_LENGTH + 1];

  rmg_test_noise (wide, G_N_ELEMENTS (wide), 1, 0.8);
  rmg_test_to_f32 (narrow, wide, G_N_ELEMENTS (wide));
  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (guint channels = 1; channels <= MAX_CHANNELS; channels++)
      for (guint quality = 0; quality <= RMG_RESAMPLE_BEST; quality++) {
        RmgResampleConfig config = { ratios[r].in_hz, ratios[r].out_hz,
          channels, RMG_FORMAT_F32, quality, RMG_RESAMPLE_POLYPHASE };

        assert_clips_agree (&config, cpu, narrow + 1, TOLERANCE_F32);
        config.format = RMG_FORMAT_F64;
        assert_clips_agree (&config, cpu, wide + 1, TOLERANCE_F64);
      }
}

int
main (int argc, char **argv)
{
  static const RmgCpuFeature levels[] = { RMG_CPU_SSE2, RMG_CPU_AVX2,
    RMG_CPU_AVX512 };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    const char *name = rmg_cpu_feature_name (levels[i]);
    g_autofree char *path = g_strconcat ("/resample-variants/", name, NULL);

    if (rmg_cpu_features () & levels[i])
      g_test_add_data_func (
          path, name, test_variants_short_clips_agree_with_the_definition);
  }
  return g_test_run ();
}
