/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/taps.h"

#include "elements/dsp/base/numbers.h"
#include "elements/dsp/resample/fir.h"
#include "elements/dsp/resample/prototype.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 44.1 kHz to 48 kHz takes 160 phases; any two usual rates stay below. */
#define MAX_PHASES 4096
#define MAX_TABLE_TAPS (1 << 19)
#define ALIGNMENT 64

/* Columns compute whole vectors of outputs of one phase: they pay where a
 * buffer holds many such outputs, and where each stream has enough taps to
 * fill the vector's width. */
RmgTapsLayout
rmg_taps_choose_layout (RmgRatio ratio)
{
  uint32_t low = ratio.up < ratio.down ? ratio.up : ratio.down;
  uint32_t high = ratio.up < ratio.down ? ratio.down : ratio.up;

  return low <= 2 && high <= RMG_FIR_MAX_SLOTS ? RMG_TAPS_COLUMNS
                                               : RMG_TAPS_ROWS;
}

/* Returns the input frame before output n of a period. */
static size_t
frame_of (RmgRatio ratio, size_t n)
{
  return (size_t) ((uint64_t) n * ratio.down / ratio.up);
}

/* Returns the distance of output n from the first output of its group. */
static size_t
shift_of (RmgRatio ratio, size_t n)
{
  return frame_of (ratio, n) - frame_of (ratio, n - n % RMG_FIR_GROUP);
}

static unsigned
widest_shift (RmgRatio ratio)
{
  size_t widest = 0;

  for (size_t n = 0; n <= ratio.up / 2; n++)
    widest = shift_of (ratio, n) > widest ? shift_of (ratio, n) : widest;
  return (unsigned) widest;
}

static void
store_tap (RmgTaps *self, size_t at, double value)
{
  if (self->key.is_double)
    ((double *) self->taps)[at] = value;
  else
    ((float *) self->taps)[at] = (float) value;
}

/* These two write n_real taps of output n, after the padding. */
static void
store_in_columns (RmgTaps *self, size_t n, const double *taps, size_t n_real)
{
  const RmgRatio ratio = self->key.ratio;
  const size_t n_per_slot = self->n_taps / ratio.down;
  size_t phase = (size_t) ((uint64_t) n * ratio.down % ratio.up);
  size_t padding = self->n_taps - n_real;
  size_t slot = padding % ratio.down, i = padding / ratio.down;

  for (size_t k = 0; k < n_real; k++) {
    store_tap (self, phase * self->n_taps + slot * n_per_slot + i, taps[k]);
    slot++;
    if (slot == ratio.down) {
      slot = 0;
      i++;
    }
  }
}

static void
store_in_rows (RmgTaps *self, size_t n, const double *taps, size_t n_real)
{
  const size_t width = self->key.width;
  size_t padding =
      self->n_taps - n_real - self->n_spread + shift_of (self->key.ratio, n);
  size_t vector = n / RMG_FIR_GROUP * (self->n_taps / width) + padding / width;
  size_t lane = padding % width;

  for (size_t k = 0; k < n_real; k++) {
    store_tap (self,
        (vector * RMG_FIR_GROUP + n % RMG_FIR_GROUP) * width + lane, taps[k]);
    lane++;
    if (lane == width) {
      lane = 0;
      vector++;
    }
  }
}

static void
store (RmgTaps *self, size_t n, const double *taps, size_t n_real)
{
  if (self->key.layout == RMG_TAPS_ROWS)
    store_in_rows (self, n, taps, n_real);
  else
    store_in_columns (self, n, taps, n_real);
}

static void
reverse (double *values, size_t n)
{
  for (size_t i = 0; i < n / 2; i++) {
    double value = values[i];

    values[i] = values[n - 1 - i];
    values[n - 1 - i] = value;
  }
}

/* The filter is symmetric, and with it the phases of outputs n and up - n: the
 * kernels for rows read the same for both. */
static void
design_pair (RmgTaps *self, size_t n, double *scratch)
{
  RmgRatio ratio = self->key.ratio;
  const size_t n_real = 2 * (size_t) self->n_ahead;
  const RmgRatio band = self->key.band;
  double step = band.down > band.up ? (double) band.up / band.down : 1.0;
  double offset = (double) ((uint64_t) n * ratio.down % ratio.up) / ratio.up;

  rmg_prototype_sample (self->key.prototype,
      (1.0 - self->n_ahead - offset) * step, step, n_real, scratch);
  for (size_t k = 0; k < n_real; k++)
    scratch[k] *= step;
  store (self, n, scratch, n_real);
  if (self->key.layout == RMG_TAPS_ROWS || n == 0 || ratio.up - n == n)
    return;
  reverse (scratch, n_real);
  store (self, ratio.up - n, scratch, n_real);
}

/* Returns: of how many outputs of a period there are taps. */
static size_t
n_outputs (const RmgTaps *self)
{
  const uint32_t up = self->key.ratio.up;

  return self->key.layout == RMG_TAPS_ROWS ? up / 2 + 1 : up;
}

static bool
allocate (RmgTaps *self)
{
  size_t n_rows = rmg_round_up (n_outputs (self), RMG_FIR_GROUP);
  size_t size = rmg_round_up (n_rows * self->n_taps *
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
  for (size_t n = 0; n < n_outputs (self); n += RMG_FIR_GROUP)
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
  const RmgRatio ratio = key->ratio, band = key->band;
  double stretch = band.down > band.up ? (double) band.down / band.up : 1.0;
  double half = ceil (rmg_prototype_length (key->prototype) / 2 * stretch);
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
  self->n_taps =
      rmg_round_up (2 * (size_t) self->n_ahead + self->n_spread, unit);
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
      a->band.up == b->band.up && a->band.down == b->band.down &&
      a->prototype == b->prototype && a->is_double == b->is_double &&
      a->layout == b->layout && a->width == b->width;
}

static RmgSharedSet tables = {
  .is_for = is_for,
  .create = create_shared,
  .destroy = destroy_shared,
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
