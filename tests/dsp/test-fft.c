/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/fft.h"

#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

#define MAX_SIZE 4096
/* Single precision twiddles and log2 (4096) / 2 passes: each adds a few parts
 * of 2^-24, which is -144 dB. */
#define MIN_SNR_DB 125.0

static const gsize sizes[] = { 16, 32, 64, 128, 256, 512, 1024, 2048, 4096 };

/* The sum of the definition, with angles reduced as integers. */
static void
transform_slowly (const float *samples, gsize n, double *re, double *im)
{
  for (gsize k = 0; k <= n / 2; k++) {
    re[k] = 0.0;
    im[k] = 0.0;
    for (gsize i = 0; i < n; i++) {
      double angle = -2.0 * G_PI * (double) (i * k % n) / (double) n;

      re[k] += samples[i] * cos (angle);
      im[k] += samples[i] * sin (angle);
    }
  }
}

static void
make_noise (float *samples, gsize n)
{
  double wide[MAX_SIZE];

  rmg_test_noise (wide, n, 7, 1.0);
  rmg_test_to_f32 (samples, wide, n);
}

static void
test_fft_noise_matches_definition (void)
{
  static float samples[MAX_SIZE], re[MAX_SIZE / 2 + 1], im[MAX_SIZE / 2 + 1];
  static double slow_re[MAX_SIZE / 2 + 1], slow_im[MAX_SIZE / 2 + 1];
  static double wide[MAX_SIZE / 2 + 1];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const gsize n = sizes[i];
    RmgFft *fft = rmg_fft_open (n);

    make_noise (samples, n);
    transform_slowly (samples, n, slow_re, slow_im);
    rmg_fft_forward (fft, samples, re, im);
    rmg_test_to_f64 (wide, re, n / 2 + 1);
    g_assert_cmpfloat (
        rmg_test_snr_db (slow_re, wide, n / 2 + 1), >=, MIN_SNR_DB);
    rmg_test_to_f64 (wide, im, n / 2 + 1);
    g_assert_cmpfloat (
        rmg_test_snr_db (slow_im, wide, n / 2 + 1), >=, MIN_SNR_DB);
    rmg_fft_close (fft);
  }
}

static void
test_fft_power_is_squared_magnitude (void)
{
  static float samples[512], re[257], im[257], power[257];
  RmgFft *fft = rmg_fft_open (512);

  make_noise (samples, 512);
  rmg_fft_forward (fft, samples, re, im);
  rmg_fft_power (fft, samples, power);
  for (gsize k = 0; k <= 256; k++)
    g_assert_cmpfloat (power[k], ==, re[k] * re[k] + im[k] * im[k]);
  rmg_fft_close (fft);
}

static void
test_fft_twice_gives_equal_bits (void)
{
  static float samples[512], once[257], again[257];
  RmgFft *fft = rmg_fft_open (512);

  make_noise (samples, 512);
  rmg_fft_power (fft, samples, once);
  rmg_fft_power (fft, samples, again);
  g_assert_cmpmem (once, sizeof once, again, sizeof again);
  rmg_fft_close (fft);
}

static void
test_fft_odd_size_is_refused (void)
{
  const gsize wrong[] = { 0, 1, 8, 17, 480, 513 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (rmg_fft_open (wrong[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fft/noise", test_fft_noise_matches_definition);
  g_test_add_func ("/fft/power", test_fft_power_is_squared_magnitude);
  g_test_add_func ("/fft/twice", test_fft_twice_gives_equal_bits);
  g_test_add_func ("/fft/odd-size", test_fft_odd_size_is_refused);
  return g_test_run ();
}
