/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The inner loops of the adaptive engine. All variants produce the same bits. */
#pragma once

#include <stddef.h>

#define RMG_DECIMATOR_TAPS 12
#define RMG_HALF_BAND_TAPS 7

/* Number of partial sums of a sum, which are added in a fixed order. */
#define RMG_VAD_LANES 8

/* Lags of a correlation that are computed together. */
#define RMG_VAD_LAGS 32

typedef struct
{
  /* A symmetric filter of RMG_DECIMATOR_TAPS, every 2nd or 3rd output: @n_out
   * of them, of (n_out - 1) * step + taps samples. @room holds as many. */
  void (*reduce_by_2) (const float *taps, const float *in, size_t n_out,
      float *room, float *out);
  void (*reduce_by_3) (const float *taps, const float *in, size_t n_out,
      float *room, float *out);
  /* The maximally flat half-band filter of 7 taps, every 2nd output. */
  void (*halve) (const float *in, size_t n_out, float *room, float *out);

  /* out[i] = (in[i] - mean of in) * window[i] */
  void (*apply_window) (
      const float *window, const float *in, size_t n, float *out);
  /* Sum of a[i] * b[i]; @n is a multiple of RMG_VAD_LANES. */
  float (*dot) (const float *a, const float *b, size_t n);
  /* sums[k] = sum of x[i] * past[i + k] over @n samples, for @n_lags (whole
   * RMG_VAD_LAGS) k */
  void (*correlate) (
      const float *x, const float *past, size_t n, size_t n_lags, float *sums);
  /* Sum of squares, and of the samples in @sum, in double precision, blocks of
   * both in single. */
  double (*sum_squares) (const float *samples, size_t n, double *sum);

  /* One hop of the model, from its features and the state of its units, which
   * are zeros at first. Returns: probability of a hop before this one, as far
   * back as it was trained to look ahead */
  float (*step_model) (const float *features, float *units);
} RmgVadKernels;

extern const RmgVadKernels rmg_vad_kernels_scalar, rmg_vad_kernels_avx2;

/* Returns: the fastest that rmg_cpu_features() allows */
const RmgVadKernels *rmg_vad_kernels_find (void);

/* Returns: the static name of the model and of that instruction set */
const char *rmg_vad_kernels_name (void);
