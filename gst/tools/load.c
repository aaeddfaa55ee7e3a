/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/load.h"

#include "gst/tools/report.h"

#include <stdio.h>
#include <string.h>

#define BLOCK_BYTES 65536
#define MANIFEST_MAX_BYTES (16 * 1024 * 1024)

GString *
tool_read_stdin (gsize max_bytes, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char block[BLOCK_BYTES];
  gsize n_bytes;

  while (text->len < max_bytes &&
      (n_bytes = fread (block, 1, sizeof block, stdin)) > 0)
    g_string_append_len (text, block, n_bytes);
  if (ferror (stdin)) {
    g_set_error (
        error, TOOL_ERROR, TOOL_INVALID, "standard input cannot be read");
    return NULL;
  }
  return g_steal_pointer (&text);
}

/* One byte more than is allowed is enough for the reader to refuse it. */
static RmgManifest *
load_manifest (const char *path, RmgDiagnostics *problems, GError **error)
{
  g_autoptr (GString) text = NULL;

  if (strcmp (path, "-") != 0)
    return rmg_manifest_new_from_file (path, problems, error);
  text = tool_read_stdin (MANIFEST_MAX_BYTES + 1, error);
  if (text == NULL)
    return NULL;
  return rmg_manifest_new_from_data (
      text->str, text->len, "stdin", problems, error);
}

/* The last dot parts the names: ids may hold dots, parameters do not. */
static gboolean
apply_override (RmgGraph *graph, const char *override, GError **error)
{
  const char *value = strchr (override, '=') + 1;
  g_autofree char *name = g_strndup (override, value - 1 - override);
  char *dot = strrchr (name, '.');
  g_autoptr (GError) refusal = NULL;

  *dot = '\0';
  if (rmg_graph_set_param (graph, name, dot + 1, value, &refusal))
    return TRUE;
  g_set_error (
      error, TOOL_ERROR, TOOL_USAGE, "--%s: %s", override, refusal->message);
  return FALSE;
}

RmgGraph *
tool_load_graph (const char *path, const GPtrArray *overrides,
    RmgDiagnostics *problems, GError **error)
{
  g_autoptr (RmgManifest) manifest = load_manifest (path, problems, error);
  g_autoptr (RmgGraph) graph = NULL;

  if (manifest == NULL)
    return NULL;
  graph = rmg_graph_new_from_manifest (manifest, problems, error);
  if (graph == NULL)
    return NULL;
  for (guint i = 0; overrides != NULL && i < overrides->len; i++)
    if (!apply_override (graph, g_ptr_array_index (overrides, i), error))
      return NULL;
  return g_steal_pointer (&graph);
}
