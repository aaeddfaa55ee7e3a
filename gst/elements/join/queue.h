/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The data held by a join, and the choice of the next output. Pure: no pad, no
 * lock, no thread. The same data in the legs leaves in the same order, however
 * the arrivals of the legs interleave. */
#pragma once

#include "gst/elements/join/leg.h"

G_BEGIN_DECLS

typedef enum
{
  RMG_JOIN_STREAM, /* by running time, ties in the order of connection */
  RMG_JOIN_ITEMS,  /* item by item, within an item by the order of connection */
} RmgJoinMode;

typedef struct
{
  RmgJoinMode mode;
  GPtrArray *legs;       /* (element-type RmgJoinLeg), in order of connection */
  guint64 n_bytes;       /* in all entries */
  GstClockTime position; /* stream: running time that has left or was skipped */
  guint turn;            /* items: place of the leg whose part is leaving */
  guint64 item;          /* items: number of the item that is leaving */
  GstEvent *border;      /* items: (nullable): its end, with results so far */
  gboolean ended;        /* EOS has left */
} RmgJoinQueue;

void rmg_join_queue_init (RmgJoinQueue *self);
void rmg_join_queue_clear (RmgJoinQueue *self);

/* Drops all data and state except the legs and their caps. */
void rmg_join_queue_reset (RmgJoinQueue *self);

/* Returns: (transfer none): a new leg, sorted by @index */
RmgJoinLeg *rmg_join_queue_add_leg (RmgJoinQueue *self, guint index);
void rmg_join_queue_remove_leg (RmgJoinQueue *self, RmgJoinLeg *leg);

/* Drops all entries of @leg and restarts it; its latest caps stay. */
void rmg_join_queue_flush_leg (RmgJoinQueue *self, RmgJoinLeg *leg);

/* @buffer: (transfer full): next buffer of @leg */
void rmg_join_queue_push_buffer (
    RmgJoinQueue *self, RmgJoinLeg *leg, GstBuffer *buffer);

/* Returns: whether @leg was down, and the output has passed @buffer */
gboolean rmg_join_queue_is_late (
    const RmgJoinQueue *self, const RmgJoinLeg *leg, GstBuffer *buffer);

/* @event: (transfer full): next serialized event of @leg. Segment, GAP and EOS
 * change the position of the leg; other events leave in order. */
void rmg_join_queue_push_event (
    RmgJoinQueue *self, RmgJoinLeg *leg, GstEvent *event);

/* @caps: (out) (transfer full) (nullable): caps of the leg, or NULL
 * Returns: (transfer full) (nullable): next buffer or event to leave; NULL if
 *   the choice depends on data that has not arrived */
GstMiniObject *rmg_join_queue_pop (RmgJoinQueue *self, GstCaps **caps);

/* Returns: (transfer none) (nullable): the leg that all other legs wait for */
RmgJoinLeg *rmg_join_queue_find_blocking (const RmgJoinQueue *self);

G_END_DECLS
