/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Real samples are taken as half as many complex ones, and their spectrum is
 * separated into the two interleaved ones. Real and imaginary parts lie apart,
 * so that every step takes whole vectors. */
#include "elements/dsp/base/isa.h"
#include "elements/dsp/fourier/power-kernels.h"
#include "elements/dsp/base/vector.h"

typedef struct
{
  RmgVector re, im;
} PointVector;

RMG_INLINE PointVector
load_point (const RmgComplex x, size_t at)
{
  return (PointVector){ rmg_load (x.re + at), rmg_load (x.im + at) };
}

RMG_INLINE PointVector
add (PointVector a, PointVector b)
{
  return (PointVector){ a.re + b.re, a.im + b.im };
}

RMG_INLINE PointVector
subtract (PointVector a, PointVector b)
{
  return (PointVector){ a.re - b.re, a.im - b.im };
}

RMG_INLINE PointVector
multiply (PointVector a, PointVector b)
{
  return (PointVector){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
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

RMG_INLINE PointVector
load_reversed (const RmgComplex z, size_t last)
{
  const PointVector point = load_point (z, last + 1 - RMG_VECTOR_WIDTH);

  return (PointVector){ rmg_reverse (point.re), rmg_reverse (point.im) };
}

/* z holds the spectra of the even samples (its symmetric part) and of the odd
 * ones, both twice; spectrum = even + exp (-2 pi i k / size) * odd, and its
 * mirror even - ... Bins k and half - k come of the same numbers. */
RMG_INLINE void
measure_bins (const RmgFft *fft, const RmgComplex z, size_t k, float *power)
{
  const size_t mirror = fft->half - k;
  const PointVector a = load_point (z, k), b = load_reversed (z, mirror);
  const PointVector even = { a.re + b.re, a.im - b.im };
  const PointVector odd = { a.im + b.im, b.re - a.re };
  const PointVector turned = multiply (odd, load_point (fft->split, k));
  const PointVector low = add (even, turned), high = subtract (even, turned);

  rmg_store (power + k, 0.25f * (low.re * low.re + low.im * low.im));
  rmg_store (power + mirror + 1 - RMG_VECTOR_WIDTH,
      rmg_reverse (0.25f * (high.re * high.re + high.im * high.im)));
}

/* The last bins in the middle are computed twice, to the same bits. */
static void
measure (const RmgFft *fft, float *power)
{
  const RmgComplex z = fft->z;
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
  load (fft, samples);
  rmg_fourier_run (
      fft->fourier, fft->x.re, fft->x.im, fft->z.re, fft->z.im, fft->work);
  measure (fft, power);
}

const RmgPowerKernels RMG_ISA_NAME (rmg_fft_power) = { measure_power };
