/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The inputs of a run: one for all open inputs of the manifest, or one for each
 * of them, by the id of its node. */
#pragma once

#include <rmg/graph.h>

G_BEGIN_DECLS

typedef struct
{
  char *node;       /* (nullable): %NULL for the open inputs without a name */
  const char *path; /* "-" for standard input */
} ToolInput;

/**
 * tool_input_read_path:
 * @text: a path, or a URI of a file or an HTTP server
 *
 * Returns: (transfer none) (nullable): the path, which lives as long as @text;
 *   %NULL with %TOOL_USAGE for other URIs
 */
const char *tool_input_read_path (const char *text, GError **error);

/** tool_inputs_read_stdin: whether one of @texts (nullable) is "-" or
 * "NODE=-". */
gboolean tool_inputs_read_stdin (const GPtrArray *texts);

/**
 * tool_inputs_resolve:
 * @texts: (nullable) (element-type utf8): values of --input
 * @graph: graph with the open inputs
 *
 * Returns: (transfer full) (nullable) (element-type ToolInput): the inputs;
 *   %NULL with %TOOL_USAGE for an unknown or repeated name and for inputs that
 *   share a name or standard input
 */
GArray *tool_inputs_resolve (
    const GPtrArray *texts, const RmgGraph *graph, GError **error);

/** tool_inputs_name_all: replaces the input without name by inputs of the same
 * path, one for each open input of @graph that has none. */
void tool_inputs_name_all (GArray *inputs, const RmgGraph *graph);

/** tool_inputs_find_missing: (transfer full) (nullable): id of the first open
 * input of @graph that @inputs leave without data. */
char *tool_inputs_find_missing (const GArray *inputs, const RmgGraph *graph);

G_END_DECLS
