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

/* A vector of taps at a place of their curves. */
ALWAYS_INLINE VECTOR
NAME (follow) (const SAMPLE *curves, VECTOR place, const int n_terms)
{
  VECTOR taps = LOAD (curves + (n_terms - 1) * WIDTH);

#pragma GCC unroll 4
  for (int i = n_terms - 2; i >= 0; i--)
    taps = MADD (taps, place, LOAD (curves + i * WIDTH));
  return taps;
}

/* Outputs close to a frame, at a ratio near 1 say, are in the same segment, whose
 * curves are then loaded once. */
ALWAYS_INLINE bool
NAME (share_segment) (const RmgFirCurves *self, size_t first)
{
  const uint32_t *segments = self->segments + first;
  uint32_t differences = 0;

  for (int i = 1; i < RMG_FIR_GROUP; i++)
    differences |= segments[0] ^ segments[i];
  return differences == 0;
}

/* The outputs of a group from output `first` on. All at once, since each has few
 * sums, which wait for one another; n_lanes, n_terms and is_shared are constants
 * where this is inlined. */
ALWAYS_INLINE void
NAME (follow_group) (const RmgFirCurves *self, size_t first, const int n_lanes,
    const int n_terms, const bool is_shared)
{
  const size_t n_taps = self->n_taps;
  const ptrdiff_t other = (const SAMPLE *) self->samples[n_lanes - 1] -
      (const SAMPLE *) self->samples[0];
  const SAMPLE *x[RMG_FIR_GROUP], *curves[RMG_FIR_GROUP];
  VECTOR places[RMG_FIR_GROUP], sums[RMG_MAX_LANES][RMG_FIR_GROUP];

#pragma GCC unroll 4
  for (int i = 0; i < RMG_FIR_GROUP; i++) {
    const size_t n = first + (size_t) i;

    x[i] = (const SAMPLE *) self->samples[0] + self->starts[n];
    curves[i] = (const SAMPLE *) self->curves +
        self->segments[n] * n_taps * (size_t) n_terms;
    places[i] = SPREAD (((const SAMPLE *) self->places)[n]);
#pragma GCC unroll 2
    for (int lane = 0; lane < n_lanes; lane++)
      sums[lane][i] = SPREAD (0);
  }
  for (size_t k = 0; k < n_taps; k += WIDTH)
#pragma GCC unroll 4
    for (int i = 0; i < RMG_FIR_GROUP; i++) {
      const VECTOR taps = NAME (follow) (
          curves[is_shared ? 0 : i] + k * (size_t) n_terms, places[i], n_terms);

#pragma GCC unroll 2
      for (int lane = 0; lane < n_lanes; lane++)
        sums[lane][i] = MADD (
            taps, LOAD (x[i] + k + (lane > 0 ? other : 0)), sums[lane][i]);
    }
#pragma GCC unroll 2
  for (int lane = 0; lane < n_lanes; lane++)
    SUMS ((SAMPLE *) self->out[lane] + first, sums[lane]);
}

ALWAYS_INLINE void
NAME (follow_all) (const RmgFirCurves *self, size_t n_outputs,
    const int n_lanes, const int n_terms)
{
  for (size_t n = 0; n < n_outputs; n += RMG_FIR_GROUP)
    if (NAME (share_segment) (self, n))
      NAME (follow_group) (self, n, n_lanes, n_terms, true);
    else
      NAME (follow_group) (self, n, n_lanes, n_terms, false);
}

ALWAYS_INLINE void
NAME (any_curves) (
    const RmgFirCurves *self, size_t n_outputs, const int n_terms)
{
  if (self->n_lanes == 2)
    NAME (follow_all) (self, n_outputs, 2, n_terms);
  else
    NAME (follow_all) (self, n_outputs, 1, n_terms);
}

static void
NAME (quadratics) (const RmgFirCurves *self, size_t n_outputs)
{
  NAME (any_curves) (self, n_outputs, 3);
}

static void
NAME (cubics) (const RmgFirCurves *self, size_t n_outputs)
{
  NAME (any_curves) (self, n_outputs, 4);
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
