/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Real samples are taken as half as many complex ones; Stockham's
 * self-sorting passes of radix 4 (the last of radix 2 where needed) transform
 * those, and a last pass separates the two interleaved spectra. Real and
 * imaginary parts lie apart so that the inner loops become vector code. */
#include "elements/dsp/fft.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MIN_SIZE 16

typedef struct
{
  float *re, *im;
} Complex;

struct RmgFft
{
  size_t half;      /* complex samples */
  float *storage;   /* everything below */
  Complex x, y;     /* work space, half samples each */
  Complex spectrum; /* half + 1 samples, for the power */
  Complex pass;     /* twiddles of all passes, in the order of use */
  Complex split;    /* exp (-2 pi i k / size), half + 1 of them */
};

static Complex
take_complex (float **storage, size_t n)
{
  Complex taken = { *storage, *storage + n };

  *storage += 2 * n;
  return taken;
}

/* exp (-2 pi i k / n), k counted as an integer to keep large angles exact */
static void
set_twiddle (Complex twiddles, size_t at, size_t k, size_t n)
{
  double angle = -2.0 * M_PI * (double) (k % n) / (double) n;

  twiddles.re[at] = (float) cos (angle);
  twiddles.im[at] = (float) sin (angle);
}

/* A pass over n points, n a multiple of 4, reads three rows of n / 4. */
static void
fill_twiddles (RmgFft *fft)
{
  size_t at = 0;

  for (size_t n = fft->half; n >= 4; n /= 4)
    for (size_t row = 1; row < 4; row++)
      for (size_t p = 0; p < n / 4; p++)
        set_twiddle (fft->pass, at++, row * p, n);
  for (size_t k = 0; k <= fft->half; k++)
    set_twiddle (fft->split, k, k, 2 * fft->half);
}

RmgFft *
rmg_fft_open (size_t size)
{
  RmgFft *fft;
  float *storage;
  size_t half = size / 2;

  if (size < MIN_SIZE || (size & (size - 1)) != 0)
    return NULL;
  fft = calloc (1, sizeof *fft);
  storage = calloc (12 * (half + 1), sizeof *storage);
  if (fft == NULL || storage == NULL) {
    free (fft);
    free (storage);
    return NULL;
  }

  fft->half = half;
  fft->storage = storage;
  fft->x = take_complex (&storage, half);
  fft->y = take_complex (&storage, half);
  fft->pass = take_complex (&storage, half);
  fft->spectrum = take_complex (&storage, half + 1);
  fft->split = take_complex (&storage, half + 1);
  fill_twiddles (fft);
  return fft;
}

void
rmg_fft_close (RmgFft *fft)
{
  if (fft == NULL)
    return;
  free (fft->storage);
  free (fft);
}

typedef struct
{
  float re, im;
} Point;

static inline Point
multiply (float a_re, float a_im, float b_re, float b_im)
{
  return (Point){ a_re * b_re - a_im * b_im, a_re * b_im + a_im * b_re };
}

/* The four outputs of one butterfly, before their twiddles. */
static inline void
butterfly (const float *restrict re, const float *restrict im, size_t row,
    Point out[4])
{
  float sum_re = re[0] + re[2 * row], sum_im = im[0] + im[2 * row];
  float dif_re = re[0] - re[2 * row], dif_im = im[0] - im[2 * row];
  float odd_re = re[row] + re[3 * row], odd_im = im[row] + im[3 * row];
  float rot_re = im[row] - im[3 * row], rot_im = re[3 * row] - re[row];

  out[0] = (Point){ sum_re + odd_re, sum_im + odd_im };
  out[1] = (Point){ dif_re + rot_re, dif_im + rot_im };
  out[2] = (Point){ sum_re - odd_re, sum_im - odd_im };
  out[3] = (Point){ dif_re - rot_re, dif_im - rot_im };
}

/* First pass: stride 1, so the vectors run over the twiddles. */
static void
pass4_first (const Complex x, Complex y, const Complex w, size_t quarter)
{
  const float *restrict x_re = x.re, *restrict x_im = x.im;
  const float *restrict w_re = w.re, *restrict w_im = w.im;
  float *restrict y_re = y.re, *restrict y_im = y.im;

  for (size_t p = 0; p < quarter; p++) {
    Point out[4];

    butterfly (x_re + p, x_im + p, quarter, out);
    for (size_t k = 1; k < 4; k++)
      out[k] = multiply (out[k].re, out[k].im, w_re[(k - 1) * quarter + p],
          w_im[(k - 1) * quarter + p]);
    for (size_t k = 0; k < 4; k++) {
      y_re[4 * p + k] = out[k].re;
      y_im[4 * p + k] = out[k].im;
    }
  }
}

