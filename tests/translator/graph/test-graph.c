/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/random-graph.h"
#include "translator/graph/graph-data.h"

#include <gst/gst.h>
#include <string.h>

static RmgGraph *
parse (const char *text, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, NULL, diagnostics, error);

  if (manifest == NULL)
    return NULL;
  return rmg_graph_new_from_manifest (manifest, diagnostics, error);
}

/* Pass-through nodes with the letters of @ids, and edges such as "ab". */
static char *
write_manifest (const char *ids, const char *const *edges)
{
  GString *text = g_string_new (
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"x\"}, \"nodes\": [");

  for (guint i = 0; ids[i] != '\0'; i++)
    g_string_append_printf (text,
        "%s{\"id\": \"%c\", \"node_type\": \"PassThroughNode\"}",
        i > 0 ? ", " : "", ids[i]);
  g_string_append (text, "], \"connections\": [");
  for (guint i = 0; edges[i] != NULL; i++)
    g_string_append_printf (text, "%s{\"from\": \"%c\", \"to\": \"%c\"}",
        i > 0 ? ", " : "", edges[i][0], edges[i][1]);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *ids;
  const char *edges[8];
  const char *order;
} Sorting;

static const Sorting sortings[] = {
  { "abc", { "ab", "bc" }, "abc" },
  { "cba", { "ab", "bc" }, "abc" },
  { "dabc", { "ab", "ac", "bd", "cd" }, "abcd" },
  { "zyx", { NULL }, "zyx" },
  { "abcd", { "cd", "ab" }, "abcd" },
  { "ab", { "ab", "ab" }, "ab" },
};

static void
test_graph_sort_keeps_manifest_order_of_ties (gconstpointer data)
{
  const Sorting *row = data;
  g_autofree char *text = write_manifest (row->ids, row->edges);
  g_autoptr (RmgGraph) graph = parse (text, NULL, NULL);
  g_autoptr (GArray) order = rmg_graph_sort (graph, NULL);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < order->len; i++)
    g_string_append (
        found, rmg_graph_get_node_id (graph, g_array_index (order, guint, i)));
  g_assert_cmpstr (found->str, ==, row->order);
}

typedef struct
{
  const char *ids;
  const char *edges[8];
  const char *cycles[4];
} Cycling;

static const Cycling cyclings[] = {
  { "a", { "aa" }, { "a -> a" } },
  { "abc", { "ab", "bc", "ca" }, { "a -> b -> c -> a" } },
  { "abcd", { "ab", "bc", "cb", "cd" }, { "b -> c -> b" } },
  { "abcd", { "ab", "ba", "cd", "dc" }, { "a -> b -> a", "c -> d -> c" } },
  { "abcde", { "ab", "bc", "ca", "ed" }, { "a -> b -> c -> a" } },
};

static void
test_graph_cycles_each_reported_with_path (gconstpointer data)
{
  const Cycling *row = data;
  g_autofree char *text = write_manifest (row->ids, row->edges);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  guint n_cycles = g_strv_length ((char **) row->cycles);

  g_assert_null (parse (text, diagnostics, NULL));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (diagnostics), ==, n_cycles);
  for (guint i = 0; i < n_cycles; i++) {
    const RmgProblem *problem = rmg_diagnostics_get_problem (diagnostics, i);
    g_autofree char *expected = g_strconcat (
        "Pipeline contains a cycle - cannot execute: ", row->cycles[i], NULL);

    g_assert_cmpint (problem->code, ==, RMG_ERROR_CYCLE);
    g_assert_cmpstr (problem->message, ==, expected);
  }
}

static void
test_graph_edges_keep_connection_order_and_duplicates (void)
{
  const char *const edges[] = { "bc", "ac", "ac", NULL };
  g_autofree char *text = write_manifest ("abc", edges);
  g_autoptr (RmgGraph) graph = parse (text, NULL, NULL);

  g_assert_cmpuint (rmg_graph_get_n_edges (graph), ==, 3);
  for (guint i = 0; i < 3; i++) {
    guint from, to;

    rmg_graph_get_edge (graph, i, &from, &to);
    g_assert_cmpstr (
        rmg_graph_get_node_id (graph, from), ==, i == 0 ? "b" : "a");
  }
}

static void
test_graph_documented_form_read_as_v1 (void)
{
  g_autoptr (RmgGraph) graph = parse (
      "{\"version\": \"1.0\", \"nodes\": [{\"id\": \"a\", \"type\": "
      "\"MultiplyNode\", \"params\": null, \"runtime_hint\": \"rust\"}, "
      "{\"id\": \"b\", \"type\": \"AddNode\"}], \"edges\": [{\"from\": \"a\", "
      "\"to\": \"b\"}], \"config\": {\"max_retries\": 5}}",
      NULL, NULL);

  g_assert_nonnull (graph);
  g_assert_cmpuint (rmg_graph_get_n_edges (graph), ==, 1);
  g_assert_cmpuint (
      rmg_graph_get_node (graph, 0)->policy.retry.max_retries, ==, 5);
}

static void
test_graph_10000_nodes_with_unknown_ids_all_reported (void)
{
  g_autoptr (GString) text =
      g_string_new ("{\"version\": \"v1\", \"metadata\": {}, \"nodes\": [");
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text,
        "%s{\"id\": \"n%u\", \"node_type\": \"PassThrough\"}", i > 0 ? "," : "",
        i);
  g_string_append (text, "], \"connections\": [");
  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (
        text, "%s{\"from\": \"n%u\", \"to\": \"x%u\"}", i > 0 ? "," : "", i, i);
  g_string_append (text, "]}");
  g_assert_null (parse (text->str, diagnostics, NULL));
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (diagnostics), ==, 10000);
}

