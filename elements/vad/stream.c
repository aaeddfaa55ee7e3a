/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/stream.h"

#include "elements/base/audio-map.h"
#include "elements/base/item-end.h"
#include "elements/vad/decisions.h"

GST_DEBUG_CATEGORY_EXTERN (rmg_vad_debug);
#define GST_CAT_DEFAULT rmg_vad_debug

#define LONGEST_GAP (10 * GST_SECOND) /* analysed as silence */

static GstClockTime
time_at (const RmgVadStream *self, guint64 position)
{
  return rmg_timeline_get_time (&self->timeline, position);
}

/* The gate and the state of the detector. */
static void
update_held (RmgVadStream *self)
{
  rmg_held_set (&self->held,
      self->gate.held_bytes +
          rmg_vad_detectors_get_held_bytes (&self->detectors));
}

static GstFlowReturn
release (RmgVadStream *self, guint64 until)
{
  GstFlowReturn flow = GST_FLOW_OK;
  RmgVadGateItem item;

  while (flow == GST_FLOW_OK &&
      rmg_vad_gate_release (&self->gate, until, &self->info, &item))
    flow = rmg_vad_outlet_push (
        &self->outlet, &self->timeline, &item, self->level_db);

  update_held (self);
  return flow;
}

static GstFlowReturn
release_due (RmgVadStream *self)
{
  const guint64 latency = rmg_vad_stream_count_latency (self);

  return release (self,
      self->timeline.position > latency ? self->timeline.position - latency
                                        : 0);
}

/* Drops held audio and the state of the detector. */
static void
reset (RmgVadStream *self)
{
  rmg_vad_detectors_reset (&self->detectors);
  rmg_vad_carried_reset (&self->carried);
  rmg_vad_gate_reset (&self->gate);
  self->level_db = RMG_VAD_SILENCE_DB;
  update_held (self);
}

/* Decides pending frames, ends an open segment, releases held audio and ends the
 * stretch. */
static void
drain (RmgVadStream *self)
{
  if (self->detectors.n == 0)
    return;
  if (self->timeline.position > 0)
    GST_DEBUG_OBJECT (self->element, "the stretch ends at %" GST_TIME_FORMAT,
        GST_TIME_ARGS (rmg_timeline_get_end (&self->timeline)));
  rmg_vad_stream_decide_pending (self);
  release (self, self->timeline.position);
  rmg_vad_outlet_push_gap (&self->outlet, &self->timeline);
  rmg_vad_outlet_end_stretch (&self->outlet);
  rmg_timeline_end_stretch (&self->timeline);
  reset (self);
}

/* Goes back to the state after start, except for the format and the segment. */
static void
restart (RmgVadStream *self)
{
  reset (self);
  rmg_vad_outlet_reset (&self->outlet);
  rmg_timeline_restart (&self->timeline);
}

/* Publishes the latency, and posts a latency message. */
static void
set_latency (RmgVadStream *self)
{
  GstClockTime latency = 0, before;

  if (self->detectors.n > 0 && self->settings.mode == RMG_VAD_MODE_GATE)
    latency = rmg_timeline_get_length (
        &self->timeline, rmg_vad_stream_count_latency (self));

  GST_OBJECT_LOCK (self->element);
  before = self->latency;
  self->latency = latency;
  GST_OBJECT_UNLOCK (self->element);
  if (latency == before)
    return;
  GST_DEBUG_OBJECT (
      self->element, "latency %" GST_TIME_FORMAT, GST_TIME_ARGS (latency));
  gst_element_post_message (
      self->element, gst_message_new_latency (GST_OBJECT_CAST (self->element)));
}

static gboolean
open_vad (RmgVadStream *self)
{
  const RmgVadConfig config = {
    .engine = self->settings.engine,
    .rate_hz = self->info.rate,
    .frame_ms = self->settings.frame_ms,
    .channels = (guint) self->info.channels,
  };

  if (!rmg_vad_detectors_open (&self->detectors, &config,
          self->settings.channels == RMG_VAD_CHANNELS_EACH)) {
    GST_ELEMENT_ERROR (self->element, STREAM, FORMAT,
        ("A frame of %u ms holds no audio at %d Hz.", config.frame_ms,
            self->info.rate),
        (NULL));
    return FALSE;
  }
  GST_INFO_OBJECT (self->element, "implementation %s",
      rmg_vad_engine_get_implementation (config.engine));
  update_held (self);
  return TRUE;
}

