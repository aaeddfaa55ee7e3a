/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "tests/lib/policy-fixture.h"
#include "translator/plan/steps.h"
#include <rmg/plan-policy.h>

#include <string.h>

static RmgPlan *
make_plan (void)
{
  const RmgPlanOptions options = { .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (
      "a=gst:identity @ 'retry': {'max_retries': 2, 'on': ['read', 'data'], "
      "'jitter': 0.5}, 'fallback': 'b'; b=VAD",
      "");
  g_autoptr (GError) error = NULL;
  RmgPlan *plan = rmg_plan_new (graph, &options, NULL, &error);

  g_assert_no_error (error);
  return plan;
}

static double
get_number (const RmgPlanPolicy *policy, const char *key)
{
  double number = -1;

  g_assert_true (rmg_plan_policy_get_number (policy, key, &number));
  return number;
}

static void
assert_text (const RmgPlanPolicy *policy, const char *key, const char *expected)
{
  g_autofree char *text = rmg_plan_policy_dup_text (policy, key);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_plan_policy_has_the_values_of_the_manifest (void)
{
  g_autoptr (RmgPlan) plan = make_plan ();
  g_autoptr (RmgPlanPolicy) policy = rmg_plan_get_policy (plan, 0);

  g_assert_cmpstr (policy->node_id, ==, "a");
  g_assert_null (policy->none_because);
  g_assert_true (policy->restarts);
  g_assert_null (policy->fallback_of);
  g_assert_cmpfloat (get_number (policy, "retry.max_retries"), ==, 2);
  g_assert_cmpfloat (get_number (policy, "retry.jitter"), ==, 0.5);
  g_assert_cmpfloat (get_number (policy, "input_timeout_ms"), ==, 0);
  assert_text (policy, "retry.on", "read data");
  assert_text (policy, "fallback", "b");
  assert_text (policy, "retry.backoff_ms", "100");
}

static void
test_plan_policy_of_other_keys_has_no_number (void)
{
  static const char *const keys[] = { "retry.on", "fallback", "retry.no",
    "no.max_retries", "no", "", "max_retries" };
  g_autoptr (RmgPlan) plan = make_plan ();
  g_autoptr (RmgPlanPolicy) policy = rmg_plan_get_policy (plan, 0);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    double number;

    g_test_message ("%s", keys[i]);
    g_assert_false (rmg_plan_policy_get_number (policy, keys[i], &number));
  }
  assert_text (policy, "retry.no", NULL);
}

static void
test_plan_policy_copy_keeps_the_plan (void)
{
  RmgPlan *plan = make_plan ();
  g_autoptr (RmgPlanPolicy) copy = NULL;
  RmgPlanPolicy *policy;

  g_assert_cmpuint (rmg_plan_get_n_policies (plan), ==, 2);
  policy = rmg_plan_get_policy (plan, 1);
  rmg_plan_unref (plan);
  copy = g_boxed_copy (RMG_TYPE_PLAN_POLICY, policy);
  rmg_plan_policy_free (policy);
  policy = rmg_plan_policy_copy (copy);
  rmg_plan_policy_free (policy);
  g_assert_cmpstr (copy->node_id, ==, "b");
  g_assert_cmpstr (copy->fallback_of, ==, "a");
  g_assert_nonnull (copy->none_because);
  g_assert_cmpfloat (get_number (copy, "stall_timeout_ms"), >=, 0);
}

/* Each key is in the JSON document as well, and has a text or no value. */
static void
test_plan_policy_keys_are_those_of_the_document (void)
{
  g_autoptr (RmgPlan) plan = make_plan ();
  g_autofree char *json = rmg_plan_policies_to_json (plan);
  g_auto (GStrv) keys = rmg_plan_policy_list_keys ();

  g_assert_true (g_strv_contains ((const char *const *) keys, "retry.on"));
  for (guint i = 0; keys[i] != NULL; i++) {
    const char *point = strchr (keys[i], '.');
    g_autofree char *member =
        g_strdup_printf ("\"%s\"", point != NULL ? point + 1 : keys[i]);

    g_assert_nonnull (strstr (json, member));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);

  g_test_add_func (
      "/plan-policy/values", test_plan_policy_has_the_values_of_the_manifest);
  g_test_add_func (
      "/plan-policy/other", test_plan_policy_of_other_keys_has_no_number);
  g_test_add_func ("/plan-policy/copy", test_plan_policy_copy_keeps_the_plan);
  g_test_add_func (
      "/plan-policy/keys", test_plan_policy_keys_are_those_of_the_document);
  return g_test_run ();
}
