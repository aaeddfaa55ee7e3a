/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The data of a graph. graph.c has ids, edges and order; check.c compares types
 * and parameters with the catalog. */
#pragma once

#include "translator/base/diagnostics.h"
#include <rmg/graph.h>
#include "translator/catalog/params.h"
#include "translator/manifest/manifest-data.h"

G_BEGIN_DECLS

/* Retries of one node; -1 if the manifest has no value. */
typedef struct
{
  gint retries;
  gint backoff_ms;
  gint backoff_max_ms;
} RmgGraphRetry;

typedef struct
{
  char *id;
  char *type;
  const char *type_field; /* how the manifest spells it */
  char *path;             /* JSON path, or "" for nodes that were attached */
  JsonObject *json;       /* parameters as written; owned by this node */
  RmgParams params;       /* the same, read; empty for hosted nodes */
  RmgGraphRetry retry;
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
 * @json: (transfer full) (nullable): its parameters
 *
 * Returns: (transfer full): a node whose parameters have not been read
 */
RmgGraphNode *rmg_graph_node_new (
    const char *id, const char *type, const char *path, JsonObject *json);

/** rmg_graph_node_get_json: (transfer full): its parameters as JSON text. */
char *rmg_graph_node_get_json (const RmgGraphNode *node);

/**
 * rmg_graph_node_read_params:
 * @json: parameters for the node
 * @scope: the place of @json, and where problems are reported
 * @params: (out caller-allocates): the values; clear with rmg_params_clear()
 *
 * Reads @json by the rules of the node's type, or of the element's properties
 * for "gst:FACTORY".
 */
void rmg_graph_node_read_params (const RmgGraphNode *node, JsonObject *json,
    const RmgScope *scope, RmgParams *params);

/**
 * rmg_graph_sort:
 * @diagnostics: (nullable): receives each cycle with its path
 *
 * Returns: (transfer full): indices of the nodes, every node after those that
 *   feed it, ties in manifest order
 */
GArray *rmg_graph_sort (const RmgGraph *self, RmgDiagnostics *diagnostics);

G_END_DECLS
