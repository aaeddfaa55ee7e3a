/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>
#include <rmg/manifest.h>

G_BEGIN_DECLS

/**
 * RmgGraph:
 *
 * A checked manifest: nodes in manifest order, edges in connection order, no
 * cycle, known types, valid parameters. One thread at a time may change a graph
 * until it is planned.
 */
typedef struct _RmgGraph RmgGraph;

#define RMG_TYPE_GRAPH (rmg_graph_get_type ())
RMG_API GType rmg_graph_get_type (void);

/**
 * RMG_GRAPH_NONE:
 *
 * Index of no node.
 */
#define RMG_GRAPH_NONE G_MAXUINT

/**
 * rmg_graph_new_from_manifest:
 * @manifest: the manifest
 * @diagnostics: (nullable): receives all errors and warnings with places
 * @error: (out) (optional): the error, or %RMG_ERROR_INVALID with the number of
 *   errors and the first one
 *
 * Checks the whole manifest and reports all errors at once. Initialises
 * GStreamer if a node has the type "gst:FACTORY". Thread: any.
 *
 * Returns: (transfer full) (nullable): the graph, if there is no error
 */
RMG_API RmgGraph *rmg_graph_new_from_manifest (
    RmgManifest *manifest, RmgDiagnostics *diagnostics, GError **error);

/**
 * rmg_graph_load:
 * @path: (type filename): a manifest
 * @diagnostics: (nullable): receives all errors and warnings with places
 * @error: (out) (optional): as for rmg_manifest_new_from_file() and
 *   rmg_graph_new_from_manifest()
 *
 * Reads and checks a manifest. Thread: any.
 *
 * Returns: (transfer full) (nullable): the graph, if there is no error
 */
RMG_API RmgGraph *rmg_graph_load (
    const char *path, RmgDiagnostics *diagnostics, GError **error);

/**
 * rmg_graph_ref:
 * @self: a graph
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @self
 */
RMG_API RmgGraph *rmg_graph_ref (RmgGraph *self);

/**
 * rmg_graph_unref:
 * @self: (transfer full): a graph
 *
 * Releases a reference; the last one frees @self. Thread: any.
 */
RMG_API void rmg_graph_unref (RmgGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgGraph, rmg_graph_unref)

/**
 * rmg_graph_get_name:
 * @self: a graph
 *
 * Returns: (transfer none): `metadata.name` of the manifest, or ""; valid as
 *   long as @self
 */
RMG_API const char *rmg_graph_get_name (const RmgGraph *self);

/**
 * rmg_graph_get_n_nodes:
 * @self: a graph
 *
 * Returns: number of nodes
 */
RMG_API guint rmg_graph_get_n_nodes (const RmgGraph *self);

/**
 * rmg_graph_find_node:
 * @self: a graph
 * @id: id of a node
 *
 * Returns: index of the node, or %RMG_GRAPH_NONE
 */
RMG_API guint rmg_graph_find_node (const RmgGraph *self, const char *id);

/**
 * rmg_graph_get_node_id:
 * @self: a graph
 * @node: index of a node
 *
 * Returns: (transfer none): id of the node, valid as long as @self
 */
RMG_API const char *rmg_graph_get_node_id (const RmgGraph *self, guint node);

/**
 * rmg_graph_get_node_type:
 * @self: a graph
 * @node: index of a node
 *
 * Returns: (transfer none): type of the node, as the manifest spells it; valid
 *   as long as @self
 */
RMG_API const char *rmg_graph_get_node_type (const RmgGraph *self, guint node);

/**
 * rmg_graph_get_node_fallback:
 * @self: a graph
 * @node: index of a node
 *
 * Returns: index of the node that takes over while the breaker of @node is
 *   open, or %RMG_GRAPH_NONE
 */
RMG_API guint rmg_graph_get_node_fallback (const RmgGraph *self, guint node);

/**
 * rmg_graph_get_node_params:
 * @self: a graph
 * @node: index of a node
 *
 * Returns: (transfer full): parameters of the node as JSON
 */
