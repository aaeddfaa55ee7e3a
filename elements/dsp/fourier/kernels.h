/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The inner loops of the Fourier transform, one set for each instruction set
 * and precision. All of them do the same operations in the same order, so that
 * equal input produces equal bits on every processor.
 *
 * A transform of 16 n points is 16 transforms of n points side by side (rows of
 * 16 lanes, one pass a factor of n), then n transforms of 16 points across the
 * lanes. */
#pragma once

#include <stddef.h>

#define RMG_FOURIER_ROW 16

/* Highest factor of a pass. */
#define RMG_FOURIER_MAX_RADIX 16

/* Complex rows: row i has its real parts at re + i * pitch. */
typedef struct
{
  void *re, *im;
  size_t pitch; /* samples */
} RmgFourierRows;

/* Stockham's self-sorting pass: stride * count * radix rows, twiddles for each
 * of count. */
typedef struct
{
  unsigned radix;
  size_t stride;
  size_t count;
  const void *twiddles; /* [count][radix - 1][re, im] */
} RmgFourierPass;

/* Each row k becomes the points k, k + n, k + 2 n … of the result. */
typedef struct
{
  size_t n_rows;        /* rows up to a multiple of 16 are read */
  const void *twiddles; /* [n_rows / 16, rounded up][15][re, im][16] */
} RmgFourierCross;

typedef void (*RmgFourierPassKernel) (const RmgFourierPass *pass,
    const RmgFourierRows *in, const RmgFourierRows *out);

/* Writes up to 15 samples after the last point. */
typedef void (*RmgFourierCrossKernel) (const RmgFourierCross *cross,
    const RmgFourierRows *in, void *out_re, void *out_im);

/* out[i] = samples[i] * gains[i] */
typedef void (*RmgFourierScaleKernel) (
    void *out, const void *samples, const void *gains, size_t n);

typedef struct
{
  RmgFourierPassKernel passes[RMG_FOURIER_MAX_RADIX + 1]; /* by radix */
  RmgFourierCrossKernel cross;
  RmgFourierScaleKernel scale;
} RmgFourierKernels;

extern const RmgFourierKernels rmg_fourier_f32_scalar, rmg_fourier_f64_scalar;
extern const RmgFourierKernels rmg_fourier_f32_sse2, rmg_fourier_f64_sse2;
extern const RmgFourierKernels rmg_fourier_f32_avx2, rmg_fourier_f64_avx2;
extern const RmgFourierKernels rmg_fourier_f32_avx512, rmg_fourier_f64_avx512;
