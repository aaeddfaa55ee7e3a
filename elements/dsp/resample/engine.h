/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interface of the engines of RmgResampler. The resampler counts frames and cuts
 * the input; an engine converts n_in frames to exactly n_out frames. */
#pragma once

#include "elements/dsp/resample/resample.h"

/* Most frames that an engine reads at once: 20 ms at 48 kHz. */
#define RMG_RESAMPLE_CHUNK 960

/* Output n stands for input n * down / up; without common factors. */
typedef struct
{
  uint32_t up;
  uint32_t down;
} RmgRatio;

/* One channel of a view from some frame on. */
typedef struct
{
  void *samples;
  size_t stride; /* samples from one frame to the next */
} RmgChannelView;

/* Integers of more than 16 bits, F64 and the quality best need more than single
 * precision. */
static inline bool
rmg_resample_needs_double (const RmgResampleConfig *config)
{
  return config->format == RMG_FORMAT_S24 ||
      config->format == RMG_FORMAT_S24_32 || config->format == RMG_FORMAT_S32 ||
      config->format == RMG_FORMAT_F64 || config->quality == RMG_RESAMPLE_BEST;
}

typedef struct
{
  /* Returns NULL when this engine cannot serve the ratio. */
  void *(*open) (const RmgResampleConfig *config, RmgRatio ratio);
  void (*close) (void *engine);
  void (*reset) (void *engine);
  /* Sets the distance of outputs to `down / up` input frames, from the next
   * output on; not NULL only where that may differ from the ratio. */
  void (*set_step) (void *engine, uint64_t up, uint64_t down);
  /* in[c] and out[c] are the channels; in is NULL for silence. n_in is at most
   * RMG_RESAMPLE_CHUNK. */
  void (*run) (void *engine, const RmgChannelView *in, size_t n_in,
      const RmgChannelView *out, size_t n_out);
  unsigned (*delay) (const void *engine);
  const char *(*name) (const void *engine);
  size_t (*held_bytes) (const void *engine);
} RmgResampleOps;

extern const RmgResampleOps rmg_resample_fir;
extern const RmgResampleOps rmg_resample_src;
extern const RmgResampleOps rmg_resample_fft;
extern const RmgResampleOps rmg_resample_interpolated;
