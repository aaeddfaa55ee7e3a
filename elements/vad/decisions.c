/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/decisions.h"

#include "elements/vad/report.h"

GST_DEBUG_CATEGORY_EXTERN (rmg_vad_debug);
#define GST_CAT_DEFAULT rmg_vad_debug

static GstClockTime
time_at (const RmgVadStream *self, guint64 position)
{
  return rmg_timeline_get_time (&self->timeline, position);
}

guint64
rmg_vad_stream_count_latency (const RmgVadStream *self)
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
report_segment (
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

/* A cut ends a segment and starts the next: two reports, and the gate stays as
 * it is.
 * @known: audio frames that had been read when the event came about */
static void
report_cut (RmgVadStream *self, const RmgVadSegmentEvent *event, guint64 known)
{
  RmgVadSegmentEvent part = *event;

  part.kind = RMG_VAD_SEGMENT_END;
  report_segment (self, &part, known);
  part.kind = RMG_VAD_SEGMENT_START;
  part.start = event->end;
  report_segment (self, &part, known);
}

/* @known: audio frames that had been read when the event came about */
static void
handle_segment_event (
    RmgVadStream *self, const RmgVadSegmentEvent *event, guint64 known)
{
  const guint64 latency = rmg_vad_stream_count_latency (self);

  if (event->kind == RMG_VAD_SEGMENT_CUT) {
    report_cut (self, event, known);
    return;
  }
  if (event->kind == RMG_VAD_SEGMENT_START)
    rmg_vad_gate_open (&self->gate, event->start);
  else
    rmg_vad_gate_close (
        &self->gate, MAX (event->end, known > latency ? known - latency : 0));
  report_segment (self, event, known);
}

static void
report_frame (RmgVadStream *self, const RmgVadDecision *decision)
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

/* A flag that came with the audio counts, not the engine. */
static RmgVadDecision
apply_flag (RmgVadStream *self, const RmgVadDecision *decision, guint64 length)
{
  const guint64 start = self->segmenter.position;
  RmgVadDecision applied = *decision;
  gboolean voiced;

  if (rmg_vad_carried_take (&self->carried, start, start + length, &voiced)) {
    applied.speech = voiced;
    applied.probability = voiced ? 1.0f : 0.0f;
  }
  return applied;
}

static void
handle_decision (
    RmgVadStream *self, const RmgVadDecision *engines, guint64 known)
{
  const gsize frame_size = rmg_vad_get_frame_size (self->vad);
  const guint64 length = MIN (frame_size, known - self->segmenter.position);
  const RmgVadDecision flagged = apply_flag (self, engines, length);
  const RmgVadDecision *decision = &flagged;
  const RmgVadSegmentSettings lengths = get_lengths (self);
  RmgVadSegmentEvent event;

  self->n_total++;
  self->n_speech += decision->speech;
  self->level_db = decision->level_db;
  GST_LOG_OBJECT (self->element,
      "frame at %" GST_TIME_FORMAT ": probability %.3f, %.1f dB, speech %d",
      GST_TIME_ARGS (time_at (self, self->segmenter.position)),
      decision->probability, decision->level_db, decision->speech);
  if (self->settings.post_frames)
    report_frame (self, decision);
  if (rmg_vad_segmenter_push (
          &self->segmenter, decision, (gsize) length, &lengths, &event))
    handle_segment_event (self, &event, known);
  self->voiced |= rmg_vad_segmenter_is_open (&self->segmenter);
}

void
rmg_vad_stream_analyse (RmgVadStream *self, const RmgFrames *frames)
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

void
rmg_vad_stream_analyse_silence (RmgVadStream *self, guint64 n_frames)
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

void
rmg_vad_stream_decide_pending (RmgVadStream *self)
{
  const RmgVadSegmentSettings lengths = get_lengths (self);
  const guint64 end = self->timeline.position;
  RmgVadSegmentEvent event;
  RmgVadDecision decision;

  while (rmg_vad_drain (self->vad, &self->settings.thresholds, &decision))
    handle_decision (self, &decision, end);
  if (rmg_vad_segmenter_finish (&self->segmenter, end, &lengths, &event))
    handle_segment_event (self, &event, end);
}
