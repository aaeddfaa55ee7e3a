/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Position of a resampled stream, counted in frames: stamps the output and detects
 * interruptions of the input. Belongs to the streaming thread. */
#pragma once

#include "elements/base/timeline.h"

G_BEGIN_DECLS

typedef struct
{
  RmgTimeline in;
  gint out_rate_hz;
  guint64 base_offset;    /* of the stretch, in output frames */
  guint64 n_out;          /* output frames of the stretch */
  guint64 n_quiet;        /* input frames since the latest output or sign */
  gboolean needs_discont; /* of the next output buffer */
} RmgResampleTrack;

/* Ends the stretch: the next buffer starts another one. */
void rmg_resample_track_end_stretch (RmgResampleTrack *self);

/* Restarts at the start of the segment, after a flush or the end of an item. */
void rmg_resample_track_restart (RmgResampleTrack *self);

/* Counts the n_frames of an input buffer. */
void rmg_resample_track_read (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames);

/* Stamps the output buffer that holds the next n_frames, and counts them. */
void rmg_resample_track_stamp (
    RmgResampleTrack *self, GstBuffer *buffer, gsize n_frames);

/* Returns: (transfer full): a GAP of zero length at the next output frame */
GstEvent *rmg_resample_track_make_sign (const RmgResampleTrack *self);

/* Returns: (transfer full) (nullable): such a GAP after 100 ms of input without
 * output, for joins downstream */
GstEvent *rmg_resample_track_sign (RmgResampleTrack *self);

G_END_DECLS
