/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/outside.h"

#include "gst/nodes/log.h"
#include "gst/nodes/node-policy.h"
#include "gst/nodes/own-failures.h"
#include "gst/supervision/breaks.h"
#include "gst/supervision/notices.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

/* Whether this thread changes the state of @element, or has not ended to. The thread
 * that changes it holds the lock, so that another one does not get it. */
static gboolean
is_starting (GstElement *element)
{
  if (!GST_STATE_TRYLOCK (element))
    return FALSE;
  GST_STATE_UNLOCK (element);
  return GST_STATE (element) < GST_STATE_PAUSED ||
      GST_STATE_NEXT (element) != GST_STATE_VOID_PENDING;
}

/* A file that is opened again is truncated. */
static gboolean
may_restart (const RmgNode *node)
{
  return node->guard != NULL &&
      (node->commit != NULL ||
          rmg_plan_node_get_probe_renewal (node->plan) != RMG_RENEWAL_NONE);
}

/* An element that does not start ends the change of state. In an item the node
 * has data that cannot be offered again. */
static gboolean
may_go_on (const RmgSupervisor *self, const RmgNode *node)
{
  const RmgNodeElement *entry = node->elements;
  gboolean starts = FALSE;

  for (; entry != NULL; entry = entry->next) {
    g_autoptr (GstElement) element = rmg_node_element_ref (entry);

    starts = starts || is_starting (element);
  }
  return !starts && may_restart (node) && !self->has_items;
}

static gboolean
has_way_past (const RmgNode *node)
{
  const RmgBreakerPolicy *breaker = &node->plan->policy.breaker;

  return breaker->failures > 0 && breaker->on_open != RMG_ON_OPEN_STOP;
}

/* A restart loses the data inside the node, so the manifest must have requested
 * retries. */
static gboolean
restarts (const RmgNode *node)
{
  const RmgNodeFlags network_sink = RMG_NODE_NETWORK | RMG_NODE_SINK;

  return (node->plan->policy.set & RMG_POLICY_RETRY ||
             (node->plan->flags & network_sink) == network_sink) &&
      rmg_plan_node_get_renewal (node->plan) != RMG_RENEWAL_NONE;
}

static gboolean
is_in_use (RmgBreakerState state)
{
  return state != RMG_BREAKER_OPEN && state != RMG_BREAKER_BROKEN;
}

/* EOS that arrived before the failure may be lost in the node. */
static gboolean
has_ended_in_node (RmgNode *node)
{
  gboolean has_ended;

  g_mutex_lock (&node->lock);
  has_ended = g_atomic_int_get (&node->input_ended) == RMG_INPUT_ENDED;
  g_mutex_unlock (&node->lock);
  return has_ended;
}

static gboolean
is_transient (const RmgNode *node, const RmgFailure *failure)
{
  return rmg_failure_judge (failure, node->plan) == RMG_FAILURE_TRANSIENT;
}

static void
note (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    const char *action, guint delay_ms)
{
  rmg_counter_add (&node->counters.errors, 1);
  rmg_node_note_attempt (node, failure, action, delay_ms);
  GST_WARNING_OBJECT (self->bin, "node %s failed by itself: %s; %s",
      node->plan->id, rmg_failure_get_text (failure), action);
}

/* Returns: whether the stream goes on past the node */
static gboolean
ask_breaker (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure)
{
  const RmgBreakerEvent event = is_transient (node, failure)
      ? RMG_BREAKER_FAILED_OUTSIDE
      : RMG_BREAKER_FAILED_PERMANENTLY;
  const gboolean is_used =
      is_in_use (rmg_breaks_handle (self, node, event, failure).to);

  if (is_used)
    rmg_node_schedule_restart (node, 0);
  if (has_ended_in_node (node))
    return FALSE;
  note (self, node, failure, is_used ? "restart" : "skip", 0);
  return TRUE;
}

/* A breaker that stops the stream counts the failure as well. */
static gboolean
opens_breaker (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure)
{
  return node->plan->policy.breaker.failures > 0 &&
      !is_in_use (
          rmg_breaks_handle (self, node, RMG_BREAKER_FAILED_OUTSIDE, failure)
              .to);
}

/* Returns: whether the node restarts, after @delay_ms (out) */
static gboolean
may_retry (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    guint *delay_ms, guint *n_attempts)
{
  const RmgPolicy policy = rmg_node_get_policy (node);
  const gint64 now_us = rmg_supervisor_get_time (self);
  const guint n_before = rmg_node_count_outside (node, now_us);
  const RmgRetryDecision decision =
      rmg_retry_decide (&policy.retry, RMG_FAILURE_TRANSIENT, n_before,
          rmg_failure_retry_after_ms (failure), g_random_double ());

  *n_attempts = n_before + 1;
  *delay_ms = decision.delay_ms;
  if (decision.action == RMG_RETRY_GIVE_UP ||
      opens_breaker (self, node, failure))
    return FALSE;
  if (rmg_node_count_restart (node, now_us))
    return TRUE;
  *n_attempts = RMG_NODE_RESTARTS_USED_UP;
  return FALSE;
}

static gboolean
ask_policy (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    guint *n_attempts)
{
  guint delay_ms;

  if (!is_transient (node, failure) || has_ended_in_node (node) ||
      !may_retry (self, node, failure, &delay_ms, n_attempts))
    return FALSE;
  note (self, node, failure, "restart", delay_ms);
  rmg_counter_add (&node->counters.retries, 1);
  rmg_notices_retrying (self, node, failure, "restart", delay_ms);
  *n_attempts = RMG_NODE_FAILED_OUTSIDE;
  return rmg_node_schedule_restart (node,
      rmg_supervisor_get_time (self) + delay_ms * G_TIME_SPAN_MILLISECOND);
}

gboolean
rmg_outside_handle (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, guint *n_attempts)
{
  const gboolean passes = has_way_past (node);

  *n_attempts = RMG_NODE_FAILED_OUTSIDE;
  if (!may_go_on (self, node) || (!passes && !restarts (node)))
    return FALSE;
  if (rmg_outside_is_known (node)) {
    GST_DEBUG_OBJECT (self->bin, "node %s failed as an echo", node->plan->id);
    return TRUE;
  }
  return passes ? ask_breaker (self, node, failure)
                : ask_policy (self, node, failure, n_attempts);
}

gboolean
rmg_outside_may_start_late (const RmgNode *node)
{
  return node->guard != NULL && !(node->plan->flags & RMG_NODE_HOSTED) &&
      (has_way_past (node) || restarts (node));
}

gboolean
rmg_outside_handle_start (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, guint *n_attempts)
{
  *n_attempts = RMG_NODE_FAILED_OUTSIDE;
  if (!rmg_outside_may_start_late (node))
    return FALSE;
  return has_way_past (node) ? ask_breaker (self, node, failure)
                             : ask_policy (self, node, failure, n_attempts);
}

gboolean
rmg_outside_is_known (RmgNode *node)
{
  return g_atomic_int_get (&node->restart_due) == RMG_RESTART_FAILED ||
      !is_in_use (rmg_node_get_breaker_state (node));
}
