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
 * gst-launch-1.0 audiotestsrc num-buffers=100 ! rmgguard ! fakesink
 *
 * `lock` guards the parked objects (parked, due_us, ...). No function of another
 * object is called while it is held. */

#include "gst/elements/rmgguard.h"

#include "gst/elements/guard-wait.h"
#include "gst/elements/pass-element.h"
#include "gst/elements/rmgcommit.h"
#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

struct _RmgGuard
{
  GstElement parent;

  RmgPassPads pads;
  RmgNode *node;     /* (nullable): without a node an error is passed on */
  RmgCommit *commit; /* (nullable): borrowed */
  gboolean parks;

  int given_up;       /* atomic */
  gboolean restarted; /* streaming thread, or the job that it waits for */

  RmgGuardWait *wait;

  GMutex lock;
  GQueue parked; /* (element-type GstMiniObject): the first one failed */
  gint64 due_us;
  guint parked_failures;
  RmgRetryAction parked_action;
};

G_DEFINE_FINAL_TYPE (RmgGuard, rmg_guard, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (
    rmgguard, "rmgguard", GST_RANK_NONE, RMG_TYPE_GUARD)

static gboolean
is_failure (GstFlowReturn flow)
{
  return flow < GST_FLOW_EOS;
}

static gboolean
send_header (GstPad *pad, GstEvent **event, gpointer peer)
{
  if (GST_EVENT_TYPE (*event) != GST_EVENT_EOS)
    gst_pad_send_event (peer, gst_event_ref (*event));
  return TRUE;
}

/* A restarted element has lost its sticky events. The src pad of the guard does
 * not send them again by itself. */
static void
send_headers_again (RmgGuard *self)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (self->pads.src);

  if (peer != NULL)
    gst_pad_sticky_events_foreach (self->pads.src, send_header, peer);
}

static gboolean
node_posted_error (RmgGuard *self)
{
  return self->node != NULL && rmg_node_has_failure (self->node);
}

static void
begin_attempt (RmgGuard *self)
{
  if (self->node != NULL)
    rmg_node_begin_attempt (self->node);
}

static void
end_attempt (RmgGuard *self)
{
  if (self->node != NULL)
    rmg_node_end_attempt (self->node);
}

/* Returns the flow of the node itself; the flow of downstream elements is
 * returned by commit(). */
static GstFlowReturn
attempt (RmgGuard *self, GstBuffer *buffer, gboolean *failed)
{
  GstFlowReturn flow;

  begin_attempt (self);
  if (self->commit != NULL)
    rmg_commit_begin (self->commit);
  flow = gst_pad_push (self->pads.src, buffer);
  if (self->commit != NULL)
    rmg_commit_end (self->commit);
  end_attempt (self);

  *failed = is_failure (flow) || node_posted_error (self);
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
  if (self->commit != NULL)
    rmg_commit_end_stream (self->commit);
}

static GstFlowReturn
give_up (RmgGuard *self)
{
  rmg_guard_give_up (self);
  return GST_FLOW_EOS;
}

static void
restart_node (gpointer guard)
{
  RmgGuard *self = RMG_GUARD (guard);

  rmg_node_restart (self->node);
  self->restarted = TRUE;
}

/* The elements of the node lost their events in the restart. */
static void
resume_after_restart (RmgGuard *self)
{
  if (!self->restarted)
    return;
  self->restarted = FALSE;
  if (self->commit != NULL)
    rmg_commit_node_restarted (self->commit);
  send_headers_again (self);
}

static gboolean
wait_for_retry (RmgGuard *self, const RmgRetryDecision *decision)
{
  gboolean restarts = decision->action == RMG_RETRY_RESTART;

  return rmg_guard_wait_sleep (
      self->wait, decision->delay_ms, restarts ? restart_node : NULL, self);
}

static GstBuffer *
prepare_retry (RmgGuard *self, GstBuffer *buffer, RmgRetryAction action)
{
  if (action != RMG_RETRY_RESTART)
    return buffer;
  resume_after_restart (self);
  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  return buffer;
}

