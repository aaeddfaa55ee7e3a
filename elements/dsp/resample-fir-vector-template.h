/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Vector kernels for one instruction set and one SAMPLE. The includer defines
 *   SAMPLE        float or double
 *   VECTOR        the type of WIDTH samples
 *   WIDTH         samples in a vector
 *   TILE          vectors of outputs kept in registers at once
 *   NAME(name)    tells instances apart
 *   LOAD(p) STORE(p, v) SPREAD(value) MADD(a, b, c)    a * b + c
 *   SUMS(out, v)  four vectors to their four sums */
#include "elements/dsp/resample-fir.h"

#define ALWAYS_INLINE static inline __attribute__ ((always_inline))

/* One vector of input, the i-th, meets the taps of every tile in reach. */
ALWAYS_INLINE void
NAME (add_vector) (VECTOR *sums, VECTOR v, const VECTOR *spread, const int i,
    const int n_tiles, const int depth)
{
#pragma GCC unroll 4
  for (int q = 0; q < depth; q++)
    if (i - q >= 0 && i - q < n_tiles)
      sums[i - q] = MADD (v, spread[q], sums[i - q]);
}

/* Meets n_tiles vectors of outputs with taps k, k + WIDTH, … (depth of them),
 * for k in from..to - 1. A vector of input meets all of these, so it is loaded
 * once for several products: the loads, which often cross a cache line, would
 * be the limit otherwise. n_tiles and depth are constants where this is
 * inlined. */
ALWAYS_INLINE void
NAME (add_taps) (VECTOR *sums, const SAMPLE *x, const SAMPLE *taps, size_t from,
    size_t to, const int n_tiles, const int depth)
{
#pragma GCC unroll 2
  for (size_t k = from; k < to; k++) {
    VECTOR spread[4];

#pragma GCC unroll 4
    for (int q = 0; q < depth; q++)
      spread[q] = SPREAD (taps[k + q * WIDTH]);
#pragma GCC unroll 16
    for (int i = 0; i < n_tiles + depth - 1; i++)
      NAME (add_vector)
    (sums, LOAD (x + k + i * WIDTH), spread, i, n_tiles, depth);
  }
}

/* The last taps of a slot, fewer than 4 * WIDTH. */
ALWAYS_INLINE void
NAME (add_last_taps) (VECTOR *sums, const SAMPLE *x, const SAMPLE *taps,
    size_t n_taps, const int n_tiles)
{
  const size_t rest = n_taps % WIDTH;

  switch (n_taps / WIDTH) {
    case 3:
      NAME (add_taps) (sums, x, taps, 0, rest, n_tiles, 4);
      NAME (add_taps) (sums, x, taps, rest, WIDTH, n_tiles, 3);
      break;
    case 2:
      NAME (add_taps) (sums, x, taps, 0, rest, n_tiles, 3);
      NAME (add_taps) (sums, x, taps, rest, WIDTH, n_tiles, 2);
      break;
    case 1:
      NAME (add_taps) (sums, x, taps, 0, rest, n_tiles, 2);
      NAME (add_taps) (sums, x, taps, rest, WIDTH, n_tiles, 1);
      break;
    default:
      NAME (add_taps) (sums, x, taps, 0, rest, n_tiles, 1);
      break;
  }
}

/* n_tiles vectors of outputs from output `first` on. */
ALWAYS_INLINE void
NAME (compute_tiles) (
    SAMPLE *y, const RmgFirColumns *self, size_t first, const int n_tiles)
{
  const SAMPLE *taps = self->taps;
  VECTOR sums[TILE];

#pragma GCC unroll 16
  for (int i = 0; i < n_tiles; i++)
    sums[i] = SPREAD (0);

  for (unsigned s = 0; s < self->n_slots; s++) {
    const SAMPLE *x = (const SAMPLE *) self->slots[s] + first;
    size_t left = self->n_per_slot;

    for (; left >= 4 * WIDTH; left -= 4 * WIDTH) {
      NAME (add_taps) (sums, x, taps, 0, WIDTH, n_tiles, 4);
      x += 4 * WIDTH;
      taps += 4 * WIDTH;
    }
    NAME (add_last_taps) (sums, x, taps, left, n_tiles);
    taps += left;
  }
#pragma GCC unroll 16
  for (int i = 0; i < n_tiles; i++)
    STORE (y + first + i * WIDTH, sums[i]);
}

