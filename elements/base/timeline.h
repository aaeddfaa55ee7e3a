/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Time from the count of audio frames, exact however long the stream is. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  gint rate_hz;
  GstClockTime anchor; /* time of position 0, or none */
  guint64 position;    /* audio frames read since then */
} RmgTimeline;

/* Returns: duration of the first @n_frames, in ns */
GstClockTime rmg_timeline_get_length (
    const RmgTimeline *self, guint64 n_frames);

/* Returns: time of audio frame @position, none without an anchor */
GstClockTime rmg_timeline_get_time (const RmgTimeline *self, guint64 position);

/* Returns: audio frames from the position to @time, 0 if that has passed */
guint64 rmg_timeline_count_until (const RmgTimeline *self, GstClockTime time);

/* Returns: whether audio stamped @time goes on at the position; stamps may be
 * 40 ms off, or none */
gboolean rmg_timeline_is_continued (const RmgTimeline *self, GstClockTime time);

G_END_DECLS
