/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/features.h"

#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

#define MAX_HOPS 100
#define SECONDS 2
#define CLIP 2.0f /* shapes lie within +-40 dB, in units of 20 dB */

typedef struct
{
  float all[MAX_HOPS][RMG_VAD_FEATURES];
  guint n;
} Features;

/* Noise of even spectrum at any rate, and a tone of 1 kHz that comes and
 * goes. */
static float *
make_scene (guint rate_hz)
{
  const gsize n = (gsize) rate_hz * SECONDS;
  g_autofree double *wide = g_new (double, n);
  float *samples = g_new (float, n);

  rmg_test_noise (wide, n, 3, 0.01 * sqrt (rate_hz / 16000.0));
  for (gsize i = 0; i < n; i++) {
    const double t = (double) i / rate_hz;

    if ((int) (4.0 * t) % 2 == 1)
      wide[i] += 0.1 * sin (2.0 * G_PI * 1000.0 * t);
  }
  rmg_test_to_f32 (samples, wide, n);
  return samples;
}

static void
hear (const float *samples, gsize n, guint rate_hz, Features *features)
{
  RmgVadSpectrum *spectrum = rmg_vad_spectrum_open (rate_hz);
  const gsize hop = rate_hz * RMG_VAD_HOP_MS / 1000;
  RmgVadFeatures past;
  RmgVadSound sound;

  features->n = 0;
  rmg_vad_features_reset (&past);
  for (gsize end = 2 * hop; end <= n; end += hop) {
    rmg_vad_spectrum_measure (spectrum, samples + end, &sound);
    rmg_vad_features_push (&past, &sound, features->all[features->n++]);
  }
  rmg_vad_spectrum_close (spectrum);
}

static float
find_difference (const Features *a, const Features *b)
{
  float most = 0.0f;

  g_assert_cmpuint (a->n, ==, b->n);
  for (guint i = 0; i < a->n; i++)
    for (guint k = 0; k < RMG_VAD_FEATURES; k++)
      most = fmaxf (most, fabsf (a->all[i][k] - b->all[i][k]));
  return most;
}

static void
test_features_change_of_level_changes_nothing (void)
{
  const float gains[] = { 0.01f, 0.1f, 30.0f };
  const gsize n = 16000 * SECONDS;
  g_autofree float *samples = make_scene (16000);
  g_autofree float *scaled = g_new (float, n);
  Features plain, other;

  hear (samples, n, 16000, &plain);
  for (guint i = 0; i < G_N_ELEMENTS (gains); i++) {
    for (gsize k = 0; k < n; k++)
      scaled[k] = gains[i] * samples[k];
    hear (scaled, n, 16000, &other);
    g_assert_cmpfloat (find_difference (&plain, &other), <=, 1e-4);
  }
}

static void
test_features_offset_changes_nothing (void)
{
  const gsize n = 16000 * SECONDS;
  g_autofree float *samples = make_scene (16000);
  Features plain, offset;

  hear (samples, n, 16000, &plain);
  for (gsize k = 0; k < n; k++)
    samples[k] += 0.25f;
  hear (samples, n, 16000, &offset);
  g_assert_cmpfloat (find_difference (&plain, &offset), <=, 1e-3);
}

/* Noise differs between the rates, its mean over time does not. */
static void
test_features_every_rate_sounds_alike (void)
{
  const guint rates[] = { 22050, 32000, 44100, 48000, 64000, 96000, 192000 };
  g_autofree float *reference = make_scene (16000);
  Features plain, other;

  hear (reference, 16000 * SECONDS, 16000, &plain);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autofree float *samples = make_scene (rates[i]);

    hear (samples, (gsize) rates[i] * SECONDS, rates[i], &other);
    for (guint k = 0; k < RMG_VAD_FEATURES; k++) {
      double difference = 0.0;

      for (guint hop = 0; hop < plain.n; hop++)
        difference += other.all[hop][k] - plain.all[hop][k];
      /* 1.2 dB: mean of 65 hops of noise, whose bands spread by 4 dB; 6 dB
       * over floors, which are the least of so few hops and no mean */
      g_assert_cmpfloat (
          fabs (difference) / plain.n, <=, k < RMG_VAD_BANDS + 5 ? 0.06 : 0.3);
    }
  }
}

