/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sample rate conversion of a stream in pieces of any length. Output n belongs to
 * the instant of input n * in / out, so a clip needs no trimming, and n input
 * frames become exactly ceil (n * out / in) output frames once drained. The split
 * of the input into pieces does not change the output. */
#pragma once

#include "elements/dsp/base/frames.h"

/* Rejection of aliases and images from 1.1 times the lower Nyquist frequency:
 * 80, 100, 120 and 150 dB. Ratios that need more than 2 phases and 2 input
 * frames for each run medium instead of fast. */
typedef enum
{
  RMG_RESAMPLE_FAST,
  RMG_RESAMPLE_MEDIUM,
  RMG_RESAMPLE_HIGH,
  RMG_RESAMPLE_BEST,
} RmgResampleQuality;

typedef enum
{
  RMG_RESAMPLE_AUTO,      /* polyphase where its table stays reasonable, then
                             interpolated */
  RMG_RESAMPLE_POLYPHASE, /* opening fails where it does not */
  RMG_RESAMPLE_LIBSAMPLERATE,
  RMG_RESAMPLE_FFT, /* for whole clips: cheapest, but late by tens to hundreds
                       of ms; opening fails where its blocks would be too
                       large */
  RMG_RESAMPLE_INTERPOLATED, /* any ratio, fixed or drifting */
  RMG_RESAMPLE_CLIP, /* fft where it opens, then auto with is_steep: rejects
                        from the Nyquist frequency on at any ratio */
} RmgResampleEngine;

#define RMG_RESAMPLE_MAX_DRIFT_PPM 10000.0

typedef struct
{
  unsigned in_rate_hz;  /* 1..2^31 - 1 */
  unsigned out_rate_hz; /* another one, except for RMG_RESAMPLE_INTERPOLATED:
                           equal rates leave nothing to do */
  unsigned channels;    /* 1..RMG_MAX_CHANNELS */
  RmgFormat format;     /* of the input and of the output */
  RmgResampleQuality quality;
  RmgResampleEngine engine;
  bool is_steep; /* polyphase rejects from the Nyquist frequency on, with twice
                    the delay */
  bool swapped;  /* the bytes of the samples are in the other order */
} RmgResampleConfig;

typedef struct RmgResampler RmgResampler;

/* Everything is allocated here. S24, S24_32, S32, F64 and the quality best are
 * computed in double precision, the rest in single precision. S16, S32, F32 and
 * F64 in native byte order are read and written by the engines themselves; the
 * other formats pass through a converter, which rounds half to even and
 * saturates in the same way. Safe from any thread; one
 * resampler belongs to one thread at a time.
 *
 * Returns: a resampler for rmg_resampler_close(), or NULL when the engine
 * cannot serve this ratio, a value is out of range or memory ran out. */
RmgResampler *rmg_resampler_open (const RmgResampleConfig *config);

/* self may be NULL. */
void rmg_resampler_close (RmgResampler *self);

/* Returns: the number of output frames of n_frames more input frames. */
size_t rmg_resampler_count (const RmgResampler *self, size_t n_frames);

/* Reads all of in and writes the output that can be computed. Both views have the
 * format and channels of the config; each may be interleaved or planar. out
 * must have room for rmg_resampler_count() frames.
 *
 * Returns: the frames written. */
size_t rmg_resampler_process (
    RmgResampler *self, const RmgFrames *in, const RmgFrames *out);

/* Returns: the number of output frames of rmg_resampler_drain(). */
size_t rmg_resampler_drain_count (const RmgResampler *self);

/* Writes the rest of the clip, for which out must have room, and resets.
 *
 * Returns: the frames written. */
size_t rmg_resampler_drain (RmgResampler *self, const RmgFrames *out);

/* Sets how much faster than in_rate_hz the input really is, from the next output
 * on: positive values make output from more frames. Up to
 * RMG_RESAMPLE_MAX_DRIFT_PPM either way, in steps of 0.01 ppm. A reset keeps it.
 *
 * Returns: false where the engine cannot do that, or the value is out of
 * range. */
bool rmg_resampler_set_drift (RmgResampler *self, double ppm);

/* Forgets all input: the next frame starts a new clip. */
void rmg_resampler_reset (RmgResampler *self);

/* Returns: how many input frames after the instant of an output frame have to
 * be read before that frame comes out, at worst. */
unsigned rmg_resampler_delay (const RmgResampler *self);

/* Returns: a static name of engine and instruction set, "polyphase-avx2" say. */
const char *rmg_resampler_implementation (const RmgResampler *self);

/* Returns: memory of this resampler, without filter tables that it shares. */
size_t rmg_resampler_held_bytes (const RmgResampler *self);

/* Returns: frames of a clip of n_frames after resampling. */
uint64_t rmg_resample_length (
    uint64_t n_frames, unsigned in_rate_hz, unsigned out_rate_hz);
