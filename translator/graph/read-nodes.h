/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads the nodes of a manifest into a graph. */
#pragma once

#include "translator/graph/graph-data.h"
#include "translator/manifest/scope.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * rmg_graph_read_nodes:
 * @defaults: the policy of a node that sets none
 * @array: member "nodes" of the manifest
 *
 * Adds each node in the order of the manifest. A node that is the value of
 * "fallback" follows the node that has it.
 */
void rmg_graph_read_nodes (RmgGraph *graph, RmgDiagnostics *diagnostics,
    const RmgPolicy *defaults, JsonArray *array);

/** rmg_graph_get_entry: (transfer none) (nullable): the object at @index of an
 * array; %NULL after a report that it is not an object. */
JsonObject *rmg_graph_get_entry (
    const RmgScope *scope, JsonArray *array, guint index);

G_END_DECLS