gboolean
rmg_vad_stream_set_info (RmgVadStream *self, const GstAudioInfo *info,
    const RmgVadElementSettings *settings)
{
  if (self->detectors.n > 0 && gst_audio_info_is_equal (info, &self->info))
    return TRUE;

  GST_INFO_OBJECT (self->element, "%s, %d Hz, %d channels", info->finfo->name,
      info->rate, info->channels);
  drain (self);
  self->info = *info;
  self->timeline.rate_hz = info->rate;
  self->settings = *settings;
  if (!open_vad (self))
    return FALSE;
  set_latency (self);
  return TRUE;
}

static gboolean
needs_another_vad (
    const RmgVadElementSettings *a, const RmgVadElementSettings *b)
{
  return a->engine != b->engine || a->frame_ms != b->frame_ms ||
      a->channels != b->channels;
}

gboolean
rmg_vad_stream_use (RmgVadStream *self, const RmgVadElementSettings *settings)
{
  const gboolean reopens = needs_another_vad (&self->settings, settings);

  if (reopens || self->settings.mode != settings->mode) {
    GST_DEBUG_OBJECT (
        self->element, "another engine, frame length, mode or channels");
    drain (self);
  }
  self->settings = *settings;
  if (reopens && !open_vad (self))
    return FALSE;
  set_latency (self);
  return TRUE;
}

static void
place_buffer (RmgVadStream *self, GstBuffer *buffer)
{
  const GstClockTime time = GST_BUFFER_PTS (buffer);

  if (rmg_timeline_is_interrupted (&self->timeline, buffer)) {
    GST_DEBUG_OBJECT (self->element,
        "%s: %" GST_TIME_FORMAT " after %" GST_TIME_FORMAT,
        GST_BUFFER_IS_DISCONT (buffer) ? "DISCONT" : "jump",
        GST_TIME_ARGS (time),
        GST_TIME_ARGS (rmg_timeline_get_end (&self->timeline)));
    drain (self);
    rmg_vad_outlet_mark_discont (&self->outlet);
  }
  rmg_timeline_place (&self->timeline, time);
}

/* @buffer: (transfer full): the n_frames before the position */
static GstFlowReturn
forward (RmgVadStream *self, GstBuffer *buffer, gsize n_frames)
{
  const RmgTimeline *timeline = &self->timeline;

  if (self->settings.mode == RMG_VAD_MODE_GATE && n_frames == 0) {
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }
  if (self->settings.mode == RMG_VAD_MODE_GATE) {
    rmg_vad_gate_push (&self->gate, buffer, n_frames);
    return release_due (self);
  }
  buffer = rmg_vad_annotate (buffer, self->level_db, self->voiced);
  if (!GST_BUFFER_PTS_IS_VALID (buffer))
    rmg_timeline_stamp (
        timeline, buffer, timeline->position - n_frames, n_frames);
  return gst_pad_push (self->outlet.pad, buffer);
}

