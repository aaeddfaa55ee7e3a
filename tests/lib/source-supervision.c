/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/source-supervision.h"

static RmgRetryDecision
attempt_failed (RmgNode *node, GstFlowReturn flow, guint n_failures)
{
  SourceSupervision *self = (SourceSupervision *) node->plan;
  RmgRetryDecision decision = { RMG_RETRY_OFFER, self->delay_ms };

  g_clear_pointer (&self->failure, rmg_failure_free);
  self->failure = rmg_node_take_failure (node, flow);
  g_atomic_int_inc (&self->n_decisions);
  rmg_node_handle_event (node, RMG_NODE_EVENT_ATTEMPT_FAILED);
  self->gave_up = n_failures >= self->max_failures ||
      rmg_failure_judge (self->failure, &self->plan) != RMG_FAILURE_TRANSIENT;
  if (self->gave_up)
    decision.action = self->skips ? RMG_RETRY_SKIP : RMG_RETRY_GIVE_UP;
  return decision;
}

static void
recovered (RmgNode *node)
{
  rmg_node_handle_event (node, RMG_NODE_EVENT_RECOVERED);
}

static RmgNodeTurn
next_turn (RmgNode *node)
{
  return ((SourceSupervision *) node->plan)->is_broken ? RMG_TURN_SKIP
                                                       : RMG_TURN_OFFER;
}

static void
attempt_ended (RmgNode *node, gboolean proves)
{
  ((SourceSupervision *) node->plan)->n_proofs += proves;
}

static void
changed (
    RmgNode *node, RmgNodeState before, RmgNodeState after, RmgNodeEvent event)
{
}

static const RmgNodeSupervision supervision = {
  .attempt_failed = attempt_failed,
  .recovered = recovered,
  .next_turn = next_turn,
  .attempt_ended = attempt_ended,
  .changed = changed,
};

void
source_supervision_init (SourceSupervision *self, guint max_failures)
{
  *self = (SourceSupervision){ .max_failures = max_failures };
  self->plan.flags = RMG_NODE_NETWORK;
  self->plan.id = (char *) "reader";
  self->plan.type = (char *) "test";
  self->node = rmg_node_new (&self->plan, 0);
  self->node->supervision = &supervision;
}

void
source_supervision_clear (SourceSupervision *self)
{
  g_clear_pointer (&self->failure, rmg_failure_free);
  rmg_node_unref (self->node);
}
