/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/timeline.h"

void
rmg_timeline_set_segment (RmgTimeline *self, const GstSegment *segment)
{
  const gboolean is_time = segment->format == GST_FORMAT_TIME;

  self->start =
      is_time && GST_CLOCK_TIME_IS_VALID (segment->start) ? segment->start : 0;
  rmg_timeline_restart (self);
}

void
rmg_timeline_restart (RmgTimeline *self)
{
  self->anchor = self->start;
  self->position = 0;
}

void
rmg_timeline_end_stretch (RmgTimeline *self)
{
  self->anchor = rmg_timeline_get_end (self);
  self->position = 0;
}

void
rmg_timeline_place (RmgTimeline *self, GstClockTime time)
{
  if (self->position == 0 && GST_CLOCK_TIME_IS_VALID (time))
    self->anchor = time;
}

GstClockTime
rmg_timeline_get_length (const RmgTimeline *self, guint64 n_frames)
{
  if (self->rate_hz <= 0) /* before the first caps */
    return 0;
  return gst_util_uint64_scale_int (n_frames, GST_SECOND, self->rate_hz);
}

GstClockTime
rmg_timeline_get_time (const RmgTimeline *self, guint64 position)
{
  return self->anchor + rmg_timeline_get_length (self, position);
}

GstClockTime
rmg_timeline_get_end (const RmgTimeline *self)
{
  return rmg_timeline_get_time (self, self->position);
}

guint64
rmg_timeline_count_until (const RmgTimeline *self, GstClockTime time)
{
  guint64 until;

  if (time <= self->anchor)
    return 0;
  until = gst_util_uint64_scale_round (
      time - self->anchor, self->rate_hz, GST_SECOND);
  return until > self->position ? until - self->position : 0;
}

gboolean
rmg_timeline_is_continued (const RmgTimeline *self, GstClockTime time)
{
  if (self->position == 0 || !GST_CLOCK_TIME_IS_VALID (time))
    return TRUE;
  return ABS (GST_CLOCK_DIFF (time, rmg_timeline_get_end (self))) <=
      (GstClockTimeDiff) RMG_TIMELINE_TOLERANCE;
}

gboolean
rmg_timeline_is_interrupted (const RmgTimeline *self, GstBuffer *buffer)
{
  return self->position > 0 &&
      (GST_BUFFER_IS_DISCONT (buffer) ||
          !rmg_timeline_is_continued (self, GST_BUFFER_PTS (buffer)));
}

GstEvent *
rmg_timeline_stamp_gap (const RmgTimeline *self, GstEvent *event)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  if (GST_CLOCK_TIME_IS_VALID (start))
    return event;
  gst_event_unref (event);
  return gst_event_new_gap (rmg_timeline_get_end (self), duration);
}

gboolean
rmg_timeline_parse_gap (const RmgTimeline *self, GstEvent *event,
    GstClockTime *start, GstClockTime *end)
{
  GstClockTime duration;

  gst_event_parse_gap (event, start, &duration);
  *end = *start + (GST_CLOCK_TIME_IS_VALID (duration) ? duration : 0);
  return *end > rmg_timeline_get_time (self, self->position + 1);
}

void
rmg_timeline_stamp (const RmgTimeline *self, GstBuffer *buffer,
    guint64 position, guint64 n_frames)
{
  GST_BUFFER_PTS (buffer) = rmg_timeline_get_time (self, position);
  GST_BUFFER_DURATION (buffer) =
      rmg_timeline_get_time (self, position + n_frames) -
      GST_BUFFER_PTS (buffer);
}

gboolean
rmg_timeline_pass (RmgTimeline *self, GstBuffer **buffer, guint64 n_frames)
{
  const gboolean interrupts = rmg_timeline_is_interrupted (self, *buffer);

  if (interrupts)
    rmg_timeline_end_stretch (self);
  rmg_timeline_place (self, GST_BUFFER_PTS (*buffer));
  if (!GST_BUFFER_PTS_IS_VALID (*buffer)) {
    *buffer = gst_buffer_make_writable (*buffer);
    rmg_timeline_stamp (self, *buffer, self->position, n_frames);
  }
  self->position += n_frames;
  return interrupts;
}

void
rmg_timeline_pass_gap (RmgTimeline *self, GstEvent *event)
{
  GstClockTime start, end;

  if (!rmg_timeline_parse_gap (self, event, &start, &end) && self->position > 0)
    return;
  rmg_timeline_end_stretch (self);
  rmg_timeline_place (self, end);
}
