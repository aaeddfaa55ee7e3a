/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/breaks.h"

#include "gst/nodes/log.h"
#include "gst/nodes/node-policy.h"
#include "gst/supervision/notices.h"
#include "translator/policy/keys.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

/* Causes of transitions, as the message has them. */
static const char *const causes[] = {
  [RMG_BREAKER_OFFER] = "open-time",
  [RMG_BREAKER_GAP] = "open-time",
  [RMG_BREAKER_SUCCEEDED] = "probes-succeeded",
  [RMG_BREAKER_FAILED] = "failures",
  [RMG_BREAKER_FAILED_PERMANENTLY] = "permanent-failure",
  [RMG_BREAKER_CANCELLED] = "cancelled",
  [RMG_BREAKER_SILENCE] = "no-input",
  [RMG_BREAKER_FAILED_OUTSIDE] = "failures",
};

static const char *
get_cause (const RmgBreakerResult *result, RmgBreakerEvent event)
{
  if (result->from == RMG_BREAKER_SILENT)
    return "input";
  if (result->from == RMG_BREAKER_HALF_OPEN &&
      (event == RMG_BREAKER_FAILED || event == RMG_BREAKER_FAILED_OUTSIDE))
    return "probe-failed";
  return causes[event];
}

static void
count (RmgCounters *counters, RmgBreakerState to)
{
  if (rmg_breaker_is_open (to))
    rmg_counter_add (&counters->breaker_opened, 1);
  else if (to == RMG_BREAKER_HALF_OPEN)
    rmg_counter_add (&counters->breaker_half_opened, 1);
  else
    rmg_counter_add (&counters->breaker_closed, 1);
}

static void
post (RmgSupervisor *self, RmgNode *node, const RmgBreakerResult *result,
    const char *cause, const RmgFailure *failure)
{
  const RmgPolicy policy = rmg_node_get_policy (node);
  g_autofree char *on_open =
      rmg_policy_format (&policy, rmg_policy_find_key ("breaker", "on_open"));
  GstStructure *notice = rmg_notices_new ("rmg-breaker", node);

  gst_structure_set (notice, "from", G_TYPE_STRING,
      rmg_breaker_state_get_name (result->from), "to", G_TYPE_STRING,
      rmg_breaker_state_get_name (result->to), "cause", G_TYPE_STRING, cause,
      "on-open", G_TYPE_STRING, on_open, "open-ms", G_TYPE_UINT,
      policy.breaker.open_ms, "permanent", G_TYPE_BOOLEAN,
      result->to == RMG_BREAKER_BROKEN, "error", G_TYPE_STRING,
      failure != NULL ? rmg_failure_get_text (failure) : NULL, NULL);
  rmg_supervisor_post (self, notice);
}

static void
note (const RmgNode *node, const RmgBreakerResult *result)
{
  g_autofree char *text =
      g_strdup_printf ("%s -> %s", rmg_breaker_state_get_name (result->from),
          rmg_breaker_state_get_name (result->to));

  rmg_journal_add (
      node->journal, node->plan->id, "breaker", text, g_get_real_time ());
}

static void
report (RmgSupervisor *self, RmgNode *node, const RmgBreakerResult *result,
    const char *cause, const RmgFailure *failure)
{
  if (rmg_breaker_is_open (result->to))
    rmg_node_handle_event (node, RMG_NODE_EVENT_BREAKER_OPENED);
  else if (result->to == RMG_BREAKER_CLOSED)
    rmg_node_handle_event (node, RMG_NODE_EVENT_BREAKER_CLOSED);
  count (&node->counters, result->to);
  note (node, result);
  GST_WARNING_OBJECT (self->bin, "breaker of node %s: %s -> %s, %s",
      node->plan->id, rmg_breaker_state_get_name (result->from),
      rmg_breaker_state_get_name (result->to), cause);
  post (self, node, result, cause, failure);
}

RmgBreakerResult
rmg_breaks_handle (RmgSupervisor *self, RmgNode *node, RmgBreakerEvent event,
    const RmgFailure *failure)
{
  const RmgBreakerPolicy policy = rmg_node_get_policy (node).breaker;
  const RmgBreakerRules rules = { policy.failures, policy.open_ms,
    policy.probes };
  gint64 now_us = rmg_supervisor_get_time (self);
  RmgBreakerResult result;

  g_mutex_lock (&node->lock);
  result = rmg_breaker_handle (&node->breaker, &rules, event, now_us);
  g_mutex_unlock (&node->lock);
  if (result.from != result.to)
    report (self, node, &result, get_cause (&result, event), failure);
  return result;
}

RmgRetryDecision
rmg_breaks_decide (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, RmgFailureKind kind, RmgRetryDecision decision)
{
  const RmgBreakerPolicy *policy = &node->plan->policy.breaker;
  RmgRetryDecision skip = { RMG_RETRY_SKIP, 0 };
  RmgBreakerResult result;

  if (policy->failures == 0)
    return decision;
  if (policy->on_open == RMG_ON_OPEN_STOP)
    skip.action = RMG_RETRY_GIVE_UP;
  result = rmg_breaks_handle (self, node,
      kind == RMG_FAILURE_TRANSIENT ? RMG_BREAKER_FAILED
                                    : RMG_BREAKER_FAILED_PERMANENTLY,
      failure);
  if (result.to != RMG_BREAKER_CLOSED || decision.action == RMG_RETRY_GIVE_UP)
    return skip;
  return decision;
}

static gboolean
may_restart (const RmgNode *node)
{
  return rmg_plan_node_get_probe_renewal (node->plan) != RMG_RENEWAL_NONE;
}

RmgNodeTurn
rmg_breaks_next_turn (RmgSupervisor *self, RmgNode *node)
{
  RmgBreakerResult result =
      rmg_breaks_handle (self, node, RMG_BREAKER_OFFER, NULL);

  if (!result.allowed)
    return RMG_TURN_SKIP;
  return result.is_first_probe && may_restart (node) ? RMG_TURN_PROBE
                                                     : RMG_TURN_OFFER;
}
