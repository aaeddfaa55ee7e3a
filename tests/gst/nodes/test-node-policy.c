/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/node-policy.h"

static RmgPlanNode *
new_plan (void)
{
  RmgPlanNode *plan = g_new0 (RmgPlanNode, 1);

  plan->id = (char *) "x";
  plan->type = (char *) "T";
  rmg_policy_init (&plan->policy);
  return plan;
}

static void
test_node_policy_is_that_of_the_plan (void)
{
  g_autofree RmgPlanNode *plan = new_plan ();
  g_autoptr (RmgNode) node = rmg_node_new (plan, 0);

  plan->policy.retry.max_retries = 9;
  g_assert_cmpuint (rmg_node_get_policy (node).retry.max_retries, ==, 9);
  g_assert_true (rmg_node_peek_policy (node) == &plan->policy);
}

static void
test_node_policy_change_leaves_the_plan_alone (void)
{
  g_autofree RmgPlanNode *plan = new_plan ();
  g_autoptr (RmgNode) node = rmg_node_new (plan, 0);
  g_autoptr (RmgNode) other = rmg_node_new (plan, 1);

  g_assert_null (
      rmg_node_set_policy (node, rmg_policy_find_key ("retry", "jitter"), 0.5));
  g_assert_null (rmg_node_set_policy (
      node, rmg_policy_find_key ("restart", "window_ms"), 70));
  g_assert_cmpfloat (rmg_node_get_policy (node).retry.jitter, ==, 0.5);
  g_assert_cmpuint (rmg_node_get_policy (node).restart.window_ms, ==, 70);
  g_assert_cmpuint (rmg_node_get_policy (node).retry.max_retries, ==, 3);
  g_assert_cmpfloat (rmg_node_get_policy (other).retry.jitter, ==, 0);
  g_assert_cmpfloat (plan->policy.retry.jitter, ==, 0);
}

static void
test_node_policy_part_of_the_plan_cannot_change (void)
{
  g_autofree RmgPlanNode *plan = new_plan ();
  g_autoptr (RmgNode) node = rmg_node_new (plan, 0);

  g_assert_nonnull (rmg_node_set_policy (
      node, rmg_policy_find_key ("queue", "max_buffers"), 2));
  g_assert_cmpstr (
      rmg_node_set_policy (node, rmg_policy_find_key ("breaker", "open_ms"), 2),
      ==, "the node has no breaker");
  plan->policy.breaker.failures = 5;
  g_assert_null (rmg_node_set_policy (
      node, rmg_policy_find_key ("breaker", "open_ms"), 2));
  g_assert_cmpuint (rmg_node_get_policy (node).breaker.open_ms, ==, 2);
}

/* The counter of failures uses the new stable time at once. */
static void
test_node_policy_change_counts_for_the_next_failure (void)
{
  g_autofree RmgPlanNode *plan = new_plan ();
  g_autoptr (RmgNode) node = rmg_node_new (plan, 0);

  g_assert_cmpuint (rmg_node_count_failure (node, 0, 1000), ==, 0);
  g_assert_cmpuint (rmg_node_count_failure (node, 0, 2000), ==, 0);
  g_assert_null (rmg_node_set_policy (
      node, rmg_policy_find_key ("retry", "stable_time_ms"), 1000));
  g_assert_cmpuint (rmg_node_count_failure (node, 0, 3000), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node-policy/plan", test_node_policy_is_that_of_the_plan);
  g_test_add_func (
      "/node-policy/change", test_node_policy_change_leaves_the_plan_alone);
  g_test_add_func (
      "/node-policy/refused", test_node_policy_part_of_the_plan_cannot_change);
  g_test_add_func (
      "/node-policy/next", test_node_policy_change_counts_for_the_next_failure);
  return g_test_run ();
}
