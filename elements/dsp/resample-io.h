/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How samples of the supported formats get into the working precision of a
 * resampler and out of it. Full scale is 1.0; integers are written rounded
 * half to even and saturated, NaN as 0. */
#pragma once

#include "elements/dsp/frames.h"

/* Packs n samples that lie stride samples apart. */
typedef void (*RmgLoadSamples) (
    void *packed, const void *samples, size_t stride, size_t n);

/* Spreads n packed samples stride samples apart. */
typedef void (*RmgStoreSamples) (
    void *samples, size_t stride, const void *packed, size_t n);

typedef struct
{
  RmgFormat format;
  bool is_double; /* the working precision */
  RmgLoadSamples load;
  RmgStoreSamples store;
} RmgSampleIo;

/* Returns: the row for a pair, or NULL where there is none. */
const RmgSampleIo *rmg_sample_io_find (RmgFormat format, bool is_double);

/* Returns: the bytes of a sample, or 0 for a format without rows. */
size_t rmg_sample_io_bytes (RmgFormat format);
