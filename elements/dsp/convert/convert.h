/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* From one sample format, layout and set of channels to another.
 *
 * Integers of b bits represent their value over 2^(b-1). Floats become integers
 * by rounding half to even and saturation, infinities are full scale and NaN
 * is silence; integers lose bits by rounding half to even and gain them by a
 * shift. Channels are mixed in F32, or in F64 if the input has more than 24
 * bits of precision to lose (S24, S24_32, S32, F64). Every instruction set
 * and every split of a stream into calls produces the same bits. */
#pragma once

#include "elements/dsp/base/frames.h"

typedef enum
{
  RMG_DITHER_NONE,
  RMG_DITHER_TPDF, /* triangular noise of two steps, white, independent in
                      each channel, wherever an integer loses bits */
} RmgDither;

typedef struct
{
  RmgFormat format;
  bool swapped;
  bool interleaved; /* has no meaning for one channel */
  unsigned channels;
} RmgConvertSide;

typedef struct
{
  RmgConvertSide from, to;
  const double *matrix; /* to.channels rows of from.channels factors, copied;
                           NULL: the same channels, copies of a single one, or
                           the mean of all in a single one */
  RmgDither dither;
  uint32_t seed; /* of the dither */
  unsigned cpu;  /* RMG_CPU bits the kernels may use: rmg_cpu_features() */
} RmgConvertConfig;

typedef struct _RmgConvert RmgConvert;

/* Returns: a converter to be closed, or NULL without memory, with a channel
 * count out of 1..RMG_MAX_CHANNELS, or without a matrix where one is needed. */
RmgConvert *rmg_convert_open (const RmgConvertConfig *config);
void rmg_convert_close (RmgConvert *convert);

/* The layouts of the next frames, where they differ from those of the config.
 * Plans the conversion again; never allocates. */
void rmg_convert_set_layouts (
    RmgConvert *convert, bool from_interleaved, bool to_interleaved);

/* Goes back to the state after opening: the dither starts over. */
void rmg_convert_reset (RmgConvert *convert);

/* Converts in->n_frames frames into memory for as many of the other side's.
 * out may be in where rmg_convert_can_work_in_place(); else they must not
 * overlap. Never allocates. One thread at a time. */
void rmg_convert_process (
    RmgConvert *convert, const RmgFrames *in, const RmgFrames *out);

/* Counts n frames as done that never were converted, silence for instance. */
void rmg_convert_skip (RmgConvert *convert, size_t n_frames);

/* Returns: whether each sample is written where it was read. */
bool rmg_convert_can_work_in_place (const RmgConvert *convert);

/* Returns: whether the output is the input, byte by byte. */
bool rmg_convert_is_copy (const RmgConvert *convert);

/* Returns: the static name of the instruction set in use. */
const char *rmg_convert_get_implementation (const RmgConvert *convert);
