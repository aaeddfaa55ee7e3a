/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The bound of a join. A leg that is ahead waits for the leg that blocks it, like
 * in a queue. It cannot wait if that leg would never move: if one element feeds
 * both legs, or one thread. */

#include "gst/elements/join/data.h"
#include "gst/elements/join/upstream.h"

#define GST_CAT_DEFAULT rmg_join_debug

static char *
describe_blocking_leg (RmgJoin *self)
{
  RmgJoinLeg *leg = rmg_join_queue_find_blocking (&self->queue);

  if (leg == NULL)
    return g_strdup ("none");
  return g_strdup_printf ("sink_%u", leg->index);
}

/* Posts one error and sends EOS downstream. The legs receive EOS as their flow
 * return, so no element upstream reports the same fault. */
static void
fail_overflow (RmgJoin *self, const RmgJoinLeg *ahead)
{
  g_autofree char *leg = describe_blocking_leg (self);
  guint64 n_bytes = ahead->n_bytes;
  guint64 max_bytes = self->max_bytes;

  self->flow = GST_FLOW_EOS;
  g_mutex_unlock (&self->lock);

  GST_ELEMENT_ERROR_WITH_DETAILS (self, RESOURCE, NO_SPACE_LEFT,
      ("%s holds more than %" G_GUINT64_FORMAT
       " bytes, since its leg %s sends no data.",
          GST_OBJECT_NAME (self), max_bytes, leg),
      ("%" G_GUINT64_FORMAT " bytes held", n_bytes),
      ("leg", G_TYPE_STRING, leg, "held-bytes", G_TYPE_UINT64, n_bytes, NULL));

  g_mutex_lock (&self->lock);
  rmg_join_end_locked (self);
}

/* One buffer may be larger than the bound. */
static gboolean
is_ahead (const RmgJoin *self, const RmgJoinLeg *leg)
{
  return leg->n_bytes > self->max_bytes && leg->n_buffers > 1 &&
      leg != rmg_join_queue_find_blocking (&self->queue);
}

/* Returns: (transfer full) (nullable): sink pad of the leg that blocks the
 *   others */
static GstPad *
get_blocking_pad (RmgJoin *self)
{
  RmgJoinLeg *leg = rmg_join_queue_find_blocking (&self->queue);
  g_autofree char *name = NULL;

  if (leg == NULL)
    return NULL;
  name = g_strdup_printf ("sink_%u", leg->index);
  return gst_element_get_static_pad (GST_ELEMENT (self), name);
}

GstPad *
rmg_join_get_blocking_pad (RmgJoin *self)
{
  GstPad *pad;

  g_mutex_lock (&self->lock);
  pad = get_blocking_pad (self);
  g_mutex_unlock (&self->lock);
  return pad;
}

static gboolean
is_same_pusher (RmgJoin *self)
{
  RmgJoinLeg *leg = rmg_join_queue_find_blocking (&self->queue);

  return leg != NULL && leg->pusher == g_thread_self ();
}

/* The lock is released in between. */
static gboolean
can_wait (RmgJoin *self, GstPad *pad)
{
  g_autoptr (GstPad) blocking = NULL;
  gboolean shares;

  if (self->draining)
    return TRUE;
  if (!self->waits || is_same_pusher (self))
    return FALSE;
  blocking = get_blocking_pad (self);
  if (blocking == NULL)
    return FALSE;
  g_mutex_unlock (&self->lock);
  shares = rmg_join_shares_upstream (pad, blocking);
  g_mutex_lock (&self->lock);
  return !shares;
}

static gboolean
is_running (const RmgJoin *self, GstPad *pad)
{
  return self->flow == GST_FLOW_OK && !rmg_join_holds_data (self) &&
      !self->stopped && !GST_PAD_IS_FLUSHING (pad);
}

static void
wait_for_change (RmgJoin *self, GstPad *pad)
{
  GST_DEBUG_OBJECT (
      pad, "waiting: %" G_GUINT64_FORMAT " bytes held", self->queue.n_bytes);
  self->n_waiting++;
  g_cond_wait (&self->changed, &self->lock);
  self->n_waiting--;
  rmg_join_drain_locked (self);
}

/* An item that no other item follows may be larger than the bound. */
static gboolean
is_one_item (const RmgJoin *self, const RmgJoinLeg *leg)
{
  return self->queue.mode == RMG_JOIN_ITEMS && leg->n_ends == 0;
}

GstFlowReturn
rmg_join_settle_locked (RmgJoin *self, GstPad *pad)
{
  RmgJoinLeg *leg = gst_pad_get_element_private (pad);
  guint epoch;

  rmg_join_drain_locked (self);
  epoch = self->epoch;
  while (
      is_running (self, pad) && is_ahead (self, leg) && epoch == self->epoch) {
    if (can_wait (self, pad)) {
      if (is_running (self, pad) && is_ahead (self, leg))
        wait_for_change (self, pad);
    } else if (is_one_item (self, leg)) {
      break;
    } else if (is_running (self, pad) && is_ahead (self, leg) &&
        !self->draining) {
      fail_overflow (self, leg);
    }
  }
  if (self->stopped || GST_PAD_IS_FLUSHING (pad))
    return GST_FLOW_FLUSHING;
  return rmg_join_holds_data (self) ? GST_FLOW_OK : self->flow;
}