static GstFlowReturn
park (RmgGuard *self, GstBuffer *buffer, const RmgRetryDecision *decision,
    guint failures)
{
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->parked, buffer);
  self->due_us =
      g_get_monotonic_time () + decision->delay_ms * G_TIME_SPAN_MILLISECOND;
  self->parked_action = decision->action;
  self->parked_failures = failures;
  g_mutex_unlock (&self->lock);
  rmg_node_add_parked (self->node, 1);
  GST_DEBUG_OBJECT (self, "parked a buffer for %u ms", decision->delay_ms);
  return GST_FLOW_OK;
}

static GstFlowReturn
finish_attempt (RmgGuard *self, GstFlowReturn flow, guint failures)
{
  if (failures > 0)
    rmg_node_handle_event (self->node, RMG_NODE_EVENT_RECOVERED);
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
    decision = rmg_node_attempt_failed (self->node, flow, failures);
    if (decision.action == RMG_RETRY_GIVE_UP)
      return give_up (self);
    if (self->parks)
      return park (self, g_steal_pointer (&held), &decision, failures + 1);
    if (!wait_for_retry (self, &decision))
      return GST_FLOW_FLUSHING;
    buffer = prepare_retry (self, g_steal_pointer (&held), decision.action);
  }
}

/* Buffers and serialized events queue after a parked buffer. */
static gboolean
queue_if_parked (RmgGuard *self, GstMiniObject *object)
{
  gboolean queued = FALSE;

  if (!self->parks)
    return FALSE;
  g_mutex_lock (&self->lock);
  if (!g_queue_is_empty (&self->parked)) {
    g_queue_push_tail (&self->parked, object);
    queued = TRUE;
  }
  g_mutex_unlock (&self->lock);
  return queued;
}

static GstFlowReturn
rmg_guard_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgGuard *self = RMG_GUARD (parent);

  if (g_atomic_int_get (&self->given_up)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_EOS;
  }
  if (queue_if_parked (self, GST_MINI_OBJECT_CAST (buffer)))
    return GST_FLOW_OK;
  resume_after_restart (self);
  return offer (self, buffer, 0);
}

static void
drop_parked (RmgGuard *self)
{
  GQueue dropped = G_QUEUE_INIT;

  g_mutex_lock (&self->lock);
  dropped = self->parked;
  g_queue_init (&self->parked);
  g_mutex_unlock (&self->lock);

  if (g_queue_is_empty (&dropped))
    return;
  GST_DEBUG_OBJECT (self, "drop %u parked objects", dropped.length);
  rmg_node_add_parked (self->node, -1);
  g_queue_clear_full (&dropped, (GDestroyNotify) gst_mini_object_unref);
}

static void
flush (RmgGuard *self)
{
  GST_DEBUG_OBJECT (self, "flush");
  g_atomic_int_set (&self->given_up, FALSE);
  drop_parked (self);
  if (self->node != NULL)
    rmg_node_handle_event (self->node, RMG_NODE_EVENT_RECOVERED);
  rmg_guard_wait_set_stopped (self->wait, FALSE);
}

/* A node that fails while it drains cannot retry: its buffers are gone. */
static gboolean
forward_serialized (RmgGuard *self, GstEvent *event)
{
  gboolean drains = GST_EVENT_TYPE (event) == GST_EVENT_EOS ||
      GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM;
  gboolean handled;

  begin_attempt (self);
  handled = gst_pad_push_event (self->pads.src, event);
  end_attempt (self);
  if (drains && node_posted_error (self)) {
    rmg_node_attempt_failed (self->node, GST_FLOW_OK, RMG_NODE_IS_DRAINED);
    give_up (self);
  }
  return handled;
}

static gboolean
handle_serialized (RmgGuard *self, GstEvent *event)
{
  if (g_atomic_int_get (&self->given_up)) {
    gst_event_unref (event);
    return TRUE;
  }
  if (queue_if_parked (self, GST_MINI_OBJECT_CAST (event)))
    return TRUE;
  return forward_serialized (self, event);
}

/* The pads of a node that restarts are inactive and drop the event, which must
 * reach the elements downstream: the restart may wait for them. */
static gboolean
start_flush (RmgGuard *self, GstEvent *event)
{
  gst_event_ref (event);
  rmg_guard_wait_set_stopped (self->wait, TRUE);
  if (gst_pad_push_event (self->pads.src, event) || self->commit == NULL) {
    gst_event_unref (event);
    return TRUE;
  }
  return rmg_commit_push_event (self->commit, event);
}

