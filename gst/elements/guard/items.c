/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of an item for foreign elements. */

#include "gst/elements/guard/data.h"

#include "elements/base/item-end.h"
#include "gst/nodes/log.h"
#include "gst/nodes/own-failures.h"

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
 * node receives it directly. */
static void
offer_end (RmgGuard *self)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (self->pads.src);

  g_atomic_int_set (&self->drained, FALSE);
  rmg_guard_begin_attempt (self);
  rmg_commit_begin (self->commit);
  rmg_commit_drain (self->commit);
  gst_pad_send_event (peer, gst_event_new_eos ());
  rmg_commit_end (self->commit);
  rmg_guard_end_attempt (self);
}

/* An element may take a second end for the first one, and send nothing. */
void
rmg_guard_note_silent_end (RmgGuard *self)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = g_error_new_literal (GST_CORE_ERROR, GST_CORE_ERROR_EVENT,
      "The node does not end its data a second time.");
  rmg_node_record_failure (self->node, failure);
}

static gboolean
end_has_failed (RmgGuard *self, guint n_failures)
{
  if (n_failures > 0 && !g_atomic_int_get (&self->drained))
    rmg_guard_note_silent_end (self);
  return rmg_guard_node_posted_error (self);
}

/* Data that has left the node would be missing after another attempt. */
static gboolean
may_offer_again (RmgGuard *self)
{
  return !g_atomic_int_get (&self->drained) &&
      !rmg_commit_holds_data (self->commit) &&
      !g_atomic_int_get (&self->node->owns_thread);
}

static void
reopen_pad (GstPad *pad)
{
  GST_OBJECT_LOCK (pad);
  GST_OBJECT_FLAG_UNSET (pad, GST_PAD_FLAG_EOS);
  GST_OBJECT_UNLOCK (pad);
}

/* A pad refuses a second EOS. */
void
rmg_guard_reopen_node (RmgGuard *self)
{
  for (const RmgNodeElement *entry = self->node->elements; entry != NULL;
       entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    GST_OBJECT_LOCK (element);
    for (GList *item = element->pads; item != NULL; item = item->next)
      if (rmg_node_is_inside (entry->role))
        reopen_pad (item->data);
    GST_OBJECT_UNLOCK (element);
  }
}

/* The end has failed. Returns: the next step; the fault has been reported if that is to
 * give up */
static RmgRetryDecision
judge_end (RmgGuard *self, gboolean is_whole, guint n_failures)
{
  RmgRetryDecision decision = { RMG_RETRY_GIVE_UP, 0 };

  if (is_whole)
    decision = rmg_node_drain_failed (self->node, n_failures);
  else
    rmg_node_attempt_failed (self->node, GST_FLOW_OK, RMG_NODE_IS_DRAINED);
  if (decision.action == RMG_RETRY_GIVE_UP)
    rmg_guard_give_up (self);
  return decision;
}

/* Returns: whether the node has ended its data; %FALSE if it failed, or its next
 * attempt waits, or a flush or the change to READY ended the wait */
static gboolean
drain_node (RmgGuard *self, GstEvent *event, guint n_failures)
{
  for (;; n_failures++) {
    RmgRetryDecision decision;
    gboolean is_whole;

    offer_end (self);
    if (!end_has_failed (self, n_failures))
      break;
    is_whole = may_offer_again (self);
    rmg_commit_rollback (self->commit);
    if (rmg_guard_is_interrupted (self))
      return FALSE;
    decision = judge_end (self, is_whole, n_failures);
    if (decision.action == RMG_RETRY_GIVE_UP)
      return FALSE;
    rmg_guard_reopen_node (self);
    if (self->parks) {
      rmg_guard_park (self, gst_event_ref (event), &decision, n_failures + 1);
      return FALSE;
    }
    if (!rmg_guard_wait_sleep (self->wait, decision.delay_ms, NULL, NULL))
      return FALSE;
  }
  if (n_failures > 0)
    rmg_node_recovered (self->node);
  rmg_commit_commit (self->commit);
  if (!g_atomic_int_get (&self->node->owns_thread))
    return TRUE;
  return rmg_guard_wait_until (self->wait, is_item_over, self) &&
      !g_atomic_int_get (&self->given_up);
}

/* A foreign element does not know the end of an item: it drains at EOS, and starts
 * again for the next item. The event passes the node. */
gboolean
rmg_guard_end_item (RmgGuard *self, GstEvent *event, guint n_failures)
{
  GST_LOG_OBJECT (self, "end of an item: drain and restart the node");
  if (!drain_node (self, event, n_failures)) {
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
