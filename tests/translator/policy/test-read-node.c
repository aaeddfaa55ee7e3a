/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/read-node.h"

#include "tests/lib/graph-fixture.h"
#include "tests/lib/policy-fixture.h"

typedef struct
{
  const char *text;     /* of a node */
  const char *policy;   /* where it differs from the silent one */
  const char *problems; /* one a line */
} Read;

static const Read rows[] = {
  { "{}", "", "" },
  { "{'retry': {}}", "", "" },
  { "{'retry': null, 'breaker': null, 'fallback': null, 'group': null}", "",
      "" },
  { "{'id': 'a', 'params': {'retry': 1}}", "", "" },

  /* each key */
  { "{'retry': {'max_retries': 0}}", "retry.max_retries=0", "" },
  { "{'retry': {'backoff_ms': 20, 'multiplier': 1.5, 'max_backoff_ms': 90}}",
      "retry.backoff_ms=20 retry.multiplier=1.5 retry.max_backoff_ms=90", "" },
  { "{'retry': {'jitter': 0.25, 'stable_time_ms': 5000, 'timeout_ms': 7}}",
      "retry.jitter=0.25 retry.stable_time_ms=5000 retry.timeout_ms=7", "" },
  { "{'retry': {'on': ['network', 'data']}}", "retry.on=network data", "" },
  { "{'breaker': {}}", "breaker.failures=5", "" },
  { "{'breaker': {'failures': 3, 'open_ms': 10, 'probes': 2}}",
      "breaker.failures=3 breaker.open_ms=10 breaker.probes=2", "" },
  { "{'breaker': {'on_open': 'DROP'}}",
      "breaker.failures=5 breaker.on_open=drop", "" },
  { "{'while_waiting': 'bypass'}", "while_waiting=bypass", "" },
  { "{'fallback': 'spare'}",
      "breaker.failures=5 breaker.on_open=fallback fallback=spare", "" },
  { "{'fallback': 'spare', 'breaker': {'failures': 2, 'on_open': 'fallback'}}",
      "breaker.failures=2 breaker.on_open=fallback fallback=spare", "" },
  { "{'restart': {}}", "restart.max_restarts=5 restart.window_ms=60000", "" },
  { "{'restart': {'max_restarts': 0}}", "restart.window_ms=60000", "" },
  { "{'group': 'decoders'}", "group=decoders", "" },
  { "{'queue': {'max_buffers': 2, 'max_ms': 40, 'max_bytes': 9, 'leaky': "
    "'downstream'}}",
      "queue.max_buffers=2 queue.max_ms=40 queue.max_bytes=9 "
      "queue.leaky=downstream",
      "" },
  { "{'stall_timeout_ms': 50, 'input_timeout_ms': 60}",
      "stall_timeout_ms=50 input_timeout_ms=60", "" },

  /* other spellings */
  { "{'retry': {'retries': 5, 'backoff_ms': 1, 'backoff_max_ms': 2}}",
      "retry.max_retries=5 retry.backoff_ms=1 retry.max_backoff_ms=2", "" },
  { "{'retry': {'retries': 5, 'max_retries': 5}}", "retry.max_retries=5", "" },
  { "{'retry': {'retries': 5, 'max_retries': 6}}", "retry.max_retries=6",
      "error: n.retry.max_retries: another name of \"max_retries\" has another "
      "value\n" },
  { "{'breaker': {'failure_threshold': 6, 'success_threshold': 3, "
    "'reset_timeout_ms': 60000}}",
      "breaker.failures=6 breaker.open_ms=60000 breaker.probes=3", "" },

  /* a first delay above the usual longest one raises the longest one */
  { "{'retry': {'backoff_ms': 5000}}",
      "retry.backoff_ms=5000 retry.max_backoff_ms=5000", "" },
  { "{'retry': {'max_backoff_ms': 50}}",
      "retry.backoff_ms=50 retry.max_backoff_ms=50", "" },

  /* ranges and types */
  { "{'retry': {'max_retries': -1}}", "",
      "error: n.retry.max_retries: expected an integer from 0 to 1000000, "
      "found the number -1\n" },
  { "{'retry': {'max_retries': 1.5}}", "",
      "error: n.retry.max_retries: expected an integer from 0 to 1000000, "
      "found the number 1.5\n" },
  { "{'retry': {'backoff_ms': 86400001}}", "",
      "error: n.retry.backoff_ms: expected an integer from 0 to 86400000 ms, "
      "found the number 86400001\n" },
  { "{'retry': {'multiplier': 0.5, 'jitter': 2}}", "",
      "error: n.retry.multiplier: expected a number from 1 to 10, found the "
      "number 0.5\n"
      "error: n.retry.jitter: expected a number from 0 to 1, found the number "
      "2\n" },
  { "{'retry': {'max_retries': '3'}}", "",
      "error: n.retry.max_retries: expected an integer from 0 to 1000000, "
      "found the string \"3\"\n" },
  { "{'retry': 3}", "",
      "error: n.retry: expected an object, found the number 3\n" },
  { "{'retry': {'on': 'network'}}", "",
      "error: n.retry.on: expected an array of classes of failures, found the "
      "string \"network\"\n" },
  { "{'retry': {'on': []}}", "",
      "error: n.retry.on: the list of classes is empty (\"max_retries\": 0 "
      "retries none)\n" },
  { "{'retry': {'on': ['netwrok', 7]}}", "",
      "error: n.retry.on[0]: \"netwrok\" is no class of failures (did you mean "
      "\"network\"?)\n"
      "error: n.retry.on[1]: expected a class of failures, found the number "
      "7\n" },
  { "{'breaker': {'probes': 0}}", "breaker.failures=5",
      "error: n.breaker.probes: expected an integer from 1 to 1000, found the "
      "number 0\n" },
  { "{'breaker': {'on_open': 'skip'}}", "breaker.failures=5",
      "error: n.breaker.on_open: expected one of stop bypass drop fallback, "
      "found the string \"skip\"\n" },
  { "{'while_waiting': true}", "",
      "error: n.while_waiting: expected one of hold bypass drop, found "
      "true\n" },
  { "{'group': ''}", "",
      "error: n.group: expected a non-empty string, found the string \"\"\n" },
  { "{'fallback': 7}", "breaker.failures=5 breaker.on_open=fallback",
      "error: n.fallback: expected a string, found the number 7\n" },

  /* unknown keys */
  { "{'retry': {'max_retrys': 4}}", "",
      "error: n.retry.max_retrys: retry has no such key (did you mean "
      "\"max_retries\"?)\n" },
  { "{'breaker': {'window_ms': 4}}", "breaker.failures=5",
      "error: n.breaker.window_ms: breaker has no such key\n" },

  /* contradictions */
  { "{'retry': {'backoff_ms': 500, 'max_backoff_ms': 100}}",
      "retry.backoff_ms=500 retry.max_backoff_ms=100",
      "error: n.retry.max_backoff_ms: the longest delay, 100 ms, is shorter "
      "than the first one, 500 ms\n" },
  { "{'restart': {'max_restarts': 4, 'window_ms': 0}}",
      "restart.max_restarts=4",
      "error: n.restart.window_ms: without a window there is no limit of 4 "
      "restarts\n" },
  { "{'fallback': 'b', 'breaker': {'on_open': 'drop'}}",
      "breaker.failures=5 breaker.on_open=drop fallback=b",
      "error: n.fallback: the fallback is never used: breaker.on_open is "
      "\"drop\"\n" },
};

