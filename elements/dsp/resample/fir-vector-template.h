/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Vector kernels for one instruction set and one SAMPLE. The includer defines
 *   SAMPLE        float or double
 *   VECTOR        the type of WIDTH samples
 *   WIDTH         samples in a vector
 *   TILE          vectors of outputs kept in registers at once
 *   STREAMS       streams of rows computed at once, at most: 2 to 4
 *   NAME(name)    the name in this instance
 *   LOAD(p) STORE(p, v) SPREAD(value) MADD(a, b, c)    a * b + c
 *   SUMS(out, v)  four vectors to their four sums */
#include "elements/dsp/resample/fir.h"

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

/* Position of one stream. Local variables, so that the compiler knows that no
 * store changes them. */
typedef struct
{
  const SAMPLE *x; /* of the first group */
  SAMPLE *out;     /* of the next one */
  int direction;
} NAME (Stream);

/* The first and the last group of a period: not all rows have an output. */
static __attribute__ ((noinline)) void
NAME (store_some) (const RmgFirRows *self, uint32_t group,
    const NAME (Stream) * stream, const SAMPLE *sums)
{
  const bool is_mirrored = stream->direction < 0;
  const uint32_t end = rmg_fir_end_row (is_mirrored, group, self->up);

  for (uint32_t i = rmg_fir_first_row (is_mirrored, group); i < end; i++)
    stream->out[is_mirrored ? RMG_FIR_GROUP - 1 - i : i] = sums[i];
}

ALWAYS_INLINE void
NAME (store_group) (const RmgFirRows *self, uint32_t group, const bool is_whole,
    NAME (Stream) * stream, const VECTOR *sums)
{
  if (!is_whole) {
    NAME (Stream) copy = *stream;
    SAMPLE some[RMG_FIR_GROUP];

    SUMS (some, sums);
    NAME (store_some) (self, group, &copy, some);
  } else if (stream->direction < 0) {
    const VECTOR reverse[] = { sums[3], sums[2], sums[1], sums[0] };

    SUMS (stream->out, reverse);
  } else {
    SUMS (stream->out, sums);
  }
  stream->out += stream->direction;
}

/* All groups for n streams from the s-th on; n is a constant where this is
 * inlined. */
ALWAYS_INLINE void
NAME (run_streams) (
    const RmgFirRows *self, unsigned s, const int n, const bool is_careful)
{
  const size_t n_taps = self->n_taps;
  const uint32_t *starts = self->starts, first = self->first, end = self->end,
                 up = self->up;
  const SAMPLE *taps =
      (const SAMPLE *) self->taps + (size_t) first * RMG_FIR_GROUP * n_taps;
  NAME (Stream) streams[STREAMS];

#pragma GCC unroll 4
  for (int i = 0; i < n; i++)
    streams[i] = (NAME (Stream)){ self->streams[s + i].samples,
      self->streams[s + i].out, self->streams[s + i].direction };
  for (uint32_t group = first; group < end; group++) {
    const size_t start = starts[group] - starts[first];
    VECTOR sums[STREAMS][RMG_FIR_GROUP];

#pragma GCC unroll 4
    for (int i = 0; i < n; i++)
#pragma GCC unroll 4
      for (int j = 0; j < RMG_FIR_GROUP; j++)
        sums[i][j] = SPREAD (0);
    for (size_t k = 0; k < n_taps; k += WIDTH)
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
        (&sums[i][j], LOAD (streams[i].x + start + k), row, is_careful);
      }
#pragma GCC unroll 4
    for (int i = 0; i < n; i++)
      NAME (store_group)
    (self, group, rmg_fir_is_whole (group, up), &streams[i], sums[i]);
  }
}

/* Not STREAMS and one alone, but two and two. */
ALWAYS_INLINE void
NAME (any_rows) (const RmgFirRows *self, const bool is_careful)
{
  unsigned s = 0, left;

  while ((left = self->n_streams - s) > 0) {
    if (STREAMS >= 4 && left != 5 && left >= 4) {
      NAME (run_streams) (self, s, STREAMS >= 4 ? 4 : 2, is_careful);
      s += 4;
    } else if (STREAMS >= 3 && left != 4 && left >= 3) {
      NAME (run_streams) (self, s, STREAMS >= 3 ? 3 : 2, is_careful);
      s += 3;
    } else if (left >= 2) {
      NAME (run_streams) (self, s, 2, is_careful);
      s += 2;
    } else {
      NAME (run_streams) (self, s, 1, is_careful);
      s += 1;
    }
  }
}

/* Lanes whose sums are n outputs from output `first` on. Several at once, since each
 * has few sums, which wait for one another; n and n_rows are constants where
 * this is inlined. */
ALWAYS_INLINE void
NAME (meet_rows) (VECTOR *lanes, const SAMPLE *samples,
    const RmgFirBetween *self, size_t first, const int n, const int n_rows)
{
  const size_t n_taps = self->n_taps;
  const SAMPLE *weights =
      (const SAMPLE *) self->weights + first * (size_t) n_rows;
  const SAMPLE *x[4], *taps[4];
  VECTOR sums[4][4];

#pragma GCC unroll 4
  for (int i = 0; i < n; i++) {
    x[i] = samples + self->starts[first + (size_t) i];
    taps[i] =
        (const SAMPLE *) self->taps + self->rows[first + (size_t) i] * n_taps;
#pragma GCC unroll 4
    for (int r = 0; r < n_rows; r++)
      sums[i][r] = SPREAD (0);
  }
  for (size_t k = 0; k < n_taps; k += WIDTH)
#pragma GCC unroll 4
    for (int i = 0; i < n; i++) {
      const VECTOR v = LOAD (x[i] + k);

#pragma GCC unroll 4
      for (int r = 0; r < n_rows; r++)
        sums[i][r] =
            MADD (v, LOAD (taps[i] + (size_t) r * n_taps + k), sums[i][r]);
    }
#pragma GCC unroll 4
  for (int i = 0; i < n; i++) {
    lanes[i] = sums[i][0] * SPREAD (weights[i * n_rows]);
#pragma GCC unroll 4
    for (int r = 1; r < n_rows; r++)
      lanes[i] = MADD (sums[i][r], SPREAD (weights[i * n_rows + r]), lanes[i]);
  }
}

ALWAYS_INLINE void
NAME (between) (void *out, const void *samples, const RmgFirBetween *self,
    size_t n_outputs, const int n_rows)
{
  const int n_at_once = 8 / n_rows;

  for (size_t n = 0; n < n_outputs; n += RMG_FIR_GROUP) {
    VECTOR lanes[RMG_FIR_GROUP];

#pragma GCC unroll 2
    for (int i = 0; i < RMG_FIR_GROUP; i += n_at_once)
      NAME (meet_rows)
    (lanes + i, samples, self, n + (size_t) i, n_at_once, n_rows);
    SUMS ((SAMPLE *) out + n, lanes);
  }
}

static void
NAME (between_two) (
    void *out, const void *samples, const RmgFirBetween *self, size_t n_outputs)
{
  NAME (between) (out, samples, self, n_outputs, 2);
}

static void
NAME (between_four) (
    void *out, const void *samples, const RmgFirBetween *self, size_t n_outputs)
{
  NAME (between) (out, samples, self, n_outputs, 4);
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
