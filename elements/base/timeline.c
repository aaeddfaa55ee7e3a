/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/timeline.h"

#define TOLERANCE ((GstClockTimeDiff) (40 * GST_MSECOND))

GstClockTime
rmg_timeline_get_length (const RmgTimeline *self, guint64 n_frames)
{
  return gst_util_uint64_scale_int (n_frames, GST_SECOND, self->rate_hz);
}

GstClockTime
rmg_timeline_get_time (const RmgTimeline *self, guint64 position)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->anchor))
    return GST_CLOCK_TIME_NONE;
  return self->anchor + rmg_timeline_get_length (self, position);
}

guint64
rmg_timeline_count_until (const RmgTimeline *self, GstClockTime time)
{
  guint64 until;

  if (!GST_CLOCK_TIME_IS_VALID (self->anchor) || time <= self->anchor)
    return 0;
  until = gst_util_uint64_scale_round (
      time - self->anchor, self->rate_hz, GST_SECOND);
  return until > self->position ? until - self->position : 0;
}

gboolean
rmg_timeline_is_continued (const RmgTimeline *self, GstClockTime time)
{
  const GstClockTime expected = rmg_timeline_get_time (self, self->position);

  if (!GST_CLOCK_TIME_IS_VALID (time) || !GST_CLOCK_TIME_IS_VALID (expected))
    return TRUE;
  return ABS (GST_CLOCK_DIFF (time, expected)) < TOLERANCE;
}
