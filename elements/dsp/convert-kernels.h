/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The kernels under the converter: one table for each instruction set, all of
 * the same shape and with the same results to the last bit. A kernel reads and
 * writes nothing but the samples it is given, at any alignment; the output may
 * be the input where both samples have the same size. */
#pragma once

#include "elements/dsp/frames.h"

/* Sizes of samples are 1, 2, 3, 4 and 8 bytes; this many table columns. */
#define RMG_N_SAMPLE_SIZES 5

/* n samples, each native and next to the other. */
typedef void (*RmgConvertRun) (void *out, const void *in, size_t n);

/* Between n frames and one plane for each channel. */
typedef void (*RmgInterleaveRun) (
    void *out, const void *const *planes, unsigned channels, size_t n);
typedef void (*RmgDeinterleaveRun) (
    void *const *planes, const void *in, unsigned channels, size_t n);

/* The mean of the channels of n frames, summed in channel order. */
typedef void (*RmgMeanRun) (
    void *out, const void *in, unsigned channels, size_t n);

/* sum += in * factor */
typedef void (*RmgAddScaledRun) (
    void *sum, const void *in, double factor, size_t n);

/* out = in + noise of triangular density over (-step, step); sample i has the
 * noise of place + i * stride. */
typedef void (*RmgDitherRun) (void *out, const void *in, size_t n, double step,
    const uint32_t place_and_stride[2]);

typedef struct
{
  const char *name;
  unsigned cpu; /* RMG_CPU bits that must be there */
  RmgConvertRun run[RMG_N_FORMATS][RMG_N_FORMATS]; /* [from][to] */
  RmgConvertRun swap[RMG_N_SAMPLE_SIZES];
  RmgInterleaveRun interleave[RMG_N_SAMPLE_SIZES];
  RmgDeinterleaveRun deinterleave[RMG_N_SAMPLE_SIZES];
  /* [0] for F32, [1] for F64 */
  RmgMeanRun mean[2];
  RmgAddScaledRun add_scaled[2];
  RmgDitherRun dither[2];
} RmgConvertKernels;

extern const RmgConvertKernels rmg_convert_kernels_scalar;
extern const RmgConvertKernels rmg_convert_kernels_avx2;
extern const RmgConvertKernels rmg_convert_kernels_avx512;

/* Bytes of a sample, and the column of that size. */
static inline size_t
rmg_format_size (RmgFormat format)
{
  static const uint8_t sizes[RMG_N_FORMATS] = { 1, 1, 2, 3, 4, 4, 4, 8 };

  return sizes[format];
}

static inline unsigned
rmg_size_column (size_t size)
{
  return size == 8 ? 4 : (unsigned) size - 1;
}

/* Bits of an integer; those of the significand for floats. */
static inline unsigned
rmg_format_bits (RmgFormat format)
{
  static const uint8_t bits[RMG_N_FORMATS] = { 8, 8, 16, 24, 24, 32, 24, 53 };

  return bits[format];
}
