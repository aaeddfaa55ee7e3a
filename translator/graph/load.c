/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* From manifest to graph: reads the nodes and edges, finds cycles, checks nested
 * manifests in the same way, and returns all problems at once. */

#include "translator/base/fork.h"
#include "translator/graph/nesting.h"
#include "translator/graph/read.h"
#include "translator/manifest/scope.h"

static guint measure_manifest (
    RmgNesting *outer, RmgManifest *manifest, GError **error);

static void
check_nested (
    RmgNesting *nesting, RmgGraphNode *node, RmgDiagnostics *diagnostics)
{
  g_autofree char *path = g_strconcat (node->path, ".params", NULL);
  RmgScope scope = { diagnostics, path, node->id };

  for (guint i = 0; i < RMG_NESTING_N_PARAMS; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RmgManifest) manifest =
        rmg_nesting_load (nesting, node, i, &error);

    if (manifest != NULL)
      node->nested_depth = measure_manifest (nesting, manifest, &error);
    if (error != NULL)
      rmg_scope_report (&scope, error->code, RMG_SEVERITY_ERROR,
          &(RmgFieldRef){ .name = rmg_nesting_get_param (i) }, error->message);
  }
}

static RmgGraph *
make_graph (RmgNesting *outer, RmgManifest *manifest, RmgDiagnostics *list,
    GError **error)
{
  guint first = rmg_diagnostics_get_n_problems (list);
  g_autoptr (RmgGraph) graph = rmg_graph_read (manifest, list);
  g_autoptr (GArray) order = rmg_graph_sort (graph, list);
  RmgNesting nesting;

  rmg_nesting_init (&nesting, outer, manifest);
  for (guint i = 0; i < graph->nodes->len; i++)
    if (rmg_nesting_is_in (rmg_graph_get_node (graph, i)))
      check_nested (&nesting, rmg_graph_get_node (graph, i), list);
  rmg_places_locate (rmg_manifest_get_places (manifest), list, first);
  rmg_diagnostics_sort (list, first);
  if (!rmg_diagnostics_to_error (
          list, first, rmg_manifest_get_name (manifest), error))
    return NULL;
  return g_steal_pointer (&graph);
}

static guint
measure_manifest (RmgNesting *outer, RmgManifest *manifest, GError **error)
{
  g_autoptr (RmgDiagnostics) list = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = make_graph (outer, manifest, list, error);

  return graph != NULL ? rmg_nesting_measure (graph) : 0;
}

RmgGraph *
rmg_graph_new_from_manifest (
    RmgManifest *manifest, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgDiagnostics) own = NULL;

  g_return_val_if_fail (manifest != NULL, NULL);

  if (!rmg_fork_check (error))
    return NULL;
  own = rmg_diagnostics_new (FALSE);
  return make_graph (
      NULL, manifest, diagnostics != NULL ? diagnostics : own, error);
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
