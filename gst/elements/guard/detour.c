/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The way of the data past a node that fails. Nothing here waits for time: a
 * buffer is dropped, passes the node, or is the next attempt. */

#include "gst/elements/guard/data.h"

#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static const RmgOnOpen delay_modes[] = {
  [RMG_WAITING_BYPASS] = RMG_ON_OPEN_BYPASS,
  [RMG_WAITING_DROP] = RMG_ON_OPEN_DROP,
};

/* A GAP stands for the time of the buffer, so that joins and sinks go on. The caps
 * of a host are known with its first output, and a GAP without caps has no meaning. */
static GstFlowReturn
drop (RmgGuard *self, GstBuffer *buffer, RmgDropReason reason)
{
  GstFlowReturn flow = GST_FLOW_OK;

  rmg_drops_add (&self->drops, reason, 1);
  if (self->is_hosted && self->commit != NULL &&
      !rmg_commit_has_caps (self->commit)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }
  if (self->commit != NULL)
    flow = rmg_commit_push_past (self->commit, self->pads.sink, NULL);
  if (self->commit != NULL && GST_BUFFER_PTS_IS_VALID (buffer))
    rmg_commit_push_event (self->commit,
        gst_event_new_gap (
            GST_BUFFER_PTS (buffer), GST_BUFFER_DURATION (buffer)));
  gst_buffer_unref (buffer);
  return flow;
}

/* The commit may hold headers of failed attempts, which the node does not send
 * again. */
static GstFlowReturn
pass (RmgGuard *self, GstBuffer *buffer, RmgOnOpen mode, RmgDropReason reason)
{
  self->detour.active = TRUE;
  if (self->commit != NULL)
    rmg_commit_commit (self->commit);
  if (mode == RMG_ON_OPEN_FALLBACK && self->fallback != NULL)
    return rmg_guard_push_fallback (self, buffer);
  if (mode == RMG_ON_OPEN_BYPASS && self->commit != NULL &&
      rmg_commit_accepts_input (self->commit, self->pads.sink))
    return rmg_commit_push_past (self->commit, self->pads.sink, buffer);
  return drop (self, buffer, reason);
}

GstFlowReturn
rmg_guard_skip (RmgGuard *self, GstBuffer *buffer)
{
  return pass (
      self, buffer, self->node->plan->policy.breaker.on_open, RMG_DROP_BREAKER);
}

/* A live source does not wait. Where the manifest says how data passes an open
 * breaker, but not how it passes a delay, it passes both in the same way. */
