/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/stream.h"

#include "elements/base/audio-map.h"
#include "elements/base/item-end.h"
#include "elements/vad/report.h"

GST_DEBUG_CATEGORY_EXTERN (rmg_vad_debug);
#define GST_CAT_DEFAULT rmg_vad_debug

#define LONGEST_GAP (10 * GST_SECOND) /* analysed as silence */

static GstClockTime
time_at (const RmgVadStream *self, guint64 position)
{
  return rmg_timeline_get_time (&self->timeline, position);
}

static guint64
count_latency (const RmgVadStream *self)
{
  return rmg_vad_settings_get_latency (
      &self->settings, self->info.rate, self->vad);
}

static RmgVadSegmentSettings
get_lengths (const RmgVadStream *self)
{
  return rmg_vad_settings_get_lengths (
      &self->settings, self->info.rate, self->vad);
}

static void
tell_segment (
    RmgVadStream *self, const RmgVadSegmentEvent *event, guint64 known)
{
  GstElement *element = self->element;
  const gboolean starts = event->kind == RMG_VAD_SEGMENT_START;
  const GstClockTime time = time_at (self, event->end);
  const GstClockTime length =
      rmg_timeline_get_length (&self->timeline, event->end) -
      rmg_timeline_get_length (&self->timeline, event->start);
  const RmgVadReport report = {
    .starts = starts,
    .timestamp = time,
    .stream_time =
        gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, time),
    .running_time =
        gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME, time),
    .duration = starts ? GST_CLOCK_TIME_NONE : length,
    .probability = event->probability,
    .level_db = event->level_db,
  };

  GST_DEBUG_OBJECT (self->element, "speech %s at %" GST_TIME_FORMAT,
      starts ? "starts" : "ends", GST_TIME_ARGS (time));
  if (self->settings.post_messages)
    rmg_vad_report_post (element, &report);
  rmg_sparse_pad_push (&self->segments, element, &self->segment,
      rmg_vad_report_to_json (&report), time_at (self, known));
}

/* @known: audio frames that had been read when the event came about */
static void
handle_segment_event (
    RmgVadStream *self, const RmgVadSegmentEvent *event, guint64 known)
{
  const guint64 latency = count_latency (self);

  if (event->kind == RMG_VAD_SEGMENT_START)
    rmg_vad_gate_open (&self->gate, event->start);
  else
    rmg_vad_gate_close (
        &self->gate, MAX (event->end, known > latency ? known - latency : 0));
  tell_segment (self, event, known);
}

static void
post_frame (RmgVadStream *self, const RmgVadDecision *decision)
{
  const RmgVadFrameReport frame = {
    .running_time = gst_segment_to_running_time (&self->segment,
        GST_FORMAT_TIME, time_at (self, self->segmenter.position)),
    .probability = decision->probability,
    .level_db = decision->level_db,
    .speech = decision->speech,
  };

  rmg_vad_report_post_frame (self->element, &frame);
}

static void
handle_decision (
    RmgVadStream *self, const RmgVadDecision *decision, guint64 known)
{
  const RmgVadSegmentSettings lengths = get_lengths (self);
  RmgVadSegmentEvent event;

  self->n_total++;
  self->n_speech += decision->speech;
  self->level_db = decision->level_db;
  if (self->settings.post_frames)
    post_frame (self, decision);
  if (rmg_vad_segmenter_push (&self->segmenter, decision,
          rmg_vad_get_frame_size (self->vad), &lengths, &event))
    handle_segment_event (self, &event, known);
  self->voiced |= rmg_vad_segmenter_is_open (&self->segmenter);
}

static void
analyse (RmgVadStream *self, const RmgFrames *frames)
{
  RmgVadDecision decision;
  bool decided;

  for (gsize i = 0; i < frames->n_frames;) {
    const gsize n = rmg_vad_push (
        self->vad, frames, i, &self->settings.thresholds, &decision, &decided);

    i += n;
    self->timeline.position += n;
    if (decided)
      handle_decision (self, &decision, self->timeline.position);
  }
}