static gboolean
rmg_guard_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgGuard *self = RMG_GUARD (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_START:
      return start_flush (self, event);
    case GST_EVENT_FLUSH_STOP:
      flush (self);
      return gst_pad_push_event (self->pads.src, event);
    default:
      if (GST_EVENT_IS_SERIALIZED (event))
        return handle_serialized (self, event);
      return gst_pad_push_event (self->pads.src, event);
  }
}

static gboolean
is_retrying (RmgGuard *self)
{
  RmgNodeState state;

  if (self->node == NULL)
    return FALSE;
  state = rmg_node_get_state (self->node);
  return state == RMG_NODE_STATE_RETRYING || state == RMG_NODE_STATE_RESTARTING;
}

gboolean
rmg_guard_bypass_node (RmgGuard *self, GstEvent *event)
{
  if (!is_retrying (self)) {
    gst_event_unref (event);
    return FALSE;
  }
  GST_DEBUG_OBJECT (self, "bypass the node: %" GST_PTR_FORMAT, event);
  return gst_pad_push_event (self->pads.sink, event);
}

static gboolean
bypass_node (GstElement *guard, GstEvent *event)
{
  return rmg_guard_bypass_node (RMG_GUARD (guard), event);
}

void
rmg_guard_set_node (RmgGuard *self, RmgNode *node, gboolean parks)
{
  g_return_if_fail (RMG_IS_GUARD (self) && self->node == NULL);

  self->node = rmg_node_ref (node);
  self->commit = node->commit != NULL ? RMG_COMMIT (node->commit) : NULL;
  if (self->commit != NULL)
    rmg_commit_set_bypass (self->commit, bypass_node, GST_ELEMENT (self));
  self->parks = parks;
}

gint64
rmg_guard_get_due (RmgGuard *self)
{
  gint64 due_us;

  g_mutex_lock (&self->lock);
  due_us = g_queue_is_empty (&self->parked) ? -1 : self->due_us;
  g_mutex_unlock (&self->lock);
  return due_us;
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
      flow = rmg_guard_chain (
          self->pads.sink, GST_OBJECT (self), GST_BUFFER_CAST (object));
    else
      gst_mini_object_unref (object);
  }
  return flow;
}

GstFlowReturn
rmg_guard_resume (RmgGuard *self)
{
  GQueue waiting;
  GstBuffer *buffer;
  GstFlowReturn flow;

  g_mutex_lock (&self->lock);
  buffer = g_queue_pop_head (&self->parked);
  waiting = self->parked;
  g_queue_init (&self->parked);
  g_mutex_unlock (&self->lock);
  if (buffer == NULL)
    return GST_FLOW_OK;

  rmg_node_add_parked (self->node, -1);
  if (self->parked_action == RMG_RETRY_RESTART)
    restart_node (self);
  buffer = prepare_retry (self, buffer, self->parked_action);
  flow = offer (self, buffer, self->parked_failures);
  if (flow != GST_FLOW_OK) {
    g_queue_clear_full (&waiting, (GDestroyNotify) gst_mini_object_unref);
    return flow;
  }
  return replay (self, &waiting);
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
    g_atomic_int_set (&self->given_up, FALSE);
    self->restarted = FALSE;
    drop_parked (self);
  }
  return result;
}

static void
rmg_guard_finalize (GObject *object)
{
  RmgGuard *self = RMG_GUARD (object);

  g_queue_clear_full (&self->parked, (GDestroyNotify) gst_mini_object_unref);
  g_mutex_clear (&self->lock);
  rmg_guard_wait_unref (self->wait);
  g_clear_pointer (&self->node, rmg_node_unref);
  G_OBJECT_CLASS (rmg_guard_parent_class)->finalize (object);
}

static void
rmg_guard_init (RmgGuard *self)
{
  g_mutex_init (&self->lock);
  self->wait = rmg_guard_wait_new ();
  g_queue_init (&self->parked);

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

  rmg_pass_element_install (element_class, "Node guard",
      "Offers a buffer again to a node that failed");
}
