/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The source pad of the WAV reader: events before the first buffer, time
 * stamps, channel order, and the end of the stream. Everything but @place
 * belongs to the streaming thread. */
#pragma once

#include "elements/wav/header.h"
#include "elements/wav/place.h"

G_BEGIN_DECLS

typedef struct
{
  GstElement *element; /* borrowed; its object lock guards @place */
  GstPad *pad;         /* borrowed */
  RmgWavPlace place;

  RmgWavFormat format;
  guint64 declared_bytes; /* of samples, as the header has them */
  guint64 done_bytes;     /* of samples, before the next buffer */
  guint32 seqnum;         /* of the segment */
  gboolean is_short;      /* the file ends before its samples should */
  gboolean is_started;    /* caps have been sent */
  gboolean needs_segment;
  gboolean is_discont;
  gboolean is_reordered; /* the order of stored channels is not that of caps */
  GstAudioChannelPosition stored[RMG_WAV_MAX_CHANNELS];
  GstAudioChannelPosition valid[RMG_WAV_MAX_CHANNELS];
} RmgWavOutput;

/** rmg_wav_output_reset: waits for the header of a file. */
void rmg_wav_output_reset (RmgWavOutput *self);

/**
 * rmg_wav_output_start:
 * @header: a complete header
 * @file_bytes: size of the file, or RMG_WAV_UNKNOWN_BYTES
 *
 * Sends stream-start and caps.
 */
void rmg_wav_output_start (
    RmgWavOutput *self, const RmgWavHeader *header, guint64 file_bytes);

/** rmg_wav_output_push_segment: sends the segment if it is due. */
void rmg_wav_output_push_segment (RmgWavOutput *self);

/** rmg_wav_output_push: @buffer (transfer full): whole frames. */
GstFlowReturn rmg_wav_output_push (RmgWavOutput *self, GstBuffer *buffer);

/** rmg_wav_output_warn: posts a warning if samples are missing. */
void rmg_wav_output_warn (RmgWavOutput *self);

/** rmg_wav_output_end: ends the segment or the stream. */
void rmg_wav_output_end (RmgWavOutput *self);

G_END_DECLS
