/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/groups.h"

#include "gst/nodes/log.h"
#include "gst/supervision/notices.h"
#include "gst/supervision/restart.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

void
rmg_groups_foreach (RmgSupervisor *self, RmgNode *node,
    void (*func) (RmgSupervisor *self, RmgNode *other))
{
  const char *group = node->plan->policy.group;

  for (guint i = 0; group != NULL && i < rmg_node_set_get_n_nodes (self->nodes);
       i++) {
    RmgNode *other = rmg_node_set_get (self->nodes, i);

    if (other != node && g_strcmp0 (other->plan->policy.group, group) == 0)
      func (self, other);
  }
}

static void
set_due (RmgSupervisor *self, RmgNode *other)
{
  if (rmg_plan_node_get_probe_renewal (other->plan) == RMG_RENEWAL_NONE)
    return;
  GST_DEBUG_OBJECT (
      self->bin, "node %s restarts with its group", other->plan->id);
  g_atomic_int_compare_and_exchange (
      &other->restart_due, RMG_RESTART_NONE, RMG_RESTART_GROUP);
}

void
rmg_groups_restart (RmgSupervisor *self, RmgNode *node)
{
  rmg_groups_foreach (self, node, set_due);
}

gboolean
rmg_groups_follow (RmgSupervisor *self, RmgNode *node)
{
  RmgRenewal renewal = rmg_restart_renew (self, node);

  if (renewal != RMG_RENEWAL_NONE)
    rmg_restart_report (self, node, renewal);
  return renewal == RMG_RENEWAL_REBUILD;
}
