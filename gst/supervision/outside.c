/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/outside.h"

#include "gst/nodes/log.h"
#include "gst/supervision/breaks.h"

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

/* At the end of the stream no buffer follows that could pass the node, nor in an
 * item that the node drains. An element that does not start ends the change of
 * state. */
static gboolean
may_go_on (const RmgSupervisor *self, const RmgNode *node)
{
  const RmgPolicy *policy = &node->plan->policy;
  const RmgNodeElement *entry = node->elements;
  gboolean starts = FALSE;

  for (; entry != NULL; entry = entry->next)
    starts = starts || is_starting (entry->element);
  return !starts && node->guard != NULL && node->commit != NULL &&
      !self->has_items && policy->breaker.failures > 0 &&
      policy->breaker.on_open != RMG_ON_OPEN_STOP;
}

/* The guard restarts the node before the next buffer. */
static void
schedule_restart (RmgNode *node)
{
  g_atomic_int_set (&node->restart_due, RMG_RESTART_FAILED);
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

static RmgBreakerState
count (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure)
{
  const gboolean transient =
      rmg_failure_judge (failure, node->plan) == RMG_FAILURE_TRANSIENT;

  return rmg_breaks_handle (self, node,
      transient ? RMG_BREAKER_FAILED_OUTSIDE : RMG_BREAKER_FAILED_PERMANENTLY,
      failure)
      .to;
}

gboolean
rmg_outside_handle (
    RmgSupervisor *self, RmgNode *node, const RmgFailure *failure)
{
  gboolean restarts;

  if (!may_go_on (self, node))
    return FALSE;
  if (rmg_outside_is_known (node)) {
    GST_DEBUG_OBJECT (self->bin, "node %s failed as an echo", node->plan->id);
    return TRUE;
  }
  restarts = is_in_use (count (self, node, failure));
  if (restarts)
    schedule_restart (node);
  if (has_ended_in_node (node))
    return FALSE;
  rmg_counter_add (&node->counters.errors, 1);
  rmg_node_note_attempt (node, failure, restarts ? "restart" : "skip", 0);
  GST_WARNING_OBJECT (self->bin, "node %s failed by itself: %s; %s",
      node->plan->id, rmg_failure_get_text (failure),
      restarts ? "restart with the next buffer" : "skip it");
  return TRUE;
}

gboolean
rmg_outside_is_known (RmgNode *node)
{
  return g_atomic_int_get (&node->restart_due) == RMG_RESTART_FAILED ||
      !is_in_use (rmg_node_get_breaker_state (node));
}
