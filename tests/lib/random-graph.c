/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/random-graph.h"

#define MAX_FAN_IN 3

/* Small integer factors: their products are exact in a double. */
static const char *const value_nodes[] = {
  "\"MultiplyNode\", \"params\": {\"factor\": 2}",
  "\"MultiplyNode\", \"params\": {\"factor\": -1}",
  "\"AddNode\", \"params\": {\"addend\": 1}",
  "\"AddNode\", \"params\": {\"addend\": 0.5}",
  "\"PassThroughNode\"",
};

static const char *const audio_nodes[] = {
  "\"VADNode\"",
  "\"VAD\"",
  "\"AudioBuffer\", \"params\": {\"buffer_size_samples\": 480}",
  "\"AudioBuffer\", \"params\": {\"buffer_size_samples\": 2401}",
  "\"PassThroughNode\"",
};

static void
append_node (GString *text, GRand *random, guint node, RmgTestGraphKind kind)
{
  const char *const *nodes =
      kind == RMG_TEST_GRAPH_VALUES ? value_nodes : audio_nodes;
  guint n_nodes = kind == RMG_TEST_GRAPH_VALUES ? G_N_ELEMENTS (value_nodes)
                                                : G_N_ELEMENTS (audio_nodes);

  g_string_append_printf (text, "%s\n    {\"id\": \"n%u\", \"node_type\": %s}",
      node > 0 ? "," : "", node, nodes[g_rand_int_range (random, 0, n_nodes)]);
}

/* Adds edges from different nodes before @node, at least one. */
static void
append_edges (GString *text, GRand *random, guint node)
{
  guint n_wanted = g_rand_int_range (random, 1, MAX_FAN_IN + 1);
  guint n_edges = MIN (node, n_wanted);
  guint used[MAX_FAN_IN];
  guint n_used = 0;

  /* joins are rarer than tees */
  if (g_rand_int_range (random, 0, 3) > 0)
    n_edges = 1;
  while (n_used < n_edges) {
    guint from = g_rand_int_range (random, 0, node);
    gboolean known = FALSE;

    for (guint i = 0; i < n_used; i++)
      known = known || used[i] == from;
    if (known)
      continue;
    used[n_used++] = from;
    g_string_append_printf (text,
        "%s\n    {\"from\": \"n%u\", \"to\": \"n%u\"}",
        text->str[text->len - 1] == '[' ? "" : ",", from, node);
  }
}

char *
rmg_test_random_manifest (guint32 seed, guint n_nodes, RmgTestGraphKind kind)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GString *text = g_string_new ("{\n  \"version\": \"v1\",\n"
                                "  \"metadata\": {\"name\": \"random\"},\n"
                                "  \"nodes\": [");

  for (guint i = 0; i < n_nodes; i++)
    append_node (text, random, i, kind);
  g_string_append (text, "\n  ],\n  \"connections\": [");
  for (guint i = 1; i < n_nodes; i++)
    append_edges (text, random, i);
  g_string_append (text, "\n  ]\n}\n");
  return g_string_free (text, FALSE);
}
