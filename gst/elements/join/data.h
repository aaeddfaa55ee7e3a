/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a join, for the files that implement RmgJoin. */
#pragma once

#include "elements/base/held.h"
#include "gst/elements/join/queue.h"
#include "gst/elements/join/rmgjoin.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (rmg_join_debug);

/* Data is pushed without the lock. */
struct _RmgJoin
{
  GstElement parent;

  GstPad *src;

  GMutex lock;
  GCond changed;      /* data has left, or a state below has changed */
  RmgJoinQueue queue; /* lock */
  RmgHeld held;       /* lock for writing: bytes of the queue between pushes */
  guint64 max_bytes;  /* lock */
  gboolean waits;     /* lock; whether a leg that is ahead may wait */
  guint n_waiting;    /* lock; threads that wait for `changed` */
  gboolean stopped;   /* lock; between PAUSED and READY: no thread may wait */
  guint next_index;   /* lock; of the next pad requested without a number */
  GstFlowReturn flow; /* lock; last flow return of downstream */
  gboolean draining;  /* lock; a thread is pushing */
  GThread *drainer;   /* lock; the last thread that pushed, to compare only */
  guint n_drains;     /* lock; threads that drain after a seek */
  gboolean seeking;   /* lock; data is held until all legs have flushed */
  guint n_flushing;   /* lock; legs between flush start and flush stop */
  gboolean flushed;   /* lock; flush start has been sent downstream */
  guint epoch;        /* lock; number of flushes, identifies old results */

  gboolean has_started; /* lock; stream-start has left */
  gboolean has_segment; /* lock */
  GstCaps *caps;        /* lock; (nullable): last caps that left */
  RmgDrops drops;       /* lock */
};

/* Whether downstream flushes, so that data of the legs is held. The lock is held. */
static inline gboolean
rmg_join_holds_data (const RmgJoin *self)
{
  return self->seeking || self->flushed;
}

/* Pushes all data that may leave, unless another thread is pushing. The lock
 * is held on entry and on return. */
void rmg_join_drain_locked (RmgJoin *self);

/* Ends the stream: drops all data and pushes EOS. The lock is held on entry and on
 * return. */
void rmg_join_end_locked (RmgJoin *self);

/* Drains after a push to @pad. If more than max-bytes are held, waits for the
 * other legs or fails. The lock is held on entry and on return.
 * Returns: flow return for the leg */
GstFlowReturn rmg_join_settle_locked (RmgJoin *self, GstPad *pad);

/* Drains on a thread that may block; on this one in a bin without threads. */
void rmg_join_schedule_drain (RmgJoin *self);

/* Whether @leg was down, and @buffer is too late for the output. It is counted. The
 * lock is held. */
gboolean rmg_join_drop_late_locked (
    RmgJoin *self, RmgJoinLeg *leg, GstBuffer *buffer);

/* Resets the state to that before the first data. The lock is held. */
void rmg_join_reset_locked (RmgJoin *self);

/* A leg flushes. The event is sent downstream if downstream must flush, too.
 * @event: (transfer full): flush start or flush stop
 * Returns: whether the event has been handled */
gboolean rmg_join_push_flush (RmgJoin *self, RmgJoinLeg *leg, GstEvent *event);

/* A flushing seek through the src pad.
 * @event: (transfer full)
 * Returns: whether the seek succeeded */
gboolean rmg_join_seek_flushing (RmgJoin *self, GstEvent *event);

G_END_DECLS
