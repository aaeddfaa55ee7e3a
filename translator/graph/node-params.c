/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/foreign.h"
#include "translator/catalog/row.h"
#include "translator/graph/graph-data.h"

static void
read_foreign (const char *factory_name, JsonObject *json, const RmgScope *scope,
    RmgParams *params)
{
  g_autoptr (GstElementFactory) factory = NULL;

  gst_init (NULL, NULL);
  factory = rmg_foreign_load (factory_name);
  if (factory != NULL)
    rmg_foreign_check (scope, factory, json);
  rmg_params_read_properties (params, json);
}

void
rmg_graph_node_read_params (const RmgGraphNode *node, JsonObject *json,
    const RmgScope *scope, RmgParams *params)
{
  const RmgCatalogRow *row = rmg_catalog_find_row (node->type);
  const char *factory_name = rmg_catalog_get_factory_name (node->type);

  *params = (RmgParams){ NULL };
  if (factory_name != NULL)
    read_foreign (factory_name, json, scope, params);
  else if (row != NULL && !(row->flags & RMG_NODE_HOSTED))
    rmg_params_read (params, scope, &row->type, json);
}
