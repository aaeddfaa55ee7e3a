/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* From manifest to graph: reads the fields, sorts, and compares types and
 * parameters with the catalog, going on after every problem. */

#include "translator/catalog/row.h"
#include "translator/catalog/foreign.h"
#include "translator/graph/graph-data.h"
#include "translator/graph/read.h"

static void
report_type (const RmgScope *scope, const RmgGraphNode *node, RmgError code,
    const char *message, const char *hint)
{
  rmg_scope_report (scope, code, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = node->type_field, .hint = hint }, message);
}

/* Whether the type of the node is known, or its element installed. */
static gboolean
check_type (const RmgScope *scope, const RmgGraphNode *node)
{
  const char *factory_name = rmg_catalog_get_factory_name (node->type);
  g_autoptr (GstElementFactory) factory = NULL;
  g_autofree char *hint = NULL;
  g_autofree char *message = NULL;

  if (factory_name == NULL) {
    if (rmg_catalog_find_row (node->type) != NULL)
      return TRUE;
    hint = rmg_catalog_hint (node->type);
    message = g_strdup_printf ("unknown node type \"%s\"", node->type);
    report_type (scope, node, RMG_ERROR_UNKNOWN_TYPE, message, hint);
    return FALSE;
  }
  gst_init (NULL, NULL);
  factory = rmg_foreign_load (factory_name);
  if (factory != NULL)
    return TRUE;
  hint = rmg_foreign_hint (factory_name);
  message = g_strdup_printf ("no element \"%s\" is installed", factory_name);
  report_type (scope, node, RMG_ERROR_MISSING_ELEMENT, message, hint);
  return FALSE;
}

static void
check_node (RmgGraphNode *node, RmgDiagnostics *diagnostics)
{
  g_autofree char *params_path = g_strconcat (node->path, ".params", NULL);
  RmgScope scope = { diagnostics, node->path, node->id };
  RmgScope params_scope = { diagnostics, params_path, node->id };

  if (node->type != NULL && check_type (&scope, node))
    rmg_graph_node_read_params (node, node->json, &params_scope, &node->params);
}

RmgGraph *
rmg_graph_new_from_manifest (
    RmgManifest *manifest, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgDiagnostics) own = rmg_diagnostics_new (FALSE);
  RmgDiagnostics *told = diagnostics != NULL ? diagnostics : own;
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GArray) order = NULL;
  guint first;

  g_return_val_if_fail (manifest != NULL, NULL);

  first = rmg_diagnostics_get_n_problems (told);
  graph = rmg_graph_read (manifest, told);
  order = rmg_graph_sort (graph, told);
  for (guint i = 0; i < graph->nodes->len; i++)
    check_node (rmg_graph_get_node (graph, i), told);
  rmg_places_locate (manifest->places, told, first);
  rmg_diagnostics_sort (told, first);
  if (!rmg_diagnostics_to_error (told, first, manifest->name, error))
    return NULL;
  return g_steal_pointer (&graph);
}

RmgGraph *
rmg_graph_load (const char *path, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_file (path, diagnostics, error);

  if (manifest == NULL)
    return NULL;
  return rmg_graph_new_from_manifest (manifest, diagnostics, error);
}
