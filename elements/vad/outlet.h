/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What leaves rmgvad by its source pad: buffers that say whether they hold
 * speech, and gaps for what the gate keeps. Streaming thread. */
#pragma once

#include "elements/vad/gate.h"
#include "elements/base/timeline.h"

G_BEGIN_DECLS

typedef struct
{
  GstPad *pad;                /* (transfer none) */
  guint64 gap_start, gap_end; /* kept and not told yet, in frames */
  gboolean after_gap;
} RmgVadOutlet;

/* Forgets what was not told. */
void rmg_vad_outlet_reset (RmgVadOutlet *self);

/* Returns: (transfer full): @buffer with the level and the flag of speech;
 * @buffer: (transfer full): only its header is copied where it is shared */
GstBuffer *rmg_vad_annotate (
    GstBuffer *buffer, gfloat level_db, gboolean voiced);

/* Pushes what the gate lets go. */
GstFlowReturn rmg_vad_outlet_push (RmgVadOutlet *self,
    const RmgTimeline *timeline, RmgVadGateItem *item, gfloat level_db);

/* Tells the gap that is not told yet. */
void rmg_vad_outlet_tell_gap (RmgVadOutlet *self, const RmgTimeline *timeline);

G_END_DECLS