static void
analyse_silence (RmgVadStream *self, guint64 n_frames)
{
  RmgVadDecision decision;
  bool decided;

  while (n_frames > 0) {
    const gsize n = rmg_vad_push_silence (
        self->vad, n_frames, &self->settings.thresholds, &decision, &decided);

    n_frames -= n;
    self->timeline.position += n;
    if (decided)
      handle_decision (self, &decision, self->timeline.position);
  }
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

  GST_OBJECT_LOCK (self->element);
  self->held_bytes = self->gate.held_bytes;
  GST_OBJECT_UNLOCK (self->element);
  return flow;
}

static GstFlowReturn
release_due (RmgVadStream *self)
{
  const guint64 latency = count_latency (self);

  return release (self,
      self->timeline.position > latency ? self->timeline.position - latency
                                        : 0);
}

static void
reset (RmgVadStream *self)
{
  if (self->vad != NULL)
    rmg_vad_reset (self->vad);
  rmg_vad_segmenter_reset (&self->segmenter);
  rmg_vad_gate_reset (&self->gate);
  rmg_vad_outlet_reset (&self->outlet);
  self->timeline.anchor = GST_CLOCK_TIME_NONE;
  self->timeline.position = 0;
  self->level_db = RMG_VAD_SILENCE_DB;

  GST_OBJECT_LOCK (self->element);
  self->held_bytes = 0;
  GST_OBJECT_UNLOCK (self->element);
}

/* Decides pending frames, ends an open segment and releases held audio. */
static void
drain (RmgVadStream *self)
{
  RmgVadSegmentSettings lengths;
  RmgVadSegmentEvent event;
  RmgVadDecision decision;

  if (self->vad == NULL)
    return;
  lengths = get_lengths (self);
  while (rmg_vad_drain (self->vad, &self->settings.thresholds, &decision))
    handle_decision (self, &decision, self->timeline.position);
  if (rmg_vad_segmenter_finish (
          &self->segmenter, self->timeline.position, &lengths, &event))
    handle_segment_event (self, &event, self->timeline.position);
  release (self, self->timeline.position);
  rmg_vad_outlet_tell_gap (&self->outlet, &self->timeline);
  reset (self);
}

/* Publishes the latency, and posts a latency message. */
static void
set_latency (RmgVadStream *self)
{
  GstClockTime latency = 0, before;

  if (self->vad != NULL && self->settings.mode == RMG_VAD_MODE_GATE)
    latency = rmg_timeline_get_length (&self->timeline, count_latency (self));

  GST_OBJECT_LOCK (self->element);
  before = self->latency;
  self->latency = latency;
  GST_OBJECT_UNLOCK (self->element);
  if (latency != before)
    gst_element_post_message (self->element,
        gst_message_new_latency (GST_OBJECT_CAST (self->element)));
}

static gboolean
open_vad (RmgVadStream *self)
{
  const RmgVadConfig config = {
    .engine = self->settings.engine,
    .rate_hz = self->info.rate,
    .frame_ms = self->settings.frame_ms,
  };

  g_clear_pointer (&self->vad, rmg_vad_close);
  self->vad = rmg_vad_open (&config);
  if (self->vad == NULL) {
    GST_ELEMENT_ERROR (self->element, STREAM, FORMAT,
        ("A frame of %u ms holds no audio at %d Hz.", config.frame_ms,
            self->info.rate),
        (NULL));
    return FALSE;
  }
  GST_INFO_OBJECT (self->element, "implementation %s",
      rmg_vad_engine_get_implementation (config.engine));
  return TRUE;
}

gboolean
rmg_vad_stream_set_info (RmgVadStream *self, const GstAudioInfo *info,
    const RmgVadElementSettings *settings)
{
  if (self->vad != NULL && gst_audio_info_is_equal (info, &self->info))
    return TRUE;

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
  return a->engine != b->engine || a->frame_ms != b->frame_ms;
}

