/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/graph-data.h"

void
rmg_graph_node_free (RmgGraphNode *self)
{
  g_free (self->id);
  g_free (self->type);
  g_free (self->path);
  g_free (self->params_json);
  rmg_params_clear (&self->params);
  rmg_policy_clear (&self->policy);
  g_free (self);
}

static void
free_node (gpointer data)
{
  rmg_graph_node_free (data);
}

static void
clear_edge (gpointer data)
{
  g_free (((RmgGraphEdge *) data)->path);
}

RmgGraph *
rmg_graph_new_empty (RmgManifest *manifest)
{
  RmgGraph *self = g_new0 (RmgGraph, 1);

  g_atomic_ref_count_init (&self->refs);
  self->manifest = rmg_manifest_ref (manifest);
  self->name = g_strdup ("");
  self->nodes = g_ptr_array_new_with_free_func (free_node);
  self->edges = g_array_new (FALSE, FALSE, sizeof (RmgGraphEdge));
  g_array_set_clear_func (self->edges, clear_edge);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

G_DEFINE_BOXED_TYPE (RmgGraph, rmg_graph, rmg_graph_ref, rmg_graph_unref)

RmgGraph *
rmg_graph_ref (RmgGraph *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
rmg_graph_unref (RmgGraph *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  rmg_manifest_unref (self->manifest);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->nodes);
  g_array_unref (self->edges);
  g_free (self->name);
  g_free (self);
}

RmgGraphNode *
rmg_graph_get_node (const RmgGraph *self, guint index)
{
  return g_ptr_array_index (self->nodes, index);
}

const RmgGraphEdge *
rmg_graph_peek_edge (const RmgGraph *self, guint index)
{
  return &g_array_index (self->edges, RmgGraphEdge, index);
}

RmgGraphNode *
rmg_graph_node_new (
    const char *id, const char *type, const char *path, const char *params_json)
{
  RmgGraphNode *node = g_new0 (RmgGraphNode, 1);

  node->id = g_strdup (id);
  node->type = g_strdup (type);
  node->type_field = "node_type";
  node->path = g_strdup (path);
  node->params_json = g_strdup (params_json != NULL ? params_json : "{}");
  rmg_policy_init (&node->policy);
  node->fallback = RMG_GRAPH_NONE;
  node->fallback_of = RMG_GRAPH_NONE;
  return node;
}

gboolean
rmg_graph_add_node (RmgGraph *self, RmgGraphNode *node)
{
  gboolean first = rmg_graph_find_node (self, node->id) == RMG_GRAPH_NONE;

  g_ptr_array_add (self->nodes, node);
  if (first)
    g_hash_table_insert (
        self->by_id, node->id, GUINT_TO_POINTER (self->nodes->len));
  return first;
}

void
rmg_graph_add_edge (RmgGraph *self, guint from, guint to, const char *path)
{
  RmgGraphEdge edge = { from, to, g_strdup (path) };

  g_array_append_val (self->edges, edge);
}

const char *
rmg_graph_get_name (const RmgGraph *self)
{
  return self->name;
}

guint
rmg_graph_get_n_nodes (const RmgGraph *self)
{
  return self->nodes->len;
}

guint
rmg_graph_find_node (const RmgGraph *self, const char *id)
{
  /* indices are kept plus one: 0 minus one is RMG_GRAPH_NONE */
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, id)) - 1;
}

const char *
rmg_graph_get_node_id (const RmgGraph *self, guint node)
{
  g_return_val_if_fail (node < self->nodes->len, NULL);

  return rmg_graph_get_node (self, node)->id;
}

const char *
rmg_graph_get_node_type (const RmgGraph *self, guint node)
{
  g_return_val_if_fail (node < self->nodes->len, NULL);

  return rmg_graph_get_node (self, node)->type;
}

guint
rmg_graph_get_node_fallback (const RmgGraph *self, guint node)
{
  g_return_val_if_fail (node < self->nodes->len, RMG_GRAPH_NONE);

  return rmg_graph_get_node (self, node)->fallback;
}

char *
rmg_graph_get_node_params (const RmgGraph *self, guint node)
{
  g_return_val_if_fail (node < self->nodes->len, NULL);

  return g_strdup (rmg_graph_get_node (self, node)->params_json);
}

guint
rmg_graph_get_n_edges (const RmgGraph *self)
{
  return self->edges->len;
}

void
rmg_graph_get_edge (const RmgGraph *self, guint edge, guint *from, guint *to)
{
  g_return_if_fail (edge < self->edges->len);

  *from = rmg_graph_peek_edge (self, edge)->from;
  *to = rmg_graph_peek_edge (self, edge)->to;
}
