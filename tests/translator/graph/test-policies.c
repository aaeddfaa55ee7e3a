/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/policies.h"

#include "tests/lib/graph-fixture.h"
#include "translator/graph/read.h"

#define HEAD "{'version': 'v1', 'metadata': {}, "
#define ONE(id, fields) "{'id': '" id "', 'node_type': 'PassThrough'" fields "}"
#define NODES(list) HEAD "'nodes': [" list "], 'connections': []}"
#define LINKED(list, edges)                                                    \
  HEAD "'nodes': [" list "], 'connections': [" edges "]}"
#define EDGE(from, to) "{'from': '" from "', 'to': '" to "'}"

static RmgGraph *
read_text (const char *text, RmgDiagnostics *diagnostics)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (quoted, -1, NULL, NULL, &error);

  g_assert_no_error (error);
  return rmg_graph_read (manifest, diagnostics);
}

typedef struct
{
  const char *text;
  const char *problems;
} PolicyRow;

static const PolicyRow rows[] = {
  { NODES (ONE ("a", ", 'fallback': 'b'") "," ONE ("b", "")), "" },
  { NODES (ONE ("a", ", 'fallback': {'type': 'PassThrough'}")), "" },
  { NODES (ONE ("a", ", 'fallback': 'spar'") "," ONE ("spare", "")),
      "error: nodes[0].fallback: no node has the id \"spar\" (did you mean "
      "\"spare\"?)\n" },
  { NODES (ONE ("a", ", 'fallback': 'a'")),
      "error: nodes[0].fallback: a node cannot be its own fallback\n" },
  { NODES (ONE ("a", ", 'fallback': 'b'") "," ONE ("b", ", 'fallback': 'a'")),
      "error: nodes[0].fallback: \"b\" has a fallback itself, \"a\"; the last "
      "one must have none\n"
      "error: nodes[1].fallback: \"a\" has a fallback itself, \"b\"; the last "
      "one must have none\n" },
  { NODES (ONE ("a", ", 'fallback': 'c'") "," ONE (
        "b", ", 'fallback': 'c'") "," ONE ("c", "")),
      "error: nodes[1].fallback: \"c\" is the fallback of \"a\" already\n" },
  { LINKED (ONE ("a", ", 'fallback': 'b'") "," ONE ("b", ""), EDGE ("a", "b")),
      "error: nodes[0].fallback: \"b\" has connections; a fallback takes over "
      "those of \"a\"\n" },
  { NODES (ONE ("a", ", 'breaker': {'on_open': 'fallback'}")),
      "error: nodes[0].breaker: on_open is \"fallback\", and the node has none "
      "(set \"fallback\" to the id of a node)\n" },
  { HEAD "'defaults': {'breaker': {'on_open': 'fallback'}}, 'nodes': [" ONE (
        "a", ", 'fallback': 'b'") "," ONE ("b", "") "], 'connections': []}",
      "" },
  { NODES (ONE ("a", ", 'fallback': {'type': 'PasThrough', 'retrys': 3}")),
      "warning: nodes[0].fallback.retrys: unknown field, ignored (did you mean "
      "\"retry\"?)\n"
      "error: nodes[0].fallback.type: unknown node type \"PasThrough\" (did "
      "you mean \"PassThroughNode\"?)\n" },
  { NODES (ONE ("a", ", 'group': 'g'") "," ONE ("b", ", 'group': 'g'")), "" },
  { NODES (ONE ("a", ", 'group': 'g'") "," ONE ("b", ", 'group': 'h'")),
      "warning: nodes[0].group: no other node is in the group \"g\"\n"
      "warning: nodes[1].group: no other node is in the group \"h\"\n" },
};

static void
test_policies_row_has_its_problems (gconstpointer data)
{
  const PolicyRow *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = read_text (row->text, diagnostics);
  g_autofree char *found = rmg_test_list_problems (diagnostics);

  g_assert_cmpstr (found, ==, row->problems);
}

static void
test_policies_inner_node_follows_and_takes_over (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = read_text (
      NODES (ONE ("a",
          ", 'fallback': {'type': 'PassThrough', 'retry': {'retries': 1}}")),
      diagnostics);
  const RmgGraphNode *node = rmg_graph_get_node (graph, 0);
  const RmgGraphNode *inner = rmg_graph_get_node (graph, 1);
  g_auto (GStrv) inputs = rmg_graph_list_inputs (graph);

  g_assert_cmpstr (inner->id, ==, "a.fallback");
  g_assert_cmpstr (inner->path, ==, "nodes[0].fallback");
  g_assert_cmpuint (inner->policy.retry.max_retries, ==, 1);
  g_assert_cmpuint (inner->fallback_of, ==, 0);
  g_assert_cmpuint (node->fallback, ==, 1);
  g_assert_cmpint (node->policy.breaker.on_open, ==, RMG_ON_OPEN_FALLBACK);
  g_assert_cmpuint (g_strv_length (inputs), ==, 1);
  g_assert_cmpstr (inputs[0], ==, "a");
}

static void
test_policies_breaker_of_a_fallback_stops (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = read_text (HEAD
      "'defaults': {'breaker': {'on_open': 'fallback'}}, 'nodes': [" ONE (
          "a", ", 'fallback': 'b'") "," ONE ("b", "") "], 'connections': []}",
      diagnostics);

  g_assert_cmpint (rmg_graph_get_node (graph, 1)->policy.breaker.on_open, ==,
      RMG_ON_OPEN_STOP);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path =
        g_strdup_printf ("/policies/row/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &rows[i], test_policies_row_has_its_problems);
  }
  g_test_add_func (
      "/policies/inner", test_policies_inner_node_follows_and_takes_over);
  g_test_add_func (
      "/policies/fallback-stops", test_policies_breaker_of_a_fallback_stops);
  return g_test_run ();
}
