/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Where the reader is in the samples of a file, and the queries that follow
 * from it. Pure: the owner locks. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstSegment segment; /* of the output, in time */
  gsize frame_bytes;  /* 0 before the header is known */
  guint rate_hz;
  guint64 data_bytes;  /* to read; RMG_WAV_UNKNOWN_BYTES for open ends */
  gboolean is_pulling; /* the source can seek */
} RmgWavPlace;

/** rmg_wav_place_get_time: stream time of the frame that begins at @bytes. */
GstClockTime rmg_wav_place_get_time (const RmgWavPlace *self, guint64 bytes);

/** rmg_wav_place_is_asked: whether rmg_wav_place_answer() handles @query. */
gboolean rmg_wav_place_is_asked (GstQuery *query);

/**
 * rmg_wav_place_answer:
 * @query: about duration, position, seeking, conversion or segment
 *
 * Returns: whether @query is answered
 */
gboolean rmg_wav_place_answer (const RmgWavPlace *self, GstQuery *query);

G_END_DECLS
