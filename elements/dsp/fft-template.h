/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Real samples are taken as half as many complex ones, in rows of 16: the
 * columns are transformed side by side, turned, transposed and transformed
 * again (Bailey's four steps), each by Stockham's self-sorting passes of radix
 * 4 and 2; a last pass separates the two interleaved spectra. Real and
 * imaginary parts lie apart, so that every step takes whole vectors. */
#include "elements/dsp/fft-plan.h"
#include "elements/dsp/vector.h"

typedef struct
{
  RmgVector re, im;
} Point;

RMG_INLINE Point
load_point (const RmgComplex x, size_t at)
{
  return (Point){ rmg_load (x.re + at), rmg_load (x.im + at) };
}

RMG_INLINE void
store_point (const RmgComplex x, size_t at, Point point)
{
  rmg_store (x.re + at, point.re);
  rmg_store (x.im + at, point.im);
}

RMG_INLINE Point
add (Point a, Point b)
{
  return (Point){ a.re + b.re, a.im + b.im };
}

RMG_INLINE Point
subtract (Point a, Point b)
{
  return (Point){ a.re - b.re, a.im - b.im };
}

RMG_INLINE Point
multiply (Point a, Point b)
{
  return (Point){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

/* One radix 4 butterfly for each of @stride columns; inputs lie @distance
 * apart, outputs @stride. @turns: three, or NULL for none */
RMG_INLINE void
pass4_row (const RmgComplex x, const RmgComplex y, const Point *turns,
    size_t stride, size_t distance)
{
  for (size_t q = 0; q < stride; q += RMG_VECTOR_WIDTH) {
    const Point a = load_point (x, q), b = load_point (x, q + distance);
    const Point c = load_point (x, q + 2 * distance);
    const Point d = load_point (x, q + 3 * distance);
    const Point sum = add (a, c), difference = subtract (a, c);
    const Point odd = add (b, d), odd_difference = subtract (b, d);
    const Point rotated = { odd_difference.im, -odd_difference.re };
    const Point out[3] = { add (difference, rotated), subtract (sum, odd),
      subtract (difference, rotated) };

    store_point (y, q, add (sum, odd));
    for (size_t k = 0; k < 3; k++)
      store_point (y, q + (k + 1) * stride,
          turns ? multiply (out[k], turns[k]) : out[k]);
  }
}

RMG_INLINE RmgComplex
move (RmgComplex x, size_t n)
{
  return (RmgComplex){ x.re + n, x.im + n };
}

static void
pass4 (const RmgComplex x, const RmgComplex y, const RmgComplex w,
    size_t quarter, size_t stride)
{
  pass4_row (x, y, NULL, stride, stride * quarter);
  for (size_t p = 1; p < quarter; p++) {
    Point turns[3];

    for (size_t k = 0; k < 3; k++)
      turns[k] =
          (Point){ rmg_spread (w.re[3 * p + k]), rmg_spread (w.im[3 * p + k]) };
    pass4_row (move (x, stride * p), move (y, 4 * stride * p), turns, stride,
        stride * quarter);
  }
}

static void
pass2 (const RmgComplex x, const RmgComplex y, size_t stride)
{
  for (size_t q = 0; q < stride; q += RMG_VECTOR_WIDTH) {
    const Point a = load_point (x, q), b = load_point (x, q + stride);

    store_point (y, q, add (a, b));
    store_point (y, q + stride, subtract (a, b));
  }
}

static void
swap (RmgComplex *x, RmgComplex *y)
{
  const RmgComplex kept = *x;

  *x = *y;
  *y = kept;
}

/* Transforms @stride columns of @n rows; @x and @y hold them in turn. */
static void
transform_columns (
    RmgComplex *x, RmgComplex *y, RmgComplex w, size_t n, size_t stride)
{
  for (; n >= 4; n /= 4, stride *= 4) {
    pass4 (*x, *y, w, n / 4, stride);
    w = move (w, 3 * (n / 4));
    swap (x, y);
  }
  if (n == 2) {
    pass2 (*x, *y, stride);
    swap (x, y);
  }
}

RMG_INLINE void
transpose_block (const RmgFft *fft, const RmgComplex x, const RmgComplex y,
    size_t row, size_t column)
{
  RmgQuad re[4], im[4];

  for (size_t k = 0; k < 4; k++) {
    const size_t at = (row + k) * RMG_FFT_COLUMNS + column;
    const RmgQuad x_re = rmg_load_quad (x.re + at);
    const RmgQuad x_im = rmg_load_quad (x.im + at);
    const RmgQuad w_re = rmg_load_quad (fft->turn.re + at);
    const RmgQuad w_im = rmg_load_quad (fft->turn.im + at);

    re[k] = x_re * w_re - x_im * w_im;
    im[k] = x_re * w_im + x_im * w_re;
  }
  rmg_transpose_quads (re);
  rmg_transpose_quads (im);
  for (size_t k = 0; k < 4; k++) {
    rmg_store_quad (y.re + (column + k) * fft->rows + row, re[k]);
    rmg_store_quad (y.im + (column + k) * fft->rows + row, im[k]);
  }
}

static void
turn_and_transpose (const RmgFft *fft, const RmgComplex x, const RmgComplex y)
{
  for (size_t row = 0; row < fft->rows; row += 4)
    for (size_t column = 0; column < RMG_FFT_COLUMNS; column += 4)
      transpose_block (fft, x, y, row, column);
}

static void
load (const RmgFft *fft, const float *samples)
{
  for (size_t i = 0; i < fft->half; i += 4) {
    const RmgQuad a = rmg_load_quad (samples + 2 * i);
    const RmgQuad b = rmg_load_quad (samples + 2 * i + 4);

    rmg_store_quad (fft->x.re + i, __builtin_shufflevector (a, b, 0, 2, 4, 6));
    rmg_store_quad (fft->x.im + i, __builtin_shufflevector (a, b, 1, 3, 5, 7));
  }
}

RMG_INLINE Point
load_reversed (const RmgComplex z, size_t last)
{
  const Point point = load_point (z, last + 1 - RMG_VECTOR_WIDTH);

  return (Point){ rmg_reverse (point.re), rmg_reverse (point.im) };
}

/* z holds the spectra of the even samples (its symmetric part) and of the odd
 * ones, both twice; spectrum = even + exp (-2 pi i k / size) * odd, and its
 * mirror even - ... Bins k and half - k come of the same numbers. */
RMG_INLINE void
measure_bins (const RmgFft *fft, const RmgComplex z, size_t k, float *power)
{
  const size_t mirror = fft->half - k;
  const Point a = load_point (z, k), b = load_reversed (z, mirror);
  const Point even = { a.re + b.re, a.im - b.im };
  const Point odd = { a.im + b.im, b.re - a.re };
  const Point turned = multiply (odd, load_point (fft->split, k));
  const Point low = add (even, turned), high = subtract (even, turned);

  rmg_store (power + k, 0.25f * (low.re * low.re + low.im * low.im));
  rmg_store (power + mirror + 1 - RMG_VECTOR_WIDTH,
      rmg_reverse (0.25f * (high.re * high.re + high.im * high.im)));
}

/* The last bins in the middle are computed twice, to the same bits. */
static void
measure (const RmgFft *fft, const RmgComplex z, float *power)
{
  const size_t last = fft->half / 2 + 1 - RMG_VECTOR_WIDTH;
  const float sum = z.re[0] + z.im[0], difference = z.re[0] - z.im[0];

  for (size_t k = 1; k < last; k += RMG_VECTOR_WIDTH)
    measure_bins (fft, z, k, power);
  measure_bins (fft, z, last, power);
  power[0] = sum * sum;
  power[fft->half] = difference * difference;
}

static void
measure_power (const RmgFft *fft, const float *samples, float *power)
{
  RmgComplex x = fft->x, y = fft->y;

  load (fft, samples);
  transform_columns (&x, &y, fft->row_pass, fft->rows, RMG_FFT_COLUMNS);
  turn_and_transpose (fft, x, y);
  swap (&x, &y);
  transform_columns (&x, &y, fft->column_pass, RMG_FFT_COLUMNS, fft->rows);
  measure (fft, x, power);
}