/* One row of a later pass: one set of twiddles, @stride butterflies. */
static inline void
pass4_row (const Complex x, Complex y, const Point w[3], size_t stride,
    size_t distance)
{
  const float *restrict x_re = x.re, *restrict x_im = x.im;
  float *restrict y_re = y.re, *restrict y_im = y.im;

  for (size_t q = 0; q < stride; q++) {
    Point out[4];

    butterfly (x_re + q, x_im + q, distance, out);
    y_re[q] = out[0].re;
    y_im[q] = out[0].im;
    for (size_t k = 1; k < 4; k++) {
      Point turned = multiply (out[k].re, out[k].im, w[k - 1].re, w[k - 1].im);

      y_re[k * stride + q] = turned.re;
      y_im[k * stride + q] = turned.im;
    }
  }
}

static void
pass4 (
    const Complex x, Complex y, const Complex w, size_t quarter, size_t stride)
{
  for (size_t p = 0; p < quarter; p++) {
    Complex from = { x.re + stride * p, x.im + stride * p };
    Complex to = { y.re + 4 * stride * p, y.im + 4 * stride * p };
    Point turns[3];

    for (size_t k = 0; k < 3; k++)
      turns[k] = (Point){ w.re[k * quarter + p], w.im[k * quarter + p] };
    pass4_row (from, to, turns, stride, stride * quarter);
  }
}

static void
pass2 (const Complex x, Complex y, size_t stride)
{
  const float *restrict x_re = x.re, *restrict x_im = x.im;
  float *restrict y_re = y.re, *restrict y_im = y.im;

  for (size_t q = 0; q < stride; q++) {
    y_re[q] = x_re[q] + x_re[q + stride];
    y_im[q] = x_im[q] + x_im[q + stride];
    y_re[q + stride] = x_re[q] - x_re[q + stride];
    y_im[q + stride] = x_im[q] - x_im[q + stride];
  }
}

static void
swap (Complex *x, Complex *y)
{
  Complex kept = *x;

  *x = *y;
  *y = kept;
}

/* Returns: where the transform of fft->x lies */
static Complex
transform (RmgFft *fft)
{
  Complex x = fft->x, y = fft->y, w = fft->pass;
  size_t n = fft->half, stride = 1;

  for (; n >= 4; n /= 4, stride *= 4) {
    if (stride == 1)
      pass4_first (x, y, w, n / 4);
    else
      pass4 (x, y, w, n / 4, stride);
    w = (Complex){ w.re + 3 * (n / 4), w.im + 3 * (n / 4) };
    swap (&x, &y);
  }
  if (n == 2) {
    pass2 (x, y, stride);
    swap (&x, &y);
  }
  return x;
}

/* z holds the spectra of the even samples (its symmetric part) and of the odd
 * ones; spectrum = even + exp (-2 pi i k / size) * odd. */
static void
split_spectra (
    const RmgFft *fft, const Complex z, float *restrict re, float *restrict im)
{
  const float *restrict z_re = z.re, *restrict z_im = z.im;
  const float *restrict w_re = fft->split.re, *restrict w_im = fft->split.im;
  const size_t half = fft->half;

  re[0] = z_re[0] + z_im[0];
  im[0] = 0.0f;
  re[half] = z_re[0] - z_im[0];
  im[half] = 0.0f;
  for (size_t k = 1; k < half; k++) {
    float even_re = 0.5f * (z_re[k] + z_re[half - k]);
    float even_im = 0.5f * (z_im[k] - z_im[half - k]);
    float odd_re = 0.5f * (z_im[k] + z_im[half - k]);
    float odd_im = 0.5f * (z_re[half - k] - z_re[k]);
    Point odd = multiply (odd_re, odd_im, w_re[k], w_im[k]);

    re[k] = even_re + odd.re;
    im[k] = even_im + odd.im;
  }
}

void
rmg_fft_forward (RmgFft *fft, const float *samples, float *re, float *im)
{
  float *restrict x_re = fft->x.re, *restrict x_im = fft->x.im;

  for (size_t i = 0; i < fft->half; i++) {
    x_re[i] = samples[2 * i];
    x_im[i] = samples[2 * i + 1];
  }
  split_spectra (fft, transform (fft), re, im);
}

void
rmg_fft_power (RmgFft *fft, const float *samples, float *power)
{
  const float *restrict re = fft->spectrum.re, *restrict im = fft->spectrum.im;

  rmg_fft_forward (fft, samples, fft->spectrum.re, fft->spectrum.im);
  for (size_t k = 0; k <= fft->half; k++)
    power[k] = re[k] * re[k] + im[k] * im[k];
}
