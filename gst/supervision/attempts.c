/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/attempts.h"

#include "gst/elements/source/rmgfilesrc.h"
#include "gst/elements/rmgfuse.h"
#include "gst/elements/guard/rmgguard.h"
#include "gst/elements/source/rmghttpsrc.h"
#include "gst/nodes/log.h"
#include "gst/nodes/node-policy.h"
#include "gst/nodes/own-failures.h"
#include "gst/supervision/blame.h"
#include "gst/supervision/breaks.h"
#include "gst/supervision/give-up.h"
#include "gst/supervision/groups.h"
#include "gst/supervision/notices.h"
#include "gst/supervision/restart.h"
#include "gst/supervision/run-state.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

/* A node that restarts again and again is given up. */
static gboolean
may_restart (RmgSupervisor *self, RmgNode *node, RmgRetryAction action)
{
  return !rmg_retry_renews (action) ||
      rmg_node_count_restart (node, rmg_supervisor_get_time (self));
}

/* @n_attempts: (inout): number of attempts if the node is given up */
static RmgRetryDecision
decide (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    RmgRenewal renewal, guint n_failures, guint *n_attempts)
{
  guint n_before =
      rmg_node_count_failure (node, n_failures, rmg_supervisor_get_time (self));
  RmgFailureKind kind = rmg_failure_judge (failure, node->plan);
  const RmgPolicy policy = rmg_node_get_policy (node);
  RmgRetryDecision decision = rmg_retry_decide (&policy.retry, kind, n_before,
      rmg_failure_retry_after_ms (failure), g_random_double ());

  decision.action = rmg_retry_choose_step (renewal, decision.action, n_before);
  if (decision.action == RMG_RETRY_OFFER && rmg_restart_is_locked (node))
    decision.action = RMG_RETRY_RESTART;
  if (!may_restart (self, node, decision.action)) {
    decision.action = RMG_RETRY_GIVE_UP;
    kind = RMG_FAILURE_PERMANENT;
    *n_attempts = RMG_NODE_RESTARTS_USED_UP;
  }
  return rmg_breaks_decide (self, node, failure, kind, decision);
}

/* The run goes on without the buffer. */
static void
skip_buffer (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure)
{
  rmg_counter_add (&node->counters.errors, 1);
  rmg_node_note_attempt (node, failure, "skip", 0);
  GST_WARNING_OBJECT (self->bin, "node %s failed: %s; skip the buffer",
      node->plan->id, rmg_failure_get_text (failure));
}

static void
start_retry (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    const RmgRetryDecision *decision)
{
  const char *action = rmg_retry_get_name (decision->action);

  rmg_counter_add (&node->counters.errors, 1);
  rmg_counter_add (&node->counters.retries, 1);
  rmg_node_note_attempt (node, failure, action, decision->delay_ms);
  rmg_node_handle_event (node, RMG_NODE_EVENT_ATTEMPT_FAILED);
  GST_WARNING_OBJECT (self->bin, "node %s failed: %s; %s in %u ms",
      node->plan->id, rmg_failure_get_text (failure), action,
      decision->delay_ms);
  rmg_notices_retrying (self, node, failure, action, decision->delay_ms);
}

/* The buffers of the node are gone, so that it cannot retry. */
static void
drain_failed (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure)
{
  rmg_give_up (self, node, failure, RMG_NODE_IS_DRAINED);
}

/* A node that has failed by itself refuses buffers without a reason. */
static gboolean
restarts_anyway (RmgNode *node)
{
  if (rmg_node_has_failure (node) ||
      g_atomic_int_get (&node->restart_due) != RMG_RESTART_FAILED)
    return FALSE;
  rmg_node_handle_event (node, RMG_NODE_EVENT_ATTEMPT_FAILED);
  return TRUE;
}

static RmgRetryDecision
judge (RmgNode *node, const RmgFailure *failure, guint n_failures,
    guint *n_attempts)
{
  RmgSupervisor *self = RMG_SUPERVISOR (node->supervisor);
  RmgRetryDecision decision;

  *n_attempts = n_failures + 1;
  decision = decide (self, node, failure,
      rmg_plan_node_get_renewal (node->plan), n_failures, n_attempts);
  if (decision.action == RMG_RETRY_SKIP)
    skip_buffer (self, node, failure);
  else if (decision.action != RMG_RETRY_GIVE_UP)
    start_retry (self, node, failure, &decision);
  return decision;
}

