/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Placed upstream of a node that can fail, with an rmgcommit downstream of a
 * node that has an output:
 *
 *   upstream -> rmgguard -> node -> rmgcommit -> downstream
 *
 * The guard offers a buffer to the node. The commit holds the output of the
 * node until the attempt has succeeded, so a failed attempt leaves no output.
 * The supervisor of the node decides whether and when the guard repeats a failed attempt. The
 * guard waits for that in its chain function, or parks the buffer where nothing
 * may wait. FLUSH_START and PAUSED->READY end the wait.
 *
 * The host of a hosted node repeats attempts itself, because several items are
 * with its program at a time. Its guard passes all data on, and has the policy
 * and the ways past the node.
 *
 * gst-launch-1.0 audiotestsrc num-buffers=100 ! rmgguard ! fakesink
 */

#include "gst/elements/guard/rmgguard.h"

#include "gst/elements/guard/data.h"
#include "gst/elements/guard/policy.h"
#include "gst/elements/guard/rmgcommit.h"
#include "gst/nodes/log.h"
#include "gst/nodes/own-failures.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

G_DEFINE_FINAL_TYPE (RmgGuard, rmg_guard, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (
    rmgguard, "rmgguard", GST_RANK_NONE, RMG_TYPE_GUARD)

static gboolean
is_failure (GstFlowReturn flow)
{
  return flow < GST_FLOW_EOS;
}

/* Returns the flow of the node itself; the flow of downstream elements is
 * returned by commit(). */
static GstFlowReturn
attempt (RmgGuard *self, GstBuffer *buffer, gboolean *failed)
{
  const gint64 started_us = rmg_guard_start_clock (self);
  GstFlowReturn flow;

  rmg_guard_begin_attempt (self);
  if (self->commit != NULL)
    rmg_commit_begin (self->commit);
  flow = gst_pad_push (self->pads.src, buffer);
  if (self->commit != NULL)
    rmg_commit_end (self->commit);
  rmg_guard_end_attempt (self);

  *failed = is_failure (flow) || rmg_guard_node_posted_error (self) ||
      (flow == GST_FLOW_OK && rmg_guard_is_late (self, started_us));
  return flow;
}

static GstFlowReturn
commit (RmgGuard *self, GstFlowReturn node_flow)
{
  GstFlowReturn flow =
      self->commit != NULL ? rmg_commit_commit (self->commit) : GST_FLOW_OK;

  return flow != GST_FLOW_OK ? flow : node_flow;
}

/* The supervisor has reported the error. An error returned upstream would make
 * each upstream element post another one, so both sides see EOS. */
void
rmg_guard_give_up (RmgGuard *self)
{
  GST_DEBUG_OBJECT (self, "give up: EOS upstream and downstream");
  g_atomic_int_set (&self->given_up, TRUE);
  rmg_guard_wait_wake (self->wait);
  if (self->commit != NULL)
    rmg_commit_end_stream (self->commit);
  rmg_guard_end_fallback (self);
}

static GstFlowReturn
give_up (RmgGuard *self)
{
  rmg_guard_give_up (self);
  return GST_FLOW_EOS;
}

/* @buffer is held for the next attempt. */
static gboolean
wait_for_retry (
    RmgGuard *self, GstBuffer *buffer, const RmgRetryDecision *decision)
{
  const gboolean restarts = rmg_retry_renews (decision->action);
  const gint64 n_bytes = (gint64) gst_buffer_get_size (buffer);
  gboolean has_waited;

  self->action = decision->action;
  rmg_held_add (&self->park.account, n_bytes);
  has_waited = rmg_guard_wait_sleep (self->wait, decision->delay_ms,
      restarts ? rmg_guard_restart : NULL, self);
  rmg_held_add (&self->park.account, -n_bytes);
  return has_waited;
}

static GstFlowReturn
finish_attempt (RmgGuard *self, GstFlowReturn flow, guint failures)
{
  rmg_drops_end_row (&self->drops);
  if (failures > 0 || self->detour.active)
    rmg_node_recovered (self->node);
  rmg_guard_end_detour (self, flow);
  return commit (self, flow);
}

/* Offers @buffer (transfer full), which failed @failures times before. */
static GstFlowReturn
offer (RmgGuard *self, GstBuffer *buffer, guint failures)
{
  for (;; failures++) {
    g_autoptr (GstBuffer) held = gst_buffer_ref (buffer);
    RmgRetryDecision decision;
    gboolean failed;
    GstFlowReturn flow = attempt (self, buffer, &failed);

    if (!failed)
      return finish_attempt (self, flow, failures);
    if (self->commit != NULL)
      rmg_commit_rollback (self->commit);
    if (self->node == NULL)
      return flow;
    if (rmg_guard_is_interrupted (self))
      return GST_FLOW_FLUSHING;
    rmg_node_note_buffer (self->node, held);
    decision = rmg_node_attempt_failed (self->node, flow, failures);
    if (decision.action == RMG_RETRY_GIVE_UP) {
      rmg_drops_add (&self->drops, RMG_DROP_FAILED, 1);
      return give_up (self);
    }
    if (decision.action == RMG_RETRY_SKIP)
      return rmg_guard_skip (self, g_steal_pointer (&held));
    if (rmg_guard_begin_delay (self, &decision, failures + 1))
      return rmg_guard_pass_delay (self, g_steal_pointer (&held));
    if (self->parks) {
      rmg_guard_park (self, g_steal_pointer (&held), &decision, failures + 1);
      return GST_FLOW_OK;
    }
    if (!wait_for_retry (self, held, &decision))
      return GST_FLOW_FLUSHING;
    buffer = rmg_guard_prepare_retry (
        self, g_steal_pointer (&held), decision.action);
  }
}

/* Buffers and serialized events queue after a parked buffer. */
static gboolean
queue_if_parked (RmgGuard *self, GstMiniObject *object)
{
  return self->parks && rmg_guard_park_append (&self->park, object);
}

/* @buffer: (transfer full) */
static GstFlowReturn
take_buffer (RmgGuard *self, GstBuffer *buffer)
{
  GstFlowReturn flow;
  guint n_failures;

  if (g_atomic_int_get (&self->given_up)) {
    rmg_drops_add (&self->drops, RMG_DROP_FAILED, 1);
    gst_buffer_unref (buffer);
    return GST_FLOW_EOS;
  }
  if (self->is_hosted)
    return gst_pad_push (self->pads.src, buffer);
  if (queue_if_parked (self, GST_MINI_OBJECT_CAST (buffer)))
    return GST_FLOW_OK;
  if (rmg_guard_take_detour (self, &buffer, &n_failures, &flow))
    return flow;
  if (!rmg_guard_follow_group (self, &buffer))
    return GST_FLOW_FLUSHING;
  rmg_guard_resume_after_restart (self);
  return offer (self, buffer, n_failures);
}

static GstFlowReturn
rmg_guard_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgGuard *self = RMG_GUARD (parent);
  GstFlowReturn flow;

  if (!self->detour.enabled)
    return take_buffer (self, buffer);
  rmg_progress_take_turn (&self->node->input_turn);
  flow = take_buffer (self, buffer);
  rmg_progress_take_turn (&self->node->input_turn);
  return flow;
}

