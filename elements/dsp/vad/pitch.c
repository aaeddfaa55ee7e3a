/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The normalised square difference function (McLeod and Wyvill, "A smarter way
 * to find pitch", 2005) at 4 to 8 kHz, where the low harmonics of a voice are. */
#include "elements/dsp/vad/pitch.h"

#include "elements/dsp/base/decibel.h"
#include "elements/dsp/vad/kernels.h"

#include <stdbool.h>
#include <stdlib.h>

#define LEAST_RATE_HZ 2000.0
#define HALVED_FROM_HZ 8000.0
#define LONG_PERIOD_COST 0.15f /* at the longest: two periods are no period */

struct RmgVadPitch
{
  const RmgVadKernels *kernels;
  size_t n_in;
  unsigned n_halvings;
  size_t n;      /* samples after the halvings */
  size_t reach;  /* the longest lag and its neighbour; 0: rate too low */
  size_t n_lags; /* from @reach down */
  size_t n_sum;  /* products of each, whole RMG_VAD_LANES */
  size_t n_floats;
  float *storage; /* everything below */
  float *room, *halved[2];
  float *even;    /* window of ones */
  float *samples; /* without offset, then zeros */
  float *likeness;
};

static size_t
count_halved (size_t n_in)
{
  return (n_in - RMG_HALF_BAND_TAPS) / 2 + 1;
}

static size_t
round_up (size_t n)
{
  return (n + RMG_VAD_LAGS - 1) / RMG_VAD_LAGS * RMG_VAD_LAGS;
}

static void
choose_lags (RmgVadPitch *self, double rate_hz)
{
  self->n = self->n_in;
  for (; rate_hz >= HALVED_FROM_HZ; rate_hz /= 2.0, self->n_halvings++)
    self->n = count_halved (self->n);
  if (rate_hz < LEAST_RATE_HZ)
    return;
  self->reach = (size_t) (rate_hz / RMG_VAD_LOWEST_PITCH_HZ) + 1;
  self->n_lags =
      self->reach - (size_t) (rate_hz / RMG_VAD_HIGHEST_PITCH_HZ) + 2;
  self->n_sum = (self->n - self->reach) / RMG_VAD_LANES * RMG_VAD_LANES;
}

static float *
take (float **rest, size_t n)
{
  float *start = *rest;

  *rest += n;
  return start;
}

static bool
make_room (RmgVadPitch *self)
{
  const size_t n_samples = self->n + RMG_VAD_LAGS;
  float *rest;

  self->n_floats =
      3 * self->n_in + self->n + n_samples + round_up (self->n_lags);
  self->storage = rest = calloc (self->n_floats, sizeof (float));
  if (rest == NULL)
    return false;
  self->room = take (&rest, self->n_in);
  self->halved[0] = take (&rest, self->n_in);
  self->halved[1] = take (&rest, self->n_in);
  self->even = take (&rest, self->n);
  self->samples = take (&rest, n_samples);
  self->likeness = take (&rest, round_up (self->n_lags));
  for (size_t i = 0; i < self->n; i++)
    self->even[i] = 1.0f;
  return true;
}

RmgVadPitch *
rmg_vad_pitch_open (double rate_hz, size_t n_samples)
{
  RmgVadPitch *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->kernels = rmg_vad_kernels_find ();
  self->n_in = n_samples;
  choose_lags (self, rate_hz);
  if (!make_room (self)) {
    rmg_vad_pitch_close (self);
    return NULL;
  }
  return self;
}

void
rmg_vad_pitch_close (RmgVadPitch *self)
{
  if (self == NULL)
    return;
  free (self->storage);
  free (self);
}

size_t
rmg_vad_pitch_get_held_bytes (const RmgVadPitch *self)
{
  return sizeof *self + self->n_floats * sizeof (float);
}

static void
reduce (RmgVadPitch *self, const float *samples)
{
  size_t n = self->n_in;

  for (unsigned i = 0; i < self->n_halvings; i++) {
    n = count_halved (n);
    self->kernels->halve (samples, n, self->room, self->halved[i % 2]);
    samples = self->halved[i % 2];
  }
  self->kernels->apply_window (self->even, samples, self->n, self->samples);
}

/* From sums of products to likeness, -1 to 1, by the power of both parts. */
static void
normalise (RmgVadPitch *self)
{
  const RmgVadKernels *kernels = self->kernels;
  const float *past = self->samples, *x = past + self->reach;
  const size_t n = self->n_sum;
  float both = kernels->dot (x, x, n) + kernels->dot (past, past, n);

  for (size_t k = 0; k < self->n_lags; k++) {
    self->likeness[k] = both > 0.0f ? 2.0f * self->likeness[k] / both : 0.0f;
    both += past[k + n] * past[k + n] - past[k] * past[k];
  }
}

/* The place and height of a parabola through three values around @k. */
static float
fit_peak (const float *values, size_t k, float *place)
{
  const float slope = 0.5f * (values[k + 1] - values[k - 1]);
  const float bend = 2.0f * values[k] - values[k - 1] - values[k + 1];

  *place = (float) k + slope / bend;
  return values[k] + 0.5f * slope * slope / bend;
}

static RmgVadPeriod
find_period (const RmgVadPitch *self)
{
  const float *values = self->likeness;
  const float longest = (float) self->reach;
  RmgVadPeriod period = { 0 };
  float best = 0.0f;

  for (size_t k = 1; k + 1 < self->n_lags; k++) {
    float place, peak, lag;

    if (!(values[k] > values[k - 1] && values[k] >= values[k + 1]))
      continue;
    peak = fit_peak (values, k, &place);
    lag = longest - place;
    if (peak * (1.0f - LONG_PERIOD_COST * lag / longest) <= best)
      continue;
    best = peak * (1.0f - LONG_PERIOD_COST * lag / longest);
    period.periodicity = peak < 1.0f ? peak : 1.0f;
    period.octaves = rmg_log2 (longest / lag);
  }
  return period;
}

RmgVadPeriod
rmg_vad_pitch_measure (RmgVadPitch *self, const float *samples)
{
  if (self->reach == 0)
    return (RmgVadPeriod){ 0 };
  reduce (self, samples);
  self->kernels->correlate (self->samples + self->reach, self->samples,
      self->n_sum, round_up (self->n_lags), self->likeness);
  normalise (self);
  return find_period (self);
}