static RmgRetryDecision
attempt_failed (RmgNode *node, GstFlowReturn flow, guint n_failures)
{
  RmgSupervisor *self = RMG_SUPERVISOR (node->supervisor);
  g_autoptr (RmgFailure) failure = NULL;
  RmgRetryDecision decision = { RMG_RETRY_GIVE_UP, 0 };
  guint n_attempts;

  if (restarts_anyway (node))
    return (RmgRetryDecision){ RMG_RETRY_RESTART,
      rmg_node_get_restart_delay_ms (node) };
  if (rmg_blame_node_was_refused (node)) {
    rmg_give_up_culprit (self, flow, node);
    return decision;
  }
  failure = rmg_node_take_failure (node, flow);
  if (n_failures == RMG_NODE_IS_DRAINED) {
    drain_failed (self, node, failure);
    return decision;
  }
  decision = judge (node, failure, n_failures, &n_attempts);
  if (decision.action == RMG_RETRY_GIVE_UP)
    rmg_give_up (self, node, failure, n_attempts);
  return decision;
}

/* A restart would lose the data inside the node. A sink has none, and takes only one
 * end without a restart. */
static RmgRenewal
get_end_renewal (const RmgNode *node)
{
  return node->plan->flags & RMG_NODE_SINK
      ? rmg_plan_node_get_renewal (node->plan)
      : RMG_RENEWAL_NONE;
}

static RmgRetryDecision
decide_end (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    guint n_failures, guint *n_attempts)
{
  const RmgRenewal renewal = get_end_renewal (node);
  RmgRetryDecision decision =
      decide (self, node, failure, renewal, n_failures, n_attempts);

  if (node->plan->flags & RMG_NODE_SINK && decision.action == RMG_RETRY_OFFER)
    decision.action =
        renewal != RMG_RENEWAL_NONE ? RMG_RETRY_RESTART : RMG_RETRY_GIVE_UP;
  return decision;
}

/* Nothing passes the node at its end. */
static RmgRetryDecision
drain_failed_whole (RmgNode *node, guint n_failures)
{
  RmgSupervisor *self = RMG_SUPERVISOR (node->supervisor);
  g_autoptr (RmgFailure) failure = rmg_node_take_failure (node, GST_FLOW_OK);
  guint n_attempts = n_failures + 1;
  RmgRetryDecision decision =
      decide_end (self, node, failure, n_failures, &n_attempts);

  if (decision.action == RMG_RETRY_OFFER ||
      rmg_retry_renews (decision.action)) {
    start_retry (self, node, failure, &decision);
    return decision;
  }
  rmg_give_up (self, node, failure,
      get_end_renewal (node) != RMG_RENEWAL_NONE ? n_attempts
                                                 : RMG_NODE_IS_DRAINED);
  return (RmgRetryDecision){ RMG_RETRY_GIVE_UP, 0 };
}

/* Errors of the old thread arrive until it has ended. Returns: whether the node had
 * failed by itself */
static gboolean
forget_failure (RmgNode *node)
{
  return g_atomic_int_compare_and_exchange (
      &node->restart_due, RMG_RESTART_FAILED, RMG_RESTART_NONE);
}

static void
give_up (RmgNode *node, const RmgFailure *failure, guint n_attempts)
{
  rmg_give_up (RMG_SUPERVISOR (node->supervisor), node, failure, n_attempts);
}

static gboolean
restart (RmgNode *node, RmgRetryAction action)
{
  RmgSupervisor *self = RMG_SUPERVISOR (node->supervisor);
  gboolean rebuilt = rmg_restart_node (self, node, action);

  forget_failure (node);
  rmg_groups_restart (self, node);
  return rebuilt;
}

static gboolean
renew (RmgNode *node)
{
  return rmg_restart_renew (RMG_SUPERVISOR (node->supervisor), node) ==
      RMG_RENEWAL_REBUILD;
}

static gboolean
follow (RmgNode *node)
{
  RmgSupervisor *self = RMG_SUPERVISOR (node->supervisor);
  gboolean rebuilt = rmg_groups_follow (self, node);

  if (forget_failure (node))
    rmg_groups_restart (self, node);
  return rebuilt;
}

static void
recovered (RmgNode *node)
{
  RmgSupervisor *self = RMG_SUPERVISOR (node->supervisor);
  g_auto (RmgHistory) history = { NULL };

  rmg_node_handle_event (node, RMG_NODE_EVENT_RECOVERED);
  rmg_node_copy_history (node, &history);
  rmg_node_forget_attempts (node);
  GST_INFO_OBJECT (self->bin, "node %s recovered after %u failures",
      node->plan->id, history.n_attempts);
  rmg_notices_recovered (self, node, &history);
}

static void
changed (
    RmgNode *node, RmgNodeState before, RmgNodeState after, RmgNodeEvent event)
{
  rmg_run_state_changed (
      RMG_SUPERVISOR (node->supervisor), node, before, after, event);
}

static void
parked (RmgNode *node, int change)
{
  g_atomic_int_add (&RMG_SUPERVISOR (node->supervisor)->n_parked, change);
}

static RmgNodeTurn
next_turn (RmgNode *node)
{
  return rmg_breaks_next_turn (RMG_SUPERVISOR (node->supervisor), node);
}

