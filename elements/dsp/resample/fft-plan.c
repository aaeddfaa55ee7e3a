/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/fft-plan.h"

#include <math.h>
#include <stdlib.h>

/* Points of the larger transform. At 24 bytes of work space for each, and
 * twice that in double precision, more would not stay near the processor. */
#define MAX_SIZE (1 << 16)
#define ALIGNMENT 64

/* A sinc under a Kaiser window, all in terms of the lower rate. Half the
 * transition lies on either side of the cutoff, the end of it at the Nyquist
 * frequency. */
typedef struct
{
  double length; /* samples */
  double beta;   /* of the Kaiser window */
  double cutoff; /* -6 dB, in Nyquist frequencies */
} Design;

static const Design designs[] = {
  [RMG_RESAMPLE_FAST] = { .length = 84, .beta = 8.10, .cutoff = 0.9375 },
  [RMG_RESAMPLE_MEDIUM] = { .length = 128, .beta = 10.30, .cutoff = 0.9485 },
  [RMG_RESAMPLE_HIGH] = { .length = 204, .beta = 12.90, .cutoff = 0.9590 },
  [RMG_RESAMPLE_BEST] = { .length = 408, .beta = 15.90, .cutoff = 0.9750 },
};

/* I0 (2 sqrt (z)): this many terms reach double precision for beta below 18. */
#define N_TERMS 48

static double
bessel (double z)
{
  double sum = 1;

  for (int k = N_TERMS - 1; k > 0; k--)
    sum = 1 + sum * z / ((double) k * k);
  return sum;
}

/* At a distance from the centre; not normalised. */
static double
evaluate (const Design *design, double distance)
{
  const double u = 2 * distance / design->length;
  const double angle = M_PI * design->cutoff * distance;

  if (u >= 1)
    return 0;
  return bessel (design->beta * design->beta / 4 * (1 - u * u)) *
      (angle > 0 ? sin (angle) / angle : 1);
}

/* The response to the frequencies of the transform, 1 at 0 Hz. Symmetric taps
 * around point 0 make it real. */
static bool
compute_response (const RmgFftPlan *self, double *response)
{
  const Design *design = &designs[self->key.quality];
  const size_t n = self->n_bins, half = (size_t) design->length / 2;
  RmgFourier *fourier = rmg_fourier_open (n, true);
  double *storage = calloc (3 * (n + RMG_FOURIER_SPILL), sizeof *storage);
  void *work = NULL;
  double sum;

  if (fourier != NULL)
    work = aligned_alloc (ALIGNMENT, rmg_fourier_work_bytes (fourier));
  if (storage == NULL || work == NULL) {
    rmg_fourier_close (fourier);
    free (storage);
    free (work);
    return false;
  }
  sum = storage[0] = evaluate (design, 0);
  for (size_t t = 1; t <= half; t++) {
    storage[t] = storage[n - t] = evaluate (design, (double) t);
    sum += 2 * storage[t];
  }
  rmg_fourier_run (
      fourier, storage, storage + n, response, storage + 2 * n, work);
  for (size_t k = 0; k < n; k++)
    response[k] /= sum;
  rmg_fourier_close (fourier);
  free (storage);
  free (work);
  return true;
}

/* The inverse transform's scale goes into the gains. The bin at the Nyquist
 * frequency would be two in the larger transform: it has none. */
static bool
design_gains (RmgFftPlan *self)
{
  const size_t n = self->n_bins;
  double *response = malloc ((n + RMG_FOURIER_SPILL) * sizeof *response);

  self->gains = aligned_alloc (
      ALIGNMENT, n * (self->key.is_double ? sizeof (double) : sizeof (float)));
  if (response == NULL || self->gains == NULL ||
      !compute_response (self, response)) {
    free (response);
    return false;
  }
  response[n / 2] = 0;
  for (size_t k = 0; k < n; k++) {
    const double gain = response[k] / (double) self->in_size;

    if (self->key.is_double)
      ((double *) self->gains)[k] = gain;
    else
      ((float *) self->gains)[k] = (float) gain;
  }
  free (response);
  return true;
}

/* Blocks are a multiple of the ratio's period, and so is their overlap on either
 * side: every block then has the same position among the instants of the output.
 * The block is the shortest one with an overlap of at most a fifth: longer blocks
 * hardly cost less, and delay more.
 *
 * Returns: the periods in a block, or 0 if no block fits. */
static size_t
choose_periods (RmgRatio ratio, size_t n_lost)
{
  const size_t high = ratio.up > ratio.down ? ratio.up : ratio.down;

  for (size_t n = 10 * n_lost; n * high <= MAX_SIZE; n++)
    if (rmg_fourier_can (n * ratio.up) && rmg_fourier_can (n * ratio.down))
      return n;
  return 0;
}

static bool
choose_sizes (RmgFftPlan *self)
{
  const RmgRatio ratio = self->key.ratio;
  const double low = ratio.up < ratio.down ? ratio.up : ratio.down;
  const size_t n_lost =
      (size_t) ceil (designs[self->key.quality].length / 2 / low);
  const size_t n_periods = choose_periods (ratio, n_lost);

  self->in_size = n_periods * ratio.down;
  self->out_size = n_periods * ratio.up;
  self->n_bins =
      self->in_size < self->out_size ? self->in_size : self->out_size;
  self->in_before = n_lost * ratio.down;
  self->out_before = n_lost * ratio.up;
  self->in_hop = self->in_size - 2 * self->in_before;
  self->out_hop = self->out_size - 2 * self->out_before;
  return n_periods > 0;
}

static void
destroy (RmgFftPlan *self)
{
  rmg_fourier_close (self->forward);
  rmg_fourier_close (self->inverse);
  free (self->gains);
  free (self);
}

static RmgFftPlan *
create (const RmgFftPlanKey *key)
{
  RmgFftPlan *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->key = *key;
  if (choose_sizes (self)) {
    self->forward = rmg_fourier_open (self->in_size, key->is_double);
    self->inverse = rmg_fourier_open (self->out_size, key->is_double);
  }
  if (self->forward != NULL && self->inverse != NULL && design_gains (self))
    return self;
  destroy (self);
  return NULL;
}

static RmgShared *
create_shared (const void *key)
{
  RmgFftPlan *self = create (key);

  return self != NULL ? &self->shared : NULL;
}

static void
destroy_shared (RmgShared *item)
{
  destroy ((RmgFftPlan *) item);
}

static bool
is_for (const RmgShared *item, const void *key)
{
  const RmgFftPlanKey *a = &((const RmgFftPlan *) item)->key, *b = key;

  return a->ratio.up == b->ratio.up && a->ratio.down == b->ratio.down &&
      a->quality == b->quality && a->is_double == b->is_double &&
      a->features == b->features;
}

static RmgSharedSet plans = {
  .is_for = is_for,
  .create = create_shared,
  .destroy = destroy_shared,
};

const RmgFftPlan *
rmg_fft_plan_acquire (const RmgFftPlanKey *key)
{
  return rmg_shared_acquire (&plans, key);
}

void
rmg_fft_plan_release (const RmgFftPlan *plan)
{
  rmg_shared_release (&plans, plan);
}
