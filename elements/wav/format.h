/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Format of the samples of a WAV or AIFF file, from its "fmt " or "COMM"
 * chunk. Pure. */
#pragma once

#include "wav/coding.h"

#include <gst/audio/audio.h>

G_BEGIN_DECLS

#define RMG_WAV_MAX_CHANNELS 64

typedef struct
{
  RmgWavCodingKind coding;
  GstAudioFormat format; /* with RMG_WAV_SAMPLES */
  guint rate_hz;
  guint channels;
  guint64 channel_mask; /* as in WAVEFORMATEXTENSIBLE; 0: no positions */
  gboolean has_mask;    /* the file has a mask, also if it is 0 */
  gsize frame_bytes;    /* 0 while the format is not known */
} RmgWavFormat;

/**
 * rmg_wav_format_read:
 * @self: (out caller-allocates)
 * @bytes: the start of a "fmt " chunk, %RMG_WAV_FORMAT_MIN_BYTES or more
 * @big_endian: whether numbers and samples are
 *
 * Returns: (transfer full) (nullable): the reason why the format is not
 *   supported, a sentence for a person; %NULL when it is
 */
char *rmg_wav_format_read (RmgWavFormat *self, const guint8 *bytes,
    gsize n_bytes, gboolean big_endian);

/** rmg_wav_format_read_common: the same for the "COMM" chunk of AIFF. */
char *rmg_wav_format_read_common (
    RmgWavFormat *self, const guint8 *bytes, gsize n_bytes);

/** rmg_wav_format_make_caps: (transfer full): the caps of the samples. */
GstCaps *rmg_wav_format_make_caps (const RmgWavFormat *self);

/**
 * rmg_wav_format_get_positions:
 * @positions: (out) (array fixed-size=64): of the channels as they are stored
 *
 * Returns: whether the mask has as many positions as there are channels
 */
gboolean rmg_wav_format_get_positions (
    const RmgWavFormat *self, GstAudioChannelPosition *positions);

G_END_DECLS
