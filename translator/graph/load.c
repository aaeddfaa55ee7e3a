/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* From manifest to graph: reads the nodes and edges, finds cycles, and returns
 * all problems at once. */

#include "translator/graph/graph-data.h"
#include "translator/graph/read.h"

RmgGraph *
rmg_graph_new_from_manifest (
    RmgManifest *manifest, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgDiagnostics) own = rmg_diagnostics_new (FALSE);
  RmgDiagnostics *list = diagnostics != NULL ? diagnostics : own;
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GArray) order = NULL;
  guint first;

  g_return_val_if_fail (manifest != NULL, NULL);

  first = rmg_diagnostics_get_n_problems (list);
  graph = rmg_graph_read (manifest, list);
  order = rmg_graph_sort (graph, list);
  rmg_places_locate (rmg_manifest_get_places (manifest), list, first);
  rmg_diagnostics_sort (list, first);
  if (!rmg_diagnostics_to_error (
          list, first, rmg_manifest_get_name (manifest), error))
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
