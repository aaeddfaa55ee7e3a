/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/give-up.h"

#include "gst/nodes/log.h"
#include "gst/supervision/blame.h"
#include "gst/supervision/fault-report.h"
#include "gst/supervision/groups.h"
#include "gst/supervision/incomplete.h"
#include "gst/supervision/isolation.h"
#include "gst/supervision/notices.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

static void
notify_ended (RmgSupervisor *self, const RmgNode *node, RmgNodeState before)
{
  if (!rmg_node_state_is_streaming (before))
    return;
  GST_DEBUG_OBJECT (self->bin, "sink %s ended", node->plan->id);
  self->listener->ended (self->listener_data);
}

static void
end_outputs (RmgSupervisor *self, RmgNode *node)
{
  rmg_isolation_end_outputs (self->nodes, node);
}

static void
report (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    guint attempts)
{
  const guint64 item = rmg_supervisor_get_item (self, node);
  g_autoptr (RmgFault) fault = NULL;

  rmg_node_note_attempt (node, failure, "stop", 0);
  fault = rmg_fault_report_new (self->nodes, node, failure, attempts, item);
  rmg_counter_add (&node->counters.errors, 1);
  GST_DEBUG_OBJECT (self->bin, "give up: %s", fault->error->message);
  rmg_notices_failed (self, fault);
  self->listener->failed (node, fault, self->listener_data);
  rmg_incomplete_mark (self->nodes, node);
  rmg_isolation_end_async (node);
  rmg_supervisor_run_job (self, end_outputs, node);
}

/* Another node of the group has failed, which was reported. */
static void
fail_with_group (RmgSupervisor *self, RmgNode *node)
{
  const RmgNodeState before =
      rmg_node_handle_event (node, RMG_NODE_EVENT_GIVE_UP);

  if (before == RMG_NODE_STATE_FAILED)
    return;
  GST_INFO_OBJECT (self->bin, "node %s fails with its group", node->plan->id);
  rmg_incomplete_mark (self->nodes, node);
  rmg_isolation_end_async (node);
  rmg_supervisor_run_job (self, end_outputs, node);
  if (node->plan->flags & RMG_NODE_SINK)
    notify_ended (self, node, before);
}

void
rmg_give_up (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    guint attempts)
{
  RmgNodeState before;

  if (rmg_node_set_claim_failure (self->nodes, node, &before)) {
    report (self, node, failure, attempts);
    rmg_groups_foreach (self, node, fail_with_group);
  } else {
    GST_DEBUG_OBJECT (self->bin, "%s failed as an echo", node->plan->id);
    rmg_isolation_end_async (node);
  }
  if (node->plan->flags & RMG_NODE_SINK)
    notify_ended (self, node, before);
}

gboolean
rmg_give_up_culprit (RmgSupervisor *self, GstFlowReturn flow, RmgNode *fallback)
{
  RmgNode *culprit = rmg_blame_find_culprit (self->nodes, fallback);
  g_autoptr (RmgFailure) failure = NULL;

  if (rmg_blame_element_was_refused (self->bin))
    return FALSE;
  if (rmg_supervisor_is_closing (self)) { /* its pads may be inactive by now */
    GST_DEBUG_OBJECT (self->bin, "goes down: ignore a flow error");
    return TRUE;
  }
  if (culprit == NULL)
    culprit = rmg_node_set_get (self->nodes, 0);
  /* Its pads have the flow returns of before the failure downstream. */
  if (rmg_node_set_feeds_only_failed (self->nodes, culprit)) {
    GST_DEBUG_OBJECT (
        self->bin, "%s returned an error as an echo", culprit->plan->id);
    return TRUE;
  }
  failure = rmg_node_take_failure (culprit, flow);
  rmg_give_up (self, culprit, failure,
      culprit->guard != NULL ? 1 : RMG_NODE_FAILED_OUTSIDE);
  return TRUE;
}

void
rmg_give_up_end_sink (RmgSupervisor *self, RmgNode *node)
{
  notify_ended (self, node, rmg_node_handle_event (node, RMG_NODE_EVENT_EOS));
}
