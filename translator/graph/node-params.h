/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The parameters of graph nodes as JSON. */
#pragma once

#include "translator/graph/graph-data.h"
#include "translator/manifest/scope.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

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

/** rmg_graph_write_params: (transfer full): @params as text. */
char *rmg_graph_write_params (JsonObject *params);

G_END_DECLS
