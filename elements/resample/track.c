/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/track.h"

#define MAX_JITTER (40 * GST_MSECOND)
#define SIGN_EVERY_MS 100

void
rmg_resample_track_reset (RmgResampleTrack *self)
{
  self->base_time = GST_CLOCK_TIME_NONE;
  self->last_time = GST_CLOCK_TIME_NONE;
  self->base_offset = 0;
  self->n_in = 0;
  self->n_out = 0;
  self->quiet_frames = 0;
  self->needs_discont = TRUE;
}

static void
anchor (RmgResampleTrack *self, GstBuffer *buffer)
{
  self->base_time = GST_BUFFER_PTS (buffer);
  if (GST_BUFFER_OFFSET_IS_VALID (buffer))
    self->base_offset = gst_util_uint64_scale_int_round (
        GST_BUFFER_OFFSET (buffer), self->out_rate_hz, self->in_rate_hz);
  else if (GST_CLOCK_TIME_IS_VALID (self->base_time))
    self->base_offset = gst_util_uint64_scale_int_round (
        self->base_time, self->out_rate_hz, GST_SECOND);
}

void
rmg_resample_track_read (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames)
{
  if (self->n_in == 0)
    anchor (self, buffer);
  self->last_time = GST_BUFFER_PTS (buffer);
  self->n_in += n_frames;
  self->quiet_frames += n_frames;
}

GstClockTime
rmg_resample_track_next (const RmgResampleTrack *self)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->base_time))
    return GST_CLOCK_TIME_NONE;
  return self->base_time +
      gst_util_uint64_scale_int (self->n_out, GST_SECOND, self->out_rate_hz);
}

GstClockTime
rmg_resample_track_known (const RmgResampleTrack *self)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->base_time))
    return GST_CLOCK_TIME_NONE;
  return self->base_time +
      gst_util_uint64_scale_int (self->n_in, GST_SECOND, self->in_rate_hz);
}

void
rmg_resample_track_stamp (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames)
{
  GST_BUFFER_PTS (buffer) = rmg_resample_track_next (self);
  GST_BUFFER_OFFSET (buffer) = self->base_offset + self->n_out;
  self->n_out += n_frames;
  GST_BUFFER_OFFSET_END (buffer) = self->base_offset + self->n_out;
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    GST_BUFFER_DURATION (buffer) =
        rmg_resample_track_next (self) - GST_BUFFER_PTS (buffer);
  if (self->needs_discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->needs_discont = FALSE;
  self->quiet_frames = 0;
}

gboolean
rmg_resample_track_jumps (const RmgResampleTrack *self, GstBuffer *buffer)
{
  GstClockTime expected = rmg_resample_track_known (self);
  GstClockTime actual = GST_BUFFER_PTS (buffer);

  if (!GST_CLOCK_TIME_IS_VALID (actual) || !GST_CLOCK_TIME_IS_VALID (expected))
    return FALSE;
  if (GST_CLOCK_TIME_IS_VALID (self->last_time) && actual < self->last_time)
    return TRUE;
  return actual > expected + MAX_JITTER || actual + MAX_JITTER < expected;
}

GstEvent *
rmg_resample_track_sign (RmgResampleTrack *self)
{
  guint64 every = (guint64) self->in_rate_hz * SIGN_EVERY_MS / 1000;
  GstClockTime time = rmg_resample_track_next (self);

  if (self->quiet_frames < every || !GST_CLOCK_TIME_IS_VALID (time))
    return NULL;
  self->quiet_frames = 0;
  return gst_event_new_gap (time, 0);
}
