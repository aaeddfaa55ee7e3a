/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Position of a resampled stream, counted in frames: stamps the output and detects
 * jumps of the input. Belongs to the streaming thread. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  gint in_rate_hz;
  gint out_rate_hz;
  GstClockTime base_time; /* of the first frame since the reset */
  guint64 base_offset;    /* the same in output frames */
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

/* Returns: whether @buffer does not continue the stream: its time is more
 * than 40 ms away from the expected time, or before that of the last buffer. */
gboolean rmg_resample_track_jumps (
    const RmgResampleTrack *self, GstBuffer *buffer);

/* Returns: time up to which the input was read, or GST_CLOCK_TIME_NONE. */
GstClockTime rmg_resample_track_known (const RmgResampleTrack *self);

/* Returns: time of the next output frame, or GST_CLOCK_TIME_NONE. */
GstClockTime rmg_resample_track_next (const RmgResampleTrack *self);

/* Returns: (transfer full) (nullable): a GAP of zero length at the next output
 * frame, after 100 ms of input without output, for joins downstream. */
GstEvent *rmg_resample_track_sign (RmgResampleTrack *self);

G_END_DECLS
