/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How samples of the supported formats get into the working precision of a
 * resampler and out of it. Full scale is 1.0; integers are written rounded
 * half to even and saturated, NaN as 0. */
#pragma once

#include "elements/dsp/base/frames.h"

/* Packs n samples that lie stride samples apart. */
typedef void (*RmgLoadSamples) (
    void *packed, const void *samples, size_t stride, size_t n);

/* Spreads n packed samples stride samples apart. */
typedef void (*RmgStoreSamples) (
    void *samples, size_t stride, const void *packed, size_t n);

/* The same for two channels, with the samples of the second directly after those
 * of the first. */
typedef void (*RmgLoadPair) (
    void *const *packed, const void *samples, size_t stride, size_t n);
typedef void (*RmgStorePair) (
    void *samples, size_t stride, const void *const *packed, size_t n);

/* Between n_frames of a packed channel and the streams that it is split into:
 * frame i is sample i / n_streams of stream i % n_streams. */
#define RMG_MAX_STREAMS 16

typedef void (*RmgSplitSamples) (void *const *streams, unsigned n_streams,
    const void *packed, size_t n_frames);
typedef void (*RmgMergeSamples) (void *packed, const void *const *streams,
    unsigned n_streams, size_t n_frames);

typedef struct
{
  RmgFormat format;
  bool is_double; /* the working precision */
  RmgLoadSamples load;
  RmgStoreSamples store;
  RmgLoadPair load_pair;
  RmgStorePair store_pair;
  /* In the working precision. */
  RmgSplitSamples split;
  RmgMergeSamples merge;
  bool (*are_finite) (const void *packed, size_t n);
  void (*reverse) (void *reversed, const void *packed, size_t n);
} RmgSampleIo;

/* One table for each instruction set; the values are the same. */
#define RMG_N_SAMPLE_IO 6

extern const RmgSampleIo rmg_sample_io_scalar[RMG_N_SAMPLE_IO];
extern const RmgSampleIo rmg_sample_io_avx2[RMG_N_SAMPLE_IO];
extern const RmgSampleIo rmg_sample_io_avx512[RMG_N_SAMPLE_IO];

/* Returns: the row for a pair, or NULL without one. */
const RmgSampleIo *rmg_sample_io_find (RmgFormat format, bool is_double);

/* Returns: the bytes of a sample, or 0 for a format without rows. */
size_t rmg_sample_io_bytes (RmgFormat format);
