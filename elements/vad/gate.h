/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Holds audio until it is known whether it is speech. Positions are audio
 * frames. Streaming thread only. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef struct
{
  GQueue pieces;    /* pushed and not released */
  GArray *passages; /* spans that will pass, in order */
  guint64 pushed;   /* end of the pushed audio */
  guint64 released; /* end of the released audio */
  guint64 held_bytes;
} RmgVadGate;

typedef enum
{
  RMG_VAD_GATE_PASS,  /* a buffer to push */
  RMG_VAD_GATE_DROP,  /* audio that does not pass */
  RMG_VAD_GATE_EVENT, /* an event whose turn it is */
} RmgVadGateKind;

typedef struct
{
  RmgVadGateKind kind;
  guint64 start, end;
  GstMiniObject *object; /* (transfer full): the buffer or event, or NULL */
} RmgVadGateItem;

void rmg_vad_gate_init (RmgVadGate *self);
void rmg_vad_gate_clear (RmgVadGate *self);

/* Forgets everything and starts at position 0 again. */
void rmg_vad_gate_reset (RmgVadGate *self);

/* @buffer: (transfer full) (nullable): audio, or NULL for a gap in it */
void rmg_vad_gate_push (RmgVadGate *self, GstBuffer *buffer, guint64 n_frames);

/* @event: (transfer full): to leave between the frames it came between */
void rmg_vad_gate_push_event (RmgVadGate *self, GstEvent *event);

/* Frames from @start on pass, until rmg_vad_gate_close(). */
void rmg_vad_gate_open (RmgVadGate *self, guint64 start);

/* The open passage starts at @start already, unless that is too late. */
void rmg_vad_gate_widen (RmgVadGate *self, guint64 start);

/* Frames from @end on do not pass. */
void rmg_vad_gate_close (RmgVadGate *self, guint64 end);

/**
 * rmg_vad_gate_release:
 * @self: a gate
 * @until: end of the audio that may leave now
 * @info: format of the buffers
 * @item: (out): the next buffer or gap
 *
 * Returns: %FALSE when nothing more leaves before @until
 */
gboolean rmg_vad_gate_release (RmgVadGate *self, guint64 until,
    const GstAudioInfo *info, RmgVadGateItem *item);

G_END_DECLS
