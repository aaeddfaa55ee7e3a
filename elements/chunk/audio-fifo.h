/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Queue of audio: buffers of any size enter, frames leave. Frames of one buffer
 * leave without copying. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef struct
{
  GstAudioInfo info;
  GQueue pieces;  /* of GstBuffer, whole as they came */
  gsize start;    /* frames of the first piece that are already taken */
  guint n_shares; /* buffers that share the memory of the first piece */
  gsize n_frames;
} RmgAudioFifo;

void rmg_audio_fifo_init (RmgAudioFifo *fifo);

/**
 * rmg_audio_fifo_clear:
 * @fifo: a fifo
 *
 * Drops all frames.
 */
void rmg_audio_fifo_clear (RmgAudioFifo *fifo);

/**
 * rmg_audio_fifo_push:
 * @fifo: a fifo whose @info describes @buffer
 * @buffer: (transfer full): audio; planar audio has its #GstAudioMeta
 */
void rmg_audio_fifo_push (RmgAudioFifo *fifo, GstBuffer *buffer);

/**
 * rmg_audio_fifo_take:
 * @fifo: a fifo
 * @n_frames: how many to take, 1 to those it holds
 *
 * Returns: (transfer full) (nullable): a writable buffer of the oldest frames,
 *   a GAP if all of them are, with the metas of the buffer that its first frame
 *   is from; its times are unset. %NULL if memory could not be mapped.
 */
GstBuffer *rmg_audio_fifo_take (RmgAudioFifo *fifo, gsize n_frames);

G_END_DECLS
