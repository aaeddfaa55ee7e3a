/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/outlet.h"

GST_DEBUG_CATEGORY_EXTERN (rmg_vad_debug);
#define GST_CAT_DEFAULT rmg_vad_debug

#define GAP_EVERY (50 * GST_MSECOND)
#define QUIETEST 127 /* -dBov, of GstAudioLevelMeta */

void
rmg_vad_outlet_reset (RmgVadOutlet *self)
{
  rmg_vad_outlet_end_stretch (self);
  self->needs_discont = FALSE;
}

void
rmg_vad_outlet_end_stretch (RmgVadOutlet *self)
{
  self->gap_start = 0;
  self->gap_end = 0;
}

void
rmg_vad_outlet_mark_discont (RmgVadOutlet *self)
{
  self->needs_discont = TRUE;
}

static guint8
to_meta_level (gfloat level_db)
{
  if (!(level_db > -QUIETEST))
    return QUIETEST;
  return level_db < 0.0f ? (guint8) (0.5f - level_db) : 0;
}

GstBuffer *
rmg_vad_annotate (GstBuffer *buffer, gfloat level_db, gboolean voiced)
{
  const guint8 level = to_meta_level (level_db);
  GstBuffer *annotated = gst_buffer_make_writable (buffer);
  GstAudioLevelMeta *meta = gst_buffer_get_audio_level_meta (annotated);

  if (meta == NULL) {
    gst_buffer_add_audio_level_meta (annotated, level, voiced);
  } else {
    meta->level = level;
    meta->voice_activity = voiced;
  }
  return annotated;
}

void
rmg_vad_outlet_push_gap (RmgVadOutlet *self, const RmgTimeline *timeline)
{
  const GstClockTime start = rmg_timeline_get_time (timeline, self->gap_start);
  const GstClockTime end = rmg_timeline_get_time (timeline, self->gap_end);

  if (self->gap_end > self->gap_start)
    gst_pad_push_event (self->pad, gst_event_new_gap (start, end - start));
  self->gap_start = self->gap_end;
}

static void
drop (
    RmgVadOutlet *self, const RmgTimeline *timeline, const RmgVadGateItem *item)
{
  if (item->end == item->start)
    return;
  if (self->passes)
    GST_DEBUG_OBJECT (self->pad, "the gate drops from %" GST_TIME_FORMAT,
        GST_TIME_ARGS (rmg_timeline_get_time (timeline, item->start)));
  self->passes = FALSE;
  if (self->gap_end != item->start)
    self->gap_start = item->start;
  self->gap_end = item->end;
  self->needs_discont = TRUE;
  if (rmg_timeline_get_length (timeline, self->gap_end - self->gap_start) >=
      GAP_EVERY)
    rmg_vad_outlet_push_gap (self, timeline);
}

static GstFlowReturn
pass (RmgVadOutlet *self, const RmgTimeline *timeline,
    const RmgVadGateItem *item, gfloat level_db)
{
  GstBuffer *buffer =
      rmg_vad_annotate (GST_BUFFER_CAST (item->object), level_db, TRUE);

  if (self->needs_discont || !self->passes)
    GST_DEBUG_OBJECT (self->pad, "the gate passes from %" GST_TIME_FORMAT,
        GST_TIME_ARGS (rmg_timeline_get_time (timeline, item->start)));
  self->passes = TRUE;
  rmg_vad_outlet_push_gap (self, timeline);
  rmg_timeline_stamp (timeline, buffer, item->start, item->end - item->start);
  if (self->needs_discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->needs_discont = FALSE;
  return gst_pad_push (self->pad, buffer);
}

GstFlowReturn
rmg_vad_outlet_push (RmgVadOutlet *self, const RmgTimeline *timeline,
    RmgVadGateItem *item, gfloat level_db)
{
  switch (item->kind) {
    case RMG_VAD_GATE_PASS:
      return pass (self, timeline, item, level_db);
    case RMG_VAD_GATE_DROP:
      drop (self, timeline, item);
      return GST_FLOW_OK;
    default:
      rmg_vad_outlet_push_gap (self, timeline);
      gst_pad_push_event (self->pad, GST_EVENT_CAST (item->object));
      return GST_FLOW_OK;
  }
}
