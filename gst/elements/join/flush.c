/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Flushes of a join: those of its legs, and those of a seek through its src pad. */

#include "gst/elements/join/data.h"
#include "gst/nodes/worker.h"

#define GST_CAT_DEFAULT rmg_join_debug

/* Whether the thread of @leg pushes downstream, where it may be blocked. */
static gboolean
is_pushing (const RmgJoin *self, const RmgJoinLeg *leg)
{
  return self->draining && self->drainer == leg->pusher &&
      self->drainer != g_thread_self ();
}

/* Returns: whether downstream must flush, too */
static gboolean
start_flush (RmgJoin *self, RmgJoinLeg *leg)
{
  gboolean goes_on;

  g_mutex_lock (&self->lock);
  self->n_flushing++;
  goes_on = !rmg_join_holds_data (self) &&
      (self->n_flushing == self->queue.legs->len || is_pushing (self, leg));
  self->flushed |= goes_on;
  rmg_join_queue_flush_leg (&self->queue, leg);
  GST_DEBUG_OBJECT (self, "leg %u flushes, %u of %u legs flush", leg->index,
      self->n_flushing, self->queue.legs->len);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return goes_on;
}

void
rmg_join_reset_locked (RmgJoin *self)
{
  rmg_join_queue_reset (&self->queue);
  rmg_held_set (&self->held, 0);
  self->flow = GST_FLOW_OK;
  self->flushed = FALSE;
  self->has_segment = FALSE;
  self->epoch++;
}

static gboolean
stop_flush (RmgJoin *self, RmgJoinLeg *leg)
{
  gboolean was_flushed;

  g_mutex_lock (&self->lock);
  was_flushed = self->flushed;
  if (was_flushed && self->n_flushing == self->queue.legs->len)
    rmg_join_reset_locked (self);
  else
    rmg_join_queue_flush_leg (&self->queue, leg);
  rmg_held_set (&self->held, self->queue.n_bytes);
  self->n_flushing -= self->n_flushing > 0;
  g_mutex_unlock (&self->lock);
  return was_flushed;
}

static void
restart_output_locked (RmgJoin *self)
{
  self->seeking = FALSE;
  self->flushed = FALSE;
  self->flow = GST_FLOW_OK;
  self->has_segment = FALSE;
  self->epoch++;
}

/* Downstream has flushed because of some of the legs; the others keep their data.
 * After a flush of all legs nothing remains to be done. */
static void
end_flush_of_legs (RmgJoin *self)
{
  g_mutex_lock (&self->lock);
  if (self->flushed)
    restart_output_locked (self);
  g_mutex_unlock (&self->lock);
}

gboolean
rmg_join_push_flush (RmgJoin *self, RmgJoinLeg *leg, GstEvent *event)
{
  gboolean is_start = GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START;
  gboolean done;

  if (is_start ? !start_flush (self, leg) : !stop_flush (self, leg)) {
    gst_event_unref (event);
    return TRUE;
  }
  done = gst_pad_push_event (self->src, event);
  if (!is_start)
    end_flush_of_legs (self);
  return done;
}

static void
drain (gpointer join)
{
  RmgJoin *self = join;

  g_mutex_lock (&self->lock);
  rmg_join_drain_locked (self);
  g_mutex_unlock (&self->lock);
}

static void
end_drain (gpointer join)
{
  RmgJoin *self = join;

  g_mutex_lock (&self->lock);
  self->n_drains--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Pushes the data that arrived during a seek, on a thread that may block: the
 * application seeks, and a sink in PAUSED does not return. The change to READY
 * waits for the thread, which holds no reference. */
void
rmg_join_schedule_drain (RmgJoin *self)
{
  gboolean may_block;

  g_mutex_lock (&self->lock);
  may_block = self->waits && !self->stopped;
  self->n_drains += may_block;
  g_mutex_unlock (&self->lock);
  if (may_block)
    rmg_worker_run (drain, self, end_drain);
  else
    drain (self);
}

/* Downstream flushes first, so that no leg is blocked in a push. Data of the legs
 * is held until all of them have flushed. */
gboolean
rmg_join_seek_flushing (RmgJoin *self, GstEvent *event)
{
  guint32 seqnum = gst_event_get_seqnum (event);
  GstEvent *start = gst_event_new_flush_start ();
  GstEvent *stop = gst_event_new_flush_stop (TRUE);
  gboolean done;

  gst_event_set_seqnum (start, seqnum);
  gst_event_set_seqnum (stop, seqnum);
  GST_DEBUG_OBJECT (self, "flushing seek %" GST_PTR_FORMAT, event);

  g_mutex_lock (&self->lock);
  self->seeking = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);

  gst_pad_push_event (self->src, start);
  done = gst_pad_event_default (self->src, GST_OBJECT (self), event);
  gst_pad_push_event (self->src, stop);

  g_mutex_lock (&self->lock);
  restart_output_locked (self);
  self->queue.position = 0;
  g_mutex_unlock (&self->lock);
  rmg_join_schedule_drain (self);
  return done;
}
