/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/read-nodes.h"

#include "translator/graph/check.h"
#include "translator/graph/node-params.h"
#include "translator/manifest/fields.h"
#include "translator/policy/read-node.h"

enum
{
  NODE_ID,
  NODE_TYPE,
  NODE_PARAMS,
  NODE_HINT,
  N_NODE = 22,
};

static const RmgField node_fields[N_NODE] = {
  [NODE_ID] = { "id", RMG_FIELD_NAME, TRUE },
  [NODE_TYPE] = { "node_type", RMG_FIELD_NAME, TRUE, "type" },
  [NODE_PARAMS] = { "params", RMG_FIELD_OBJECT },
  [NODE_HINT] = { "runtime_hint", RMG_FIELD_STRING },
  { "fallback" }, /* the policy reads this and the next: */
  { "retry" },
  { "breaker" },
  { "while_waiting" },
  { "restart" },
  { "group" },
  { "queue" },
  { "stall_timeout_ms" },
  { "input_timeout_ms" },
  { "is_streaming", RMG_FIELD_BOOLEAN },
  { "is_output_node", RMG_FIELD_BOOLEAN },
  { "capabilities", RMG_FIELD_OBJECT },
  { "media_capabilities", RMG_FIELD_OBJECT },
  { "host", RMG_FIELD_STRING },
  { "execution", RMG_FIELD_OBJECT },
  { "docker", RMG_FIELD_OBJECT },
  { "fast_path", RMG_FIELD_BOOLEAN },
  { "python_deps", RMG_FIELD_ARRAY },
};

static const char runtime_hints[] =
    "auto native rust python rust_python cpython cpython_wasm";

static gboolean
is_one_of (const char *word, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *) list, word);
}

static void
check_runtime_hint (const RmgScope *scope, JsonNode *value)
{
  g_autofree char *message = NULL;
  g_autofree char *found = NULL;

  if (value == NULL || is_one_of (json_node_get_string (value), runtime_hints))
    return;
  found = rmg_json_describe (value);
  message =
      g_strdup_printf ("expected one of %s, found %s", runtime_hints, found);
  rmg_scope_report (scope, RMG_ERROR_OUT_OF_RANGE, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = "runtime_hint" }, message);
}

JsonObject *
rmg_graph_get_entry (const RmgScope *scope, JsonArray *array, guint index)
{
  JsonNode *entry = json_array_get_element (array, index);
  g_autofree char *found = NULL;
  g_autofree char *message = NULL;

  if (JSON_NODE_HOLDS_OBJECT (entry))
    return json_node_get_object (entry);
  found = rmg_json_describe (entry);
  message = g_strdup_printf ("expected an object, found %s", found);
  rmg_scope_report (
      scope, RMG_ERROR_WRONG_TYPE, RMG_SEVERITY_ERROR, NULL, message);
  return NULL;
}

typedef struct
{
  RmgGraph *graph;
  RmgDiagnostics *diagnostics;
  const RmgPolicy *defaults;
} NodeReader;

/* The id for messages, where there is one. */
static const char *
peek_id (JsonObject *object)
{
  JsonNode *value = json_object_get_member (object, "id");

  return value != NULL && JSON_NODE_HOLDS_VALUE (value) &&
          json_node_get_value_type (value) == G_TYPE_STRING
      ? json_node_get_string (value)
      : NULL;
}

/* Reads the parameters by the rules of the type, if the type is known. */
static void
read_params (RmgGraphNode *node, const RmgScope *scope, JsonNode *value)
{
  g_autofree char *path = g_strconcat (scope->path, ".params", NULL);
  RmgScope params_scope = { scope->diagnostics, path, scope->node_id };
  g_autoptr (JsonObject) params = value != NULL
      ? json_object_ref (json_node_get_object (value))
      : json_object_new ();

  g_free (node->params_json);
  node->params_json = rmg_graph_write_params (params);
  if (node->type != NULL && rmg_graph_check_type (scope, node))
    rmg_graph_node_read_params (node, params, &params_scope, &node->params);
}

/* A node inside another one needs no id. */
static void
read_node_fields (const RmgScope *scope, JsonObject *object, gboolean inner,
    JsonNode **values)
{
  RmgField fields[N_NODE];

  for (guint i = 0; i < N_NODE; i++)
    fields[i] = node_fields[i];
  fields[NODE_ID].required = !inner;
  rmg_fields_read (scope, object, fields, N_NODE, values);
  check_runtime_hint (scope, values[NODE_HINT]);
}

static const char *
get_string (JsonNode *value, const char *otherwise)
{
  return value != NULL ? json_node_get_string (value) : otherwise;
}

/* Reads a node. @inner_id (nullable) is the id of a node inside another one,
 * unless it has its own. Returns: the node. */
static RmgGraphNode *
read_node (const NodeReader *self, RmgScope *scope, JsonObject *object,
    const char *inner_id)
{
  JsonNode *values[N_NODE];
  RmgGraphNode *node;
  g_autofree char *message = NULL;

  scope->node_id = peek_id (object);
  read_node_fields (scope, object, inner_id != NULL, values);
  node = rmg_graph_node_new (
      get_string (values[NODE_ID], inner_id != NULL ? inner_id : scope->path),
      get_string (values[NODE_TYPE], NULL), scope->path, NULL);
  node->type_field =
      json_object_has_member (object, "node_type") ? "node_type" : "type";
  scope->node_id = node->id;
  rmg_policy_copy (&node->policy, self->defaults);
  rmg_policy_read (&node->policy, scope, object);
  read_params (node, scope, values[NODE_PARAMS]);
  if (rmg_graph_add_node (self->graph, node))
    return node;
  message = g_strdup_printf ("Duplicate node ID: %s", node->id);
  rmg_scope_report (scope, RMG_ERROR_DUPLICATE_ID, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = "id" }, message);
  return node;
}

/* Reads a node that is the value of "fallback", without its own fallback. */
static void
read_inner_node (
    const NodeReader *self, RmgGraphNode *outer, JsonObject *object)
{
  JsonNode *value = json_object_get_member (object, "fallback");
  g_autofree char *path = g_strconcat (outer->path, ".fallback", NULL);
  g_autofree char *id = g_strconcat (outer->id, ".fallback", NULL);
  RmgScope scope = { self->diagnostics, path, NULL };

  if (value == NULL || !JSON_NODE_HOLDS_OBJECT (value))
    return;
  outer->policy.set |= RMG_POLICY_FALLBACK;
  outer->policy.fallback =
      g_strdup (read_node (self, &scope, json_node_get_object (value), id)->id);
}

void
rmg_graph_read_nodes (RmgGraph *graph, RmgDiagnostics *diagnostics,
    const RmgPolicy *defaults, JsonArray *array)
{
  const NodeReader reader = { graph, diagnostics, defaults };
  guint n_nodes = json_array_get_length (array);
  RmgScope all = { diagnostics, "nodes", NULL };

  if (n_nodes == 0)
    rmg_scope_report (&all, RMG_ERROR_EMPTY, RMG_SEVERITY_ERROR, NULL,
        "Manifest must contain at least one node");
  for (guint i = 0; i < n_nodes; i++) {
    g_autofree char *path = g_strdup_printf ("nodes[%u]", i);
    RmgScope scope = { diagnostics, path, NULL };
    JsonObject *object = rmg_graph_get_entry (&scope, array, i);

    if (object != NULL)
      read_inner_node (
          &reader, read_node (&reader, &scope, object, NULL), object);
  }
}