static void
flush (RmgGuard *self)
{
  GST_DEBUG_OBJECT (self, "flush");
  if (self->node == NULL || !rmg_node_has_stopped_sink (self->node))
    g_atomic_int_set (&self->given_up, FALSE);
  self->detour.is_waiting = FALSE;
  if (self->node != NULL)
    g_atomic_int_set (&self->node->input_ended, FALSE);
  rmg_guard_drop_parked (self);
  if (self->node != NULL) {
    rmg_node_handle_event (self->node, RMG_NODE_EVENT_RECOVERED);
    rmg_node_forget_attempts (self->node);
  }
  rmg_guard_wait_set_stopped (self->wait, FALSE);
}

/* A node that fails while it drains at an item end cannot retry: its buffers are
 * gone. */
static gboolean
forward_serialized (RmgGuard *self, GstEvent *event)
{
  const gboolean drains = GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM;
  gboolean handled;

  rmg_guard_begin_attempt (self);
  handled = gst_pad_push_event (self->pads.src, event);
  rmg_guard_end_attempt (self);
  if (drains && rmg_guard_drain_has_failed (self)) {
    rmg_node_attempt_failed (self->node, GST_FLOW_OK, RMG_NODE_IS_DRAINED);
    give_up (self);
  }
  return handled;
}

