/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/unused-policy.h"

/* A reader that opens its source again uses the parts with @resumes. */
static const struct
{
  RmgPolicyParts part;
  const char *name;
  gboolean resumes;
} parts[] = {
  { RMG_POLICY_BREAKER, "breaker", TRUE },
  { RMG_POLICY_RESTART, "restart", TRUE },
  { RMG_POLICY_WHILE_WAITING, "while_waiting", FALSE },
  { RMG_POLICY_QUEUE, "queue", FALSE },
  { RMG_POLICY_STALL_TIMEOUT, "stall_timeout_ms", FALSE },
  { RMG_POLICY_INPUT_TIMEOUT, "input_timeout_ms", FALSE },
};

void
rmg_plan_warn_unused_policy (RmgPlanner *self)
{
  const RmgPlanNode *node = rmg_planner_node (self);
  const gboolean resumes = (node->flags & RMG_NODE_RESUMES) != 0;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (node->policy.own & parts[i].part && !(resumes && parts[i].resumes))
      rmg_planner_warn_of (self, parts[i].name,
          "set it for the node that receives the data",
          "%s has no effect: a source has no input", parts[i].name);
}
