/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The path of the audio between the pads of rmgvad: decide, report, annotate or
 * hold back. Streaming thread, except where noted. */
#pragma once

#include "elements/vad/carried.h"
#include "elements/vad/detectors.h"
#include "elements/vad/gate.h"
#include "elements/vad/outlet.h"
#include "elements/vad/settings.h"
#include "elements/vad/sparse-pad.h"
#include "elements/base/held.h"
#include "elements/base/timeline.h"

G_BEGIN_DECLS

typedef struct
{
  GstElement *element; /* (transfer none): posts, and lends its object lock */

  RmgHeld held; /* by the gate */

  /* Guarded by the object lock. */
  GstClockTime latency; /* of the gate; 0 while it does not hold back */

  RmgVadElementSettings settings; /* those of the buffer at hand */
  GstAudioInfo info;
  GstSegment segment;        /* in TIME */
  RmgVadDetectors detectors; /* none before the first caps */
  RmgVadCarried carried;
  RmgVadGate gate;
  RmgVadOutlet outlet;
  RmgSparsePad segments;
  RmgTimeline timeline;
  gboolean voiced; /* anything of the buffer at hand */
  gfloat level_db;
  gint64 n_speech, n_total; /* decisions in the item */
} RmgVadStream;

void rmg_vad_stream_init (RmgVadStream *self, GstElement *element, GstPad *src);
void rmg_vad_stream_clear (RmgVadStream *self);

/* Drains the stream and switches to audio of @info.
 * Returns: %FALSE after posting an error */
gboolean rmg_vad_stream_set_info (RmgVadStream *self, const GstAudioInfo *info,
    const RmgVadElementSettings *settings);

/* Takes @settings from now on, and drains first where they change more than
 * numbers. Returns: %FALSE after posting an error */
gboolean rmg_vad_stream_use (
    RmgVadStream *self, const RmgVadElementSettings *settings);

/* @buffer: (transfer full): audio of the info, after rmg_vad_stream_use() */
GstFlowReturn rmg_vad_stream_push (RmgVadStream *self, GstBuffer *buffer);

/* @event: (transfer full): a gap; counts as silence, so that a pause is the same
 * with and without GAP events. */
void rmg_vad_stream_push_gap (RmgVadStream *self, GstEvent *event);

/* @event: (transfer full): sent when the audio before it is.
 * @to_segments: also to the pad `segments` */
gboolean rmg_vad_stream_push_event (
    RmgVadStream *self, GstEvent *event, gboolean to_segments);

/* Decides pending frames, ends an open segment, releases held audio, and
 * resets to the state after start; the counts of the item continue. */
void rmg_vad_stream_end (RmgVadStream *self);

/* Drains and adds the counts of the item.
 * @event: (transfer full): the end of the item
 * Returns: (transfer full): the event to forward */
GstEvent *rmg_vad_stream_end_item (RmgVadStream *self, GstEvent *event);

/* @segment: as the event of the main stream has it */
void rmg_vad_stream_set_segment (RmgVadStream *self, const GstSegment *segment);

/* Resets everything but the format. */
void rmg_vad_stream_flush (RmgVadStream *self);

/* Forgets also that. */
void rmg_vad_stream_stop (RmgVadStream *self);

G_END_DECLS
