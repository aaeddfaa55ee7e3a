/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Where a resampled stream stands in time, counted in frames: what stamps the
 * output and notices that the input jumped. Belongs to the streaming thread. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  gint in_rate_hz;
  gint out_rate_hz;
  GstClockTime base_time; /* of the first frame since the reset */
  guint64 base_offset;    /* likewise, in output frames */
  GstClockTime last_time; /* of the latest input buffer */
  guint64 n_in;           /* frames since the reset */
  guint64 n_out;
  guint64 quiet_frames; /* input frames since the last output or sign */
  gboolean needs_discont;
} RmgResampleTrack;

/* Nothing was read yet: the next buffer says where its frames lie. */
void rmg_resample_track_reset (RmgResampleTrack *self);

/* Counts the n_frames of an input buffer. */
void rmg_resample_track_read (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames);

/* Stamps the output buffer that holds the next n_frames, and counts them. */
void rmg_resample_track_stamp (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames);

/* Returns: whether @buffer does not continue what was read: its time is more
 * than 40 ms away from the expected one or before that of the last buffer. */
gboolean rmg_resample_track_jumps (
    const RmgResampleTrack *self, GstBuffer *buffer);

/* Returns: time up to which the input was read, or GST_CLOCK_TIME_NONE. */
GstClockTime rmg_resample_track_known (const RmgResampleTrack *self);

/* Returns: time of the next output frame, or GST_CLOCK_TIME_NONE. */
GstClockTime rmg_resample_track_next (const RmgResampleTrack *self);

/* Returns: (transfer full) (nullable): a GAP without length at the next output
 * frame, once 100 ms of input gave no output; joins behind us wait for it. */
GstEvent *rmg_resample_track_sign (RmgResampleTrack *self);

G_END_DECLS
