/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/voice.h"

#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

#define SYLLABLES_PER_S 4.0
#define HISS_SHARE 0.25 /* of every second syllable */
#define HIGHEST_HZ 4500.0
#define MAX_HARMONICS 48
#define BLOCK_S 0.004 /* time in which the vocal tract keeps its shape */
#define N_FORMANTS 4

static const double formants_hz[][N_FORMANTS] = {
  { 730.0, 1090.0, 2440.0, 3400.0 }, /* as in father */
  { 270.0, 2290.0, 3010.0, 3600.0 }, /* see */
  { 570.0, 840.0, 2410.0, 3300.0 },  /* law */
  { 530.0, 1840.0, 2480.0, 3500.0 }, /* bed */
  { 300.0, 870.0, 2240.0, 3300.0 },  /* too */
};
static const double bandwidths_hz[N_FORMANTS] = { 80.0, 100.0, 140.0, 200.0 };

static double
find_pitch (double t)
{
  return 130.0 *
      (1.0 + 0.15 * sin (2.0 * G_PI * 0.7 * t) +
          0.04 * sin (2.0 * G_PI * 3.1 * t));
}

/* One formant glides to that of the next syllable in the second half. */
static double
find_formant (double t, guint i)
{
  const double place = t * SYLLABLES_PER_S, within = place - floor (place);
  const gsize k = (gsize) place % G_N_ELEMENTS (formants_hz);
  const gsize next = (k + 1) % G_N_ELEMENTS (formants_hz);
  const double glide = CLAMP (2.0 * within - 1.0, 0.0, 1.0);

  return formants_hz[k][i] + glide * (formants_hz[next][i] - formants_hz[k][i]);
}

/* Magnitude of a vocal tract at @hz, over that at 0 Hz, with a source that falls
 * by 12 dB an octave and lips that add 6 dB. */
static double
find_gain (double t, double hz)
{
  double gain = 1.0 / (1.0 + hz / 300.0);

  for (guint i = 0; i < N_FORMANTS; i++) {
    const double centre = find_formant (t, i);
    const double x = centre * centre - hz * hz, y = bandwidths_hz[i] * hz;

    gain *= centre * centre / sqrt (x * x + y * y);
  }
  return gain;
}

static gboolean
has_hiss (double t)
{
  return (int) (t * SYLLABLES_PER_S) % 2 == 1;
}

/* Rises in 30 ms and falls by 14 dB to the end of the syllable. */
static double
find_loudness (double t)
{
  const double place = t * SYLLABLES_PER_S, within = place - floor (place);
  const double start = has_hiss (t) ? HISS_SHARE : 0.0;
  const double s = (within - start) / SYLLABLES_PER_S;

  if (s < 0.0)
    return 0.0;
  return MIN (1.0, s / 0.03) * exp (-1.6 * within);
}

static void
add_block (double *samples, gsize n, double t, double rate_hz, double *phase)
{
  const double pitch_hz = find_pitch (t), loudness = find_loudness (t);
  const guint n_harmonics = MIN (
      MAX_HARMONICS, (guint) (MIN (HIGHEST_HZ, 0.48 * rate_hz) / pitch_hz));
  double gains[MAX_HARMONICS];

  for (guint k = 0; k < n_harmonics; k++)
    gains[k] = 0.05 * loudness * find_gain (t, (k + 1) * pitch_hz);
  for (gsize i = 0; i < n; i++) {
    double sum = 0.0;

    *phase = fmod (*phase + 2.0 * G_PI * pitch_hz / rate_hz, 2.0 * G_PI);
    for (guint k = 0; loudness > 0.0 && k < n_harmonics; k++)
      sum += gains[k] * sin ((k + 1) * *phase);
    samples[i] = sum;
  }
}

/* Noise with most of its power above 2 kHz at any sample rate. */
static void
add_hiss (double *samples, gsize n_frames, double rate_hz)
{
  g_autofree double *noise = g_new (double, n_frames);
  const double keep = exp (-2.0 * G_PI * 2500.0 / rate_hz);
  double low = 0.0;

  rmg_test_noise (noise, n_frames, 23, 0.05 * sqrt (rate_hz / 16000.0));
  for (gsize i = 0; i < n_frames; i++) {
    const double place = i / rate_hz * SYLLABLES_PER_S;

    low = keep * low + (1.0 - keep) * noise[i];
    if (has_hiss (i / rate_hz) && place - floor (place) < HISS_SHARE)
      samples[i] += noise[i] - low;
  }
}

void
rmg_test_voice (double *samples, gsize n_frames, double rate_hz)
{
  const gsize block = MAX (1, (gsize) (BLOCK_S * rate_hz));
  double phase = 0.0;

  for (gsize i = 0; i < n_frames; i += block)
    add_block (
        samples + i, MIN (block, n_frames - i), i / rate_hz, rate_hz, &phase);
  add_hiss (samples, n_frames, rate_hz);
}