static void
test_features_every_processor_produces_equal_bits (void)
{
  const guint rates[] = { 8000, 11025, 16000, 44100, 48000, 64000, 192000 };
  const char *const cpus[] = { "sse2", "avx2", "avx512" };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autofree float *samples = make_scene (rates[i]);
    const gsize n = (gsize) rates[i] * SECONDS;
    Features plain, other;

    g_setenv ("RMG_CPU", "scalar", TRUE);
    hear (samples, n, rates[i], &plain);
    for (guint k = 0; k < G_N_ELEMENTS (cpus); k++) {
      g_setenv ("RMG_CPU", cpus[k], TRUE);
      hear (samples, n, rates[i], &other);
      g_assert_cmpmem (plain.all, plain.n * sizeof plain.all[0], other.all,
          other.n * sizeof other.all[0]);
    }
    g_unsetenv ("RMG_CPU");
  }
}

static void
test_features_missing_bands_are_lowest (void)
{
  g_autofree float *samples = make_scene (8000);
  Features features;

  hear (samples, 8000 * SECONDS, 8000, &features);
  for (guint hop = 0; hop < features.n; hop++) {
    const float *bands = features.all[hop];

    g_assert_cmpfloat (bands[RMG_VAD_BANDS - 1], ==, bands[RMG_VAD_BANDS - 2]);
    for (guint k = 0; k < RMG_VAD_BANDS; k++)
      g_assert_cmpfloat (bands[k], >=, bands[RMG_VAD_BANDS - 1]);
  }
}

static void
test_features_zero_is_even_and_at_floor (void)
{
  g_autofree float *samples = g_new0 (float, 16000);
  Features features;

  hear (samples, 16000, 16000, &features);
  for (guint hop = 0; hop < features.n; hop++)
    for (guint k = 0; k < RMG_VAD_FEATURES; k++)
      g_assert_cmpfloat (features.all[hop][k], ==, 0.0f);
}

static void
test_features_zero_teaches_floor_nothing (void)
{
  const gsize n = 16000 * SECONDS;
  g_autofree float *samples = make_scene (16000);
  Features features;

  memset (samples + n / 2, 0, n / 4 * sizeof *samples);
  hear (samples, n, 16000, &features);
  /* one hop after the zeros: noise at its floor, to 3 dB */
  g_assert_cmpfloat (
      features.all[3 * features.n / 4 + 3][RMG_VAD_BANDS], <=, 0.15);
}

static void
test_features_nan_leaves_no_trace (void)
{
  const gsize n = 16000 * SECONDS;
  g_autofree float *samples = make_scene (16000);
  Features features;

  samples[1000] = NAN;
  samples[5000] = INFINITY;
  hear (samples, n, 16000, &features);
  for (guint hop = 0; hop < features.n; hop++)
    for (guint k = 0; k < RMG_VAD_FEATURES; k++)
      g_assert_true (fabsf (features.all[hop][k]) <= 2.0f * CLIP);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/vad-features/level", test_features_change_of_level_changes_nothing);
  g_test_add_func (
      "/vad-features/offset", test_features_offset_changes_nothing);
  g_test_add_func (
      "/vad-features/rates", test_features_every_rate_sounds_alike);
  g_test_add_func ("/vad-features/processors",
      test_features_every_processor_produces_equal_bits);
  g_test_add_func (
      "/vad-features/missing-bands", test_features_missing_bands_are_lowest);
  g_test_add_func (
      "/vad-features/zero", test_features_zero_is_even_and_at_floor);
  g_test_add_func (
      "/vad-features/zero-floor", test_features_zero_teaches_floor_nothing);
  g_test_add_func ("/vad-features/nan", test_features_nan_leaves_no_trace);
  return g_test_run ();
}