static void
test_read_node_row_has_its_policy_and_problems (gconstpointer data)
{
  const Read *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) object = rmg_test_parse_object (row->text);
  g_autofree char *found = NULL;
  g_autofree char *problems = NULL;
  RmgScope scope = { diagnostics, "n", NULL };
  RmgPolicy policy;

  rmg_policy_init (&policy);
  rmg_policy_read (&policy, &scope, object);
  found = rmg_test_policy_to_string (&policy);
  problems = rmg_test_list_problems (diagnostics);
  rmg_policy_clear (&policy);
  g_assert_cmpstr (problems, ==, row->problems);
  g_assert_cmpstr (found, ==, row->policy);
}

static void
test_read_node_marks_the_parts_that_are_set (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) object =
      rmg_test_parse_object ("{'retry': {}, 'stall_timeout_ms': 0}");
  RmgScope scope = { diagnostics, "n", NULL };
  RmgPolicy policy;

  rmg_policy_init (&policy);
  rmg_policy_read (&policy, &scope, object);
  g_assert_cmpuint (
      policy.set, ==, RMG_POLICY_RETRY | RMG_POLICY_STALL_TIMEOUT);
}

/* A part that an earlier object has set keeps its other values. */
static void
test_read_node_adds_to_the_policy_so_far (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (JsonObject) first =
      rmg_test_parse_object ("{'breaker': {'failures': 9, 'probes': 2}}");
  g_autoptr (JsonObject) second =
      rmg_test_parse_object ("{'breaker': {'probes': 3}}");
  RmgScope scope = { diagnostics, "n", NULL };
  RmgPolicy policy;

  rmg_policy_init (&policy);
  rmg_policy_read (&policy, &scope, first);
  rmg_policy_read (&policy, &scope, second);
  g_assert_cmpuint (policy.breaker.failures, ==, 9);
  g_assert_cmpuint (policy.breaker.probes, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path =
        g_strdup_printf ("/policy-read/row/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (
        path, &rows[i], test_read_node_row_has_its_policy_and_problems);
  }
  g_test_add_func (
      "/policy-read/set", test_read_node_marks_the_parts_that_are_set);
  g_test_add_func (
      "/policy-read/adds", test_read_node_adds_to_the_policy_so_far);
  return g_test_run ();
}
