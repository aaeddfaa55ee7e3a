/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/fault-report.h"

#include "gst/faults/hint.h"
#include "gst/supervision/loss.h"

static RmgFaultKind
decide_kind (gboolean retryable, guint attempts)
{
  if (attempts == RMG_NODE_IS_DRAINED)
    return RMG_FAULT_DRAIN;
  if (attempts == RMG_NODE_RESTARTS_USED_UP)
    return RMG_FAULT_RESTARTS;
  if (attempts == RMG_NODE_FAILED_OUTSIDE)
    return retryable ? RMG_FAULT_OUTSIDE : RMG_FAULT_PERMANENT;
  return retryable ? RMG_FAULT_EXHAUSTED : RMG_FAULT_PERMANENT;
}

static RmgHistory
copy_history (RmgNode *node)
{
  RmgHistory history;

  rmg_node_copy_history (node, &history);
  return history;
}

RmgFault *
rmg_fault_report_new (const RmgNodeSet *nodes, RmgNode *node,
    const RmgFailure *failure, guint attempts, guint64 item)
{
  g_auto (RmgHistory) history = copy_history (node);
  guint n_attempts = MAX (
      history.n_attempts, attempts >= RMG_NODE_FAILED_OUTSIDE ? 1 : attempts);
  g_autoptr (GError) error =
      rmg_node_describe_failure (node, failure, n_attempts);
  g_autofree char *lost = NULL;
  RmgFault *report;
  RmgFault fault = {
    .node_id = node->plan->id,
    .node_type = node->plan->type,
    .element_path = failure->element_path,
    .item = item,
    .time_us = g_get_real_time (),
    .retryable = rmg_failure_classify (failure, node->plan->flags) ==
        RMG_FAILURE_TRANSIENT,
    .error = error,
    .message = rmg_failure_get_text (failure),
    .flow = failure->flow,
    .debug = failure->debug,
    .n_attempts = n_attempts,
  };

  fault.kind = decide_kind (fault.retryable, attempts);
  fault.hint = rmg_fault_hint (fault.kind, error, failure->flow);
  fault.lost = lost = rmg_loss_describe (nodes, node, &history);
  report = rmg_fault_new (&fault, history.attempts);
  rmg_fault_take_user_data (report, failure->details);
  return report;
}
