/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The data of a graph. graph.c has ids and edges, sort.c the order, node-params.c
 * the parameters, edit.c the changes after the check. */
#pragma once

#include "translator/base/diagnostics.h"
#include <rmg/graph.h>
#include "translator/catalog/params.h"
#include "translator/manifest/places.h"
#include "translator/policy/policy.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  char *type;
  const char *type_field; /* how the manifest spells it */
  char *path;             /* JSON path, or "" for nodes that were attached */
  char *params_json;      /* parameters as written, a JSON object */
  RmgParams params;       /* the same, read; empty for hosted nodes */
  RmgPolicy policy;
  guint fallback;     /* index of the node that takes over, or NONE */
  guint fallback_of;  /* index of the node it takes over for, or NONE */
  guint nested_depth; /* nodes on the longest path of the manifest it runs */
} RmgGraphNode;

typedef struct
{
  guint from;
  guint to;
  char *path;
} RmgGraphEdge;

struct _RmgGraph
{
  gatomicrefcount refs;
  RmgManifest *manifest;
  char *name;
  GPtrArray *nodes;  /* (element-type RmgGraphNode) */
  GArray *edges;     /* (element-type RmgGraphEdge), connection order */
  GHashTable *by_id; /* id -> index + 1 */
};

RmgGraph *rmg_graph_new_empty (RmgManifest *manifest);

RmgGraphNode *rmg_graph_get_node (const RmgGraph *self, guint index);
const RmgGraphEdge *rmg_graph_peek_edge (const RmgGraph *self, guint index);

/**
 * rmg_graph_add_node:
 * @node: (transfer full): a node
 *
 * Returns: %FALSE when its id is taken; it is added, but not found by its id
 */
gboolean rmg_graph_add_node (RmgGraph *self, RmgGraphNode *node);

void rmg_graph_add_edge (
    RmgGraph *self, guint from, guint to, const char *path);

/**
 * rmg_graph_node_new:
 * @params_json: (nullable): parameters as a JSON object; %NULL for none
 *
 * Returns: (transfer full): a node whose parameters have not been read
 */
RmgGraphNode *rmg_graph_node_new (const char *id, const char *type,
    const char *path, const char *params_json);
void rmg_graph_node_free (RmgGraphNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgGraphNode, rmg_graph_node_free)

/**
 * rmg_graph_node_set_param:
 * @param: name or alias of a parameter, or of a property for "gst:FACTORY"
 * @text: the value, parsed according to the rule of the parameter
 * @error: all errors and warnings of the parameters of the node
 *
 * Replaces all spellings of a parameter. An invalid value changes nothing.
 */
gboolean rmg_graph_node_set_param (
    RmgGraphNode *self, const char *param, const char *text, GError **error);

/**
 * rmg_graph_sort:
 * @diagnostics: (nullable): receives each cycle with its path
 *
 * Returns: (transfer full): indices of the nodes, every node after those that
 *   feed it, ties in manifest order
 */
GArray *rmg_graph_sort (const RmgGraph *self, RmgDiagnostics *diagnostics);

G_END_DECLS