gboolean
rmg_vad_stream_use (RmgVadStream *self, const RmgVadElementSettings *settings)
{
  const gboolean reopens = needs_another_vad (&self->settings, settings);

  if (reopens || self->settings.mode != settings->mode)
    drain (self);
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

  if (self->timeline.position > 0 &&
      (GST_BUFFER_IS_DISCONT (buffer) ||
          !rmg_timeline_is_continued (&self->timeline, time)))
    drain (self);
  if (self->timeline.position == 0)
    self->timeline.anchor = time;
}

static GstFlowReturn
forward (RmgVadStream *self, GstBuffer *buffer, gsize n_frames)
{
  if (self->settings.mode == RMG_VAD_MODE_ANNOTATE)
    return gst_pad_push (self->outlet.pad,
        rmg_vad_annotate (buffer, self->level_db, self->voiced));

  rmg_vad_gate_push (&self->gate, buffer, n_frames);
  return release_due (self);
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

  n_frames = map.frames.n_frames;
  self->voiced = rmg_vad_segmenter_is_open (&self->segmenter);
  analyse (self, &map.frames);
  rmg_audio_map_clear (&map);
  rmg_sparse_pad_advance (&self->segments, self->element, &self->segment,
      time_at (self, self->timeline.position));
  return forward (self, buffer, n_frames);
}

static gboolean
is_silence (const RmgVadStream *self, GstClockTime start, GstClockTime duration)
{
  return self->vad != NULL && GST_CLOCK_TIME_IS_VALID (duration) &&
      duration <= LONGEST_GAP &&
      rmg_timeline_is_continued (&self->timeline, start);
}

void
rmg_vad_stream_push_gap (RmgVadStream *self, GstEvent *event)
{
  GstClockTime start, duration;
  guint64 n_frames;

  gst_event_parse_gap (event, &start, &duration);
  if (!is_silence (self, start, duration)) {
    drain (self);
    gst_pad_push_event (self->outlet.pad, event);
    return;
  }
  if (self->timeline.position == 0)
    self->timeline.anchor = start;

  n_frames = rmg_timeline_count_until (&self->timeline, start + duration);
  analyse_silence (self, n_frames);
  rmg_sparse_pad_advance (&self->segments, self->element, &self->segment,
      time_at (self, self->timeline.position));
  if (self->settings.mode == RMG_VAD_MODE_ANNOTATE) {
    gst_pad_push_event (self->outlet.pad, event);
    return;
  }
  gst_event_unref (event);
  rmg_vad_gate_push (&self->gate, NULL, n_frames);
  release_due (self);
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
rmg_vad_stream_drain (RmgVadStream *self)
{
  drain (self);
}

GstEvent *
rmg_vad_stream_end_item (RmgVadStream *self, GstEvent *event)
{
  g_autofree char *name = gst_element_get_name (self->element);
  GstStructure *result;

  drain (self);
  result = gst_structure_new ("vad", "is-speech", G_TYPE_BOOLEAN,
      self->n_speech > 0, "speech-frames", G_TYPE_INT64, self->n_speech,
      "total-frames", G_TYPE_INT64, self->n_total, NULL);
  self->n_speech = 0;
  self->n_total = 0;
  return rmg_item_end_add_result (event, name, result);
}

void
rmg_vad_stream_set_segment (RmgVadStream *self, const GstSegment *segment)
{
  if (gst_segment_is_equal (segment, &self->segment))
    return;
  drain (self);
  gst_segment_copy_into (segment, &self->segment);
  rmg_sparse_pad_restart (&self->segments);
}

void
rmg_vad_stream_flush (RmgVadStream *self)
{
  reset (self);
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  rmg_sparse_pad_restart (&self->segments);
  self->n_speech = 0;
  self->n_total = 0;
}

void
rmg_vad_stream_stop (RmgVadStream *self)
{
  rmg_vad_stream_flush (self);
  g_clear_pointer (&self->vad, rmg_vad_close);
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
  rmg_vad_gate_init (&self->gate);
  rmg_vad_stream_stop (self);
}

void
rmg_vad_stream_clear (RmgVadStream *self)
{
  rmg_vad_gate_clear (&self->gate);
  g_clear_pointer (&self->vad, rmg_vad_close);
}
