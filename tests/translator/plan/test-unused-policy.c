/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/unused-policy.h"

#include "tests/lib/graph-fixture.h"

typedef struct
{
  const char *name;
  const char *source;
  const char *warnings;
} Unused;

#define WARNING(field)                                                         \
  "nodes[0]." field ": " field " has no effect: a source has no input "        \
  "(set it for the node that receives the data)\n"

static const Unused rows[] = {
  { "waiting", "gst:fakesrc @ 'while_waiting': 'drop'",
      WARNING ("while_waiting") },
  { "input", "gst:fakesrc @ 'input_timeout_ms': 9",
      WARNING ("input_timeout_ms") },
  { "stall", "gst:fakesrc @ 'stall_timeout_ms': 9",
      WARNING ("stall_timeout_ms") },
  { "queue", "gst:fakesrc @ 'queue': {'max_buffers': 3}", WARNING ("queue") },
  { "breaker", "gst:fakesrc @ 'breaker': {'failures': 2}",
      WARNING ("breaker") },
  { "two", "gst:fakesrc @ 'restart': {}, 'while_waiting': 'drop'",
      WARNING ("restart") WARNING ("while_waiting") },
  { "reader-breaker", "MediaReaderNode{'path': 'x.wav'} @ 'breaker': {}", "" },
  { "reader",
      "MediaReaderNode{'path': 'x.wav'} @ 'breaker': {}, 'input_timeout_ms': 5",
      WARNING ("input_timeout_ms") },
  { "input-of-a-filter", "gst:identity @ 'while_waiting': 'drop'", "" },
  { "usual", "gst:fakesrc @ 'retry': {'max_retries': 2}", "" },
};

static void
append_warning (GString *text, const RmgProblem *problem)
{
  const char *message = strstr (problem->message, "): ");

  g_assert_cmpint (problem->severity, ==, RMG_SEVERITY_WARNING);
  g_assert_cmpint (problem->code, ==, RMG_ERROR_CONFLICT);
  g_assert_cmpstr (problem->node_id, ==, "a");
  g_assert_nonnull (message);
  g_string_append_printf (
      text, "%s: %s (%s)\n", problem->path, message + 3, problem->hint);
}

static char *
plan_and_describe (const char *nodes, const char *edges)
{
  static const RmgPlanOptions options = { .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (nodes, edges);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgPlan) plan = rmg_plan_new (graph, &options, diagnostics, NULL);
  GString *text = g_string_new (NULL);

  g_assert_nonnull (plan);
  for (guint i = 0; i < rmg_diagnostics_get_n_problems (diagnostics); i++)
    append_warning (text, rmg_diagnostics_get_problem (diagnostics, i));
  return g_string_free (text, FALSE);
}

static void
test_unused_policy_row_is_warned_of (gconstpointer data)
{
  const Unused *row = data;
  g_autofree char *nodes =
      g_strdup_printf ("a=%s; b=gst:identity", row->source);
  g_autofree char *found = plan_and_describe (nodes, "a>b");

  g_assert_cmpstr (found, ==, row->warnings);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/unused-policy/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_unused_policy_row_is_warned_of);
  }
  return g_test_run ();
}