RMG_API char *rmg_graph_get_node_params (const RmgGraph *self, guint node);

/**
 * rmg_graph_get_n_edges:
 * @self: a graph
 *
 * Returns: number of edges
 */
RMG_API guint rmg_graph_get_n_edges (const RmgGraph *self);

/**
 * rmg_graph_get_edge:
 * @self: a graph
 * @edge: index of an edge
 * @from: (out): index of the node upstream
 * @to: (out): index of the node downstream
 *
 * Returns the nodes of an edge.
 */
RMG_API void rmg_graph_get_edge (
    const RmgGraph *self, guint edge, guint *from, guint *to);

/**
 * rmg_graph_set_param:
 * @self: a graph
 * @node_id: id of a node
 * @param: name of one of its parameters
 * @value: text, parsed according to the type of the parameter
 * @error: (out) (optional): %RMG_ERROR_UNKNOWN_NODE, %RMG_ERROR_UNKNOWN_PARAM,
 *   %RMG_ERROR_WRONG_TYPE or %RMG_ERROR_OUT_OF_RANGE, with the nearest name or
 *   the range
 *
 * Sets a parameter. An invalid value changes nothing.
 *
 * Returns: whether @value is valid
 */
RMG_API gboolean rmg_graph_set_param (RmgGraph *self, const char *node_id,
    const char *param, const char *value, GError **error);

/**
 * rmg_graph_attach_reader:
 * @self: a graph
 * @location: a file or URI, or "-" for standard input
 * @raw_caps: (nullable): caps of a file without a header, such as
 *   "audio/x-raw, format=S16LE, rate=16000, channels=1"
 * @error: (out) (optional): no open input, or invalid caps
 *
 * Adds a reader before the open inputs; several inputs share it. A failure
 * changes nothing.
 *
 * Returns: whether a reader was added
 */
RMG_API gboolean rmg_graph_attach_reader (
    RmgGraph *self, const char *location, const char *raw_caps, GError **error);

/**
 * rmg_graph_list_inputs:
 * @self: a graph
 *
 * Returns: (transfer full) (array zero-terminated=1): ids of the nodes with an
 *   open input, in the order of the manifest
 */
RMG_API char **rmg_graph_list_inputs (const RmgGraph *self);

/**
 * rmg_graph_attach_reader_to:
 * @self: a graph
 * @node_id: node with an open input
 * @location: a file, or "-" for standard input
 * @raw_caps: (nullable): caps of a file without a header
 * @error: (out) (optional): %RMG_ERROR_UNKNOWN_NODE with the nearest name, or
 *   %RMG_ERROR_LINK if the input of the node is not open
 *
 * Adds a reader before one open input. A failure changes nothing.
 *
 * Returns: whether a reader was added
 */
RMG_API gboolean rmg_graph_attach_reader_to (RmgGraph *self,
    const char *node_id, const char *location, const char *raw_caps,
    GError **error);

/**
 * rmg_graph_attach_writer:
 * @self: a graph
 * @location: a file whose extension selects the format, or "-" for standard
 *   output; with several open outputs, "-ID" is inserted before the extension
 * @raw_caps: (nullable): caps of samples to be written without a header
 * @error: (out) (optional): no open output, or invalid caps
 *
 * Adds a writer after each open output. A failure changes nothing.
 *
 * Returns: whether a writer was added
 */
RMG_API gboolean rmg_graph_attach_writer (
    RmgGraph *self, const char *location, const char *raw_caps, GError **error);

/**
 * rmg_graph_is_value:
 * @self: a graph
 *
 * Returns: whether the open inputs accept values instead of media
 */
RMG_API gboolean rmg_graph_is_value (const RmgGraph *self);

/**
 * rmg_graph_may_be_value:
 * @self: a graph
 *
 * Returns: whether values may be pushed into all open inputs: a node reads values,
 *   or all nodes after the inputs accept any data
 */
RMG_API gboolean rmg_graph_may_be_value (const RmgGraph *self);

G_END_DECLS
