/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/late-start.h"

#include "gst/elements/guard/rmgguard.h"
#include "gst/supervision/give-up.h"
#include "gst/supervision/isolation.h"
#include "gst/supervision/outside.h"
#include "gst/supervision/restart.h"

/* The end of another node's output could not be sent yet: the elements after it do
 * not take events before the bin has started. Other nodes of a group would fail as
 * well. */
static gboolean
is_spare_sink (const RmgSupervisor *self, const RmgNode *node)
{
  return node->guard != NULL && node->commit == NULL &&
      node->plan->policy.group == NULL &&
      (node->plan->flags & (RMG_NODE_SINK | RMG_NODE_HOSTED)) ==
      RMG_NODE_SINK &&
      rmg_isolation_is_spare (self->nodes, node);
}

static gboolean
starts_late (const RmgSupervisor *self, const RmgNode *node)
{
  return rmg_outside_may_start_late (node) || is_spare_sink (self, node);
}

void
rmg_late_start_prepare (RmgSupervisor *self)
{
  for (guint i = 0; i < rmg_node_set_get_n_nodes (self->nodes); i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    if (starts_late (self, node))
      rmg_restart_lock (node);
  }
}

/* Errors that this thread posts are those of an attempt. */
static gboolean
start_elements (RmgNode *node)
{
  gboolean started;

  rmg_node_begin_attempt (node);
  started = rmg_restart_start_elements (node);
  rmg_node_end_attempt (node);
  return started;
}

/* Returns: %FALSE if the node was given up, and the rest does not go on without it */
static gboolean
start_node (RmgSupervisor *self, RmgNode *node)
{
  g_autoptr (RmgFailure) failure = NULL;
  guint n_attempts;

  if (start_elements (node))
    return TRUE;
  failure = rmg_node_take_failure (node, GST_FLOW_OK);
  rmg_guard_hold_headers (RMG_GUARD (node->guard));
  if (rmg_outside_handle_start (self, node, failure, &n_attempts))
    return TRUE;
  rmg_give_up (self, node, failure, n_attempts);
  if (!is_spare_sink (self, node) || !rmg_isolation_has_output (self->nodes))
    return FALSE;
  rmg_guard_give_up (RMG_GUARD (node->guard)); /* before the first data */
  return TRUE;
}

/* Downstream first, as GstBin does. */
gboolean
rmg_late_start_run (RmgSupervisor *self)
{
  for (guint i = rmg_node_set_get_n_nodes (self->nodes); i-- > 0;) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    if (!starts_late (self, node))
      rmg_restart_unlock (node); /* it may have failed in the run before */
    else if (!start_node (self, node))
      return FALSE;
  }
  return TRUE;
}
