/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Placed upstream of a node that can fail, with an rmgcommit downstream of a
 * node that has an output:
 *
 *   upstream -> rmgguard -> node -> rmgcommit -> downstream
 *
 * The guard offers a buffer to the node. The commit holds the output of the
 * node until the attempt has succeeded, so a failed attempt leaves no output.
 * The owner decides whether and when the guard repeats a failed attempt. The
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

GST_DEBUG_CATEGORY_STATIC (rmg_guard_debug);
#define GST_CAT_DEFAULT rmg_guard_debug

struct _RmgGuard
{
  GstElement parent;

  RmgPassPads pads;
  RmgCommit *commit; /* (nullable): behind a node that has an output */

  const RmgGuardOwner *functions;
  gpointer owner;
  guint node;
  gboolean park;

  /* streaming thread */
  gboolean given_up;

  RmgGuardWait wait;

  GMutex lock;
  GQueue parked; /* of GstMiniObject; the first failed, the rest wait */
  gint64 due_us;
  guint parked_failures;
  RmgRetryAction parked_action;
};

G_DEFINE_FINAL_TYPE (RmgGuard, rmg_guard, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (rmgguard, "rmgguard", GST_RANK_NONE,
    RMG_TYPE_GUARD,
    GST_DEBUG_CATEGORY_INIT (rmg_guard_debug, "rmgguard", 0, "node guard"))

static gboolean
is_failure (GstFlowReturn flow)
{
  return flow < GST_FLOW_EOS;
}

/* -- attempts -- */

static gboolean
send_header (GstPad *pad, GstEvent **event, gpointer peer)
{
  if (GST_EVENT_TYPE (*event) != GST_EVENT_EOS)
    gst_pad_send_event (peer, gst_event_ref (*event));
  return TRUE;
}

/* A restarted element has forgotten the stream's headers, while our src pad
 * believes them delivered. */
static void
send_headers_again (RmgGuard *self)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (self->pads.src);

  if (peer != NULL)
    gst_pad_sticky_events_foreach (self->pads.src, send_header, peer);
}

static gboolean
take_fault (RmgGuard *self)
{
  return self->functions != NULL &&
      self->functions->take_fault (self->owner, self->node);
}

/* The flow of the node itself; what lies behind it answers release(). */
static GstFlowReturn
attempt (RmgGuard *self, GstBuffer *buffer, gboolean *failed)
{
  GstFlowReturn flow;

  if (self->commit != NULL)
    rmg_commit_begin (self->commit);
  flow = gst_pad_push (self->pads.src, buffer);
  if (self->commit != NULL)
    rmg_commit_end (self->commit);

  *failed = is_failure (flow);
  if (take_fault (self))
    *failed = TRUE;
  return flow;
}

static GstFlowReturn
release (RmgGuard *self, GstFlowReturn node_flow)
{
  GstFlowReturn flow =
      self->commit != NULL ? rmg_commit_commit (self->commit) : GST_FLOW_OK;

  return flow != GST_FLOW_OK ? flow : node_flow;
}

static RmgRetryDecision
decide (RmgGuard *self, GstFlowReturn flow, guint failures)
{
  RmgRetryDecision decision = { RMG_RETRY_GIVE_UP, 0 };

  if (self->functions == NULL)
    return decision;
  return self->functions->failed (
      self, flow, failures, self->owner, self->node);
}

/* The application has been told; everybody else just sees the stream end.
 * Returning the error would make an echo of it at every element upstream. */
static GstFlowReturn
give_up (RmgGuard *self, GstFlowReturn flow)
{
  if (self->functions == NULL)
    return flow;
  self->given_up = TRUE;
  if (self->commit != NULL)
    rmg_commit_end_stream (self->commit);
  return GST_FLOW_EOS;
}

static void
restart_node (gpointer guard, gpointer owner)
{
  RmgGuard *self = guard;

  self->functions->restart (owner, self->node);
}

static gboolean
wait_for_retry (RmgGuard *self, const RmgRetryDecision *decision)
{
  gboolean restarts = decision->action == RMG_RETRY_RESTART;

  return rmg_guard_wait_sleep (&self->wait, decision->delay_ms,
      restarts ? restart_node : NULL, G_OBJECT (self), self->owner);
}

static GstBuffer *
prepare_retry (RmgGuard *self, GstBuffer *buffer, RmgRetryAction action)
{
  if (action != RMG_RETRY_RESTART)
    return buffer;
  if (self->commit != NULL)
    rmg_commit_node_restarted (self->commit);
  send_headers_again (self);
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
  self->functions->parked (self->owner, 1);
  return GST_FLOW_OK;
}

/* Takes the buffer, which has failed @failures times already. */
static GstFlowReturn
offer (RmgGuard *self, GstBuffer *buffer, guint failures)
{
  for (;; failures++) {
    g_autoptr (GstBuffer) held = gst_buffer_ref (buffer);
    RmgRetryDecision decision;
    gboolean failed;
    GstFlowReturn flow = attempt (self, buffer, &failed);

    if (!failed)
      return release (self, flow);

    if (self->commit != NULL)
      rmg_commit_rollback (self->commit);
    decision = decide (self, flow, failures);
    if (decision.action == RMG_RETRY_GIVE_UP)
      return give_up (self, flow);
    if (self->park)
      return park (self, g_steal_pointer (&held), &decision, failures + 1);
    if (!wait_for_retry (self, &decision))
      return GST_FLOW_FLUSHING;
    buffer = prepare_retry (self, g_steal_pointer (&held), decision.action);
  }
}

