/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Collects the facts of an MP3 stream while its frames pass. */
#pragma once

#include "elements/mp3/info-tag.h"

G_BEGIN_DECLS

typedef struct
{
  GByteArray *pending; /* less than a frame */
  GArray *offsets;     /* (element-type guint32): of every step-th frame */
  guint step;
  RmgMp3Header first; /* of the first frame; word 0 before it */
  guint64 n_frames;
  guint64 n_bytes;
  gboolean is_variable;
  guint16 crc;
} RmgMp3Collector;

void rmg_mp3_collector_init (RmgMp3Collector *self);
void rmg_mp3_collector_clear (RmgMp3Collector *self);

/** rmg_mp3_collector_add: bytes of frames, split anywhere. */
void rmg_mp3_collector_add (
    RmgMp3Collector *self, const guint8 *bytes, gsize n_bytes);

/**
 * rmg_mp3_collector_finish:
 * @n_samples: number of samples of each channel before encoding
 * @delay: samples that the encoder put in front
 * @info_bytes: length of the Info frame
 */
void rmg_mp3_collector_finish (const RmgMp3Collector *self, guint64 n_samples,
    guint delay, gsize info_bytes, RmgMp3Summary *summary);

G_END_DECLS
