/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/graph/graph-data.h"

/* A graph with the letters of @ids as nodes, and edges such as "ab". The graph
 * may have cycles. */
static RmgGraph *
make_graph (const char *ids, const char *edges)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data ("{}", -1, NULL, NULL, NULL);
  RmgGraph *graph = rmg_graph_new_empty (manifest);
  g_auto (GStrv) pairs = g_strsplit (edges, " ", -1);

  for (guint i = 0; ids[i] != '\0'; i++) {
    char id[] = { ids[i], '\0' };

    rmg_graph_add_node (graph, rmg_graph_node_new (id, "VAD", "", NULL));
  }
  for (guint i = 0; pairs[i] != NULL && *pairs[i] != '\0'; i++) {
    char from[] = { pairs[i][0], '\0' };
    char to[] = { pairs[i][1], '\0' };
    g_autofree char *path = g_strdup_printf ("connections[%u]", i);

    rmg_graph_add_edge (graph, rmg_graph_find_node (graph, from),
        rmg_graph_find_node (graph, to), path);
  }
  return graph;
}

typedef struct
{
  const char *ids;
  const char *edges;
  const char *order;
  const char *problems;
} Sorted;

#define CYCLE(index, path)                                                     \
  "error: connections[" index "]: Pipeline contains a cycle - cannot "         \
  "execute: " path "\n"

static const Sorted rows[] = {
  { "a", "", "a", "" },
  { "cba", "", "cba", "" },
  { "cba", "ab bc", "abc", "" },
  { "abcd", "ab ab bd ac cd", "abcd", "" },
  { "dcba", "ad bd", "cbad", "" },
  { "ab", "ba ba ba", "ba", "" },
  /* the connection that comes last in the manifest is cut */
  { "a", "aa", "a", CYCLE ("0", "a -> a") },
  { "ab", "ab ba", "ab", CYCLE ("1", "a -> b -> a") },
  { "ab", "ba ab", "ba", CYCLE ("1", "a -> b -> a") },
  { "abc", "bc cb ab", "abc", CYCLE ("1", "b -> c -> b") },
  { "abc", "ab bc ca bb", "abc",
      CYCLE ("2", "a -> b -> c -> a") CYCLE ("3", "b -> b") },
  { "abcd", "ab ba cd dc", "abcd",
      CYCLE ("1", "a -> b -> a") CYCLE ("3", "c -> d -> c") },
  /* two connections from a to b: both are cut */
  { "ab", "ba ab ab", "ba",
      CYCLE ("1", "a -> b -> a") CYCLE ("2", "a -> b -> a") },
};

static char *
join_ids (const RmgGraph *graph, GArray *order)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < order->len; i++)
    g_string_append (
        text, rmg_graph_get_node_id (graph, g_array_index (order, guint, i)));
  return g_string_free (text, FALSE);
}

static void
test_sort_orders_nodes_and_reports_each_cycle (gconstpointer data)
{
  const Sorted *row = data;
  g_autoptr (RmgGraph) graph = make_graph (row->ids, row->edges);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GArray) order = rmg_graph_sort (graph, diagnostics);
  g_autofree char *found = join_ids (graph, order);
  g_autofree char *problems = rmg_test_list_problems (diagnostics);

  g_assert_cmpstr (found, ==, row->order);
  g_assert_cmpstr (problems, ==, row->problems);
}

static void
test_sort_without_list_orders_as_with_it (gconstpointer data)
{
  const Sorted *row = data;
  g_autoptr (RmgGraph) graph = make_graph (row->ids, row->edges);
  g_autoptr (GArray) order = rmg_graph_sort (graph, NULL);
  g_autofree char *found = join_ids (graph, order);

  g_assert_cmpstr (found, ==, row->order);
}

static void
test_sort_long_cycle_shortened (void)
{
  static const char ids[] = "abcdefghijklmnopqrstuvwxyz";
  g_autoptr (GString) edges = g_string_new (NULL);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GArray) order = NULL;

  for (guint i = 0; i < 26; i++)
    g_string_append_printf (
        edges, "%s%c%c", i > 0 ? " " : "", ids[i], ids[(i + 1) % 26]);
  graph = make_graph (ids, edges->str);
  order = rmg_graph_sort (graph, diagnostics);
  g_assert_cmpstr (rmg_diagnostics_get_problem (diagnostics, 0)->message, ==,
      "Pipeline contains a cycle - cannot execute: a -> b -> c -> d -> e -> f "
      "-> g -> h -> i -> j -> k -> l -> m -> n -> o -> p -> q -> r -> s -> t "
      "-> (6 more) -> a");
  g_assert_cmpstr (
      rmg_diagnostics_get_problem (diagnostics, 0)->node_id, ==, "z");
}

/* Each node of a random graph without cycles comes after those that feed it. */
static void
test_sort_random_graph_feeders_first (void)
{
  for (guint32 seed = 0; seed < 100; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (RmgGraph) graph = make_graph ("abcdefghij", "");
    g_autoptr (GArray) order = NULL;
    guint place[10];

    for (guint i = 0; i < 15; i++) {
      /* edges go from a higher index to a lower one */
      guint to = g_rand_int_range (random, 0, 9);

      rmg_graph_add_edge (graph, g_rand_int_range (random, to + 1, 10), to, "");
    }
    order = rmg_graph_sort (graph, NULL);
    g_assert_cmpuint (order->len, ==, 10);
    for (guint i = 0; i < order->len; i++)
      place[g_array_index (order, guint, i)] = i;
    for (guint i = 0; i < rmg_graph_get_n_edges (graph); i++) {
      const RmgGraphEdge *edge = rmg_graph_peek_edge (graph, i);

      g_assert_cmpuint (place[edge->from], <, place[edge->to]);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/sort/rows/%u", i);
    g_autofree char *silent = g_strdup_printf ("/sort/no-list/%u", i);

    g_test_add_data_func (
        path, &rows[i], test_sort_orders_nodes_and_reports_each_cycle);
    g_test_add_data_func (
        silent, &rows[i], test_sort_without_list_orders_as_with_it);
  }
  g_test_add_func ("/sort/long-cycle", test_sort_long_cycle_shortened);
  g_test_add_func ("/sort/random", test_sort_random_graph_feeders_first);
  return g_test_run ();
}
