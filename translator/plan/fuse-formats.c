/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/fuse-formats.h"

#include "translator/catalog/row.h"
#include "translator/plan/caps.h"

/* Whether the node is a format converter to 32-bit floats or to 16-bit
 * integers. 32-bit integers show the rounding of floats. */
static gboolean
hides_format (const RmgGraphNode *node)
{
  const RmgCatalogRow *row = rmg_catalog_find_row (node->type);
  const char *format;

  if (row == NULL || row->recipe != RMG_RECIPE_FORMAT)
    return FALSE;
  format = rmg_caps_find_format (
      rmg_params_get_string (&node->params, "target_format"));
  return format != NULL && !g_str_equal (format, "S32LE");
}

static guint *
count_inputs (const RmgGraph *graph)
{
  guint *n_inputs = g_new0 (guint, graph->nodes->len + 1);

  for (guint i = 0; i < graph->edges->len; i++)
    n_inputs[rmg_graph_peek_edge (graph, i)->to]++;
  return n_inputs;
}

gboolean *
rmg_fuse_formats_find (const RmgGraph *graph)
{
  gboolean *found = g_new0 (gboolean, graph->nodes->len + 1);
  g_autofree gboolean *shown = g_new0 (gboolean, graph->nodes->len + 1);
  g_autofree guint *n_inputs = count_inputs (graph);

  for (guint i = 0; i < graph->edges->len; i++) {
    const RmgGraphEdge *edge = rmg_graph_peek_edge (graph, i);

    if (n_inputs[edge->to] == 1 &&
        hides_format (rmg_graph_get_node (graph, edge->to)))
      found[edge->from] = TRUE;
    else
      shown[edge->from] = TRUE;
  }
  for (guint i = 0; i < graph->nodes->len; i++)
    found[i] = found[i] && !shown[i];
  return found;
}
