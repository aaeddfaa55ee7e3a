/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Kahn's algorithm with the ready nodes in manifest order. Where it gets
 * stuck, every node left has a predecessor that is left: walking backwards
 * must meet a cycle. It is reported, its last connection is cut, and the
 * sorting goes on, so that every cycle is reported once. */

#include "translator/graph/graph-data.h"

#define NONE G_MAXUINT
#define MAX_SHOWN 20

typedef struct
{
  const RmgGraph *graph;
  GArray *order;
  GSequence *ready;  /* indices that nothing left feeds, ascending */
  guint *n_incoming; /* per node: edges from nodes that are left */
  guint *outgoing;   /* per node: its first edge in @next_out */
  guint *next_out;   /* per edge */
  guint *incoming;   /* per node: its first edge in @next_in */
  guint *next_in;    /* per edge */
  gboolean *done;    /* per node */
  gboolean *cut;     /* per edge */
  guint lowest;      /* no node below this one is left */
} Sort;

static int
compare_indices (gconstpointer a, gconstpointer b, gpointer unused)
{
  guint left = GPOINTER_TO_UINT (a);
  guint right = GPOINTER_TO_UINT (b);

  return left < right ? -1 : left > right;
}

static void
make_ready (Sort *sort, guint node)
{
  g_sequence_insert_sorted (
      sort->ready, GUINT_TO_POINTER (node), compare_indices, NULL);
}

static void
init_sort (Sort *sort, const RmgGraph *graph)
{
  guint n_nodes = graph->nodes->len;
  guint n_edges = graph->edges->len;

  *sort = (Sort){ .graph = graph };
  sort->order = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_nodes);
  sort->ready = g_sequence_new (NULL);
  sort->n_incoming = g_new0 (guint, n_nodes);
  sort->outgoing = g_new (guint, n_nodes);
  sort->incoming = g_new (guint, n_nodes);
  sort->next_out = g_new (guint, n_edges);
  sort->next_in = g_new (guint, n_edges);
  sort->done = g_new0 (gboolean, n_nodes);
  sort->cut = g_new0 (gboolean, n_edges);
  for (guint i = 0; i < n_nodes; i++)
    sort->outgoing[i] = sort->incoming[i] = NONE;
  for (guint i = n_edges; i-- > 0;) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (graph, i);

    sort->next_out[i] = sort->outgoing[edge->from];
    sort->outgoing[edge->from] = i;
    sort->next_in[i] = sort->incoming[edge->to];
    sort->incoming[edge->to] = i;
    sort->n_incoming[edge->to]++;
  }
  for (guint i = 0; i < n_nodes; i++)
    if (sort->n_incoming[i] == 0)
      make_ready (sort, i);
}

static void
clear_sort (Sort *sort)
{
  g_sequence_free (sort->ready);
  g_free (sort->n_incoming);
  g_free (sort->outgoing);
  g_free (sort->incoming);
  g_free (sort->next_out);
  g_free (sort->next_in);
  g_free (sort->done);
  g_free (sort->cut);
}

static void
drop_edge (Sort *sort, guint edge)
{
  guint to = rmg_graph_peek_edge (sort->graph, edge)->to;

  if (!sort->cut[edge] && --sort->n_incoming[to] == 0)
    make_ready (sort, to);
  sort->cut[edge] = TRUE;
}

static void
run_sort (Sort *sort)
{
  while (!g_sequence_is_empty (sort->ready)) {
    GSequenceIter *first = g_sequence_get_begin_iter (sort->ready);
    guint node = GPOINTER_TO_UINT (g_sequence_get (first));

    g_sequence_remove (first);
    sort->done[node] = TRUE;
    g_array_append_val (sort->order, node);
    for (guint i = sort->outgoing[node]; i != NONE; i = sort->next_out[i])
      drop_edge (sort, i);
  }
}

/* An edge into @node from a node that is left. */
static guint
find_feeder (Sort *sort, guint node)
{
  guint edge = sort->incoming[node];

  while (sort->cut[edge])
    edge = sort->next_in[edge];
  return edge;
}

/* The edges of a cycle that holds @start or feeds it, the last one first. */
static GArray *
find_cycle (Sort *sort, guint start)
{
  g_autoptr (GHashTable) steps = g_hash_table_new (NULL, NULL);
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (guint));
  gpointer met;
  guint node = start;

  while (!g_hash_table_lookup_extended (
      steps, GUINT_TO_POINTER (node), NULL, &met)) {
    guint edge = find_feeder (sort, node);

    g_hash_table_insert (
        steps, GUINT_TO_POINTER (node), GUINT_TO_POINTER (edges->len));
    g_array_append_val (edges, edge);
    node = rmg_graph_peek_edge (sort->graph, edge)->from;
  }
  if (GPOINTER_TO_UINT (met) > 0)
    g_array_remove_range (edges, 0, GPOINTER_TO_UINT (met));
  return edges;
}

/* "a -> b -> c -> a", beginning with the node that the manifest has first. */
static char *
describe_cycle (const RmgGraph *graph, GArray *edges)
{
  GString *text = g_string_new (NULL);
  guint n_edges = edges->len;
  guint start = 0;

  for (guint i = 0; i < n_edges; i++)
    if (rmg_graph_peek_edge (graph, g_array_index (edges, guint, i))->to <
        rmg_graph_peek_edge (graph, g_array_index (edges, guint, start))->to)
      start = i;
  for (guint i = 0; i < MIN (n_edges, MAX_SHOWN); i++) {
    guint at = (start + n_edges - i) % n_edges;
    guint node =
        rmg_graph_peek_edge (graph, g_array_index (edges, guint, at))->to;

    g_string_append_printf (
        text, "%s -> ", rmg_graph_get_node_id (graph, node));
  }
  if (n_edges > MAX_SHOWN)
    g_string_append_printf (text, "(%u more) -> ", n_edges - MAX_SHOWN);
  g_string_append (text,
      rmg_graph_get_node_id (graph,
          rmg_graph_peek_edge (graph, g_array_index (edges, guint, start))
              ->to));
  return g_string_free (text, FALSE);
}

/* Reports the cycle in the way and cuts the connection that closes it. */
static void
cut_cycle (Sort *sort, RmgDiagnostics *diagnostics)
{
  g_autoptr (GArray) edges = NULL;
  guint last = 0;

  while (sort->done[sort->lowest])
    sort->lowest++;
  edges = find_cycle (sort, sort->lowest);
  for (guint i = 0; i < edges->len; i++)
    last = MAX (last, g_array_index (edges, guint, i));
  if (diagnostics != NULL) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (sort->graph, last);
    g_autofree char *cycle = describe_cycle (sort->graph, edges);
    RmgSubject subject = { .path = edge->path,
      .node_id = rmg_graph_get_node_id (sort->graph, edge->from) };

    rmg_diagnostics_add (diagnostics, RMG_ERROR_CYCLE, RMG_SEVERITY_ERROR,
        &subject, "Pipeline contains a cycle - cannot execute: %s", cycle);
  }
  drop_edge (sort, last);
}

GArray *
rmg_graph_sort (const RmgGraph *self, RmgDiagnostics *diagnostics)
{
  Sort sort;

  init_sort (&sort, self);
  run_sort (&sort);
  while (sort.order->len < self->nodes->len) {
    cut_cycle (&sort, diagnostics);
    run_sort (&sort);
  }
  clear_sort (&sort);
  return sort.order;
}
