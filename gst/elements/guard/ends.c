/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of the stream. A node that fails before it has sent anything receives the
 * end again. A sink restarts for that, since it takes only one end. */

#include "gst/elements/guard/data.h"

#include "gst/nodes/log.h"
#include "gst/nodes/own-failures.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

/* The src pad of the guard sends an event once. */
static gboolean
push_end (RmgGuard *self, GstEvent *event, gboolean is_first)
{
  g_autoptr (GstPad) peer = NULL;

  if (is_first)
    return gst_pad_push_event (self->pads.src, gst_event_ref (event));
  peer = gst_pad_get_peer (self->pads.src);
  return peer != NULL && gst_pad_send_event (peer, gst_event_copy (event));
}

static gboolean
offer_end (RmgGuard *self, GstEvent *event, gboolean is_first)
{
  gboolean handled;

  rmg_guard_begin_attempt (self);
  if (self->commit != NULL)
    rmg_commit_begin (self->commit);
  handled = push_end (self, event, is_first);
  if (self->commit != NULL)
    rmg_commit_end (self->commit);
  rmg_guard_end_attempt (self);
  return handled;
}

static gboolean
has_sent (RmgGuard *self)
{
  return self->commit != NULL &&
      (rmg_commit_holds_data (self->commit) ||
          g_atomic_int_get (&self->node->owns_thread));
}

static gboolean
end_has_failed (RmgGuard *self, gboolean is_first)
{
  if (self->node == NULL)
    return FALSE;
  if (!is_first && self->commit != NULL && !has_sent (self))
    rmg_guard_note_silent_end (self);
  return rmg_guard_drain_has_failed (self);
}

/* Data that has left the node would be sent twice after another attempt. */
static RmgRetryDecision
judge_end (RmgGuard *self, guint n_failures)
{
  RmgRetryDecision decision = { RMG_RETRY_GIVE_UP, 0 };

  if (!has_sent (self)) {
    decision = rmg_node_drain_failed (self->node, n_failures);
  } else {
    rmg_commit_commit (self->commit);
    rmg_node_attempt_failed (self->node, GST_FLOW_OK, RMG_NODE_IS_DRAINED);
  }
  if (decision.action == RMG_RETRY_GIVE_UP)
    rmg_guard_give_up (self);
  return decision;
}

static gboolean
wait_for_retry (RmgGuard *self, const RmgRetryDecision *decision)
{
  self->action = decision->action;
  return rmg_guard_wait_sleep (self->wait, decision->delay_ms,
      rmg_retry_renews (self->action) ? rmg_guard_restart : NULL, self);
}

/* Returns: whether the end is offered again now. The event is parked if it is later. */
static gboolean
may_offer_again (RmgGuard *self, GstEvent *event, guint n_failures)
{
  const RmgRetryDecision decision = judge_end (self, n_failures);

  if (decision.action == RMG_RETRY_GIVE_UP)
    return FALSE;
  if (decision.action == RMG_RETRY_OFFER)
    rmg_guard_reopen_node (self);
  if (!self->parks)
    return wait_for_retry (self, &decision);
  rmg_guard_park (self, gst_event_ref (event), &decision, n_failures + 1);
  return FALSE;
}

/* Returns: %FALSE if a flush or the end of the streaming ended the restart */
static gboolean
start_sink (RmgGuard *self)
{
  if (self->node == NULL || self->commit != NULL)
    return TRUE;
  if (!rmg_guard_follow (self))
    return FALSE;
  rmg_guard_resume_after_restart (self);
  return TRUE;
}

/* The src pad of some nodes, such as decoders, appears with their data. */
static gboolean
has_output (RmgGuard *self)
{
  return self->node == NULL || g_atomic_int_get (&self->node->had_data) ||
      rmg_commit_has_input (self->commit);
}

static void
commit_end (RmgGuard *self)
{
  if (self->commit == NULL)
    return;
  rmg_commit_commit (self->commit);
  if (!has_output (self))
    rmg_commit_end_stream (self->commit);
}

static gboolean
offer_until_taken (RmgGuard *self, GstEvent *event, guint n_failures)
{
  gboolean handled;

  for (;; n_failures++) {
    if (!start_sink (self))
      return FALSE;
    handled = offer_end (self, event, n_failures == 0);
    if (!end_has_failed (self, n_failures == 0))
      break;
    if (!may_offer_again (self, event, n_failures))
      return TRUE;
  }
  if (n_failures > 0)
    rmg_node_recovered (self->node);
  commit_end (self);
  return handled;
}

/* The breaker keeps data from the sink, whose elements may have stopped. */
static gboolean
is_left_alone (const RmgGuard *self)
{
  return self->node != NULL && self->commit == NULL &&
      g_atomic_int_get (&self->node->input_ended) == RMG_INPUT_ENDED_PAST_NODE;
}

gboolean
rmg_guard_end_stream (RmgGuard *self, GstEvent *event, guint n_failures)
{
  g_autoptr (GstEvent) owned = event;

  GST_DEBUG_OBJECT (self, "end of the stream");
  if (!is_left_alone (self))
    return offer_until_taken (self, owned, n_failures);
  gst_pad_push_event (self->pads.src, g_steal_pointer (&owned));
  rmg_node_end_stopped_sinks (self->node);
  return TRUE;
}
