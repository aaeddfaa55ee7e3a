/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The kernels under the converter: one table for each instruction set, all of
 * the same shape and with the same results to the last bit. A kernel reads and
 * writes nothing but the samples it is given, at any alignment; the output may
 * be the input where both samples have the same size. */
#pragma once

#include "elements/dsp/base/sample.h"

/* Sizes of samples are 1, 2, 3, 4 and 8 bytes; this many table columns. */
#define RMG_N_SAMPLE_SIZES 5

/* n samples, each native and next to the other. */
typedef void (*RmgConvertRun) (void *out, const void *in, size_t n);

/* Between n frames and one plane for each channel. */
typedef void (*RmgInterleaveRun) (
    void *out, const void *const *planes, unsigned channels, size_t n);
typedef void (*RmgDeinterleaveRun) (
    void *const *planes, const void *in, unsigned channels, size_t n);

/* The mean of n samples of each plane, summed in their order. */
typedef void (*RmgMeanRun) (
    void *out, const void *const *planes, unsigned channels, size_t n);

/* sum += in * factor */
typedef void (*RmgAddScaledRun) (
    void *sum, const void *in, double factor, size_t n);

/* White noise of triangular density over (-1, 1), in steps of 2^-16. Sixteen
 * generators of 64 bits run together, x ^= x << 7, x ^= x >> 9, through all
 * 2^64 - 1 numbers but 0; each holds two words of 32 bits, low one first,
 * and the difference of the halves of a word, low minus high as signed
 * numbers, is the noise of one sample. No bit of a state is a bit of another state
 * within 20,000 steps: samples are not correlated. */
#define RMG_NOISE_LANES 16
#define RMG_NOISE_SAMPLES (2 * RMG_NOISE_LANES)

typedef struct
{
  uint64_t lanes[RMG_NOISE_LANES];
  unsigned used; /* samples of this state, from the first one on */
} RmgNoise;

/* Any seed will do. */
void rmg_noise_start (RmgNoise *noise, uint32_t seed);

/* The state after this one. */
void rmg_noise_step (RmgNoise *noise);

/* Goes on as if there had been that many samples. */
void rmg_noise_skip (RmgNoise *noise, size_t n_samples);

/* n floats to integers, with noise of the last bit added before they are
 * rounded; goes on where it stopped. */
typedef void (*RmgDitherRun) (
    void *out, const void *in, size_t n, RmgNoise *noise);

typedef struct
{
  RmgConvertRun run[RMG_N_FORMATS][RMG_N_FORMATS]; /* [from][to] */
  RmgConvertRun swap[RMG_N_SAMPLE_SIZES];
  RmgInterleaveRun interleave[RMG_N_SAMPLE_SIZES];
  RmgDeinterleaveRun deinterleave[RMG_N_SAMPLE_SIZES];
  /* [0] for F32, [1] for F64 */
  RmgMeanRun mean[2];
  RmgConvertRun mean_of_two[2];                 /* of n interleaved frames */
  RmgConvertRun mean_of_two_s16[RMG_N_FORMATS]; /* the same of S16, [to] */
  RmgAddScaledRun add_scaled[2];
  RmgDitherRun dither[2][RMG_N_FORMATS]; /* NULL for floats */
} RmgConvertKernels;

extern const RmgConvertKernels rmg_convert_kernels_scalar;
extern const RmgConvertKernels rmg_convert_kernels_sse2;
extern const RmgConvertKernels rmg_convert_kernels_avx2;
extern const RmgConvertKernels rmg_convert_kernels_avx512;

/* Returns: the column of samples of @size bytes. */
static inline unsigned
rmg_size_column (size_t size)
{
  return size == 8 ? 4 : (unsigned) size - 1;
}
