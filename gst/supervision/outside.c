/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/outside.h"

#include "gst/nodes/log.h"
#include "gst/supervision/breaks.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

/* At the end of the stream no buffer follows that could pass the node, nor in an
 * item that the node drains. An element that does not start ends the change of
 * state. */
static gboolean
may_go_on (const RmgSupervisor *self, const RmgNode *node)
{
  const RmgPolicy *policy = &node->plan->policy;
  const RmgNodeElement *entry = node->elements;
  gboolean runs = TRUE;

  for (; entry != NULL; entry = entry->next)
    runs = runs && GST_STATE (entry->element) >= GST_STATE_PAUSED;
  return runs && node->guard != NULL && node->commit != NULL &&
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
  if (g_atomic_int_get (&node->input_ended))
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
