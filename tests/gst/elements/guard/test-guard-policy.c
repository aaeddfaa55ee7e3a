/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/policy.h"

#include "gst/elements/guard/rmgguard.h"
#include "translator/policy/keys.h"

static GstElement *
new_guard (RmgNode *node)
{
  GstElement *guard =
      gst_object_ref_sink (g_object_new (RMG_TYPE_GUARD, "name", "g", NULL));

  if (node != NULL)
    rmg_guard_set_node (RMG_GUARD (guard), node, FALSE);
  return guard;
}

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
test_guard_policy_each_key_is_a_property (void)
{
  g_autoptr (GstElement) guard = new_guard (NULL);
  guint n_properties = 0;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (
      G_OBJECT_GET_CLASS (guard), &n_properties);
  guint n_own = 0;

  for (guint i = 0; i < n_properties; i++)
    n_own += pspecs[i]->owner_type == RMG_TYPE_GUARD ? 1 : 0;
  g_assert_cmpuint (n_own, ==, rmg_policy_get_n_keys ());
}

static void
test_guard_policy_without_a_node_has_the_defaults (void)
{
  g_autoptr (GstElement) guard = new_guard (NULL);
  guint retries = 0;
  double multiplier = 0;
  g_autofree char *on = NULL;

  g_object_get (guard, "retry-max-retries", &retries, "retry-multiplier",
      &multiplier, "retry-on", &on, NULL);
  g_assert_cmpuint (retries, ==, 3);
  g_assert_cmpfloat (multiplier, ==, 2);
  g_assert_cmpstr (on, ==, "transient");
}

static void
test_guard_policy_values_can_change (void)
{
  g_autofree RmgPlanNode *plan = new_plan ();
  g_autoptr (RmgNode) node = rmg_node_new (plan, 0);
  g_autoptr (GstElement) guard = new_guard (node);
  guint retries = 0;
  double jitter = 0;

  g_object_set (guard, "retry-max-retries", 8, "retry-jitter", 0.25, NULL);
  g_object_get (
      guard, "retry-max-retries", &retries, "retry-jitter", &jitter, NULL);
  g_assert_cmpuint (retries, ==, 8);
  g_assert_cmpfloat (jitter, ==, 0.25);
}

static void
expect_refusal (const char *pattern)
{
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, pattern);
}

static void
test_guard_policy_of_the_plan_is_refused_with_a_reason (void)
{
  g_autofree RmgPlanNode *plan = new_plan ();
  g_autoptr (RmgNode) node = rmg_node_new (plan, 0);
  g_autoptr (GstElement) guard = new_guard (node);
  g_autofree char *waiting = NULL;

  expect_refusal ("queue-max-buffers of g cannot change: the plan has made*");
  g_object_set (guard, "queue-max-buffers", 4, NULL);
  expect_refusal (
      "breaker-open-ms of g cannot change: the node has no breaker");
  g_object_set (guard, "breaker-open-ms", 4, NULL);
  expect_refusal ("while-waiting of g cannot change: *");
  g_object_set (guard, "while-waiting", "drop", NULL);
  g_test_assert_expected_messages ();
  g_object_get (guard, "while-waiting", &waiting, NULL);
  g_assert_cmpstr (waiting, ==, "hold");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/guard-policy/properties", test_guard_policy_each_key_is_a_property);
  g_test_add_func ("/guard-policy/defaults",
      test_guard_policy_without_a_node_has_the_defaults);
  g_test_add_func ("/guard-policy/change", test_guard_policy_values_can_change);
  g_test_add_func ("/guard-policy/refused",
      test_guard_policy_of_the_plan_is_refused_with_a_reason);
  return g_test_run ();
}
