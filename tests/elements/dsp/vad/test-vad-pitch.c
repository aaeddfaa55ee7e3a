/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/pitch.h"

#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

#define N_HARMONICS 8
#define PIECES 40

static const guint rates[] = { 4000, 8000, 11025, 16000, 22050, 24000, 31000 };
static const double pitches_hz[] = { 80, 100, 130, 180, 250, 330, 450 };

/* The window of the spectrum: 32 ms. */
static gsize
count_samples (guint rate_hz)
{
  return (gsize) (rate_hz * 0.032 + 0.5);
}

/* Harmonics of equal level. */
static void
make_voice (float *samples, guint rate_hz, double pitch_hz)
{
  for (gsize i = 0; i < count_samples (rate_hz); i++) {
    double sum = 0.0;

    for (guint k = 1; k <= N_HARMONICS && k * pitch_hz < 0.4 * rate_hz; k++)
      sum += sin (2.0 * G_PI * k * pitch_hz * (double) i / rate_hz + k);
    samples[i] = (float) (0.1 * sum);
  }
}

static RmgVadPeriod
measure (const float *samples, guint rate_hz)
{
  RmgVadPitch *pitch = rmg_vad_pitch_open (rate_hz, count_samples (rate_hz));
  RmgVadPeriod period = rmg_vad_pitch_measure (pitch, samples);

  rmg_vad_pitch_close (pitch);
  return period;
}

/* Two or three periods are one as well: they may meet the samples better.
 * Returns: the octaves between the pitch found and the nearest such pitch */
static double
find_error (const RmgVadPeriod *period, double pitch_hz)
{
  const double found_hz = RMG_VAD_LOWEST_PITCH_HZ * exp2 (period->octaves);
  const double n_periods = fmax (1.0, round (pitch_hz / found_hz));

  return fabs (log2 (pitch_hz / (n_periods * found_hz)));
}

static void
test_pitch_of_a_voice_is_found_at_any_rate (void)
{
  for (guint r = 0; r < G_N_ELEMENTS (rates); r++)
    for (guint p = 0; p < G_N_ELEMENTS (pitches_hz); p++) {
      g_autofree float *samples = g_new (float, count_samples (rates[r]));
      RmgVadPeriod period;

      make_voice (samples, rates[r], pitches_hz[p]);
      period = measure (samples, rates[r]);
      g_test_message ("%u Hz, %.0f Hz: %.3f, %.3f octaves", rates[r],
          pitches_hz[p], period.periodicity, period.octaves);
      g_assert_cmpfloat (period.periodicity, >=, 0.85);
      /* a semitone: the longest lag is a sample too long */
      g_assert_cmpfloat (find_error (&period, pitches_hz[p]), <=, 0.083);
    }
}

/* Of 16 ms of noise, some piece resembles another by chance. */
static void
test_pitch_of_noise_is_low (void)
{
  for (guint r = 0; r < G_N_ELEMENTS (rates); r++) {
    const gsize n = count_samples (rates[r]);
    g_autofree double *noise = g_new (double, n);
    g_autofree float *samples = g_new (float, n);
    double sum = 0.0;

    for (guint32 seed = 1; seed <= PIECES; seed++) {
      rmg_test_noise (noise, n, seed, 0.1);
      rmg_test_to_f32 (samples, noise, n);
      sum += measure (samples, rates[r]).periodicity;
    }
    g_assert_cmpfloat (sum / PIECES, <=, 0.45);
  }
}

static void
test_pitch_does_not_depend_on_level_and_offset (void)
{
  const gsize n = count_samples (16000);
  g_autofree float *samples = g_new (float, n);
  g_autofree float *changed = g_new (float, n);
  RmgVadPeriod plain, other;

  make_voice (samples, 16000, 130.0);
  plain = measure (samples, 16000);
  for (gsize i = 0; i < n; i++)
    changed[i] = 0.0625f * samples[i];
  other = measure (changed, 16000);
  g_assert_cmpmem (&other, sizeof other, &plain, sizeof plain);
  for (gsize i = 0; i < n; i++)
    changed[i] = samples[i] + 0.25f;
  other = measure (changed, 16000);
  g_assert_cmpfloat (fabsf (other.periodicity - plain.periodicity), <=, 1e-4);
  g_assert_cmpfloat (fabsf (other.octaves - plain.octaves), <=, 1e-3);
}

static void
test_pitch_of_silence_has_no_period (void)
{
  const gsize n = count_samples (16000);
  g_autofree float *samples = g_new0 (float, n);
  RmgVadPeriod period = measure (samples, 16000);

  g_assert_cmpfloat (period.periodicity, ==, 0.0);
  g_assert_cmpfloat (period.octaves, ==, 0.0);
}

static void
test_pitch_at_low_rates_has_no_period (void)
{
  for (guint rate_hz = 100; rate_hz < 2000; rate_hz += 300) {
    g_autofree float *samples = g_new (float, count_samples (rate_hz));
    RmgVadPeriod period;

    make_voice (samples, rate_hz, 80.0);
    period = measure (samples, rate_hz);
    g_assert_cmpfloat (period.periodicity, ==, 0.0);
  }
}

static void
test_pitch_every_processor_produces_equal_bits (void)
{
  static const char *const cpus[] = { "scalar", "sse2", "avx2", "avx512" };

  for (guint r = 0; r < G_N_ELEMENTS (rates); r++) {
    const gsize n = count_samples (rates[r]);
    g_autofree double *noise = g_new (double, n);
    g_autofree float *samples = g_new (float, n);
    RmgVadPeriod periods[G_N_ELEMENTS (cpus)];

    rmg_test_noise (noise, n, 7, 0.3);
    rmg_test_to_f32 (samples, noise, n);
    for (guint i = 0; i < G_N_ELEMENTS (cpus); i++) {
      g_setenv ("RMG_CPU", cpus[i], TRUE);
      periods[i] = measure (samples, rates[r]);
      g_assert_cmpmem (
          &periods[i], sizeof periods[i], &periods[0], sizeof periods[0]);
    }
    g_unsetenv ("RMG_CPU");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/vad-pitch/voice", test_pitch_of_a_voice_is_found_at_any_rate);
  g_test_add_func ("/vad-pitch/noise", test_pitch_of_noise_is_low);
  g_test_add_func (
      "/vad-pitch/level", test_pitch_does_not_depend_on_level_and_offset);
  g_test_add_func ("/vad-pitch/silence", test_pitch_of_silence_has_no_period);
  g_test_add_func (
      "/vad-pitch/low-rates", test_pitch_at_low_rates_has_no_period);
  g_test_add_func (
      "/vad-pitch/processors", test_pitch_every_processor_produces_equal_bits);
  return g_test_run ();
}
