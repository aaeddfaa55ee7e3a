/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>
#include <rmg/manifest.h>

G_BEGIN_DECLS

/* A checked manifest: nodes in manifest order, edges in connection order, no
 * cycle, every type known, every parameter within its rule. It may be changed
 * with the functions below by one thread until it is planned. */
typedef struct _RmgGraph RmgGraph;

#define RMG_GRAPH_NONE G_MAXUINT

/**
 * rmg_graph_new_from_manifest:
 * @manifest: the manifest
 * @diagnostics: (nullable): receives every error and warning, with places
 * @error: (out) (optional): the error where there is one, else
 *   %RMG_ERROR_INVALID with their number and the first
 *
 * Checks all of the manifest, however many errors it has.
 *
 * Returns: (transfer full) (nullable): the graph, unless there is any error
 */
RMG_API RmgGraph *rmg_graph_new_from_manifest (
    RmgManifest *manifest, RmgDiagnostics *diagnostics, GError **error);

/**
 * rmg_graph_load:
 * @path: a manifest
 *
 * Reads and checks in one.
 *
 * Returns: (transfer full) (nullable): as rmg_graph_new_from_manifest()
 */
RMG_API RmgGraph *rmg_graph_load (
    const char *path, RmgDiagnostics *diagnostics, GError **error);

RMG_API RmgGraph *rmg_graph_ref (RmgGraph *self);
RMG_API void rmg_graph_unref (RmgGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgGraph, rmg_graph_unref)

/** rmg_graph_get_name: (transfer none): metadata.name, or "". */
RMG_API const char *rmg_graph_get_name (const RmgGraph *self);

RMG_API guint rmg_graph_get_n_nodes (const RmgGraph *self);

/** rmg_graph_find_node: index of the node, or %RMG_GRAPH_NONE. */
RMG_API guint rmg_graph_find_node (const RmgGraph *self, const char *id);

/** rmg_graph_get_node_id: (transfer none) */
RMG_API const char *rmg_graph_get_node_id (const RmgGraph *self, guint node);

/** rmg_graph_get_node_type: (transfer none): as the manifest spells it. */
RMG_API const char *rmg_graph_get_node_type (const RmgGraph *self, guint node);

/** rmg_graph_get_node_params: (transfer full): its parameters as JSON. */
RMG_API char *rmg_graph_get_node_params (const RmgGraph *self, guint node);

RMG_API guint rmg_graph_get_n_edges (const RmgGraph *self);

/** rmg_graph_get_edge: the indices of the two nodes. */
RMG_API void rmg_graph_get_edge (
    const RmgGraph *self, guint edge, guint *from, guint *to);

/**
 * rmg_graph_set_param:
 * @node_id: a node
 * @param: one of its parameters
 * @value: text, read as the type of the parameter asks
 * @error: (out) (optional): %RMG_ERROR_UNKNOWN_NODE, _UNKNOWN_PARAM,
 *   _WRONG_TYPE or _OUT_OF_RANGE, with the nearest name or the range
 *
 * Returns: %FALSE, and nothing is changed, when it does not fit
 */
RMG_API gboolean rmg_graph_set_param (RmgGraph *self, const char *node_id,
    const char *param, const char *value, GError **error);

/**
 * rmg_graph_attach_reader:
 * @location: a file, or "-" for standard input
 * @raw_caps: (nullable): what it holds where it has no header, as
 *   "audio/x-raw, format=S16LE, rate=16000, channels=1"
 * @error: (out) (optional): no open input, or caps that cannot be read
 *
 * Puts a reader in front of the open inputs; several share one.
 */
RMG_API gboolean rmg_graph_attach_reader (
    RmgGraph *self, const char *location, const char *raw_caps, GError **error);

/**
 * rmg_graph_attach_writer:
 * @location: a file whose extension says the format, or "-" for standard
 *   output; with several open outputs "-ID" goes before the extension
 * @raw_caps: (nullable): write these samples without a header
 */
RMG_API gboolean rmg_graph_attach_writer (
    RmgGraph *self, const char *location, const char *raw_caps, GError **error);

/** rmg_graph_is_value: whether the open inputs take values rather than media. */
RMG_API gboolean rmg_graph_is_value (const RmgGraph *self);

G_END_DECLS
