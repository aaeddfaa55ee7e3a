/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fourier/power.h"

#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

#define MAX_SIZE 4096
#define MAX_BINS (MAX_SIZE / 2 + 1)
/* Single precision turns, log2 (4096) / 2 passes and a square: each adds a few
 * parts of 2^-24, which is -144 dB. */
#define MIN_SNR_DB 125.0

static const gsize sizes[] = { 256, 512, 1024, 2048, 4096 };

/* The sum of the definition, with angles reduced as integers. */
static void
measure_slowly (const float *samples, gsize n, double *power)
{
  for (gsize k = 0; k <= n / 2; k++) {
    double re = 0.0, im = 0.0;

    for (gsize i = 0; i < n; i++) {
      const double angle = -2.0 * G_PI * (double) (i * k % n) / (double) n;

      re += samples[i] * cos (angle);
      im += samples[i] * sin (angle);
    }
    power[k] = re * re + im * im;
  }
}

static void
measure (const char *cpu, const float *samples, gsize n, float *power)
{
  RmgFft *fft;

  g_setenv ("RMG_CPU", cpu, TRUE);
  fft = rmg_fft_open (n);
  rmg_fft_power (fft, samples, power);
  rmg_fft_close (fft);
}

static void
make_noise (float *samples, gsize n)
{
  double wide[MAX_SIZE];

  rmg_test_noise (wide, n, 7, 1.0);
  rmg_test_to_f32 (samples, wide, n);
}

static void
test_fft_power_matches_definition (void)
{
  static float samples[MAX_SIZE], power[MAX_BINS];
  static double expected[MAX_BINS], actual[MAX_BINS];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const gsize n_bins = sizes[i] / 2 + 1;

    make_noise (samples, sizes[i]);
    measure_slowly (samples, sizes[i], expected);
    measure ("scalar", samples, sizes[i], power);
    rmg_test_to_f64 (actual, power, n_bins);
    g_assert_cmpfloat (
        rmg_test_snr_db (expected, actual, n_bins), >=, MIN_SNR_DB);
  }
}

static void
test_fft_every_processor_produces_equal_bits (void)
{
  static float memory[MAX_SIZE + 1], plain[MAX_BINS], other[MAX_BINS];
  float *samples = memory + 1; /* unaligned */
  const char *const cpus[] = { "sse2", "avx2", "avx512" };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const gsize size = (sizes[i] / 2 + 1) * sizeof (float);

    make_noise (samples, sizes[i]);
    measure ("scalar", samples, sizes[i], plain);
    for (guint k = 0; k < G_N_ELEMENTS (cpus); k++) {
      measure (cpus[k], samples, sizes[i], other);
      g_assert_cmpmem (plain, size, other, size);
    }
  }
}

static void
test_fft_odd_size_is_refused (void)
{
  const gsize wrong[] = { 0, 1, 128, 480, 513 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (rmg_fft_open (wrong[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fft/power", test_fft_power_matches_definition);
  g_test_add_func (
      "/fft/processors", test_fft_every_processor_produces_equal_bits);
  g_test_add_func ("/fft/odd-size", test_fft_odd_size_is_refused);
  return g_test_run ();
}