GstFlowReturn
rmg_vad_stream_push (RmgVadStream *self, GstBuffer *buffer)
{
  g_auto (RmgAudioMap) map; /* which mapping sets */
  gsize n_frames;

  place_buffer (self, buffer);
  if (!rmg_audio_map (&map, &self->info, buffer, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    GST_ELEMENT_ERROR (self->element, RESOURCE, READ,
        ("A buffer of audio could not be read."), (NULL));
    return GST_FLOW_ERROR;
  }

  GST_LOG_OBJECT (self->element, "%" GST_PTR_FORMAT, (gpointer) buffer);
  n_frames = map.frames.n_frames;
  self->voiced = rmg_vad_detectors_is_open (&self->detectors, -1);
  if (self->settings.use_level_meta)
    rmg_vad_carried_push (
        &self->carried, buffer, self->timeline.position, n_frames);
  rmg_vad_stream_analyse (self, &map.frames);
  rmg_audio_map_clear (&map);
  rmg_sparse_pad_advance (&self->segments, self->element, &self->segment,
      rmg_timeline_get_end (&self->timeline));
  return forward (self, buffer, n_frames);
}

static gboolean
is_silence (const RmgVadStream *self, GstClockTime start, GstClockTime end)
{
  return self->detectors.n > 0 && end - start <= LONGEST_GAP &&
      rmg_timeline_is_continued (&self->timeline, start);
}

/* Moves a gap that ends at the position to the first frame that the gate holds. */
static void
push_sign (RmgVadStream *self, GstEvent *event)
{
  if (self->settings.mode == RMG_VAD_MODE_GATE) {
    gst_event_unref (event);
    event = gst_event_new_gap (time_at (self, self->gate.released), 0);
  }
  gst_pad_push_event (self->outlet.pad, event);
}

static void
push_silence (RmgVadStream *self, GstEvent *event, guint64 n_frames)
{
  rmg_vad_stream_analyse_silence (self, n_frames);
  rmg_sparse_pad_advance (&self->segments, self->element, &self->segment,
      rmg_timeline_get_end (&self->timeline));
  if (self->settings.mode == RMG_VAD_MODE_ANNOTATE) {
    gst_pad_push_event (self->outlet.pad, event);
    return;
  }
  gst_event_unref (event);
  rmg_vad_gate_push (&self->gate, NULL, n_frames);
  release_due (self);
}

void
rmg_vad_stream_push_gap (RmgVadStream *self, GstEvent *event)
{
  GstClockTime start, end;
  gboolean is_news;

  event = rmg_timeline_stamp_gap (&self->timeline, event);
  is_news = rmg_timeline_parse_gap (&self->timeline, event, &start, &end);
  if (!is_news && self->timeline.position > 0) {
    push_sign (self, event);
  } else if (is_silence (self, start, end)) {
    rmg_timeline_place (&self->timeline, start);
    push_silence (self, event, rmg_timeline_count_until (&self->timeline, end));
  } else {
    GST_DEBUG_OBJECT (self->element,
        "a gap to %" GST_TIME_FORMAT " ends the stretch", GST_TIME_ARGS (end));
    drain (self);
    rmg_timeline_place (&self->timeline, end);
    gst_pad_push_event (self->outlet.pad, event);
  }
}

gboolean
rmg_vad_stream_push_event (
    RmgVadStream *self, GstEvent *event, gboolean to_segments)
{
  if (to_segments)
    rmg_sparse_pad_forward (
        &self->segments, self->element, &self->segment, event);
  if (GST_EVENT_IS_SERIALIZED (event) && self->gate.pieces.length > 0) {
    rmg_vad_gate_push_event (&self->gate, event);
    return TRUE;
  }
  return gst_pad_push_event (self->outlet.pad, event);
}

void
rmg_vad_stream_end (RmgVadStream *self)
{
  drain (self);
  restart (self);
}

GstEvent *
rmg_vad_stream_end_item (RmgVadStream *self, GstEvent *event)
{
  g_autofree char *name = gst_element_get_name (self->element);
  GstStructure *result;

  rmg_vad_stream_end (self);
  GST_DEBUG_OBJECT (self->element,
      "end of an item: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
      " frames are speech",
      self->n_speech, self->n_total);
  result = gst_structure_new ("vad", "is-speech", G_TYPE_BOOLEAN,
      self->n_speech > 0, "speech-frames", G_TYPE_INT64, self->n_speech,
      "total-frames", G_TYPE_INT64, self->n_total, NULL);
  self->n_speech = 0;
  self->n_total = 0;
  return rmg_item_end_add_result (event, name, result);
}

/* Audio of a segment in another format than TIME starts at 0. */
static void
copy_as_time (const GstSegment *segment, GstSegment *copy)
{
  if (segment->format == GST_FORMAT_TIME)
    gst_segment_copy_into (segment, copy);
  else
    gst_segment_init (copy, GST_FORMAT_TIME);
}

void
rmg_vad_stream_set_segment (RmgVadStream *self, const GstSegment *segment)
{
  GST_DEBUG_OBJECT (self->element, "%" GST_SEGMENT_FORMAT, segment);
  drain (self);
  copy_as_time (segment, &self->segment);
  rmg_timeline_set_segment (&self->timeline, segment);
  rmg_sparse_pad_restart (&self->segments);
}

void
rmg_vad_stream_flush (RmgVadStream *self)
{
  if (self->timeline.position > 0)
    GST_DEBUG_OBJECT (self->element,
        "flush: dropping %" G_GUINT64_FORMAT " bytes", self->gate.held_bytes);
  restart (self);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  rmg_sparse_pad_restart (&self->segments);
  self->n_speech = 0;
  self->n_total = 0;
}

void
rmg_vad_stream_stop (RmgVadStream *self)
{
  self->timeline.start = 0;
  rmg_vad_stream_flush (self);
  rmg_vad_detectors_close (&self->detectors);
  update_held (self);
  gst_audio_info_init (&self->info);
  GST_OBJECT_LOCK (self->element);
  self->latency = 0;
  GST_OBJECT_UNLOCK (self->element);
}

void
rmg_vad_stream_init (RmgVadStream *self, GstElement *element, GstPad *src)
{
  self->element = element;
  self->outlet.pad = src;
  self->settings = rmg_vad_default_settings;
  rmg_vad_carried_init (&self->carried);
  rmg_vad_gate_init (&self->gate);
  rmg_vad_stream_stop (self);
}

void
rmg_vad_stream_clear (RmgVadStream *self)
{
  rmg_vad_carried_clear (&self->carried);
  rmg_vad_gate_clear (&self->gate);
  rmg_vad_detectors_close (&self->detectors);
}
