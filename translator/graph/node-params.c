/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/node-params.h"

#include "translator/catalog/foreign-check.h"
#include "translator/catalog/foreign.h"
#include "translator/catalog/params-json.h"
#include "translator/catalog/row.h"

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

char *
rmg_graph_write_params (JsonObject *params)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (root, params);
  return json_to_string (root, FALSE);
}

/* The kind that @text looks like, for nodes whose parameters no rule names. */
static JsonNode *
guess_value (const char *text)
{
  JsonNode *node = rmg_param_rule_from_text (RMG_PARAM_NUMBER, text);

  return node != NULL ? node
                      : rmg_param_rule_from_text (RMG_PARAM_STRING, text);
}

static JsonNode *
read_value (const RmgCatalogRow *row, const char *param, const char *text)
{
  const RmgParamRule *rule =
      row != NULL ? rmg_params_find_rule (&row->type, param) : NULL;
  JsonNode *node;

  if (rule == NULL)
    return guess_value (text);
  node = rmg_param_rule_from_text (rule->kind, text);
  /* text that cannot be read is refused later, as a string */
  return node != NULL ? node
                      : rmg_param_rule_from_text (RMG_PARAM_STRING, text);
}

/* Removes every spelling of @param. */
static void
remove_param (JsonObject *params, const RmgCatalogRow *row, const char *param)
{
  const RmgParamRule *rule =
      row != NULL ? rmg_params_find_rule (&row->type, param) : NULL;
  g_auto (GStrv) aliases = NULL;

  json_object_remove_member (params, param);
  if (rule == NULL)
    return;
  json_object_remove_member (params, rule->name);
  aliases = g_strsplit (rule->aliases != NULL ? rule->aliases : "", " ", -1);
  for (guint i = 0; aliases[i] != NULL; i++)
    json_object_remove_member (params, aliases[i]);
}

/* Replaces the parameters of the node, unless they are wrong; unknown ones are
 * errors here. */
static gboolean
replace_params (RmgGraphNode *self, JsonObject *params, GError **error)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (TRUE);
  RmgScope scope = { diagnostics, self->id, self->id };
  RmgParams values;

  rmg_graph_node_read_params (self, params, &scope, &values);
  if (!rmg_diagnostics_to_error (diagnostics, 0, NULL, error)) {
    rmg_params_clear (&values);
    return FALSE;
  }
  g_free (self->params_json);
  self->params_json = rmg_graph_write_params (params);
  rmg_params_clear (&self->params);
  self->params = values;
  return TRUE;
}

gboolean
rmg_graph_node_set_param (
    RmgGraphNode *self, const char *param, const char *text, GError **error)
{
  const RmgCatalogRow *row = rmg_catalog_find_row (self->type);
  g_autoptr (JsonNode) root = json_from_string (self->params_json, NULL);
  JsonObject *params = json_node_get_object (root);

  remove_param (params, row, param);
  json_object_set_member (params, param, read_value (row, param, text));
  return replace_params (self, params, error);
}
