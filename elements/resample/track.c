/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/track.h"

#define SIGN_EVERY_MS 100

static void
reset_output (RmgResampleTrack *self)
{
  self->base_offset = 0;
  self->n_out = 0;
  self->n_quiet = 0;
  self->needs_discont = TRUE;
}

void
rmg_resample_track_end_stretch (RmgResampleTrack *self)
{
  rmg_timeline_end_stretch (&self->in);
  reset_output (self);
}

void
rmg_resample_track_restart (RmgResampleTrack *self)
{
  rmg_timeline_restart (&self->in);
  reset_output (self);
}

static void
place (RmgResampleTrack *self, GstBuffer *buffer)
{
  rmg_timeline_place (&self->in, GST_BUFFER_PTS (buffer));
  if (GST_BUFFER_OFFSET_IS_VALID (buffer))
    self->base_offset = gst_util_uint64_scale_int_round (
        GST_BUFFER_OFFSET (buffer), self->out_rate_hz, self->in.rate_hz);
  else
    self->base_offset = gst_util_uint64_scale_int_round (
        self->in.anchor, self->out_rate_hz, GST_SECOND);
}

void
rmg_resample_track_read (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames)
{
  if (self->in.position == 0)
    place (self, buffer);
  self->in.position += n_frames;
  self->n_quiet += n_frames;
}

static RmgTimeline
get_output (const RmgResampleTrack *self)
{
  return (RmgTimeline){
    .rate_hz = self->out_rate_hz,
    .anchor = self->in.anchor,
    .position = self->n_out,
  };
}

void
rmg_resample_track_stamp (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames)
{
  const RmgTimeline out = get_output (self);

  rmg_timeline_stamp (&out, buffer, self->n_out, n_frames);
  GST_BUFFER_OFFSET (buffer) = self->base_offset + self->n_out;
  self->n_out += n_frames;
  GST_BUFFER_OFFSET_END (buffer) = self->base_offset + self->n_out;
  if (self->needs_discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->needs_discont = FALSE;
  self->n_quiet = 0;
}

GstEvent *
rmg_resample_track_make_sign (const RmgResampleTrack *self)
{
  const RmgTimeline out = get_output (self);

  return gst_event_new_gap (rmg_timeline_get_end (&out), 0);
}

GstEvent *
rmg_resample_track_sign (RmgResampleTrack *self)
{
  const guint64 every = (guint64) self->in.rate_hz * SIGN_EVERY_MS / 1000;

  if (self->n_quiet < every)
    return NULL;
  self->n_quiet = 0;
  return rmg_resample_track_make_sign (self);
}
