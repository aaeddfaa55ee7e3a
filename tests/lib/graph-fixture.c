/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"

#include <string.h>

static void
append_quoted (GString *text, const char *name, const char *single)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (single), "'", '"');

  g_string_append_printf (text, ", %s%s", name, quoted);
}

static void
append_node (GString *text, const char *whole)
{
  g_auto (GStrv) parts = g_strsplit (whole, " @ ", 2);
  const char *entry = parts[0];
  const char *type = strchr (entry, '=');
  const char *params = strchr (entry, '{');
  const char *end = params != NULL ? params : entry + strlen (entry);

  g_assert_nonnull (type);
  g_string_append_printf (text, "{\"id\": \"%.*s\", \"node_type\": \"%.*s\"",
      (int) (type - entry), entry, (int) (end - type - 1), type + 1);
  if (params != NULL)
    append_quoted (text, "\"params\": ", params);
  if (parts[1] != NULL)
    append_quoted (text, "", parts[1]);
  g_string_append_c (text, '}');
}

static void
append_edge (GString *text, const char *entry)
{
  g_auto (GStrv) ends = g_strsplit (entry, ">", 2);

  g_assert_cmpuint (g_strv_length (ends), ==, 2);
  g_string_append_printf (
      text, "{\"from\": \"%s\", \"to\": \"%s\"}", ends[0], ends[1]);
}

static void
append_list (GString *text, const char *list, const char *separator,
    void (*append) (GString *text, const char *entry))
{
  g_auto (GStrv) entries = g_strsplit (list, separator, -1);

  for (guint i = 0; entries[i] != NULL; i++) {
    if (i > 0)
      g_string_append (text, ",\n");
    append (text, entries[i]);
  }
}

char *
rmg_test_write_manifest (const char *nodes, const char *edges)
{
  GString *text = g_string_new (
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"x\"}, \"nodes\": [\n");

  append_list (text, nodes, "; ", append_node);
  g_string_append (text, "], \"connections\": [\n");
  append_list (text, edges, " ", append_edge);
  g_string_append (text, "]}\n");
  return g_string_free (text, FALSE);
}

RmgGraph *
rmg_test_read_graph (const char *nodes, const char *edges)
{
  g_autofree char *text = rmg_test_write_manifest (nodes, edges);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "x", NULL, &error);
  RmgGraph *graph;

  g_assert_no_error (error);
  graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

char *
rmg_test_list_problems (const RmgDiagnostics *diagnostics)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rmg_diagnostics_get_n_problems (diagnostics); i++) {
    g_autofree char *line = rmg_problem_to_string (
        rmg_diagnostics_get_problem (diagnostics, i), NULL);

    g_string_append_printf (text, "%s\n", line);
  }
  return g_string_free (text, FALSE);
}
