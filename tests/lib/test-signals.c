/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The measures that other tests rely on, with signals of known figures. */
#include "tests/lib/signals.h"

#include <math.h>

#define N_FRAMES 4800
#define RATE_HZ 48000.0

static void
test_signals_snr_of_known_error_is_exact (void)
{
  double expected[N_FRAMES], actual[N_FRAMES];

  rmg_test_sine (expected, N_FRAMES, 1000, RATE_HZ, 1.0, 0.3);
  for (gsize i = 0; i < N_FRAMES; i++)
    actual[i] = expected[i] * (1 + 1e-5);
  g_assert_cmpfloat_with_epsilon (
      rmg_test_snr_db (expected, actual, N_FRAMES), 100.0, 1e-6);
}

static void
test_signals_snr_of_nan_is_the_floor (void)
{
  double expected[2] = { 1, 1 }, actual[2] = { 1, NAN };

  g_assert_cmpfloat (rmg_test_snr_db (expected, actual, 2), ==, -400.0);
}

static void
test_signals_tone_level_is_exact (void)
{
  double samples[N_FRAMES];

  rmg_test_sine (samples, N_FRAMES, 1234.5, RATE_HZ, 0.01, 1.0);
  g_assert_cmpfloat_with_epsilon (
      rmg_test_tone_db (samples, N_FRAMES, 1234.5, RATE_HZ), -40.0, 1e-6);
}

static void
test_signals_tone_ignores_a_distant_tone (void)
{
  double samples[N_FRAMES];

  rmg_test_sine (samples, N_FRAMES, 1000, RATE_HZ, 1.0, 0.2);
  g_assert_cmpfloat (
      rmg_test_tone_db (samples, N_FRAMES, 1170, RATE_HZ), <, -170.0);
}

static void
test_signals_residual_of_known_tone_is_exact (void)
{
  double samples[N_FRAMES], second[N_FRAMES];

  rmg_test_sine (samples, N_FRAMES, 1000, RATE_HZ, 1.0, 0.1);
  rmg_test_sine (second, N_FRAMES, 3000, RATE_HZ, 1e-4, 0);
  for (gsize i = 0; i < N_FRAMES; i++)
    samples[i] += second[i];
  g_assert_cmpfloat_with_epsilon (
      rmg_test_residual_db (samples, N_FRAMES, 1000, RATE_HZ), -80.0, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/signals/snr/exact", test_signals_snr_of_known_error_is_exact);
  g_test_add_func ("/signals/snr/nan", test_signals_snr_of_nan_is_the_floor);
  g_test_add_func ("/signals/tone/exact", test_signals_tone_level_is_exact);
  g_test_add_func (
      "/signals/tone/distant", test_signals_tone_ignores_a_distant_tone);
  g_test_add_func (
      "/signals/residual/exact", test_signals_residual_of_known_tone_is_exact);
  return g_test_run ();
}
