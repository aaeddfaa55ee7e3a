/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Voice flags that buffers carry, kept until the frames of their time are
 * decided. Positions are audio frames. Streaming thread only. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef struct
{
  GArray *spans; /* in order */
} RmgVadCarried;

void rmg_vad_carried_init (RmgVadCarried *self);
void rmg_vad_carried_clear (RmgVadCarried *self);

/* Forgets everything and starts at position 0 again. */
void rmg_vad_carried_reset (RmgVadCarried *self);

/* Reads the GstAudioLevelMeta of @buffer, if there is one. @start is not before
 * the end of the buffer before it. */
void rmg_vad_carried_push (
    RmgVadCarried *self, GstBuffer *buffer, guint64 start, guint64 n_frames);

/**
 * rmg_vad_carried_take:
 * @self: flags
 * @start: of an analysis frame, not before that of the call before
 * @end: of that frame
 * @voiced: (out): whether any part of it carries the flag
 *
 * Returns: whether any part of it carries a meta at all
 */
gboolean rmg_vad_carried_take (
    RmgVadCarried *self, guint64 start, guint64 end, gboolean *voiced);

G_END_DECLS
