/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/params.h"

#include <rmg/catalog.h>

static gboolean
has_param (const char *type, const char *param)
{
  const RmgNodeType *found = rmg_catalog_find_type (type);

  for (guint i = 0; found != NULL && i < found->n_params; i++)
    if (g_str_equal (found->params[i].name, param))
      return TRUE;
  return FALSE;
}

gboolean
tool_params_set_all (RmgGraph *graph, const char *param, const char *value,
    guint *n_set, GError **error)
{
  *n_set = 0;
  for (guint i = 0; i < rmg_graph_get_n_nodes (graph); i++) {
    if (!has_param (rmg_graph_get_node_type (graph, i), param))
      continue;
    *n_set += 1;
    if (!rmg_graph_set_param (
            graph, rmg_graph_get_node_id (graph, i), param, value, error))
      return FALSE;
  }
  return TRUE;
}