static void
attempt_ended (RmgNode *node, gboolean proves)
{
  rmg_breaks_handle (RMG_SUPERVISOR (node->supervisor), node,
      proves ? RMG_BREAKER_SUCCEEDED : RMG_BREAKER_CANCELLED, NULL);
}

static gint64
get_time (RmgNode *node)
{
  return rmg_supervisor_get_time (RMG_SUPERVISOR (node->supervisor));
}

static gboolean
is_closing (RmgNode *node)
{
  return rmg_supervisor_is_closing (RMG_SUPERVISOR (node->supervisor));
}

static void
note_gap (RmgNode *node)
{
  rmg_breaks_handle (
      RMG_SUPERVISOR (node->supervisor), node, RMG_BREAKER_GAP, NULL);
}

static const RmgNodeSupervision supervision = {
  attempt_failed,
  drain_failed_whole,
  restart,
  renew,
  follow,
  recovered,
  changed,
  parked,
  next_turn,
  attempt_ended,
  get_time,
  is_closing,
  judge,
  give_up,
  note_gap,
};

/* The fuse itself belongs to the node before the leg, which has not failed.
 * Returns: (nullable): first node of the leg */
static RmgNode *
find_leg (RmgSupervisor *self, RmgFuse *fuse)
{
  g_autoptr (GstPad) src =
      gst_element_get_static_pad (GST_ELEMENT (fuse), "src");
  g_autoptr (GstPad) peer = gst_pad_get_peer (src);
  const RmgNodeElement *entry =
      peer != NULL ? rmg_node_set_find (self->nodes, GST_OBJECT (peer)) : NULL;

  return entry != NULL ? entry->node : NULL;
}

static void
leg_failed (RmgFuse *fuse, GstFlowReturn flow, gpointer data)
{
  RmgSupervisor *self = data;

  rmg_give_up_culprit (self, flow, find_leg (self, fuse));
}

/* A sink that takes over has no data before: the pipeline must not wait for it. */
static void
skip_preroll (const RmgNode *node)
{
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next)
    if (GST_OBJECT_FLAG_IS_SET (entry->element, GST_ELEMENT_FLAG_SINK) &&
        g_object_class_find_property (
            G_OBJECT_GET_CLASS (entry->element), "async") != NULL)
      g_object_set (entry->element, "async", FALSE, NULL);
}

static void
attach_node (RmgSupervisor *self, RmgNode *node, gboolean parks)
{
  node->supervision = &supervision;
  node->supervisor = G_OBJECT (self);
  if (node->guard != NULL)
    rmg_guard_set_node (RMG_GUARD (node->guard), node, parks);
  if (node->plan->fallback_of != RMG_PLAN_NONE)
    skip_preroll (node);
  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    if (entry->role == RMG_ROLE_FUSE)
      rmg_fuse_set_notify (RMG_FUSE (entry->element), leg_failed, self);
    if (RMG_IS_FILE_SRC (entry->element))
      rmg_file_src_set_node (RMG_FILE_SRC (entry->element), node);
    if (RMG_IS_HTTP_SRC (entry->element))
      rmg_http_src_set_node (RMG_HTTP_SRC (entry->element), node);
  }
}

void
rmg_attempts_attach (RmgSupervisor *self, gboolean parks)
{
  self->threaded = !parks;
  rmg_run_state_init (self);
  for (guint i = 0; i < rmg_node_set_get_n_nodes (self->nodes); i++)
    attach_node (self, rmg_node_set_get (self->nodes, i), parks);
}

static gint64
get_node_due (const RmgNode *node)
{
  return node->guard != NULL ? rmg_guard_get_due (RMG_GUARD (node->guard)) : -1;
}

gint64
rmg_attempts_get_due (RmgSupervisor *self)
{
  guint n_nodes = rmg_node_set_get_n_nodes (self->nodes);
  gint64 earliest_us = -1;

  for (guint i = 0; rmg_attempts_is_parked (self) && i < n_nodes; i++) {
    gint64 due_us = get_node_due (rmg_node_set_get (self->nodes, i));

    if (due_us >= 0 && (earliest_us < 0 || due_us < earliest_us))
      earliest_us = due_us;
  }
  return earliest_us;
}

void
rmg_attempts_resume (RmgSupervisor *self)
{
  guint n_nodes = rmg_node_set_get_n_nodes (self->nodes);
  gint64 now_us = rmg_supervisor_get_time (self);

  for (guint i = 0; rmg_attempts_is_parked (self) && i < n_nodes; i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);
    gint64 due_us = get_node_due (node);
    GstFlowReturn flow;

    if (due_us < 0 || due_us > now_us)
      continue;
    flow = rmg_guard_resume (RMG_GUARD (node->guard));
    if (flow < GST_FLOW_EOS)
      rmg_give_up_culprit (self, flow, NULL);
  }
}
