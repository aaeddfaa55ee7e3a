/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample-taps.h"

#include "elements/dsp/resample-fir.h"
#include "elements/dsp/resample-prototype.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 44.1 kHz to 48 kHz takes 160 phases; any two usual rates stay below. */
#define MAX_PHASES 4096
#define MAX_TABLE_TAPS (1 << 19)
#define ALIGNMENT 64

static size_t
round_up (size_t value, size_t unit)
{
  return (value + unit - 1) / unit * unit;
}

/* The input frame that output n of a period lies behind. */
static size_t
frame_of (RmgRatio ratio, size_t n)
{
  return (size_t) ((uint64_t) n * ratio.down / ratio.up);
}

/* How far output n lies behind the first of its group. */
static size_t
shift_of (RmgRatio ratio, size_t n)
{
  return frame_of (ratio, n) - frame_of (ratio, n - n % RMG_FIR_GROUP);
}

static unsigned
widest_shift (RmgRatio ratio)
{
  size_t widest = 0;

  for (size_t n = 0; n < ratio.up; n++)
    widest = shift_of (ratio, n) > widest ? shift_of (ratio, n) : widest;
  return (unsigned) widest;
}

/* Where tap k of output n lies in a table. */
static size_t
place_in_columns (const RmgTaps *self, size_t n, size_t k)
{
  RmgRatio ratio = self->key.ratio;
  size_t phase = (size_t) ((uint64_t) n * ratio.down % ratio.up);

  return phase * self->n_taps + k % ratio.down * (self->n_taps / ratio.down) +
      k / ratio.down;
}

static size_t
place_in_rows (const RmgTaps *self, size_t n, size_t k)
{
  size_t width = self->key.width;
  size_t vector = n / RMG_FIR_GROUP * (self->n_taps / width) + k / width;

  return (vector * RMG_FIR_GROUP + n % RMG_FIR_GROUP) * width + k % width;
}

/* The first tap of output n that is not padding. */
static size_t
first_tap (const RmgTaps *self, size_t n)
{
  size_t first = self->n_taps - 2 * (size_t) self->n_ahead - self->n_spread;

  return self->key.layout == RMG_TAPS_ROWS
      ? first + shift_of (self->key.ratio, n)
      : first;
}

static void
store_tap (RmgTaps *self, size_t n, size_t k, double value)
{
  size_t at = self->key.layout == RMG_TAPS_ROWS
      ? place_in_rows (self, n, first_tap (self, n) + k)
      : place_in_columns (self, n, first_tap (self, n) + k);

  if (self->key.is_double)
    ((double *) self->taps)[at] = value;
  else
    ((float *) self->taps)[at] = (float) value;
}

/* The filter is symmetric, and with it the phases of outputs n and up - n. */
static void
design_pair (RmgTaps *self, size_t n, double *scratch)
{
  RmgRatio ratio = self->key.ratio;
  const size_t n_real = 2 * (size_t) self->n_ahead;
  double step = ratio.down > ratio.up ? (double) ratio.up / ratio.down : 1.0;
  double offset = (double) ((uint64_t) n * ratio.down % ratio.up) / ratio.up;
  bool is_pair = n > 0 && ratio.up - n != n;

  rmg_prototype_sample (self->key.quality,
      (1.0 - self->n_ahead - offset) * step, step, n_real, scratch);
  for (size_t k = 0; k < n_real; k++)
    store_tap (self, n, k, scratch[k] * step);
  for (size_t k = 0; is_pair && k < n_real; k++)
    store_tap (self, ratio.up - n, n_real - 1 - k, scratch[k] * step);
}

static bool
allocate (RmgTaps *self)
{
  size_t n_rows = round_up (self->key.ratio.up, RMG_FIR_GROUP);
  size_t size = round_up (n_rows * self->n_taps *
          (self->key.is_double ? sizeof (double) : sizeof (float)),
      ALIGNMENT);

  self->starts = calloc (n_rows / RMG_FIR_GROUP, sizeof *self->starts);
  self->taps = aligned_alloc (ALIGNMENT, size);
  if (self->taps != NULL)
    memset (self->taps, 0, size);
  return self->starts != NULL && self->taps != NULL;
}

static bool
design (RmgTaps *self)
{
  double *scratch = malloc (2 * (size_t) self->n_ahead * sizeof *scratch);

  if (scratch == NULL)
    return false;
  for (size_t n = 0; n <= self->key.ratio.up / 2; n++)
    design_pair (self, n, scratch);
  for (size_t n = 0; n < self->key.ratio.up; n += RMG_FIR_GROUP)
    self->starts[n / RMG_FIR_GROUP] = (uint32_t) frame_of (self->key.ratio, n);
  free (scratch);
  return true;
}

static void
destroy (RmgTaps *self)
{
  free (self->starts);
  free (self->taps);
  free (self);
}

static RmgTaps *
create (const RmgTapsKey *key)
{
  RmgRatio ratio = key->ratio;
  double step = ratio.down > ratio.up ? (double) ratio.down / ratio.up : 1.0;
  double half = ceil (rmg_prototype_length (key->quality) / 2 * step);
  size_t unit = key->layout == RMG_TAPS_ROWS ? key->width : ratio.down;
  RmgTaps *self;

  if (ratio.up > MAX_PHASES || (2 * half + unit) * ratio.up > MAX_TABLE_TAPS)
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->key = *key;
  self->n_ahead = (unsigned) half;
  self->n_spread = key->layout == RMG_TAPS_ROWS ? widest_shift (ratio) : 0;
  self->n_taps = round_up (2 * (size_t) self->n_ahead + self->n_spread, unit);
  if (allocate (self) && design (self))
    return self;
  destroy (self);
  return NULL;
}

static RmgShared *
create_shared (const void *key)
{
  RmgTaps *self = create (key);

  return self != NULL ? &self->shared : NULL;
}

static void
destroy_shared (RmgShared *item)
{
  destroy ((RmgTaps *) item);
}

static bool
is_for (const RmgShared *item, const void *key)
{
  const RmgTapsKey *a = &((const RmgTaps *) item)->key, *b = key;

  return a->ratio.up == b->ratio.up && a->ratio.down == b->ratio.down &&
      a->quality == b->quality && a->is_double == b->is_double &&
      a->layout == b->layout && a->width == b->width;
}

static RmgSharedSet tables = {
  .is_for = is_for,
  .create = create_shared,
  .destroy = destroy_shared,
  .lock = PTHREAD_MUTEX_INITIALIZER,
};

const RmgTaps *
rmg_taps_acquire (const RmgTapsKey *key)
{
  return rmg_shared_acquire (&tables, key);
}

void
rmg_taps_release (const RmgTaps *taps)
{
  rmg_shared_release (&tables, taps);
}
