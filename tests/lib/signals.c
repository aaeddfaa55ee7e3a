/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/signals.h"

#include <math.h>

#define FLOOR_DB (-400.0)
/* Side lobes of this Kaiser window start 180 dB down; the main lobe is about
 * 15 bins wide to each side. */
#define WINDOW_BETA 20.0

void
rmg_test_sine (double *samples, gsize n_frames, double frequency_hz,
    double rate_hz, double amplitude, double phase_rad)
{
  for (gsize i = 0; i < n_frames; i++)
    samples[i] = amplitude *
        sin (2 * G_PI * fmod (frequency_hz * i / rate_hz, 1.0) + phase_rad);
}

void
rmg_test_chirp (double *samples, gsize n_frames, double from_hz, double to_hz,
    double rate_hz)
{
  double slope = n_frames > 0 ? (to_hz - from_hz) / n_frames : 0;

  for (gsize i = 0; i < n_frames; i++) {
    double turns = (from_hz + slope * i / 2) * i / rate_hz;

    samples[i] = sin (2 * G_PI * fmod (turns, 1.0));
  }
}

void
rmg_test_noise (double *samples, gsize n_frames, guint32 seed, double amplitude)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < n_frames; i++)
    samples[i] = g_rand_double_range (rand, -amplitude, amplitude);
}

void
rmg_test_to_f32 (float *narrow, const double *wide, gsize n_samples)
{
  for (gsize i = 0; i < n_samples; i++)
    narrow[i] = (float) wide[i];
}

void
rmg_test_to_f64 (double *wide, const float *narrow, gsize n_samples)
{
  for (gsize i = 0; i < n_samples; i++)
    wide[i] = narrow[i];
}

double
rmg_test_db (double ratio)
{
  return ratio > 0 ? MAX (20 * log10 (ratio), FLOOR_DB) : FLOOR_DB;
}

double
rmg_test_snr_db (const double *expected, const double *actual, gsize n_frames)
{
  double signal = 0, noise = 0;

  for (gsize i = 0; i < n_frames; i++) {
    double error = actual[i] - expected[i];

    signal += expected[i] * expected[i];
    noise += error * error;
  }
  if (isnan (noise))
    return FLOOR_DB;
  return noise > 0 ? rmg_test_db (sqrt (signal / noise)) : -FLOOR_DB;
}

double
rmg_test_snr_f32_db (const float *expected, const float *actual, gsize n_frames)
{
  g_autofree double *wide = g_new (double, 2 * n_frames);

  rmg_test_to_f64 (wide, expected, n_frames);
  rmg_test_to_f64 (wide + n_frames, actual, n_frames);
  return rmg_test_snr_db (wide, wide + n_frames, n_frames);
}

/* Modified Bessel function of order 0 by its power series. */
static double
bessel_i0 (double x)
{
  double sum = 1, term = 1;

  for (int k = 1; term > sum * 1e-18; k++) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

double
rmg_test_tone_db (
    const double *samples, gsize n_frames, double frequency_hz, double rate_hz)
{
  double re = 0, im = 0, weight = 0;

  for (gsize i = 0; i < n_frames; i++) {
    double x = (2.0 * i + 1) / n_frames - 1;
    double window = bessel_i0 (WINDOW_BETA * sqrt (1 - x * x));
    double angle = 2 * G_PI * fmod (frequency_hz * i / rate_hz, 1.0);

    re += window * samples[i] * cos (angle);
    im += window * samples[i] * sin (angle);
    weight += window;
  }
  return weight > 0 ? rmg_test_db (2 * hypot (re, im) / weight) : FLOOR_DB;
}

/* Least squares: a sin + b cos, by the two normal equations. */
double
rmg_test_residual_db (
    const double *samples, gsize n_frames, double frequency_hz, double rate_hz)
{
  double ss = 0, cc = 0, sc = 0, xs = 0, xc = 0, determinant, a, b;
  double residual = 0, fitted = 0;

  for (gsize i = 0; i < n_frames; i++) {
    double angle = 2 * G_PI * fmod (frequency_hz * i / rate_hz, 1.0);
    double s = sin (angle), c = cos (angle);

    ss += s * s, cc += c * c, sc += s * c;
    xs += samples[i] * s, xc += samples[i] * c;
  }
  determinant = ss * cc - sc * sc;
  g_return_val_if_fail (determinant > 0, FLOOR_DB);
  a = (xs * cc - xc * sc) / determinant;
  b = (xc * ss - xs * sc) / determinant;

  for (gsize i = 0; i < n_frames; i++) {
    double angle = 2 * G_PI * fmod (frequency_hz * i / rate_hz, 1.0);
    double fit = a * sin (angle) + b * cos (angle);

    fitted += fit * fit;
    residual += (samples[i] - fit) * (samples[i] - fit);
  }
  return fitted > 0 ? rmg_test_db (sqrt (residual / fitted)) : -FLOOR_DB;
}
