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

/* Multiplies WIDTH * depth taps with n_tiles vectors of outputs. A vector of
 * input meets `depth` taps that are WIDTH apart, so it is loaded once for
 * several products: the loads, which often cross a cache line, would be the
 * limit otherwise. n_tiles and depth are constants where this is inlined. */
ALWAYS_INLINE void
NAME (add_block) (VECTOR *sums, const SAMPLE *x, const SAMPLE *taps,
    const int n_tiles, const int depth)
{
#pragma GCC unroll 2
  for (int k = 0; k < WIDTH; k++) {
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
      NAME (add_block) (sums, x, taps, n_tiles, 4);
      x += 4 * WIDTH;
      taps += 4 * WIDTH;
    }
    for (; left >= WIDTH; left -= WIDTH) {
      NAME (add_block) (sums, x, taps, n_tiles, 1);
      x += WIDTH;
      taps += WIDTH;
    }
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

/* Four outputs at once: as many sums run side by side as the latency of a
 * product asks for, when each is kept in an even and an odd part. */
ALWAYS_INLINE void
NAME (compute_rows) (
    SAMPLE *y, const SAMPLE *const *x, const SAMPLE *const *taps, size_t n_taps)
{
  VECTOR even[4], odd[4];
  size_t k = 0;

#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    even[i] = odd[i] = SPREAD (0);
  for (; k + WIDTH < n_taps; k += 2 * WIDTH) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      even[i] = MADD (LOAD (x[i] + k), LOAD (taps[i] + k), even[i]);
      odd[i] =
          MADD (LOAD (x[i] + k + WIDTH), LOAD (taps[i] + k + WIDTH), odd[i]);
    }
  }
  if (k < n_taps) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
      even[i] = MADD (LOAD (x[i] + k), LOAD (taps[i] + k), even[i]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    even[i] += odd[i];
  SUMS (y, even);
}

static void
NAME (rows) (void *out, const RmgFirRows *self, size_t n_outputs)
{
  const SAMPLE *position = self->samples, *table = self->taps;
  const size_t whole = self->down / self->up;
  const uint32_t rest = self->down % self->up;
  uint32_t phase = self->phase;

  for (size_t n = 0; n < n_outputs; n += 4) {
    const SAMPLE *x[4], *taps[4];

#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      x[i] = position;
      taps[i] = table + phase * self->n_taps;
      phase += rest;
      position += whole + (phase >= self->up);
      phase -= phase >= self->up ? self->up : 0;
    }
    NAME (compute_rows) ((SAMPLE *) out + n, x, taps, self->n_taps);
  }
}

#undef ALWAYS_INLINE
