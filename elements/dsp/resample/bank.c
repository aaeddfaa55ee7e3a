/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/bank.h"

#include "elements/dsp/base/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TABLE_TAPS (1 << 19)
#define ALIGNMENT 64

#define MAX_TERMS 4

/* Segments for each period of the lower rate, as a power of two, and the terms
 * of a polynomial in a segment. With n segments, a tone at f fN gets images of
 * 0.1 (f / n)^3 from three terms, 0.02 (f / n)^4 from four. */
static const struct
{
  int bits;
  unsigned n_terms;
} densities[] = {
  [RMG_RESAMPLE_FAST] = { 4, 3 },                 /* -92 dB at fN */
  [RMG_RESAMPLE_MEDIUM] = { 5, 3 },               /* -110 dB */
  [RMG_RESAMPLE_HIGH] = { RMG_BANK_MAX_BITS, 3 }, /* -128 dB */
  [RMG_RESAMPLE_BEST] = { 5, 4 },                 /* -154 dB */
};

/* The zeros of the Legendre polynomials in 0..1: of all polynomials, the one
 * through a smooth curve at these places has the least square error. */
static const double nodes_of_three[] = { 0.1127016653792583, 0.5,
  0.8872983346207417 };
static const double nodes_of_four[] = { 0.06943184420297371,
  0.33000947820757187, 0.6699905217924281, 0.9305681557970262 };

/* Turns n values at nodes into the coefficients of the polynomial through them,
 * after Newton, the constant term first. */
static void
fit (const double *nodes, int n, double *values)
{
  for (int order = 1; order < n; order++)
    for (int i = n - 1; i >= order; i--)
      values[i] = (values[i] - values[i - 1]) / (nodes[i] - nodes[i - order]);
  for (int k = n - 2; k >= 0; k--)
    for (int i = k; i < n - 1; i++)
      values[i] -= nodes[k] * values[i + 1];
}

/* Tap k of a segment, padding included. */
static void
store_curve (RmgBank *self, size_t segment, size_t k, const double *terms)
{
  const size_t width = self->key.width;
  const size_t vector = segment * (self->n_taps / width) + k / width;

  for (size_t i = 0; i < self->n_terms; i++) {
    const size_t at = (vector * self->n_terms + i) * width + k % width;

    if (self->key.is_double)
      ((double *) self->curves)[at] = terms[i];
    else
      ((float *) self->curves)[at] = (float) terms[i];
  }
}

static void
design_segment (RmgBank *self, size_t segment, double step, double *values)
{
  const RmgPrototype prototype =
      rmg_prototype_find (self->key.quality, self->key.is_steep);
  const double *nodes = self->n_terms == 3 ? nodes_of_three : nodes_of_four;
  const size_t n_real = 2 * (size_t) self->n_ahead;

  for (size_t i = 0; i < self->n_terms; i++) {
    const double offset =
        ldexp ((double) segment + nodes[i], -(int) self->bits);

    rmg_prototype_sample (prototype, (1.0 - self->n_ahead - offset) * step,
        step, n_real, values + i * n_real);
  }
  for (size_t k = 0; k < n_real; k++) {
    double terms[MAX_TERMS];

    for (size_t i = 0; i < self->n_terms; i++)
      terms[i] = values[i * n_real + k] * step;
    fit (nodes, (int) self->n_terms, terms);
    store_curve (self, segment, self->n_taps - n_real + k, terms);
  }
}

static bool
design (RmgBank *self, double step)
{
  double *values =
      malloc (self->n_terms * 2 * (size_t) self->n_ahead * sizeof *values);

  if (values == NULL)
    return false;
  for (size_t segment = 0; segment >> self->bits == 0; segment++)
    design_segment (self, segment, step, values);
  free (values);
  return true;
}

static void
destroy (RmgBank *self)
{
  free (self->curves);
  free (self);
}

/* Padding is 0. */
static bool
allocate (RmgBank *self)
{
  const size_t n_samples = rmg_round_up (
      (self->n_taps * self->n_terms) << self->bits, ALIGNMENT / sizeof (float));
  const size_t n_bytes =
      n_samples * (self->key.is_double ? sizeof (double) : sizeof (float));

  if (n_samples > MAX_TABLE_TAPS)
    return false;
  self->curves = aligned_alloc (ALIGNMENT, n_bytes);
  if (self->curves == NULL)
    return false;
  memset (self->curves, 0, n_bytes);
  return true;
}

static RmgBank *
create (const RmgBankKey *key)
{
  const RmgRatio band = key->band;
  const double stretch =
      band.down > band.up ? (double) band.down / band.up : 1.0;
  const double length =
      rmg_prototype_length (rmg_prototype_find (key->quality, key->is_steep));
  const int bits = densities[key->quality].bits - ilogb (stretch);
  RmgBank *self;

  if (stretch * length > MAX_TABLE_TAPS)
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->key = *key;
  self->bits = bits > 0 ? (unsigned) bits : 0;
  self->n_terms = densities[key->quality].n_terms;
  self->n_ahead = (unsigned) ceil (length / 2 * stretch);
  self->n_taps = rmg_round_up (2 * (size_t) self->n_ahead, key->width);
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