static gboolean
is_live (RmgGuard *self)
{
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  gboolean live = FALSE;

  if (gst_pad_peer_query (self->pads.sink, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  return live;
}

/* Returns: way of the data during a delay; STOP to hold it */
static RmgOnOpen
get_delay_mode (RmgGuard *self)
{
  const RmgPolicy *policy = &self->node->plan->policy;

  if (policy->while_waiting != RMG_WAITING_HOLD)
    return delay_modes[policy->while_waiting];
  if (policy->set & RMG_POLICY_WHILE_WAITING || policy->breaker.failures == 0 ||
      !is_live (self))
    return RMG_ON_OPEN_STOP;
  return policy->breaker.on_open;
}

gboolean
rmg_guard_passes_delay (RmgGuard *self)
{
  return self->detour.enabled && get_delay_mode (self) != RMG_ON_OPEN_STOP;
}

gboolean
rmg_guard_begin_delay (
    RmgGuard *self, const RmgRetryDecision *decision, guint n_failures)
{
  if (!rmg_guard_passes_delay (self))
    return FALSE;
  self->detour.is_waiting = TRUE;
  self->detour.due_us = rmg_node_get_time (self->node) +
      decision->delay_ms * G_TIME_SPAN_MILLISECOND;
  self->detour.action = decision->action;
  self->detour.n_failures = n_failures;
  return TRUE;
}

GstFlowReturn
rmg_guard_pass_delay (RmgGuard *self, GstBuffer *buffer)
{
  return pass (self, buffer, get_delay_mode (self), RMG_DROP_WAITING);
}

static gboolean
restart (RmgGuard *self, RmgRetryAction action, GstBuffer **buffer)
{
  if (!rmg_guard_restart_node (self, action))
    return FALSE;
  *buffer = gst_buffer_make_writable (*buffer);
  GST_BUFFER_FLAG_SET (*buffer, GST_BUFFER_FLAG_DISCONT);
  return TRUE;
}

static gboolean
flush_buffer (GstBuffer **buffer, GstFlowReturn *flow)
{
  gst_clear_buffer (buffer);
  *flow = GST_FLOW_FLUSHING;
  return TRUE;
}

/* Returns: whether the buffer was taken */
static gboolean
end_delay (
    RmgGuard *self, GstBuffer **buffer, guint *n_failures, GstFlowReturn *flow)
{
  if (rmg_node_get_time (self->node) < self->detour.due_us) {
    *flow = rmg_guard_pass_delay (self, g_steal_pointer (buffer));
    return TRUE;
  }
  self->detour.is_waiting = FALSE;
  *n_failures = self->detour.n_failures;
  if (rmg_retry_renews (self->detour.action) &&
      !restart (self, self->detour.action, buffer))
    return flush_buffer (buffer, flow);
  return FALSE;
}

static RmgRetryAction
get_probe_action (RmgGuard *self)
{
  RmgRenewal renewal = rmg_plan_node_get_probe_renewal (self->node->plan);

  return renewal == RMG_RENEWAL_REBUILD ? RMG_RETRY_REBUILD : RMG_RETRY_RESTART;
}

gboolean
rmg_guard_take_detour (
    RmgGuard *self, GstBuffer **buffer, guint *n_failures, GstFlowReturn *flow)
{
  *n_failures = 0;
  if (!self->detour.enabled)
    return FALSE;
  if (self->detour.is_waiting && end_delay (self, buffer, n_failures, flow))
    return TRUE;
  switch (rmg_node_next_turn (self->node)) {
    case RMG_TURN_SKIP:
      *flow = rmg_guard_skip (self, g_steal_pointer (buffer));
      return TRUE;
    case RMG_TURN_PROBE:
      if (!restart (self, get_probe_action (self), buffer))
        return flush_buffer (buffer, flow);
      return FALSE;
    default:
      return FALSE;
  }
}

void
rmg_guard_end_detour (RmgGuard *self, GstFlowReturn flow)
{
  gboolean proves = flow != GST_FLOW_FLUSHING;

  if (!self->detour.enabled) {
    self->detour.active &= !proves; /* after an error outside of an attempt */
    return;
  }
  rmg_node_attempt_ended (self->node, proves);
  self->detour.active &= !proves;
  self->detour.in_fallback &= !proves;
}

void
rmg_guard_reset_detour (RmgGuard *self)
{
  self->detour = (RmgGuardDetour){ .enabled = self->detour.enabled };
}

/* The node receives sticky events before its next buffer. */
gboolean
rmg_guard_detour_event (RmgGuard *self, GstEvent *event)
{
  GstEventType type = GST_EVENT_TYPE (event);

  GST_LOG_OBJECT (self, "past the node: %" GST_PTR_FORMAT, event);
  if (GST_EVENT_IS_STICKY (event) && type != GST_EVENT_EOS)
    gst_pad_store_sticky_event (self->pads.src, event);
  if (self->detour.in_fallback)
    return gst_pad_push_event (self->fallback, event);
  if (type != GST_EVENT_CAPS)
    return rmg_commit_push_event (self->commit, event);
  gst_event_unref (event);
  return TRUE;
}

/* A GAP is no data for the node, but its input is alive and time passes. */
void
rmg_guard_note_gap (RmgGuard *self)
{
  if (!self->detour.enabled)
    return;
  rmg_progress_take_turn (&self->node->input_turn);
  rmg_node_note_gap (self->node);
  rmg_progress_take_turn (&self->node->input_turn);
}
