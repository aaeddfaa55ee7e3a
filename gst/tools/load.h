/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/graph.h>

G_BEGIN_DECLS

/**
 * tool_read_stdin:
 * @max_bytes: read no more than this
 *
 * Returns: (transfer full) (nullable): all of standard input
 */
GString *tool_read_stdin (gsize max_bytes, GError **error);

/**
 * tool_load_graph:
 * @path: a manifest, "-" for standard input
 * @overrides: (nullable) (element-type utf8): "NODE.PARAM=VALUE", which replace
 *   values of the manifest
 * @problems: receives the problems
 *
 * Returns: (transfer full) (nullable): the checked graph
 */
RmgGraph *tool_load_graph (const char *path, const GPtrArray *overrides,
    RmgDiagnostics *problems, GError **error);

G_END_DECLS
