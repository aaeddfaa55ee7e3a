/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/read-keys.h"

#include "tests/lib/graph-fixture.h"
#include "tests/lib/policy-fixture.h"

static void
test_read_keys_has_room_for_each_key (void)
{
  g_assert_cmpuint (rmg_policy_get_n_keys (), <=, RMG_POLICY_MAX_KEYS);
}

static void
test_read_keys_part_begins_with_its_defaults_once (void)
{
  RmgPolicy policy;

  rmg_policy_init (&policy);
  rmg_policy_begin_part (&policy, RMG_POLICY_BREAKER);
  g_assert_cmpuint (policy.breaker.failures, ==, 5);
  policy.breaker.failures = 2;
  rmg_policy_begin_part (&policy, RMG_POLICY_BREAKER);
  g_assert_cmpuint (policy.breaker.failures, ==, 2);
}

static void
test_read_keys_given_ones_are_marked (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) object =
      rmg_test_parse_object ("{'retries': 3, 'jitter': null}");
  RmgPolicy policy;
  RmgPolicyReader reader = { &policy, { diagnostics, "r", NULL }, "retry",
    { FALSE } };

  rmg_policy_init (&policy);
  rmg_policy_read_members (&reader, object);
  g_assert_true (rmg_policy_is_given (&reader, "max_retries"));
  g_assert_false (rmg_policy_is_given (&reader, "jitter"));
}

static void
test_read_keys_part_is_read_under_another_name (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonNode) node = json_from_string ("{\"jiter\": 1}", NULL);
  g_autofree char *problems = NULL;
  RmgPolicy policy;
  RmgPolicyReader reader = { &policy, { diagnostics, "config", NULL }, NULL,
    { FALSE } };

  rmg_policy_init (&policy);
  g_assert_true (rmg_policy_is_part ("retry"));
  g_assert_false (rmg_policy_is_part ("group"));
  rmg_policy_read_part (&reader, "retry", "retry_policy", node);
  problems = rmg_test_list_problems (diagnostics);
  g_assert_cmpstr (problems, ==,
      "error: config.retry_policy.jiter: retry has no such key (did you mean "
      "\"jitter\"?)\n");
}

static void
test_read_keys_reports_with_the_place (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonNode) node = json_from_string ("[]", NULL);
  g_autofree char *problems = NULL;
  RmgPolicyReader reader = { NULL, { diagnostics, "n", NULL }, "queue",
    { FALSE } };

  rmg_policy_report (&reader, RMG_ERROR_CONFLICT, NULL, "no %s", "room");
  rmg_policy_report_unexpected (
      &reader, RMG_ERROR_WRONG_TYPE, "max_ms", node, "a number");
  rmg_policy_report_unknown (&reader, "max_m");
  problems = rmg_test_list_problems (diagnostics);
  g_assert_cmpstr (problems, ==,
      "error: n: no room\n"
      "error: n.max_ms: expected a number, found an array\n"
      "error: n.max_m: queue has no such key (did you mean \"max_ms\"?)\n");
}

static void
test_read_keys_value_sets_its_field (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonNode) node = json_from_string ("8", NULL);
  RmgPolicy policy;
  RmgPolicyReader reader = { &policy, { diagnostics, "config", NULL }, NULL,
    { FALSE } };

  rmg_policy_init (&policy);
  rmg_policy_read_value (&reader, rmg_policy_find_key ("retry", "max_retries"),
      "max_retries", node);
  g_assert_cmpuint (policy.retry.max_retries, ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/policy-read-keys/room", test_read_keys_has_room_for_each_key);
  g_test_add_func ("/policy-read-keys/begin",
      test_read_keys_part_begins_with_its_defaults_once);
  g_test_add_func (
      "/policy-read-keys/given", test_read_keys_given_ones_are_marked);
  g_test_add_func ("/policy-read-keys/other-name",
      test_read_keys_part_is_read_under_another_name);
  g_test_add_func (
      "/policy-read-keys/report", test_read_keys_reports_with_the_place);
  g_test_add_func (
      "/policy-read-keys/value", test_read_keys_value_sets_its_field);
  return g_test_run ();
}
