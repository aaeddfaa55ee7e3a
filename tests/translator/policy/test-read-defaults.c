/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/read-defaults.h"

#include "tests/lib/graph-fixture.h"
#include "tests/lib/policy-fixture.h"

typedef struct
{
  const char *config;   /* "" for none */
  const char *defaults; /* "" for none */
  const char *policy;
  const char *problems;
} Read;

static const Read rows[] = {
  { "", "", "", "" },
  { "{'max_retries': null, 'enable_metrics': true}", "", "", "" },
  { "{'max_retries': 7}", "", "retry.max_retries=7", "" },
  { "{'circuit_breaker_threshold': 4}", "", "breaker.failures=4", "" },
  { "{'circuit_breaker_threshold': 0}", "", "", "" },
  { "{'retry_policy': 'None'}", "", "retry.max_retries=0", "" },
  { "{'retry_policy': 'fixed', 'max_retries': 2}", "",
      "retry.max_retries=2 retry.multiplier=1", "" },
  { "{'retry_policy': 'exponential'}", "", "", "" },
  { "{'retry_policy': {'max_retries': 2, 'backoff_ms': 10}}", "",
      "retry.max_retries=2 retry.backoff_ms=10", "" },
  { "{'retry_policy': {'Fixed': {'attempts': 4, 'delay': 30}}}", "",
      "retry.max_retries=4 retry.backoff_ms=30 retry.multiplier=1", "" },
  { "{'retry_policy': {'Exponential': {'max_attempts': 6, 'base_ms': 50, "
    "'max_delay_ms': 800, 'multiplier': 3}}}",
      "",
      "retry.max_retries=6 retry.backoff_ms=50 retry.multiplier=3 "
      "retry.max_backoff_ms=800",
      "" },
  { "{'max_retries': 'many'}", "", "",
      "error: config.max_retries: expected an integer from 0 to 1000000, found "
      "the string \"many\"\n" },
  { "{'circuit_breaker_threshold': -1}", "", "breaker.failures=5",
      "error: config.circuit_breaker_threshold: expected an integer from 0 to "
      "1000000, found the number -1\n" },
  { "{'retry_policy': 'linear'}", "", "",
      "error: config.retry_policy: expected none, fixed, exponential or an "
      "object, found the string \"linear\"\n" },
  { "{'retry_policy': 3}", "", "",
      "error: config.retry_policy: expected none, fixed, exponential or an "
      "object, found the number 3\n" },
  { "{'retry_policy': {'multiplier': 11}}", "", "",
      "error: config.retry_policy.multiplier: expected a number from 1 to 10, "
      "found the number 11\n" },

  { "", "{'retry': {'max_retries': 1}, 'while_waiting': 'drop'}",
      "retry.max_retries=1 while_waiting=drop", "" },
  { "{'max_retries': 7}", "{'retry': {'backoff_ms': 5}}",
      "retry.max_retries=7 retry.backoff_ms=5", "" },
  { "{'max_retries': 7}", "{'retry': {'max_retries': 5}}",
      "retry.max_retries=5", "" },
  { "", "{'retrys': {}}", "",
      "error: defaults.retrys: a policy has no such key (did you mean "
      "\"retry\"?)\n" },
  { "", "{'stal_timeout_ms': 4}", "",
      "error: defaults.stal_timeout_ms: a policy has no such key (did you mean "
      "\"stall_timeout_ms\"?)\n" },
  { "", "{'fallback': 'a'}", "",
      "error: defaults.fallback: it is set for each node, not for all\n" },
  { "", "{'group': 'a'}", "",
      "error: defaults.group: it is set for each node, not for all\n" },
};

static void
test_read_defaults_row_has_its_policy_and_problems (gconstpointer data)
{
  const Read *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) config = rmg_test_parse_object (row->config);
  g_autoptr (JsonObject) defaults = rmg_test_parse_object (row->defaults);
  g_autofree char *found = NULL;
  g_autofree char *problems = NULL;
  RmgScope scope = { diagnostics, "", NULL };
  RmgPolicy policy;

  rmg_policy_init (&policy);
  rmg_policy_read_defaults (&policy, &scope, config, defaults);
  found = rmg_test_policy_to_string (&policy);
  problems = rmg_test_list_problems (diagnostics);
  g_assert_cmpstr (problems, ==, row->problems);
  g_assert_cmpstr (found, ==, row->policy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path =
        g_strdup_printf ("/policy-defaults/row/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (
        path, &rows[i], test_read_defaults_row_has_its_policy_and_problems);
  }
  return g_test_run ();
}
