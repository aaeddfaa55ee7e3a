/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/graph/read.h"

#include <gst/gst.h>

/* Reads a manifest written with single quotes. */
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

#define HEAD "{'version': 'v1', 'metadata': {}, "
#define NODE(fields) HEAD "'nodes': [{" fields "}], 'connections': []}"
#define VAD_NODE "'id': 'a', 'node_type': 'VAD'"
#define EDGE(fields)                                                           \
  HEAD "'nodes': [{" VAD_NODE "}], 'connections': [" fields "]}"

typedef struct
{
  const char *text;
  const char *problems;
} Read;

static const Read rows[] = {
  { NODE (VAD_NODE), "" },
  { "{'version': '1', 'nodes': [{" VAD_NODE "}], 'connections': []}", "" },
  { "{'version': '1.7', 'nodes': [{" VAD_NODE "}], 'edges': []}", "" },
  { "{'version': 'v2', 'nodes': [{" VAD_NODE "}], 'connections': []}",
      "error: version: Unsupported manifest version: v2 (expected \"v1\")\n" },
  { "{'version': '10', 'nodes': [{" VAD_NODE "}], 'connections': []}",
      "error: version: Unsupported manifest version: 10 (expected \"v1\")\n" },
  { "{'version': 'v1', 'nodes': [{" VAD_NODE "}], 'connections': []}",
      "error: metadata: required field is missing: expected an object\n" },
  { "{'version': 'v1', 'metadata': null, 'nodes': [{" VAD_NODE
    "}], 'connections': []}",
      "" },
  { "{}",
      "error: version: required field is missing: expected a string\n"
      "error: nodes: required field is missing: expected an array\n"
      "error: connections: required field is missing: expected an "
      "array\n" },
  { HEAD "'nodes': [], 'connections': []}",
      "error: nodes: Manifest must contain at least one node\n" },
  { HEAD "'nodes': [7], 'connections': []}",
      "error: nodes[0]: expected an object, found the number 7\n" },
  { NODE ("'node_type': 'VAD'"),
      "error: nodes[0].id: required field is missing: expected a non-empty "
      "string\n" },
  { NODE ("'id': 'a'"),
      "error: nodes[0].node_type: required field is missing: expected a "
      "non-empty string\n" },
  { NODE (VAD_NODE ", 'runtime_hint': 'jvm'"),
      "error: nodes[0].runtime_hint: expected one of auto native rust python "
      "rust_python cpython cpython_wasm, found the string \"jvm\"\n" },
  { NODE (VAD_NODE ", 'runtime_hint': 'rust'"), "" },
  { NODE (VAD_NODE ", 'retry': {'retries': -1}"),
      "error: nodes[0].retry.retries: expected an integer from 0 to "
      "1000000, found the number -1\n" },
  { NODE (VAD_NODE ", 'params': {'mode': 'gate', 'hangovr_ms': 1}"),
      "warning: nodes[0].params.hangovr_ms: VAD has no such parameter "
      "(did you mean \"hangover_ms\"?)\n" },
  { NODE ("'id': 'a', 'type': 'Vad', 'params': {'mode': 1}"),
      "error: nodes[0].type: unknown node type \"Vad\" (did you mean "
      "\"VAD\"?)\n" },
  { HEAD "'nodes': [{" VAD_NODE "}, {" VAD_NODE "}], 'connections': []}",
      "error: nodes[1].id: Duplicate node ID: a\n" },
  { EDGE ("{'from': 'a', 'to': 'b'}"),
      "error: connections[0].to: Connection references unknown target node: "
      "b\n" },
  { EDGE ("{'from': 'A', 'to': 'a'}"),
      "error: connections[0].from: Connection references unknown source node: "
      "A (did you mean \"a\"?)\n" },
  { EDGE ("{'from': 'a'}"),
      "error: connections[0].to: required field is "
      "missing: expected a non-empty string\n" },
  { EDGE ("['a', 'a']"),
      "error: connections[0]: expected an object, found an array\n" },
  { "{'version': '1', 'nodes': [{" VAD_NODE "}], 'edges': [{'from': 'x', "
    "'to': 'a'}]}",
      "error: edges[0].from: Connection references unknown source node: x\n" },
};

static void
test_read_reports_all_problems (gconstpointer data)
{
  const Read *row = data;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = read_text (row->text, diagnostics);
  g_autofree char *found = rmg_test_list_problems (diagnostics);

  g_assert_nonnull (graph);
  g_assert_cmpstr (found, ==, row->problems);
}

