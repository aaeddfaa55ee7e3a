/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Vector kernels for one instruction set and one SAMPLE. The includer defines
 *   SAMPLE        float or double
 *   VECTOR        the type of WIDTH samples
 *   WIDTH         samples in a vector
 *   TILE          vectors of outputs kept in registers at once
 *   STREAMS       streams of rows computed at once: 2 or 3
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

ALWAYS_INLINE void
NAME (add_product) (VECTOR *sum, VECTOR x, VECTOR row, const bool is_careful)
{
  *sum = MADD (is_careful ? NAME (leave_out) (x, row) : x, row, *sum);
}

/* The last group of a period may have fewer outputs than sums. */
ALWAYS_INLINE void
NAME (store_group) (
    const RmgFirRows *self, size_t group, unsigned stream, const VECTOR *sums)
{
  SAMPLE *out = (SAMPLE *) self->streams[stream].out +
      (group - self->first) * RMG_FIR_GROUP;
  size_t left = self->up - group * RMG_FIR_GROUP;

  if (left >= RMG_FIR_GROUP) {
    SUMS (out, sums);
  } else {
    SAMPLE some[RMG_FIR_GROUP];

    SUMS (some, sums);
    for (size_t i = 0; i < left; i++)
      out[i] = some[i];
  }
}

ALWAYS_INLINE const SAMPLE *
NAME (taps_of) (const RmgFirRows *self, size_t group)
{
  return (const SAMPLE *) self->taps + group * RMG_FIR_GROUP * self->n_taps;
}

ALWAYS_INLINE const SAMPLE *
NAME (samples_of) (const RmgFirRows *self, size_t group, unsigned stream)
{
  return (const SAMPLE *) self->streams[stream].samples +
      (self->starts[group] - self->starts[self->first]);
}

/* One group for n streams from the s-th on; n is a constant where this is
 * inlined. */
ALWAYS_INLINE void
NAME (compute_group) (const RmgFirRows *self, size_t group, unsigned s,
    const int n, const bool is_careful)
{
  const SAMPLE *taps = NAME (taps_of) (self, group), *x[STREAMS];
  VECTOR sums[STREAMS][RMG_FIR_GROUP];

#pragma GCC unroll 4
  for (int i = 0; i < n; i++) {
    x[i] = NAME (samples_of) (self, group, s + i);
#pragma GCC unroll 4
    for (int j = 0; j < RMG_FIR_GROUP; j++)
      sums[i][j] = SPREAD (0);
  }
  for (size_t k = 0; k < self->n_taps; k += WIDTH)
#pragma GCC unroll 4
    for (int j = 0; j < RMG_FIR_GROUP; j++) {
      VECTOR row = LOAD (taps);

      taps += WIDTH;
      /* Once for all streams, not from memory for each. */
      if (n > 1)
        __asm__("" : "+v"(row));
#pragma GCC unroll 4
      for (int i = 0; i < n; i++)
        NAME (add_product)
      (&sums[i][j], LOAD (x[i] + k), row, is_careful);
    }
#pragma GCC unroll 4
  for (int i = 0; i < n; i++)
    NAME (store_group) (self, group, s + i, sums[i]);
}

/* Two groups for one stream: four sums alone would wait for one another. */
ALWAYS_INLINE void
NAME (compute_pair) (
    const RmgFirRows *self, size_t group, unsigned s, const bool is_careful)
{
  const SAMPLE *taps[2], *x[2];
  VECTOR sums[2][RMG_FIR_GROUP];

#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) {
    taps[i] = NAME (taps_of) (self, group + i);
    x[i] = NAME (samples_of) (self, group + i, s);
#pragma GCC unroll 4
    for (int j = 0; j < RMG_FIR_GROUP; j++)
      sums[i][j] = SPREAD (0);
  }
  for (size_t k = 0; k < self->n_taps; k += WIDTH)
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) {
      VECTOR v = LOAD (x[i] + k);

#pragma GCC unroll 4
      for (int j = 0; j < RMG_FIR_GROUP; j++)
        NAME (add_product)
      (&sums[i][j], v, LOAD (taps[i] + j * WIDTH), is_careful);
      taps[i] += RMG_FIR_GROUP * WIDTH;
    }
  NAME (store_group) (self, group, s, sums[0]);
  NAME (store_group) (self, group + 1, s, sums[1]);
}

/* All groups for one stream. */
ALWAYS_INLINE void
NAME (run_stream) (const RmgFirRows *self, unsigned s, const bool is_careful)
{
  size_t group = self->first;

  for (; group + 2 <= self->end; group += 2)
    NAME (compute_pair) (self, group, s, is_careful);
  if (group < self->end)
    NAME (compute_group) (self, group, s, 1, is_careful);
}

ALWAYS_INLINE void
NAME (any_rows) (const RmgFirRows *self, const bool is_careful)
{
  const unsigned alone = self->n_streams % STREAMS == 1;

  for (size_t group = self->first; group < self->end; group++) {
    unsigned s = 0;

    for (; s + STREAMS <= self->n_streams; s += STREAMS)
      NAME (compute_group) (self, group, s, STREAMS, is_careful);
    if (STREAMS > 2 && s + 2 == self->n_streams)
      NAME (compute_group) (self, group, s, 2, is_careful);
  }
  if (alone)
    NAME (run_stream) (self, self->n_streams - 1, is_careful);
}

static void
NAME (rows) (const RmgFirRows *self)
{
  NAME (any_rows) (self, false);
}

static void
NAME (careful_rows) (const RmgFirRows *self)
{
  NAME (any_rows) (self, true);
}

#undef ALWAYS_INLINE
