/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Manifests and graphs from short texts, for tests of the translator. The test
 * itself links the translator. */
#pragma once

#include <rmg/graph.h>

G_BEGIN_DECLS

/**
 * rmg_test_write_manifest:
 * @nodes: "id=Type" for each node, separated by "; ", parameters in braces with
 *   single quotes: "in=PassThrough; cut=AudioBuffer{'buffer_size_samples': 5}";
 *   other fields of the node after " @ ": "in=VAD @ 'retry': {}"
 * @edges: "from>to" for each edge, separated by blanks
 *
 * Returns: (transfer full): the text of a manifest of version "v1"
 */
char *rmg_test_write_manifest (const char *nodes, const char *edges);

/** rmg_test_read_graph: (transfer full): the graph of that manifest; a problem
 * fails the test. */
RmgGraph *rmg_test_read_graph (const char *nodes, const char *edges);

/** rmg_test_list_problems: (transfer full): the problems, one a line. */
char *rmg_test_list_problems (const RmgDiagnostics *diagnostics);

G_END_DECLS
