/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Output of rmgvad on its source pad: buffers with a speech flag, and gaps for
 * the audio that the gate drops. Streaming thread. */
#pragma once

#include "elements/vad/gate.h"
#include "elements/base/timeline.h"

G_BEGIN_DECLS

typedef struct
{
  GstPad *pad;                /* (transfer none) */
  guint64 gap_start, gap_end; /* dropped frames without a GAP event so far */
  gboolean needs_discont;     /* of the next output buffer */
  gboolean passes;            /* the latest audio passed; for the log */
} RmgVadOutlet;

/* Goes back to the state after start; drops the pending gap. */
void rmg_vad_outlet_reset (RmgVadOutlet *self);

/* Starts again at position 0. */
void rmg_vad_outlet_end_stretch (RmgVadOutlet *self);

/* Makes the next output buffer discontinuous. */
void rmg_vad_outlet_mark_discont (RmgVadOutlet *self);

/* Returns: (transfer full): @buffer with the level and the flag of speech;
 * @buffer: (transfer full): only its header is copied where it is shared */
GstBuffer *rmg_vad_annotate (
    GstBuffer *buffer, gfloat level_db, gboolean voiced);

/* Pushes the output of the gate. */
GstFlowReturn rmg_vad_outlet_push (RmgVadOutlet *self,
    const RmgTimeline *timeline, RmgVadGateItem *item, gfloat level_db);

/* Pushes the pending gap. */
void rmg_vad_outlet_push_gap (RmgVadOutlet *self, const RmgTimeline *timeline);

G_END_DECLS