/* Between a restart and the next buffer the node has no events. It receives the
 * sticky ones before that buffer; an end without data passes the node, since some
 * elements do not support it. */
static gboolean
handle_before_data (RmgGuard *self, GstEvent *event)
{
  if (self->commit == NULL && GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    return rmg_guard_end_stream (self, event, 0);
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS ||
      rmg_guard_is_item_end (self, event))
    return rmg_commit_push_event (self->commit, event);
  if (GST_EVENT_IS_STICKY (event)) {
    gst_pad_store_sticky_event (self->pads.src, event);
    gst_event_unref (event);
    return TRUE;
  }
  if (!rmg_guard_is_started (self)) {
    gst_event_unref (event);
    return TRUE;
  }
  rmg_guard_resume_after_restart (self);
  return forward_serialized (self, event);
}

static gboolean
handle_serialized (RmgGuard *self, GstEvent *event)
{
  if (self->node != NULL && GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    rmg_guard_end_input (self);
  if (g_atomic_int_get (&self->given_up)) {
    if (self->node != NULL && GST_EVENT_TYPE (event) == GST_EVENT_EOS)
      rmg_node_end_stopped_sinks (self->node);
    gst_event_unref (event);
    return TRUE;
  }
  if (self->is_hosted)
    return gst_pad_push_event (self->pads.src, event);
  if (queue_if_parked (self, GST_MINI_OBJECT_CAST (event)))
    return TRUE;
  rmg_guard_copy_to_fallback (self, event);
  if (self->detour.active && self->commit != NULL)
    return rmg_guard_detour_event (self, event);
  if (self->restarted)
    return handle_before_data (self, event);
  if (rmg_guard_is_item_end (self, event))
    return rmg_guard_end_item (self, event, 0);
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    return rmg_guard_end_stream (self, event, 0);
  return forward_serialized (self, event);
}

/* The pads of a node that restarts are inactive and drop the event, and a node with
 * new elements may have no src pad yet. The event must reach the elements
 * downstream: the restart may wait for them, and they wait for its end. */
static gboolean
push_flush (RmgGuard *self, GstEvent *event)
{
  gboolean handled;

  rmg_guard_flush_fallback (self, event);
  handled = gst_pad_push_event (self->pads.src, gst_event_ref (event));
  if (self->commit != NULL)
    handled |= rmg_commit_complete_flush (self->commit, event);
  gst_event_unref (event);
  return handled;
}

static gboolean
rmg_guard_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgGuard *self = RMG_GUARD (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_START:
      rmg_guard_wait_set_stopped (self->wait, TRUE);
      return push_flush (self, event);
    case GST_EVENT_FLUSH_STOP:
      flush (self);
      return push_flush (self, event);
    case GST_EVENT_GAP:
      rmg_guard_note_gap (self);
      return handle_serialized (self, event);
    default:
      if (GST_EVENT_IS_SERIALIZED (event))
        return handle_serialized (self, event);
      return gst_pad_push_event (self->pads.src, event);
  }
}

static gboolean
bypass_node (GstElement *guard, GstEvent *event)
{
  return rmg_guard_bypass_node (RMG_GUARD (guard), event);
}

static void
note_drained (GstElement *guard)
{
  RmgGuard *self = RMG_GUARD (guard);

  g_atomic_int_set (&self->drained, TRUE);
  rmg_guard_wait_wake (self->wait);
}

static const RmgCommitFuncs commit_funcs = { bypass_node, note_drained };

void
rmg_guard_set_node (RmgGuard *self, RmgNode *node, gboolean parks)
{
  g_return_if_fail (RMG_IS_GUARD (self) && self->node == NULL);

  self->node = rmg_node_ref (node);
  self->drops = rmg_node_get_drops (node);
  self->commit = node->commit != NULL ? RMG_COMMIT (node->commit) : NULL;
  if (self->commit != NULL)
    rmg_commit_set_guard (self->commit, GST_ELEMENT (self), &commit_funcs);
  self->parks = parks;
  self->is_hosted = (node->plan->flags & RMG_NODE_HOSTED) != 0;
  self->detour.enabled = rmg_node_has_breaker (node);
}

