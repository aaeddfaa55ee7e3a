/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Compares the types of nodes with the catalog and the installed elements. */
#pragma once

#include "translator/graph/graph-data.h"
#include "translator/manifest/scope.h"

G_BEGIN_DECLS

/**
 * rmg_graph_check_type:
 * @scope: the object of the node
 *
 * Reports a type that is not in the catalog, or an element that is not
 * installed, with the nearest name.
 *
 * Returns: whether the type is known, or the element installed
 */
gboolean rmg_graph_check_type (const RmgScope *scope, const RmgGraphNode *node);

G_END_DECLS
