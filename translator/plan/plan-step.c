/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/steps.h"
#include <rmg/plan-step.h>

G_DEFINE_BOXED_TYPE (
    RmgPlanStep, rmg_plan_step, rmg_plan_step_copy, rmg_plan_step_free)

static const struct
{
  const char *name;
  const char *reason;
} roles[] = {
  [RMG_ROLE_NODE] = { "node", "does the work of the node" },
  [RMG_ROLE_CONVERT] = { "convert",
      "the node does not accept the format that arrives" },
  [RMG_ROLE_GUARD] = { "guard",
      "the node can fail, so that a buffer is offered again" },
  [RMG_ROLE_COMMIT] = { "commit",
      "holds the output of an attempt until it has succeeded" },
  [RMG_ROLE_FUSE] = { "fuse", "a failed leg must not end the other legs" },
  [RMG_ROLE_TEE] = { "tee", "several nodes receive the output" },
  [RMG_ROLE_QUEUE] = { "queue", "starts a thread or levels out the legs" },
  [RMG_ROLE_JOIN] = { "join", "several nodes feed the node" },
};

RmgPlanStep *
rmg_plan_step_copy (const RmgPlanStep *self)
{
  RmgPlanStep *copy = g_new (RmgPlanStep, 1);

  *copy = *self;
  rmg_plan_ref (copy->plan);
  return copy;
}

void
rmg_plan_step_free (RmgPlanStep *self)
{
  rmg_plan_unref (self->plan);
  g_free (self);
}

guint
rmg_plan_get_n_steps (const RmgPlan *plan)
{
  g_return_val_if_fail (plan != NULL, 0);

  return plan->elements->len;
}

RmgPlanStep *
rmg_plan_get_step (RmgPlan *plan, guint index)
{
  const RmgPlanElement *element;
  const RmgPlanNode *node;
  RmgPlanStep *self;

  g_return_val_if_fail (plan != NULL && index < plan->elements->len, NULL);

  element = &g_array_index (plan->elements, RmgPlanElement, index);
  node = &g_array_index (plan->nodes, RmgPlanNode, element->node);
  self = g_new (RmgPlanStep, 1);
  *self = (RmgPlanStep){ node->id, node->type, element->name, element->factory,
    roles[element->role].name, roles[element->role].reason,
    rmg_plan_ref (plan) };
  return self;
}

guint
rmg_plan_get_n_notes (const RmgPlan *plan)
{
  g_return_val_if_fail (plan != NULL, 0);

  return plan->notes->len;
}

const char *
rmg_plan_get_note (const RmgPlan *plan, guint index)
{
  g_return_val_if_fail (plan != NULL && index < plan->notes->len, NULL);

  return plan->notes->pdata[index];
}
