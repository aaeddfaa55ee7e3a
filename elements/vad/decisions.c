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
      &self->settings, self->info.rate, self->detectors.all[0].vad);
}

static RmgVadSegmentSettings
get_lengths (const RmgVadStream *self)
{
  return rmg_vad_settings_get_lengths (
      &self->settings, self->info.rate, self->detectors.all[0].vad);
}

/* The number of a channel in reports. */
static guint
get_channel (const RmgVadStream *self, guint index)
{
  return self->detectors.each ? index + 1 : 0;
}

/* @index: of the detector */
static void
report_segment (RmgVadStream *self, guint index,
    const RmgVadSegmentEvent *event, guint64 known)
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
    .channel = get_channel (self, index),
    .is_alone = !rmg_vad_detectors_is_open (&self->detectors, (gint) index),
  };

  GST_DEBUG_OBJECT (self->element,
      "speech %s at %" GST_TIME_FORMAT ", channel %u",
      starts ? "starts" : "ends", GST_TIME_ARGS (time), report.channel);
  if (self->settings.post_messages)
    rmg_vad_report_post (element, &report);
  rmg_sparse_pad_push (&self->segments, element, &self->segment,
      rmg_vad_report_to_json (&report), time_at (self, known));
}

/* A cut ends a segment and starts the next: two reports, and the gate stays as
 * it is.
 * @known: audio frames that had been read when the event came about */
static void
report_cut (RmgVadStream *self, guint index, const RmgVadSegmentEvent *event,
    guint64 known)
{
  RmgVadSegmentEvent part = *event;

  part.kind = RMG_VAD_SEGMENT_END;
  report_segment (self, index, &part, known);
  part.kind = RMG_VAD_SEGMENT_START;
  part.start = event->end;
  report_segment (self, index, &part, known);
}

/* The gate is open while any channel is within speech. */
static void
turn_gate (RmgVadStream *self, guint index, const RmgVadSegmentEvent *event,
    guint64 known)
{
  const guint64 latency = rmg_vad_stream_count_latency (self);
  const gboolean is_open =
      rmg_vad_detectors_is_open (&self->detectors, (gint) index);

  if (event->kind == RMG_VAD_SEGMENT_START && is_open)
    rmg_vad_gate_widen (&self->gate, event->start);
  else if (event->kind == RMG_VAD_SEGMENT_START)
    rmg_vad_gate_open (&self->gate, event->start);
  else if (!is_open)
    rmg_vad_gate_close (
        &self->gate, MAX (event->end, known > latency ? known - latency : 0));
}

/* @known: audio frames that had been read when the event came about */
static void
handle_segment_event (RmgVadStream *self, guint index,
    const RmgVadSegmentEvent *event, guint64 known)
{
  if (event->kind == RMG_VAD_SEGMENT_CUT) {
    report_cut (self, index, event, known);
    return;
  }
  turn_gate (self, index, event, known);
  report_segment (self, index, event, known);
}

static GstClockTime
get_running_time (const RmgVadStream *self, guint64 position)
{
  return gst_segment_to_running_time (
      &self->segment, GST_FORMAT_TIME, time_at (self, position));
}

static void
report_frame (RmgVadStream *self, guint index, const RmgVadDecision *decision)
{
  const guint64 position = self->detectors.all[index].segmenter.position;
  const RmgVadFrameReport frame = {
    .running_time = get_running_time (self, position),
    .probability = decision->probability,
    .level_db = decision->level_db,
    .speech = decision->speech,
    .channel = get_channel (self, index),
  };

  rmg_vad_report_post_frame (self->element, &frame);
}

/* A flag that came with the audio counts, not the engine. */
static RmgVadDecision
apply_flag (RmgVadStream *self, const RmgVadDecision *decision, guint64 start,
    guint64 length)
{
  RmgVadDecision applied = *decision;
  gboolean voiced;

  if (rmg_vad_carried_take (&self->carried, start, start + length, &voiced)) {
    applied.speech = voiced;
    applied.probability = voiced ? 1.0f : 0.0f;
  }
  return applied;
}

/* Returns: the decision that counts for detector @index */
static RmgVadDecision
handle_decision (RmgVadStream *self, guint index, guint64 known)
{
  RmgVadDetector *detector = &self->detectors.all[index];
  const guint64 start = detector->segmenter.position;
  const gsize frame_size = rmg_vad_get_frame_size (detector->vad);
  const guint64 length = MIN (frame_size, known - start);
  const RmgVadDecision decision =
      apply_flag (self, &detector->decision, start, length);
  const RmgVadSegmentSettings lengths = get_lengths (self);
  RmgVadSegmentEvent event;

  GST_LOG_OBJECT (self->element,
      "frame at %" GST_TIME_FORMAT ", channel %u: probability %.3f, %.1f dB, "
      "speech %d",
      GST_TIME_ARGS (time_at (self, start)), get_channel (self, index),
      decision.probability, decision.level_db, decision.speech);
  if (self->settings.post_frames)
    report_frame (self, index, &decision);
  if (rmg_vad_segmenter_push (
          &detector->segmenter, &decision, (gsize) length, &lengths, &event))
    handle_segment_event (self, index, &event, known);
  return decision;
}

/* A frame is speech if it is speech in any channel, and as loud as the loudest. */
static void
handle_decisions (RmgVadStream *self, guint64 known)
{
  gboolean speech = FALSE;

  self->level_db = RMG_VAD_SILENCE_DB;
  for (guint i = 0; i < self->detectors.n; i++) {
    const RmgVadDecision decision = handle_decision (self, i, known);

    speech |= decision.speech;
    self->level_db = MAX (self->level_db, decision.level_db);
  }
  self->n_total++;
  self->n_speech += speech;
  self->voiced |= rmg_vad_detectors_is_open (&self->detectors, -1);
}

void
rmg_vad_stream_analyse (RmgVadStream *self, const RmgFrames *frames)
{
  bool decided;

  for (gsize i = 0; i < frames->n_frames;) {
    const gsize n = rmg_vad_detectors_push (
        &self->detectors, frames, i, &self->settings.thresholds, &decided);

    i += n;
    self->timeline.position += n;
    if (decided)
      handle_decisions (self, self->timeline.position);
  }
}

void
rmg_vad_stream_analyse_silence (RmgVadStream *self, guint64 n_frames)
{
  bool decided;

  while (n_frames > 0) {
    const gsize n = rmg_vad_detectors_push_silence (
        &self->detectors, n_frames, &self->settings.thresholds, &decided);

    n_frames -= n;
    self->timeline.position += n;
    if (decided)
      handle_decisions (self, self->timeline.position);
  }
}

void
rmg_vad_stream_decide_pending (RmgVadStream *self)
{
  const RmgVadSegmentSettings lengths = get_lengths (self);
  const guint64 end = self->timeline.position;
  RmgVadSegmentEvent event;

  while (rmg_vad_detectors_drain (&self->detectors, &self->settings.thresholds))
    handle_decisions (self, end);
  for (guint i = 0; i < self->detectors.n; i++)
    if (rmg_vad_segmenter_finish (
            &self->detectors.all[i].segmenter, end, &lengths, &event))
      handle_segment_event (self, i, &event, end);
}
