/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of an item for foreign elements. */

#include "gst/elements/guard/data.h"

#include "elements/base/item-end.h"
#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

gboolean
rmg_guard_node_posted_error (RmgGuard *self)
{
  return self->node != NULL && rmg_node_has_failure (self->node);
}

gboolean
rmg_guard_is_interrupted (RmgGuard *self)
{
  g_autoptr (RmgFailure) failure = NULL;

  if (self->node == NULL ||
      (!rmg_guard_wait_is_stopped (self->wait) &&
          !rmg_node_is_closing (self->node)))
    return FALSE;
  GST_DEBUG_OBJECT (self, "interrupted: ignore a failure of the node");
  failure = rmg_node_take_failure (self->node, GST_FLOW_FLUSHING);
  rmg_guard_end_detour (self, GST_FLOW_FLUSHING);
  return TRUE;
}

gboolean
rmg_guard_drain_has_failed (RmgGuard *self)
{
  return rmg_guard_node_posted_error (self) && !rmg_guard_is_interrupted (self);
}

void
rmg_guard_begin_attempt (RmgGuard *self)
{
  if (self->node != NULL)
    rmg_node_begin_attempt (self->node);
}

void
rmg_guard_end_attempt (RmgGuard *self)
{
  if (self->node != NULL)
    rmg_node_end_attempt (self->node);
}

static gboolean
is_item_over (gpointer guard)
{
  RmgGuard *self = guard;

  return g_atomic_int_get (&self->drained) ||
      g_atomic_int_get (&self->given_up);
}

/* EOS drains the elements. It must not stay on the src pad of the guard, so the
 * node receives it directly. Returns: %FALSE if the node failed, or a flush or the
 * change to READY ended the wait for its thread. */
static gboolean
drain_node (RmgGuard *self)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (self->pads.src);

  g_atomic_int_set (&self->drained, FALSE);
  rmg_guard_begin_attempt (self);
  rmg_commit_begin (self->commit);
  rmg_commit_drain (self->commit);
  gst_pad_send_event (peer, gst_event_new_eos ());
  rmg_commit_end (self->commit);
  rmg_guard_end_attempt (self);
  if (rmg_guard_node_posted_error (self)) {
    rmg_commit_rollback (self->commit);
    if (rmg_guard_is_interrupted (self))
      return FALSE;
    rmg_node_attempt_failed (self->node, GST_FLOW_OK, RMG_NODE_IS_DRAINED);
    rmg_guard_give_up (self);
    return FALSE;
  }
  rmg_commit_commit (self->commit);
  if (!g_atomic_int_get (&self->node->owns_thread))
    return TRUE;
  return rmg_guard_wait_until (self->wait, is_item_over, self) &&
      !g_atomic_int_get (&self->given_up);
}

/* A foreign element does not know the end of an item: it drains at EOS, and starts
 * again for the next item. The event passes the node. */
gboolean
rmg_guard_end_item (RmgGuard *self, GstEvent *event)
{
  GST_LOG_OBJECT (self, "end of an item: drain and restart the node");
  if (!drain_node (self)) {
    gst_event_unref (event);
    return TRUE;
  }
  rmg_guard_note_restart (self, rmg_node_renew (self->node));
  rmg_commit_node_restarted (self->commit);
  return rmg_commit_push_event (self->commit, event);
}

gboolean
rmg_guard_is_item_end (RmgGuard *self, GstEvent *event)
{
  return self->node != NULL && rmg_item_end_parse (event, NULL, NULL) &&
      rmg_node_keeps_state (self->node);
}
