/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad-decimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOWEST_HZ 16000.0 /* of the output, where the input has more */
#define CUTOFF_HZ 4500.0
#define HALF_BAND_TAPS 7

/* Kaiser's beta with the least aliases below 7 kHz for 12 taps, by step. */
static const double betas[] = { 0.0, 0.0, 4.5, 2.75 };

/* Modified Bessel function of the first kind and order 0, by its series. */
static double
bessel_i0 (double x)
{
  double term = 1.0, sum = 1.0;

  for (int k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2.0 * k)) * (x / (2.0 * k));
    sum += term;
  }
  return sum;
}

static double
last_stage_rate (const RmgDecimator *self)
{
  return ldexp (self->rate_hz, -(int) self->n_halvings);
}

static void
design_taps (RmgDecimator *self)
{
  const double centre = 0.5 * (RMG_DECIMATOR_TAPS - 1);
  const double omega = 2.0 * M_PI * CUTOFF_HZ / last_stage_rate (self);
  double taps[RMG_DECIMATOR_TAPS], sum = 0.0;

  for (int i = 0; i < RMG_DECIMATOR_TAPS; i++) {
    const double x = i - centre, t = x / centre;

    taps[i] = sin (omega * x) / x *
        bessel_i0 (betas[self->step] * sqrt (1.0 - t * t));
    sum += taps[i];
  }
  for (int i = 0; i < RMG_DECIMATOR_TAPS; i++)
    self->taps[i] = (float) (taps[i] / sum);
}

void
rmg_decimator_open (RmgDecimator *self, double rate_hz)
{
  memset (self, 0, sizeof *self);
  self->rate_hz = rate_hz;
  while (last_stage_rate (self) >= 4.0 * LOWEST_HZ)
    self->n_halvings++;
  self->step = (unsigned) fmax (1.0, last_stage_rate (self) / LOWEST_HZ);
  if (self->step > 1)
    design_taps (self);
}

void
rmg_decimator_close (RmgDecimator *self)
{
  free (self->halved[0]);
  free (self->halved[1]);
}

/* Input of the last stage. */
static size_t
count_last_in (const RmgDecimator *self)
{
  if (self->step == 1)
    return self->n_out;
  return (self->n_out - 1) * self->step + RMG_DECIMATOR_TAPS;
}

static size_t
count_halving_in (size_t n_out)
{
  return (n_out - 1) * 2 + HALF_BAND_TAPS;
}

size_t
rmg_decimator_count_in (const RmgDecimator *self)
{
  size_t n = count_last_in (self);

  for (unsigned i = 0; i < self->n_halvings; i++)
    n = count_halving_in (n);
  return n;
}

bool
rmg_decimator_set_size (RmgDecimator *self, size_t n_out)
{
  size_t longest;

  self->n_out = n_out;
  if (self->n_halvings == 0)
    return true;
  longest = rmg_decimator_count_in (self) / 2;
  self->halved[0] = calloc (longest, sizeof (float));
  self->halved[1] = calloc (longest, sizeof (float));
  return self->halved[0] != NULL && self->halved[1] != NULL;
}

double
rmg_decimator_get_rate (const RmgDecimator *self)
{
  return last_stage_rate (self) / self->step;
}

double
rmg_decimator_get_gain (const RmgDecimator *self, double frequency_hz)
{
  double gain = 1.0, omega = 2.0 * M_PI * frequency_hz / self->rate_hz;

  for (unsigned i = 0; i < self->n_halvings; i++, omega *= 2.0)
    gain *= (16.0 + 18.0 * cos (omega) - 2.0 * cos (3.0 * omega)) / 32.0;
  if (self->step > 1) {
    double sum = 0.0;

    for (int i = 0; i < RMG_DECIMATOR_TAPS; i++)
      sum += self->taps[i] * cos (omega * (i - 0.5 * (RMG_DECIMATOR_TAPS - 1)));
    gain *= sum;
  }
  return fabs (gain);
}

/* The maximally flat half-band filter of 7 taps. */
static void
halve (const float *restrict in, float *restrict out, size_t n_out)
{
  for (size_t i = 0; i < n_out; i++) {
    const float *x = in + 2 * i;

    out[i] = 0.5f * x[3] + 0.28125f * (x[2] + x[4]) - 0.03125f * (x[0] + x[6]);
  }
}

/* With a constant step this becomes vector code across the outputs. */
static inline __attribute__ ((always_inline)) void
reduce (const float *restrict in, float *restrict out, size_t n_out,
    const float *restrict taps, size_t step)
{
  for (size_t i = 0; i < n_out; i++) {
    const float *x = in + step * i;
    float sum = taps[0] * (x[0] + x[RMG_DECIMATOR_TAPS - 1]);

    for (size_t k = 1; k < RMG_DECIMATOR_TAPS / 2; k++)
      sum += taps[k] * (x[k] + x[RMG_DECIMATOR_TAPS - 1 - k]);
    out[i] = sum;
  }
}

static void
run_last (RmgDecimator *self, const float *in, float *out)
{
  if (self->step == 1)
    memcpy (out, in, self->n_out * sizeof *out);
  else if (self->step == 2)
    reduce (in, out, self->n_out, self->taps, 2);
  else
    reduce (in, out, self->n_out, self->taps, 3);
}

void
rmg_decimator_run (RmgDecimator *self, const float *in, float *out)
{
  size_t n = rmg_decimator_count_in (self);

  for (unsigned i = 0; i < self->n_halvings; i++) {
    n = (n - HALF_BAND_TAPS) / 2 + 1;
    halve (in, self->halved[i % 2], n);
    in = self->halved[i % 2];
  }
  run_last (self, in, out);
}