static void
test_graph_set_param_typed_by_catalog (void)
{
  g_autoptr (RmgGraph) graph = parse (
      "{\"version\": \"v1\", \"metadata\": {}, \"nodes\": [{\"id\": \"r\", "
      "\"node_type\": \"AudioResampleNode\", \"params\": {\"target_rate\": "
      "8000}}], \"connections\": []}",
      NULL, NULL);
  g_autofree char *params = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      rmg_graph_set_param (graph, "r", "target_sample_rate", "22050", NULL));
  params = rmg_graph_get_node_params (graph, 0);
  g_assert_cmpstr (params, ==, "{\"target_sample_rate\":22050}");
  g_assert_false (
      rmg_graph_set_param (graph, "r", "quality", "superb", &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_OUT_OF_RANGE);
  g_clear_error (&error);
  g_assert_false (rmg_graph_set_param (graph, "r", "qualty", "high", &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_UNKNOWN_PARAM);
  g_assert_nonnull (strstr (error->message, "quality"));
}

static void
test_graph_attach_writers_named_after_outputs (void)
{
  const char *const edges[] = { "ab", "ac", NULL };
  g_autofree char *text = write_manifest ("abc", edges);
  g_autoptr (RmgGraph) graph = parse (text, NULL, NULL);
  g_autofree char *params = NULL;

  g_assert_true (rmg_graph_attach_reader (graph, "in.wav", NULL, NULL));
  g_assert_true (rmg_graph_attach_writer (graph, "o.x/out.wav", NULL, NULL));
  g_assert_cmpuint (rmg_graph_get_n_nodes (graph), ==, 6);
  params = rmg_graph_get_node_params (graph, 4);
  g_assert_cmpstr (params, ==, "{\"output_path\":\"o.x/out-b.wav\"}");
}

static void
test_graph_is_value_looks_after_pass_through (void)
{
  g_autoptr (RmgGraph) graph = parse (
      "{\"version\": \"v1\", \"metadata\": {}, \"nodes\": [{\"id\": \"p\", "
      "\"node_type\": \"PassThrough\"}, {\"id\": \"m\", \"node_type\": "
      "\"MultiplyNode\"}], \"connections\": [{\"from\": \"p\", \"to\": "
      "\"m\"}]}",
      NULL, NULL);

  g_assert_true (rmg_graph_is_value (graph));
}

static gboolean
may_be_value (const char *type)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\": \"v1\", \"metadata\": {}, \"nodes\": [{\"id\": \"p\", "
      "\"node_type\": \"PassThrough\"}, {\"id\": \"n\", \"node_type\": "
      "\"%s\"}], \"connections\": [{\"from\": \"p\", \"to\": \"n\"}]}",
      type);
  g_autoptr (RmgGraph) graph = parse (text, NULL, NULL);

  return rmg_graph_may_be_value (graph);
}

static void
test_graph_may_be_value_unless_a_node_reads_media (void)
{
  g_assert_true (may_be_value ("MultiplyNode"));
  g_assert_true (may_be_value ("PassThrough"));
  g_assert_false (may_be_value ("VAD"));
}

static void
test_graph_fallback_is_found_from_its_node (void)
{
  g_autoptr (RmgGraph) graph = parse (
      "{\"version\": \"v1\", \"metadata\": {}, \"nodes\": [{\"id\": \"spare\", "
      "\"node_type\": \"PassThrough\"}, {\"id\": \"a\", \"node_type\": "
      "\"PassThrough\", \"fallback\": \"spare\"}], \"connections\": []}",
      NULL, NULL);

  g_assert_cmpuint (rmg_graph_get_node_fallback (graph, 1), ==, 0);
  g_assert_cmpuint (rmg_graph_get_node_fallback (graph, 0), ==, RMG_GRAPH_NONE);
}

static void
test_graph_random_manifests_accepted_strictly (void)
{
  for (guint32 seed = 0; seed < 200; seed++) {
    g_autofree char *text =
        rmg_test_random_manifest (seed, 1 + seed % 20, seed % 2);
    g_autoptr (RmgDiagnostics) strict = rmg_diagnostics_new (TRUE);
    g_autoptr (RmgGraph) graph = parse (text, strict, NULL);

    g_test_message ("seed %u", seed);
    g_assert_nonnull (graph);
    g_assert_cmpuint (rmg_graph_get_n_nodes (graph), ==, 1 + seed % 20);
  }
}

#define ADD_ROWS(name, rows, function)                                         \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {                            \
    g_autofree char *path = g_strdup_printf ("/graph/" name "/%u", i);         \
                                                                               \
    g_test_add_data_func (path, &rows[i], function);                           \
  }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  ADD_ROWS ("sort", sortings, test_graph_sort_keeps_manifest_order_of_ties)
  ADD_ROWS ("cycles", cyclings, test_graph_cycles_each_reported_with_path)
  g_test_add_func (
      "/graph/edges", test_graph_edges_keep_connection_order_and_duplicates);
  g_test_add_func (
      "/graph/documented-form", test_graph_documented_form_read_as_v1);
  g_test_add_func ("/graph/10000-nodes",
      test_graph_10000_nodes_with_unknown_ids_all_reported);
  g_test_add_func ("/graph/set-param", test_graph_set_param_typed_by_catalog);
  g_test_add_func (
      "/graph/attach", test_graph_attach_writers_named_after_outputs);
  g_test_add_func (
      "/graph/is-value", test_graph_is_value_looks_after_pass_through);
  g_test_add_func (
      "/graph/may-be-value", test_graph_may_be_value_unless_a_node_reads_media);
  g_test_add_func (
      "/graph/fallback", test_graph_fallback_is_found_from_its_node);
  g_test_add_func (
      "/graph/random", test_graph_random_manifests_accepted_strictly);
  return g_test_run ();
}
