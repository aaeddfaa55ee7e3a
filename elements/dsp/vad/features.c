/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The floor is the least smoothed power of the last seconds (Martin, "Noise
 * power spectral density estimation based on optimal smoothing and minimum
 * statistics", 2001). */
#include "elements/dsp/vad/features.h"

#include "elements/dsp/base/decibel.h"

#include <math.h>
#include <string.h>

#define HOPS_PER_WINDOW 8       /* 240 ms; the floor looks 2 s back */
#define SMOOTHING 0.375f        /* weight of a new hop: 80 ms */
#define FAST_FLOOR_RISE_DB 0.3f /* per hop: 10 dB/s */
#define FAST_FLOOR_FALL 0.5f    /* of the way to a lower level, per hop */
#define PEAK_DECAY_DB 0.06f     /* per hop: 2 dB/s */

#define SILENCE_POWER 1e-16f /* below is no recording: digital zero */
#define ABSURD_POWER 1e20f
#define RANGE_POWER 1e-5f /* bands count as 50 dB below all, at least */
#define UNIT_DB 20.0f

enum
{
  OVER_FLOOR = RMG_VAD_BANDS,
  OVER_FAST_FLOOR,
  UNDER_PEAK,
  PEAK_OVER_FLOOR,
  CHANGE,
  OVER_FLOORS, /* RMG_VAD_BANDS of them */
  PERIODICITY = OVER_FLOORS + RMG_VAD_BANDS,
  PITCH,
};

#define TOTAL RMG_VAD_BANDS /* after the bands' levels, that of all */

void
rmg_vad_features_reset (RmgVadFeatures *self)
{
  memset (self, 0, sizeof *self);
}

/* Plain comparisons, which become one instruction each. */
static inline float
smaller (float a, float b)
{
  return a < b ? a : b;
}

static inline float
larger (float a, float b)
{
  return a > b ? a : b;
}

static float
scale (float db, float least_db, float most_db)
{
  return smaller (larger (db, least_db), most_db) / UNIT_DB;
}

static float
sum_bands (const float *bands)
{
  float sum = 0.0f;

  for (size_t i = 0; i < RMG_VAD_BANDS; i++)
    sum += bands[i];
  return sum;
}

static void
start (RmgVadFeatures *self, const float *powers, const float *levels_db)
{
  memcpy (self->past, levels_db, sizeof self->past);
  memcpy (self->smooth, powers, sizeof self->smooth);
  for (size_t i = 0; i < RMG_VAD_FLOOR_WINDOWS; i++)
    memcpy (self->minima[i], levels_db, sizeof self->minima[i]);
  memcpy (self->floors_db, levels_db, sizeof self->floors_db);
  self->fast_floor_db = levels_db[TOTAL];
  self->peak_db = levels_db[TOTAL];
  self->has_past = true;
}

static void
find_floors (RmgVadFeatures *self)
{
  memcpy (self->floors_db, self->minima[0], sizeof self->floors_db);
  for (size_t window = 1; window < RMG_VAD_FLOOR_WINDOWS; window++)
    for (size_t i = 0; i < RMG_VAD_LEVELS; i++)
      self->floors_db[i] =
          smaller (self->floors_db[i], self->minima[window][i]);
}

static void
track_floors (RmgVadFeatures *self, const float *powers)
{
  float *minima = self->minima[self->window];
  const bool is_new = self->n_in_window == 0;

  for (size_t i = 0; i < RMG_VAD_LEVELS; i++) {
    float smooth_db;

    self->smooth[i] += SMOOTHING * (powers[i] - self->smooth[i]);
    smooth_db = rmg_power_to_db (self->smooth[i]);
    minima[i] = is_new ? smooth_db : smaller (minima[i], smooth_db);
  }
  find_floors (self);
  if (++self->n_in_window == HOPS_PER_WINDOW) {
    self->n_in_window = 0;
    self->window = (self->window + 1) % RMG_VAD_FLOOR_WINDOWS;
  }
}

static void
track_level (RmgVadFeatures *self, float total_db)
{
  const float above_db = total_db - self->fast_floor_db;

  self->fast_floor_db += above_db < 0.0f
      ? FAST_FLOOR_FALL * above_db
      : smaller (above_db, FAST_FLOOR_RISE_DB);
  self->peak_db = larger (total_db, self->peak_db - PEAK_DECAY_DB);
}

/* Also keeps the bands for the next hop. */
static float
measure_change (RmgVadFeatures *self, const float *bands_db)
{
  float sum = 0.0f;

  for (size_t i = 0; i < RMG_VAD_BANDS; i++) {
    sum += fabsf (bands_db[i] - self->past[i]);
    self->past[i] = bands_db[i];
  }
  return sum / RMG_VAD_BANDS;
}

static void
tell_shape (const float *bands_db, float *features)
{
  const float mean = sum_bands (bands_db) / RMG_VAD_BANDS;

  for (size_t i = 0; i < RMG_VAD_BANDS; i++)
    features[i] = scale (bands_db[i] - mean, -40.0f, 40.0f);
}

static void
tell_level (const RmgVadFeatures *self, float total_db, float *features)
{
  const float floor_db = self->floors_db[TOTAL];

  features[OVER_FLOOR] = scale (total_db - floor_db, -10.0f, 50.0f);
  features[OVER_FAST_FLOOR] =
      scale (total_db - self->fast_floor_db, -10.0f, 50.0f);
  features[UNDER_PEAK] = scale (self->peak_db - total_db, 0.0f, 60.0f);
  features[PEAK_OVER_FLOOR] = scale (self->peak_db - floor_db, 0.0f, 60.0f);
}

static void
tell_bands_over_floors (
    const RmgVadFeatures *self, const float *bands_db, float *features)
{
  for (size_t i = 0; i < RMG_VAD_BANDS; i++)
    features[OVER_FLOORS + i] =
        scale (bands_db[i] - self->floors_db[i], -10.0f, 50.0f);
}

static void
tell_period (const RmgVadPeriod *period, float *features)
{
  features[PERIODICITY] = period->periodicity;
  features[PITCH] = period->periodicity * period->octaves;
}

static void
tell_silence (RmgVadFeatures *self, float *features)
{
  memset (features, 0, RMG_VAD_FEATURES * sizeof *features);
  if (!self->has_past)
    return;
  self->peak_db -= PEAK_DECAY_DB;
  tell_level (self, self->floors_db[TOTAL], features);
}

void
rmg_vad_features_push (
    RmgVadFeatures *self, const RmgVadSound *sound, float *features)
{
  const float *bands = sound->bands;
  const float total = sum_bands (bands);
  float powers[RMG_VAD_LEVELS], levels_db[RMG_VAD_LEVELS];

  if (!(total >= SILENCE_POWER && total < ABSURD_POWER)) {
    tell_silence (self, features);
    return;
  }
  for (size_t i = 0; i < RMG_VAD_BANDS; i++)
    powers[i] = larger (bands[i], total * RANGE_POWER);
  powers[TOTAL] = total;
  for (size_t i = 0; i < RMG_VAD_LEVELS; i++)
    levels_db[i] = rmg_power_to_db (powers[i]);
  if (!self->has_past)
    start (self, powers, levels_db);
  track_floors (self, powers);
  track_level (self, levels_db[TOTAL]);
  tell_shape (levels_db, features);
  tell_level (self, levels_db[TOTAL], features);
  features[CHANGE] = scale (measure_change (self, levels_db), 0.0f, 40.0f);
  tell_bands_over_floors (self, levels_db, features);
  tell_period (&sound->period, features);
}