static void
NAME (columns) (void *out, const RmgFirColumns *self, size_t n_outputs)
{
  size_t first = 0;

  for (; first + (TILE - 1) * WIDTH < n_outputs; first += TILE * WIDTH)
    NAME (compute_tiles) (out, self, first, TILE);
  for (; first + (TILE / 2 - 1) * WIDTH < n_outputs; first += TILE / 2 * WIDTH)
    NAME (compute_tiles) (out, self, first, TILE / 2);
  for (; first + WIDTH < n_outputs; first += 2 * WIDTH)
    NAME (compute_tiles) (out, self, first, 2);
  for (; first < n_outputs; first += WIDTH)
    NAME (compute_tiles) (out, self, first, 1);
}

/* The samples that a tap of 0 leaves out, made 0. */
ALWAYS_INLINE VECTOR
NAME (leave_out) (VECTOR x, VECTOR taps)
{
  __typeof__ (taps != SPREAD (0)) mask = taps != SPREAD (0);

  return (VECTOR) ((__typeof__ (mask)) x & mask);
}

/* One vector of samples meets the taps of a whole group. */
ALWAYS_INLINE void
NAME (add_to_group) (
    VECTOR *sums, VECTOR x, const SAMPLE *taps, const bool is_careful)
{
#pragma GCC unroll 4
  for (int i = 0; i < RMG_FIR_GROUP; i++) {
    VECTOR row = LOAD (taps + i * WIDTH);

    sums[i] = MADD (is_careful ? NAME (leave_out) (x, row) : x, row, sums[i]);
  }
}

/* Each sum is kept in an even and an odd part: as many then run side by side as
 * the latency of a product asks for. */
ALWAYS_INLINE void
NAME (compute_group) (SAMPLE *y, const SAMPLE *x, const SAMPLE *taps,
    size_t n_taps, const bool is_careful)
{
  VECTOR even[RMG_FIR_GROUP], odd[RMG_FIR_GROUP];
  size_t k = 0;

#pragma GCC unroll 4
  for (int i = 0; i < RMG_FIR_GROUP; i++)
    even[i] = odd[i] = SPREAD (0);
  for (; k + WIDTH < n_taps; k += 2 * WIDTH) {
    NAME (add_to_group) (even, LOAD (x + k), taps, is_careful);
    taps += RMG_FIR_GROUP * WIDTH;
    NAME (add_to_group) (odd, LOAD (x + k + WIDTH), taps, is_careful);
    taps += RMG_FIR_GROUP * WIDTH;
  }
  if (k < n_taps)
    NAME (add_to_group) (even, LOAD (x + k), taps, is_careful);
#pragma GCC unroll 4
  for (int i = 0; i < RMG_FIR_GROUP; i++)
    even[i] += odd[i];
  SUMS (y, even);
}

ALWAYS_INLINE void
NAME (any_rows) (SAMPLE *y, const RmgFirRows *self, const bool is_careful)
{
  const SAMPLE *period = self->samples;
  uint32_t n = (uint32_t) self->first * RMG_FIR_GROUP;

  for (size_t group = 0; group < self->n_groups; group++) {
    const SAMPLE *x = period + self->starts[n / RMG_FIR_GROUP];
    const SAMPLE *taps = (const SAMPLE *) self->taps + n * self->n_taps;

    NAME (compute_group) (y, x, taps, self->n_taps, is_careful);
    y += self->up - n < RMG_FIR_GROUP ? self->up - n : RMG_FIR_GROUP;
    n += RMG_FIR_GROUP;
    if (n >= self->up) {
      n = 0;
      period += self->down;
    }
  }
}

static void
NAME (rows) (void *out, const RmgFirRows *self)
{
  NAME (any_rows) (out, self, false);
}

static void
NAME (careful_rows) (void *out, const RmgFirRows *self)
{
  NAME (any_rows) (out, self, true);
}

#undef ALWAYS_INLINE
