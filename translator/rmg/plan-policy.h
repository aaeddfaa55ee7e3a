/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The policies of a plan as data: the reaction to failures of each node. */
#pragma once

#include <rmg/api.h>
#include <rmg/plan.h>

G_BEGIN_DECLS

/**
 * RmgPlanPolicy:
 * @node_id: id of the node
 * @none_because: (nullable): why no attempt is repeated; %NULL if attempts are
 * @restarts: whether the node may restart before a further attempt
 * @fallback_of: (nullable): id of the node that it takes over for
 *
 * The policy of one node. rmg_plan_policy_get_number() and
 * rmg_plan_policy_dup_text() read its values.
 */
typedef struct
{
  const char *node_id;
  const char *none_because;
  gboolean restarts;
  const char *fallback_of;

  /*< private >*/
  RmgPlan *plan;
  guint index;
} RmgPlanPolicy;

#define RMG_TYPE_PLAN_POLICY (rmg_plan_policy_get_type ())
RMG_API GType rmg_plan_policy_get_type (void);

/**
 * rmg_plan_policy_copy:
 * @self: a policy
 *
 * Copies @self. Thread: any.
 *
 * Returns: (transfer full): the copy; free it with rmg_plan_policy_free()
 */
RMG_API RmgPlanPolicy *rmg_plan_policy_copy (const RmgPlanPolicy *self);

/**
 * rmg_plan_policy_free:
 * @self: (transfer full): a policy
 *
 * Frees @self. Thread: any.
 */
RMG_API void rmg_plan_policy_free (RmgPlanPolicy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgPlanPolicy, rmg_plan_policy_free)

/**
 * rmg_plan_get_n_policies:
 * @plan: a plan
 *
 * Thread: any.
 *
 * Returns: number of policies: one for each node
 */
RMG_API guint rmg_plan_get_n_policies (const RmgPlan *plan);

/**
 * rmg_plan_get_policy:
 * @plan: a plan
 * @index: less than rmg_plan_get_n_policies()
 *
 * Thread: any.
 *
 * Returns: (transfer full): the policy of a node; it keeps the plan
 */
RMG_API RmgPlanPolicy *rmg_plan_get_policy (RmgPlan *plan, guint index);

/**
 * rmg_plan_policy_list_keys:
 *
 * The keys of every policy, as in a manifest: "retry.max_retries" is the member
 * `max_retries` of the object `retry` of a node. docs/supervision.md lists their
 * units and ranges. Thread: any.
 *
 * Returns: (transfer full): the keys; free them with g_strfreev()
 */
RMG_API char **rmg_plan_policy_list_keys (void);

/**
 * rmg_plan_policy_get_number:
 * @self: a policy
 * @key: one of rmg_plan_policy_list_keys()
 * @number: (out): value of the key, in the unit of its name
 *
 * Thread: any.
 *
 * Returns: %FALSE if the value is no number, or if there is no such key
 */
RMG_API gboolean rmg_plan_policy_get_number (
    const RmgPlanPolicy *self, const char *key, double *number);

/**
 * rmg_plan_policy_dup_text:
 * @self: a policy
 * @key: one of rmg_plan_policy_list_keys()
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): value of the key as in a manifest, without
 *   quotes; words of a list are separated by blanks. %NULL if it has no value, or
 *   if there is no such key
 */
RMG_API char *rmg_plan_policy_dup_text (
    const RmgPlanPolicy *self, const char *key);

G_END_DECLS
