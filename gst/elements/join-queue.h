/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The queues of a join, and the decision on the next output. Pure: no pad, no
 * lock, no thread. The same data in the legs leaves in the same order, however
 * the arrivals of the legs interleave. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_JOIN_STREAM, /* by running time, ties in the order of connection */
  RMG_JOIN_ITEMS,  /* item by item, in each by the order of connection */
} RmgJoinMode;

typedef struct
{
  guint index;           /* order of connection */
  GQueue entries;        /* (element-type JoinEntry) */
  GstSegment segment;    /* of the next arrival */
  GstClockTime position; /* running time before which nothing more arrives */
  GstCaps *caps;         /* (nullable): of the next output */
  gboolean eos;          /* nothing more arrives */
  gboolean gave;         /* items: something left since the last border */
} RmgJoinLeg;

typedef struct
{
  RmgJoinMode mode;
  GPtrArray *legs;       /* (element-type RmgJoinLeg), in order of connection */
  guint64 n_bytes;       /* in all entries */
  GstClockTime position; /* stream: running time that left or was skipped */
  guint turn;            /* items: the leg whose part is leaving */
  guint64 item;          /* items: number of the item that is leaving */
  GstEvent *border;      /* items: (nullable): its end, with results so far */
  gboolean ended;        /* EOS has left */
} RmgJoinQueue;

void rmg_join_queue_init (RmgJoinQueue *self);
void rmg_join_queue_clear (RmgJoinQueue *self);

/* Forgets everything but the legs and their caps. */
void rmg_join_queue_reset (RmgJoinQueue *self);

/* Returns: (transfer none): a new leg, in its place by @index */
RmgJoinLeg *rmg_join_queue_add_leg (RmgJoinQueue *self, guint index);
void rmg_join_queue_remove_leg (RmgJoinQueue *self, RmgJoinLeg *leg);

/* Drops the data of @leg and restarts it; its latest caps stay. */
void rmg_join_queue_flush_leg (RmgJoinQueue *self, RmgJoinLeg *leg);

/* @buffer: (transfer full): the next of @leg */
void rmg_join_queue_push_buffer (
    RmgJoinQueue *self, RmgJoinLeg *leg, GstBuffer *buffer);

/* @event: (transfer full): a serialised event of @leg, in its place among the
 * buffers. Segments, GAPs and EOS move the leg; others leave in their turn. */
void rmg_join_queue_push_event (
    RmgJoinQueue *self, RmgJoinLeg *leg, GstEvent *event);

/* @caps: (out) (transfer full) (nullable): of the leg of the result, or NULL
 * Returns: (transfer full) (nullable): the buffer or event that leaves next;
 *   NULL while that depends on data that has not arrived */
GstMiniObject *rmg_join_queue_pop (RmgJoinQueue *self, GstCaps **caps);

/* Returns: (nullable): the leg that everything else waits for */
RmgJoinLeg *rmg_join_queue_find_blocking (const RmgJoinQueue *self);

G_END_DECLS
