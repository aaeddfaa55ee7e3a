/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One leg of a join: its entries in order of arrival, and its position. Pure:
 * no pad, no lock, no thread. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  guint index;        /* order of connection */
  GQueue entries;     /* (element-type JoinEntry) */
  GstSegment segment; /* of the next data that arrives */
  GstClockTime
      position;  /* running time before which no data arrives any more */
  GstCaps *caps; /* (nullable): of the oldest entry */
  gboolean eos;  /* no data arrives any more */
  gboolean down; /* stream: the others do not wait for it */
  gboolean late; /* stream: the output may have passed its data: it is down, or
                      none has left since */
  gboolean broken; /* stream: data was dropped, and none has left since */
  gboolean gave;   /* items: data has left since the last border */
  gsize n_bytes;   /* held */
  guint n_buffers; /* held */
  guint n_ends;    /* ends of items held */
  GThread *pusher; /* (nullable): thread of the last buffer, not dereferenced */
} RmgJoinLeg;

RmgJoinLeg *rmg_join_leg_new (guint index);
void rmg_join_leg_free (RmgJoinLeg *leg);

/* Drops all entries and restarts the leg; the latest caps stay.
 * Returns: number of bytes dropped */
gsize rmg_join_leg_flush (RmgJoinLeg *leg);

/* @down: whether the other legs go on without this one */
void rmg_join_leg_set_down (RmgJoinLeg *leg, gboolean down);

/* Returns: running time of @buffer if it arrived now, or none */
GstClockTime rmg_join_leg_get_time (const RmgJoinLeg *leg, GstBuffer *buffer);

/* @buffer: (transfer full): newest entry */
void rmg_join_leg_push_buffer (RmgJoinLeg *leg, GstBuffer *buffer);

/* @event: (transfer full): a serialized event. Segment, GAP and EOS change the
 * position of the leg. A GAP becomes an entry at its end; events other than
 * segment and EOS become entries. */
void rmg_join_leg_push_event (RmgJoinLeg *leg, GstEvent *event);

/* Removes the oldest entry, which must exist.
 * @caps: (inout): caps of the entry
 * Returns: (transfer full): its buffer or event */
GstMiniObject *rmg_join_leg_pop (RmgJoinLeg *leg, GstCaps **caps);

/* Returns: whether the leg is at EOS and has no entry */
gboolean rmg_join_leg_is_finished (const RmgJoinLeg *leg);

/* Returns: running time of the oldest entry, or of the earliest that can still
 *   arrive; GST_CLOCK_TIME_NONE before the start of the leg */
GstClockTime rmg_join_leg_get_next_time (const RmgJoinLeg *leg);

/* Returns: whether @object is a GAP event */
gboolean rmg_join_is_gap (const GstMiniObject *object);

/* Returns: number of bytes in @object, 0 for an event */
gsize rmg_join_measure (const GstMiniObject *object);

G_END_DECLS