static void
test_read_node_has_typed_params_and_their_text (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (TRUE);
  g_autoptr (RmgGraph) graph = read_text (
      NODE ("'id': 'a', 'type': 'Resample', 'params': {'output_rate': 8000}"),
      diagnostics);
  const RmgGraphNode *node = rmg_graph_get_node (graph, 0);

  g_assert_cmpstr (node->id, ==, "a");
  g_assert_cmpstr (node->type, ==, "Resample");
  g_assert_cmpstr (node->type_field, ==, "type");
  g_assert_cmpstr (node->path, ==, "nodes[0]");
  g_assert_cmpstr (node->params_json, ==, "{\"output_rate\":8000}");
  g_assert_cmpint (
      rmg_params_get_int (&node->params, "target_sample_rate"), ==, 8000);
}

static void
test_read_node_without_params_has_defaults (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (TRUE);
  g_autoptr (RmgGraph) graph = read_text (
      NODE ("'id': 'a', 'type': 'Resample', 'params': null"), diagnostics);
  const RmgGraphNode *node = rmg_graph_get_node (graph, 0);

  g_assert_cmpstr (node->params_json, ==, "{}");
  g_assert_cmpint (
      rmg_params_get_int (&node->params, "target_sample_rate"), ==, 16000);
}

static void
test_read_retries_of_node_before_those_of_config (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (TRUE);
  g_autoptr (RmgGraph) graph = read_text (HEAD
      "'config': {'max_retries': 5}, 'nodes': [{" VAD_NODE "}, {'id': "
      "'b', 'node_type': 'VAD', 'retry': {'retries': 0, 'backoff_ms': "
      "7}}], 'connections': []}",
      diagnostics);
  const RmgRetryPolicy *first = &rmg_graph_get_node (graph, 0)->policy.retry;
  const RmgRetryPolicy *second = &rmg_graph_get_node (graph, 1)->policy.retry;

  g_assert_cmpuint (first->max_retries, ==, 5);
  g_assert_cmpuint (first->backoff_ms, ==, 100);
  g_assert_cmpuint (second->max_retries, ==, 0);
  g_assert_cmpuint (second->backoff_ms, ==, 7);
  g_assert_cmpuint (second->max_backoff_ms, ==, 1600);
}

static void
test_read_edges_between_known_nodes_only (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = read_text (
      EDGE ("{'from': 'a', 'to': 'x'}, {'from': 'a', 'to': 'a'}"), diagnostics);

  g_assert_cmpuint (rmg_graph_get_n_edges (graph), ==, 1);
  g_assert_cmpstr (rmg_graph_peek_edge (graph, 0)->path, ==, "connections[1]");
}

static void
test_read_name_of_metadata (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (TRUE);
  g_autoptr (RmgGraph) named = read_text (
      "{'version': 'v1', 'metadata': {'name': 'talk'}, 'nodes': [{" VAD_NODE
      "}], 'connections': []}",
      diagnostics);
  g_autoptr (RmgGraph) unnamed = read_text (NODE (VAD_NODE), diagnostics);

  g_assert_cmpstr (rmg_graph_get_name (named), ==, "talk");
  g_assert_cmpstr (rmg_graph_get_name (unnamed), ==, "");
}

static void
test_read_only_the_first_unknown_ids_have_hints (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *manifest = NULL;
  g_autoptr (RmgGraph) graph = NULL;
  guint n_hints = 0;

  for (guint i = 0; i < 30; i++)
    g_string_append_printf (text, "%snode>nodee", i > 0 ? " " : "");
  manifest = rmg_test_write_manifest ("node=VAD", text->str);
  graph = read_text (manifest, diagnostics);
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (diagnostics), ==, 30);
  for (guint i = 0; i < 30; i++)
    if (rmg_diagnostics_get_problem (diagnostics, i)->hint != NULL)
      n_hints++;
  g_assert_cmpuint (n_hints, ==, 20);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/read/problems/%u", i);

    g_test_add_data_func (path, &rows[i], test_read_reports_all_problems);
  }
  g_test_add_func (
      "/read/params", test_read_node_has_typed_params_and_their_text);
  g_test_add_func (
      "/read/defaults", test_read_node_without_params_has_defaults);
  g_test_add_func (
      "/read/retries", test_read_retries_of_node_before_those_of_config);
  g_test_add_func ("/read/edges", test_read_edges_between_known_nodes_only);
  g_test_add_func ("/read/name", test_read_name_of_metadata);
  g_test_add_func (
      "/read/hints", test_read_only_the_first_unknown_ids_have_hints);
  return g_test_run ();
}
