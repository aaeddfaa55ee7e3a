/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Policies that concern several nodes of a graph: fallbacks and groups. */
#pragma once

#include "translator/graph/graph-data.h"

G_BEGIN_DECLS

/**
 * rmg_graph_check_policies:
 * @self: a graph whose nodes and edges have been read
 *
 * Finds the node that each fallback names. Reports a fallback that is missing,
 * unknown, used twice, connected or its own, and a group of one node.
 */
void rmg_graph_check_policies (RmgGraph *self, RmgDiagnostics *diagnostics);

G_END_DECLS