/* Behind a parked buffer everything serialised queues. */
static gboolean
queue_if_parked (RmgGuard *self, GstMiniObject *object)
{
  gboolean queued = FALSE;

  if (!self->park)
    return FALSE;
  g_mutex_lock (&self->lock);
  if (!g_queue_is_empty (&self->parked)) {
    g_queue_push_tail (&self->parked, object);
    queued = TRUE;
  }
  g_mutex_unlock (&self->lock);
  return queued;
}

/* -- pads -- */

static GstFlowReturn
rmg_guard_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgGuard *self = RMG_GUARD (parent);

  if (self->given_up) {
    gst_buffer_unref (buffer);
    return GST_FLOW_EOS;
  }
  if (queue_if_parked (self, GST_MINI_OBJECT_CAST (buffer)))
    return GST_FLOW_OK;
  return offer (self, buffer, 0);
}

static void
forget_stream (RmgGuard *self)
{
  self->given_up = FALSE;
}

static void
drop_parked (RmgGuard *self)
{
  GQueue dropped = G_QUEUE_INIT;

  g_mutex_lock (&self->lock);
  dropped = self->parked;
  g_queue_init (&self->parked);
  g_mutex_unlock (&self->lock);

  if (!g_queue_is_empty (&dropped) && self->functions != NULL)
    self->functions->parked (self->owner, -1);
  g_queue_clear_full (&dropped, (GDestroyNotify) gst_mini_object_unref);
}

/* A node that fails while it drains cannot be offered anything again. */
static gboolean
forward_serialised (RmgGuard *self, GstEvent *event)
{
  gboolean drains = GST_EVENT_TYPE (event) == GST_EVENT_EOS ||
      GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM;
  gboolean handled = gst_pad_push_event (self->pads.src, event);

  if (drains && take_fault (self)) {
    decide (self, GST_FLOW_OK, G_MAXUINT);
    give_up (self, GST_FLOW_ERROR);
  }
  return handled;
}

static gboolean
handle_serialised (RmgGuard *self, GstEvent *event)
{
  if (self->given_up) {
    gst_event_unref (event);
    return TRUE;
  }
  if (queue_if_parked (self, GST_MINI_OBJECT_CAST (event)))
    return TRUE;
  return forward_serialised (self, event);
}

static gboolean
rmg_guard_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgGuard *self = RMG_GUARD (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_START:
      rmg_guard_wait_set_stopped (&self->wait, TRUE);
      return gst_pad_push_event (self->pads.src, event);
    case GST_EVENT_FLUSH_STOP:
      forget_stream (self);
      drop_parked (self);
      rmg_guard_wait_set_stopped (&self->wait, FALSE);
      return gst_pad_push_event (self->pads.src, event);
    default:
      if (GST_EVENT_IS_SERIALIZED (event))
        return handle_serialised (self, event);
      return gst_pad_push_event (self->pads.src, event);
  }
}

/* -- parked buffers -- */

void
rmg_guard_set_commit (RmgGuard *self, RmgCommit *commit)
{
  g_return_if_fail (RMG_IS_GUARD (self) && RMG_IS_COMMIT (commit));

  self->commit = commit;
}

void
rmg_guard_set_owner (RmgGuard *self, const RmgGuardOwner *functions,
    gpointer owner, guint node, gboolean parks)
{
  g_return_if_fail (RMG_IS_GUARD (self));

  self->functions = functions;
  self->owner = owner;
  self->node = node;
  self->park = parks;
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

/* What queued behind the buffer goes the way it would have gone; it queues
 * again where one of it fails. */
static GstFlowReturn
replay (RmgGuard *self, GQueue *waiting)
{
  GstFlowReturn flow = GST_FLOW_OK;
  GstMiniObject *object;

  while ((object = g_queue_pop_head (waiting)) != NULL) {
    if (GST_IS_EVENT (object))
      handle_serialised (self, GST_EVENT_CAST (object));
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

  self->functions->parked (self->owner, -1);
  if (self->parked_action == RMG_RETRY_RESTART)
    self->functions->restart (self->owner, self->node);
  buffer = prepare_retry (self, buffer, self->parked_action);
  flow = offer (self, buffer, self->parked_failures);
  if (flow != GST_FLOW_OK) {
    g_queue_clear_full (&waiting, (GDestroyNotify) gst_mini_object_unref);
    return flow;
  }
  return replay (self, &waiting);
}

/* -- element -- */

static GstStateChangeReturn
rmg_guard_change_state (GstElement *element, GstStateChange transition)
{
  RmgGuard *self = RMG_GUARD (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    rmg_guard_wait_set_stopped (&self->wait, FALSE);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    rmg_guard_wait_set_stopped (&self->wait, TRUE);

  result = GST_ELEMENT_CLASS (rmg_guard_parent_class)
               ->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    forget_stream (self);
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
  rmg_guard_wait_clear (&self->wait);
  G_OBJECT_CLASS (rmg_guard_parent_class)->finalize (object);
}

static void
rmg_guard_init (RmgGuard *self)
{
  g_mutex_init (&self->lock);
  rmg_guard_wait_init (&self->wait);
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
