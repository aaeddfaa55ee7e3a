/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/decimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOWEST_HZ 16000.0 /* of the output, where the input has more */
#define CUTOFF_HZ 4500.0

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
  self->kernels = rmg_vad_kernels_find ();
  while (last_stage_rate (self) >= 4.0 * LOWEST_HZ)
    self->n_halvings++;
  self->step = (unsigned) fmax (1.0, last_stage_rate (self) / LOWEST_HZ);
  if (self->step > 1)
    design_taps (self);
}

void
rmg_decimator_close (RmgDecimator *self)
{
  free (self->room);
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
  return (n_out - 1) * 2 + RMG_HALF_BAND_TAPS;
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
  size_t n_in;

  self->n_out = n_out;
  if (self->n_halvings == 0 && self->step == 1)
    return true;
  n_in = rmg_decimator_count_in (self);
  self->room = calloc (n_in, sizeof (float));
  self->halved[0] = calloc (n_in, sizeof (float));
  self->halved[1] = calloc (n_in, sizeof (float));
  return self->room != NULL && self->halved[0] != NULL &&
      self->halved[1] != NULL;
}

size_t
rmg_decimator_get_held_bytes (const RmgDecimator *self)
{
  if (self->room == NULL)
    return 0;
  return 3 * rmg_decimator_count_in (self) * sizeof (float);
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

static void
run_last (RmgDecimator *self, const float *in, float *out)
{
  const RmgVadKernels *kernels = self->kernels;

  if (self->step == 1)
    memcpy (out, in, self->n_out * sizeof *out);
  else if (self->step == 2)
    kernels->reduce_by_2 (self->taps, in, self->n_out, self->room, out);
  else
    kernels->reduce_by_3 (self->taps, in, self->n_out, self->room, out);
}

void
rmg_decimator_run (RmgDecimator *self, const float *in, float *out)
{
  size_t n = rmg_decimator_count_in (self);

  for (unsigned i = 0; i < self->n_halvings; i++) {
    n = (n - RMG_HALF_BAND_TAPS) / 2 + 1;
    self->kernels->halve (in, n, self->room, self->halved[i % 2]);
    in = self->halved[i % 2];
  }
  run_last (self, in, out);
}
