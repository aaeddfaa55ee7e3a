/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The kernels for one instruction set and precision. The includer defines
 *   SAMPLE   float or double
 *   WIDTH    samples in a vector: 1, 2, 4, 8 or 16
 *   KERNELS  the table to define */
#include "elements/dsp/fourier/kernels.h"
#include "elements/dsp/fourier/points.h"

#define ROW RMG_FOURIER_ROW

/* WIDTH lanes of rows that lie `apart` samples apart. */
typedef struct
{
  SAMPLE *re, *im;
  size_t apart;
} Lanes;

ALWAYS_INLINE void
transform_lanes (Lanes in, Lanes out, const SAMPLE *twiddles, const int radix)
{
  Point x[RMG_FOURIER_MAX_RADIX];

#pragma GCC unroll 16
  for (int k = 0; k < radix; k++) {
    x[k].re = load (in.re + k * in.apart);
    x[k].im = load (in.im + k * in.apart);
  }
  transform (x, radix);
#pragma GCC unroll 16
  for (int k = 0; k < radix; k++) {
    if (k > 0 && twiddles != NULL)
      x[k] = multiply (
          x[k], spread (twiddles[2 * k - 2]), spread (twiddles[2 * k - 1]));
    store (out.re + k * out.apart, x[k].re);
    store (out.im + k * out.apart, x[k].im);
  }
}

ALWAYS_INLINE Lanes
lanes_at (const RmgFourierRows *rows, size_t row, size_t lane, size_t apart)
{
  const size_t at = row * rows->pitch + lane;

  return (Lanes){ .re = (SAMPLE *) rows->re + at,
    .im = (SAMPLE *) rows->im + at,
    .apart = apart * rows->pitch };
}

ALWAYS_INLINE void
run_pass (const RmgFourierPass *pass, const RmgFourierRows *in,
    const RmgFourierRows *out, const int radix, const bool is_last)
{
  const size_t stride = pass->stride, apart = stride * pass->count;
  const SAMPLE *twiddles = pass->twiddles;

  for (size_t p = 0; p < pass->count; p++) {
    for (size_t q = 0; q < stride; q++)
      for (size_t lane = 0; lane < ROW; lane += WIDTH)
        transform_lanes (lanes_at (in, p * stride + q, lane, apart),
            lanes_at (out, p * radix * stride + q, lane, stride),
            is_last ? NULL : twiddles, radix);
    twiddles += 2 * (radix - 1);
  }
}

#define DEFINE_PASS(radix)                                                     \
  static void pass_##radix (const RmgFourierPass *pass,                        \
      const RmgFourierRows *in, const RmgFourierRows *out)                     \
  {                                                                            \
    if (pass->count == 1)                                                      \
      run_pass (pass, in, out, radix, true);                                   \
    else                                                                       \
      run_pass (pass, in, out, radix, false);                                  \
  }

DEFINE_PASS (2)
DEFINE_PASS (3)
DEFINE_PASS (4)
DEFINE_PASS (5)
DEFINE_PASS (6)
DEFINE_PASS (7)
DEFINE_PASS (8)
DEFINE_PASS (9)
DEFINE_PASS (10)
DEFINE_PASS (12)
DEFINE_PASS (16)

/* WIDTH rows from `first` on become columns: x[l] is lane l of each. */
ALWAYS_INLINE void
load_columns (Point *x, const RmgFourierRows *in, size_t first)
{
#pragma GCC unroll 16
  for (int lane = 0; lane < ROW; lane += WIDTH) {
    Vector re[WIDTH], im[WIDTH];

#pragma GCC unroll 16
    for (int i = 0; i < WIDTH; i++) {
      const size_t at = (first + i) * in->pitch + lane;

      re[i] = load ((const SAMPLE *) in->re + at);
      im[i] = load ((const SAMPLE *) in->im + at);
    }
    transpose (re);
    transpose (im);
#pragma GCC unroll 16
    for (int i = 0; i < WIDTH; i++)
      x[lane + i] = (Point){ re[i], im[i] };
  }
}

ALWAYS_INLINE void
cross_columns (const RmgFourierCross *cross, const RmgFourierRows *in,
    SAMPLE *out_re, SAMPLE *out_im, size_t first)
{
  const SAMPLE *twiddles = (const SAMPLE *) cross->twiddles +
      first / ROW * ((ROW - 1) * 2 * ROW) + first % ROW;
  Point x[ROW];

  load_columns (x, in, first);
#pragma GCC unroll 16
  for (int l = 1; l < ROW; l++)
    x[l] = multiply (x[l], load (twiddles + (2 * l - 2) * ROW),
        load (twiddles + (2 * l - 1) * ROW));
  transform (x, ROW);
#pragma GCC unroll 16
  for (int k = 0; k < ROW; k++) {
    store (out_re + k * cross->n_rows + first, x[k].re);
    store (out_im + k * cross->n_rows + first, x[k].im);
  }
}

/* The rest writes too many points. The next points overwrite them, and the first
 * rows do so at the end; therefore the rest runs first. */
static void
run_cross (const RmgFourierCross *cross, const RmgFourierRows *in, void *out_re,
    void *out_im)
{
  const size_t rest = cross->n_rows % WIDTH;

  if (rest > 0)
    cross_columns (cross, in, out_re, out_im, cross->n_rows - rest);
  for (size_t first = 0; first + WIDTH <= cross->n_rows; first += WIDTH)
    cross_columns (cross, in, out_re, out_im, first);
}

static void
run_scale (void *restrict out, const void *restrict samples,
    const void *restrict gains, size_t n)
{
  const SAMPLE *in = samples, *by = gains;
  size_t i = 0;

  for (; i + WIDTH <= n; i += WIDTH)
    store ((SAMPLE *) out + i, load (in + i) * load (by + i));
  for (; i < n; i++)
    ((SAMPLE *) out)[i] = in[i] * by[i];
}

const RmgFourierKernels KERNELS = {
  .passes = { [2] = pass_2,
      [3] = pass_3,
      [4] = pass_4,
      [5] = pass_5,
      [6] = pass_6,
      [7] = pass_7,
      [8] = pass_8,
      [9] = pass_9,
      [10] = pass_10,
      [12] = pass_12,
      [16] = pass_16 },
  .cross = run_cross,
  .scale = run_scale,
};
