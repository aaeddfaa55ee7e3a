/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/run-state.h"

#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

void
rmg_run_state_init (RmgSupervisor *self)
{
  guint n_nodes = rmg_node_set_get_n_nodes (self->nodes);

  self->counts = (RmgStateCounts){ { 0 }, { 0 } };
  self->counts.nodes[RMG_NODE_STATE_IDLE] = n_nodes;
  for (guint i = 0; i < n_nodes; i++)
    self->counts.ends[RMG_NODE_STATE_IDLE] +=
        rmg_node_set_get (self->nodes, i)->is_end;
  self->run_state = RMG_STATE_STOPPED;
  self->run_since_us = g_get_real_time ();
  g_free (self->run_reason);
  self->run_reason = g_strdup ("the pipeline has not started");
}

static void
post (RmgSupervisor *self, RmgState before, RmgState after, gint64 since_us,
    const char *reason)
{
  rmg_supervisor_post (self,
      gst_structure_new ("rmg-state", "from", G_TYPE_STRING,
          rmg_state_get_name (before), "to", G_TYPE_STRING,
          rmg_state_get_name (after), "time-us", G_TYPE_INT64, since_us,
          "reason", G_TYPE_STRING, reason, NULL));
}

static void
move (guint *counts, RmgNodeState before, RmgNodeState after)
{
  counts[before]--;
  counts[after]++;
}

/* Returns: (transfer full): the reason; it names the node that has a problem */
static char *
describe_reason (RmgState state, const RmgNode *node, RmgNodeEvent event)
{
  const char *reason = rmg_node_event_get_reason (event);

  if (state != RMG_STATE_RESTARTING && state != RMG_STATE_DEGRADED &&
      state != RMG_STATE_FAILED)
    return g_strdup (reason);
  return g_strdup_printf ("%s: %s", node->plan->id, reason);
}

static void
set_reason (RmgSupervisor *self, const char *reason, gint64 now_us)
{
  g_free (self->run_reason);
  self->run_reason = g_strdup (reason);
  self->run_since_us = now_us;
}

void
rmg_run_state_changed (RmgSupervisor *self, const RmgNode *node,
    RmgNodeState before, RmgNodeState after, RmgNodeEvent event)
{
  gint64 now_us = g_get_real_time ();
  g_autofree char *reason = NULL;
  RmgState run_before, run_after;

  g_mutex_lock (&self->lock);
  move (self->counts.nodes, before, after);
  if (node->is_end)
    move (self->counts.ends, before, after);
  run_before = self->run_state;
  run_after = self->run_state = rmg_state_counts_get_run (&self->counts);
  if (run_after != run_before) {
    reason = describe_reason (run_after, node, event);
    set_reason (self, reason, now_us);
  }
  g_mutex_unlock (&self->lock);

  if (run_after == run_before)
    return;
  GST_INFO_OBJECT (self->bin, "%s -> %s: %s", rmg_state_get_name (run_before),
      rmg_state_get_name (run_after), reason);
  post (self, run_before, run_after, now_us, reason);
}

RmgState
rmg_run_state_read (RmgSupervisor *self, gint64 *since_us, char **reason)
{
  RmgState state;

  g_mutex_lock (&self->lock);
  state = self->run_state;
  *since_us = self->run_since_us;
  *reason = g_strdup (self->run_reason);
  g_mutex_unlock (&self->lock);
  return state;
}