gint64
rmg_guard_get_due (RmgGuard *self)
{
  return rmg_guard_park_get_due (&self->park);
}

/* Handles the queued objects as if they arrived now. If a buffer fails, the
 * objects after it queue again. */
static GstFlowReturn
replay (RmgGuard *self, GQueue *waiting)
{
  GstFlowReturn flow = GST_FLOW_OK;
  GstMiniObject *object;

  while ((object = g_queue_pop_head (waiting)) != NULL) {
    if (GST_IS_EVENT (object))
      handle_serialized (self, GST_EVENT_CAST (object));
    else if (flow == GST_FLOW_OK)
      flow = take_buffer (self, GST_BUFFER_CAST (object));
    else
      gst_mini_object_unref (object);
  }
  return flow;
}

static GstFlowReturn
resume_with (RmgGuard *self, gpointer object)
{
  if (GST_IS_EVENT (object) && rmg_guard_is_item_end (self, object)) {
    rmg_guard_end_item (self, object, self->park.n_failures);
    return GST_FLOW_OK;
  }
  self->action = self->park.action;
  if (rmg_retry_renews (self->action))
    rmg_guard_restart (self);
  if (GST_IS_EVENT (object)) {
    rmg_guard_end_stream (self, object, self->park.n_failures);
    return GST_FLOW_OK;
  }
  return offer (self, rmg_guard_prepare_retry (self, object, self->action),
      self->park.n_failures);
}

GstFlowReturn
rmg_guard_resume (RmgGuard *self)
{
  GQueue waiting;
  gpointer object = rmg_guard_park_take (&self->park, &waiting);
  GstFlowReturn flow;

  if (object == NULL)
    return GST_FLOW_OK;

  rmg_node_add_parked (self->node, -1);
  flow = resume_with (self, object);
  if (flow != GST_FLOW_OK) {
    g_queue_clear_full (&waiting, (GDestroyNotify) gst_mini_object_unref);
    return flow;
  }
  return replay (self, &waiting);
}

void
rmg_guard_reset (RmgGuard *self)
{
  g_atomic_int_set (&self->given_up, FALSE);
  self->restarted = FALSE;
  self->relinked = FALSE;
  if (self->commit != NULL)
    rmg_commit_reset (self->commit);
}

static GstStateChangeReturn
rmg_guard_change_state (GstElement *element, GstStateChange transition)
{
  RmgGuard *self = RMG_GUARD (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    rmg_guard_wait_set_stopped (self->wait, FALSE);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    rmg_guard_wait_set_stopped (self->wait, TRUE);

  result = GST_ELEMENT_CLASS (rmg_guard_parent_class)
               ->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    rmg_guard_reset (self);
    rmg_guard_reset_detour (self);
    rmg_guard_drop_parked (self);
  }
  return result;
}

static void
rmg_guard_finalize (GObject *object)
{
  RmgGuard *self = RMG_GUARD (object);

  rmg_guard_park_clear (&self->park);
  rmg_guard_wait_unref (self->wait);
  g_clear_pointer (&self->node, rmg_node_unref);
  G_OBJECT_CLASS (rmg_guard_parent_class)->finalize (object);
}

static void
rmg_guard_init (RmgGuard *self)
{
  rmg_guard_park_init (&self->park);
  rmg_held_attach (self, &self->park.account);
  self->wait = rmg_guard_wait_new ();

  self->pads =
      rmg_pass_element_add_pads (self, rmg_guard_chain, rmg_guard_sink_event);
}

static void
rmg_guard_class_init (RmgGuardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->finalize = rmg_guard_finalize;
  element_class->change_state = rmg_guard_change_state;

  rmg_guard_policy_install (object_class);
  rmg_guard_install_fallback (element_class);
  rmg_pass_element_install (element_class, "Node guard",
      "Offers a buffer again to a node that failed");
}
