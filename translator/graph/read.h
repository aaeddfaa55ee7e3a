/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "translator/graph/graph-data.h"

G_BEGIN_DECLS

/**
 * rmg_graph_read:
 * @diagnostics: receives the problems, without places
 *
 * Reads the fields of the manifest, v1 or the documented 1.0 form, into a
 * graph, and parameters into typed values. Values that cannot be used are
 * reported and left out.
 *
 * Returns: (transfer full): the graph as far as it could be read
 */
RmgGraph *rmg_graph_read (RmgManifest *manifest, RmgDiagnostics *diagnostics);

G_END_DECLS
