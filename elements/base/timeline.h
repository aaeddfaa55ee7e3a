/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Time of audio from the count of its frames: one rule for all elements, exact
 * for a stream of any length.
 *
 * A stretch is audio without an interruption. The stamp of the first buffer
 * sets the time of a stretch. If that buffer has no stamp, the stretch starts
 * where the audio or gap before it ends, and the first stretch at the start of
 * the segment. Later stamps only show whether the stretch continues.
 *
 * Owner: one streaming thread. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Stamps of a stretch may differ from the count by up to this much, as those of
 * muxers do that round to their own clock. */
#define RMG_TIMELINE_TOLERANCE (40 * GST_MSECOND)

typedef struct
{
  gint rate_hz;
  GstClockTime start;  /* of the segment; 0 if its format is not TIME */
  GstClockTime anchor; /* time of position 0 */
  guint64 position;    /* audio frames of the stretch that were read */
} RmgTimeline;

/* Restarts at the start of @segment. */
void rmg_timeline_set_segment (RmgTimeline *self, const GstSegment *segment);

/* Restarts at the start of the segment, independent of the audio before:
 * after a flush or the end of an item. */
void rmg_timeline_restart (RmgTimeline *self);

/* Ends the stretch; audio without a stamp continues at its end. */
void rmg_timeline_end_stretch (RmgTimeline *self);

/* Starts a stretch at @time if that is valid. Without effect within a stretch. */
void rmg_timeline_place (RmgTimeline *self, GstClockTime time);

/* Returns: duration of the first @n_frames, in ns */
GstClockTime rmg_timeline_get_length (
    const RmgTimeline *self, guint64 n_frames);

/* Returns: time of audio frame @position */
GstClockTime rmg_timeline_get_time (const RmgTimeline *self, guint64 position);

/* Returns: time of the next audio frame to read */
GstClockTime rmg_timeline_get_end (const RmgTimeline *self);

/* Returns: audio frames from the position to @time, 0 if that has passed */
guint64 rmg_timeline_count_until (const RmgTimeline *self, GstClockTime time);

/* Returns: whether audio stamped @time continues the stretch, which audio
 * without a stamp always does */
gboolean rmg_timeline_is_continued (const RmgTimeline *self, GstClockTime time);

/* Returns: whether @buffer interrupts the stretch: it is discontinuous, or its
 * stamp does not continue it */
gboolean rmg_timeline_is_interrupted (
    const RmgTimeline *self, GstBuffer *buffer);

/* Returns: (transfer full): @event, or a GAP event at the position if @event has
 * no start; @event: (transfer full) */
GstEvent *rmg_timeline_stamp_gap (const RmgTimeline *self, GstEvent *event);

/* Reads the times of a GAP event with a start. A gap without a duration has no
 * length.
 *
 * Returns: whether the gap ends after the position, by more than the rounding
 *   of one frame */
gboolean rmg_timeline_parse_gap (const RmgTimeline *self, GstEvent *event,
    GstClockTime *start, GstClockTime *end);

/* Sets time and duration of @buffer, which holds @n_frames from @position on. */
void rmg_timeline_stamp (const RmgTimeline *self, GstBuffer *buffer,
    guint64 position, guint64 n_frames);

/* For elements that pass buffers on: places @buffer, counts its @n_frames, and
 * stamps the buffer if it has no stamp.
 *
 * @buffer: (inout) (transfer full): replaced by a copy with a new header if it
 *   has no stamp and is not writable
 *
 * Returns: whether @buffer interrupts the stretch before it */
gboolean rmg_timeline_pass (
    RmgTimeline *self, GstBuffer **buffer, guint64 n_frames);

/* For elements that pass GAP events on: a gap after the position ends the
 * stretch, and audio without a stamp continues at its end. */
void rmg_timeline_pass_gap (RmgTimeline *self, GstEvent *event);

G_END_DECLS
