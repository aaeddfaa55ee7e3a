/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/bank.h"

#include "elements/dsp/base/numbers.h"

#include <math.h>
#include <stdlib.h>

#define MAX_TABLE_TAPS (1 << 19)
#define ALIGNMENT 64

/* Phases for each period of the lower rate, as a power of two. A line between
 * rows that are 1 / n periods apart is wrong by 1.5 (f / 2n)^2 at f fN, and a
 * cubic by 0.023 (pi f / n)^4. */
static const struct
{
  int bits;
  unsigned n_mixed;
} densities[] = {
  [RMG_RESAMPLE_FAST] = { 7, 2 },   /* -95 dB at fN */
  [RMG_RESAMPLE_MEDIUM] = { 8, 2 }, /* -105 dB */
  [RMG_RESAMPLE_HIGH] = { 10, 2 },  /* -129 dB */
  [RMG_RESAMPLE_BEST] = { 7, 4 },   /* -161 dB */
};

static void
store_row (RmgBank *self, size_t row, const double *values, size_t n_real)
{
  const size_t first = row * self->n_taps + self->n_taps - n_real;

  for (size_t k = 0; k < n_real; k++)
    if (self->key.is_double)
      ((double *) self->taps)[first + k] = values[k];
    else
      ((float *) self->taps)[first + k] = (float) values[k];
}

static bool
design (RmgBank *self, double step)
{
  const RmgPrototype prototype =
      rmg_prototype_find (self->key.quality, self->key.is_steep);
  const size_t n_real = 2 * (size_t) self->n_ahead;
  const double before = self->n_mixed / 2 - 1.0;
  double *values = malloc (n_real * sizeof *values);

  if (values == NULL)
    return false;
  for (size_t row = 0; row < self->n_rows; row++) {
    const double offset = ldexp ((double) row - before, -(int) self->bits);

    rmg_prototype_sample (
        prototype, (1.0 - self->n_ahead - offset) * step, step, n_real, values);
    for (size_t k = 0; k < n_real; k++)
      values[k] *= step;
    store_row (self, row, values, n_real);
  }
  free (values);
  return true;
}

static void
destroy (RmgBank *self)
{
  free (self->taps);
  free (self);
}

static bool
allocate (RmgBank *self)
{
  const size_t n_samples =
      rmg_round_up (self->n_rows * self->n_taps, ALIGNMENT / sizeof (float));

  if (n_samples > MAX_TABLE_TAPS)
    return false;
  self->taps = aligned_alloc (ALIGNMENT,
      n_samples * (self->key.is_double ? sizeof (double) : sizeof (float)));
  if (self->taps == NULL)
    return false;
  /* Padding. */
  for (size_t i = 0; i < n_samples; i++)
    if (self->key.is_double)
      ((double *) self->taps)[i] = 0;
    else
      ((float *) self->taps)[i] = 0;
  return true;
}

/* One more frame on either side than the filter reaches: rows beside the
 * first and the last phase belong to outputs outside of the frame. */
static RmgBank *
create (const RmgBankKey *key)
{
  const RmgRatio band = key->band;
  const double stretch =
      band.down > band.up ? (double) band.down / band.up : 1.0;
  const double length =
      rmg_prototype_length (rmg_prototype_find (key->quality, key->is_steep));
  const int bits = densities[key->quality].bits - (int) floor (log2 (stretch));
  RmgBank *self;

  if (stretch * length > MAX_TABLE_TAPS)
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->key = *key;
  self->bits = bits > 1 ? (unsigned) bits : 1;
  self->n_mixed = densities[key->quality].n_mixed;
  self->n_ahead = (unsigned) ceil (length / 2 * stretch) + (self->n_mixed > 2);
  self->n_taps = rmg_round_up (2 * (size_t) self->n_ahead, key->width);
  self->n_rows = ((size_t) 1 << self->bits) + self->n_mixed - 1;
  if (allocate (self) && design (self, 1.0 / stretch))
    return self;
  destroy (self);
  return NULL;
}

static RmgShared *
create_shared (const void *key)
{
  RmgBank *self = create (key);

  return self != NULL ? &self->shared : NULL;
}

static void
destroy_shared (RmgShared *item)
{
  destroy ((RmgBank *) item);
}

static bool
is_for (const RmgShared *item, const void *key)
{
  const RmgBankKey *a = &((const RmgBank *) item)->key, *b = key;

  return a->band.up == b->band.up && a->band.down == b->band.down &&
      a->quality == b->quality && a->is_steep == b->is_steep &&
      a->is_double == b->is_double && a->width == b->width;
}

static RmgSharedSet banks = {
  .is_for = is_for,
  .create = create_shared,
  .destroy = destroy_shared,
};

const RmgBank *
rmg_bank_acquire (const RmgBankKey *key)
{
  return rmg_shared_acquire (&banks, key);
}

void
rmg_bank_release (const RmgBank *bank)
{
  rmg_shared_release (&banks, bank);
}
