/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/steps.h"
#include "translator/policy/keys.h"
#include <rmg/plan-policy.h>

G_DEFINE_BOXED_TYPE (
    RmgPlanPolicy, rmg_plan_policy, rmg_plan_policy_copy, rmg_plan_policy_free)

RmgPlanPolicy *
rmg_plan_policy_copy (const RmgPlanPolicy *self)
{
  RmgPlanPolicy *copy = g_new (RmgPlanPolicy, 1);

  *copy = *self;
  rmg_plan_ref (copy->plan);
  return copy;
}

void
rmg_plan_policy_free (RmgPlanPolicy *self)
{
  rmg_plan_unref (self->plan);
  g_free (self);
}

guint
rmg_plan_get_n_policies (const RmgPlan *plan)
{
  g_return_val_if_fail (plan != NULL, 0);

  return plan->nodes->len;
}

static const RmgPlanNode *
get_node (const RmgPlan *plan, guint index)
{
  return &g_array_index (plan->nodes, RmgPlanNode, index);
}

RmgPlanPolicy *
rmg_plan_get_policy (RmgPlan *plan, guint index)
{
  const RmgPlanNode *node;
  RmgPlanPolicy *self;

  g_return_val_if_fail (plan != NULL && index < plan->nodes->len, NULL);

  node = get_node (plan, index);
  self = g_new (RmgPlanPolicy, 1);
  *self = (RmgPlanPolicy){ node->id, rmg_plan_node_find_reason (node),
    rmg_plan_node_get_renewal (node) != RMG_RENEWAL_NONE,
    node->fallback_of != RMG_PLAN_NONE ? get_node (plan, node->fallback_of)->id
                                       : NULL,
    rmg_plan_ref (plan), index };
  return self;
}

char **
rmg_plan_policy_list_keys (void)
{
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);

    g_ptr_array_add (keys,
        key->object != NULL
            ? g_strconcat (key->object, ".", key->rule.name, NULL)
            : g_strdup (key->rule.name));
  }
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_free (keys, FALSE);
}

/* Returns: (nullable) */
static const RmgPolicyKey *
find_key (const char *key)
{
  g_auto (GStrv) words = g_strsplit (key, ".", 2);

  return words[0] != NULL && words[1] != NULL
      ? rmg_policy_find_key (words[0], words[1])
      : rmg_policy_find_key (NULL, key);
}

gboolean
rmg_plan_policy_get_number (
    const RmgPlanPolicy *self, const char *key, double *number)
{
  const RmgPolicyKey *found;

  g_return_val_if_fail (self != NULL && key != NULL && number != NULL, FALSE);

  found = find_key (key);
  if (found == NULL || rmg_policy_is_list (found) ||
      (found->rule.kind != RMG_PARAM_INTEGER &&
          found->rule.kind != RMG_PARAM_NUMBER))
    return FALSE;
  *number = rmg_policy_get_number (
      &get_node (self->plan, self->index)->policy, found);
  return TRUE;
}

char *
rmg_plan_policy_dup_text (const RmgPlanPolicy *self, const char *key)
{
  const RmgPolicyKey *found;

  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  found = find_key (key);
  return found != NULL
      ? rmg_policy_format (&get_node (self->plan, self->index)->policy, found)
      : NULL;
}
