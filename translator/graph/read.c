/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/read.h"

#include "translator/base/nearest.h"
#include "translator/graph/check.h"
#include "translator/graph/node-params.h"
#include "translator/manifest/fields.h"
#include "translator/manifest/manifest-data.h"

/* Looking for the id that was meant costs time that grows with the manifest,
 * so that only the first few problems get a hint. */
#define MAX_ID_HINTS 20

enum
{
  TOP_VERSION,
  TOP_METADATA,
  TOP_NODES,
  TOP_CONNECTIONS,
  TOP_CONFIG,
  TOP_PYTHON_ENV,
  TOP_RUNTIME,
  N_TOP,
};

static const RmgField top_fields[N_TOP] = {
  [TOP_VERSION] = { "version", RMG_FIELD_STRING, TRUE },
  [TOP_METADATA] = { "metadata", RMG_FIELD_OBJECT, FALSE },
  [TOP_NODES] = { "nodes", RMG_FIELD_ARRAY, TRUE },
  [TOP_CONNECTIONS] = { "connections", RMG_FIELD_ARRAY, TRUE, "edges" },
  [TOP_CONFIG] = { "config", RMG_FIELD_OBJECT, FALSE },
  [TOP_PYTHON_ENV] = { "python_env", RMG_FIELD_OBJECT, FALSE },
  [TOP_RUNTIME] = { "runtime", RMG_FIELD_OBJECT, FALSE },
};

static const RmgField metadata_fields[] = {
  { "name", RMG_FIELD_STRING },
  { "description", RMG_FIELD_STRING },
  { "created_at", RMG_FIELD_STRING },
  { "auto_negotiate", RMG_FIELD_BOOLEAN },
};

enum
{
  CONFIG_MAX_RETRIES,
  N_CONFIG = 4,
};

static const RmgField config_fields[N_CONFIG] = {
  [CONFIG_MAX_RETRIES] = { "max_retries", RMG_FIELD_COUNT },
  { "enable_metrics", RMG_FIELD_BOOLEAN },
  { "retry_policy", RMG_FIELD_ANY },
  { "circuit_breaker_threshold", RMG_FIELD_COUNT },
};

enum
{
  NODE_ID,
  NODE_TYPE,
  NODE_PARAMS,
  NODE_HINT,
  NODE_RETRY,
  N_NODE = 14,
};

static const RmgField node_fields[N_NODE] = {
  [NODE_ID] = { "id", RMG_FIELD_NAME, TRUE },
  [NODE_TYPE] = { "node_type", RMG_FIELD_NAME, TRUE, "type" },
  [NODE_PARAMS] = { "params", RMG_FIELD_OBJECT },
  [NODE_HINT] = { "runtime_hint", RMG_FIELD_STRING },
  [NODE_RETRY] = { "retry", RMG_FIELD_OBJECT },
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

static const RmgField retry_fields[] = {
  { "retries", RMG_FIELD_COUNT },
  { "backoff_ms", RMG_FIELD_COUNT },
  { "backoff_max_ms", RMG_FIELD_COUNT },
};

static const RmgField edge_fields[] = {
  { "from", RMG_FIELD_NAME, TRUE },
  { "to", RMG_FIELD_NAME, TRUE },
  { "output_key", RMG_FIELD_STRING },
  { "input_key", RMG_FIELD_STRING },
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

static int
get_count (JsonNode *value, int fallback)
{
  return value != NULL ? (int) json_node_get_int (value) : fallback;
}

static void
set_retry (RmgPolicy *policy, guint *field, JsonNode *value)
{
  if (value == NULL)
    return;
  *field = (guint) json_node_get_int (value);
  policy->set |= RMG_POLICY_RETRY;
}

static void
read_retry (const RmgScope *node_scope, JsonNode *value, int max_retries,
    RmgPolicy *policy)
{
  g_autofree char *path = g_strconcat (node_scope->path, ".retry", NULL);
  RmgScope scope = { node_scope->diagnostics, path, node_scope->node_id };
  JsonNode *values[G_N_ELEMENTS (retry_fields)] = { NULL };

  if (value != NULL)
    rmg_fields_read (&scope, json_node_get_object (value), retry_fields,
        G_N_ELEMENTS (retry_fields), values);
  if (max_retries >= 0) {
    policy->retry.max_retries = (guint) max_retries;
    policy->set |= RMG_POLICY_RETRY;
  }
  set_retry (policy, &policy->retry.max_retries, values[0]);
  set_retry (policy, &policy->retry.backoff_ms, values[1]);
  set_retry (policy, &policy->retry.max_backoff_ms, values[2]);
}

/* The object at @index of an array, or NULL after a report that it is not an object. */
static JsonObject *
get_entry (const RmgScope *scope, JsonArray *array, guint index)
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

static void
read_node (
    RmgGraph *graph, RmgScope *scope, JsonObject *object, int max_retries)
{
  const char *id = peek_id (object);
  JsonNode *values[N_NODE];
  RmgGraphNode *node;
  g_autofree char *message = NULL;

  scope->node_id = id;
  rmg_fields_read (scope, object, node_fields, N_NODE, values);
  check_runtime_hint (scope, values[NODE_HINT]);
  node = rmg_graph_node_new (values[NODE_ID] != NULL
          ? json_node_get_string (values[NODE_ID])
          : scope->path,
      values[NODE_TYPE] != NULL ? json_node_get_string (values[NODE_TYPE])
                                : NULL,
      scope->path, NULL);
  node->type_field =
      json_object_has_member (object, "node_type") ? "node_type" : "type";
  read_retry (scope, values[NODE_RETRY], max_retries, &node->policy);
  scope->node_id = node->id;
  read_params (node, scope, values[NODE_PARAMS]);
  if (rmg_graph_add_node (graph, node))
    return;
  message = g_strdup_printf ("Duplicate node ID: %s", node->id);
  rmg_scope_report (scope, RMG_ERROR_DUPLICATE_ID, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = "id" }, message);
}

static void
read_nodes (RmgGraph *graph, RmgDiagnostics *diagnostics, JsonArray *array,
    int max_retries)
{
  guint n_nodes = json_array_get_length (array);
  RmgScope all = { diagnostics, "nodes", NULL };

  if (n_nodes == 0)
    rmg_scope_report (&all, RMG_ERROR_EMPTY, RMG_SEVERITY_ERROR, NULL,
        "Manifest must contain at least one node");
  for (guint i = 0; i < n_nodes; i++) {
    g_autofree char *path = g_strdup_printf ("nodes[%u]", i);
    RmgScope scope = { diagnostics, path, NULL };
    JsonObject *object = get_entry (&scope, array, i);

    if (object != NULL)
      read_node (graph, &scope, object, max_retries);
  }
}

static guint
resolve (const RmgGraph *graph, const RmgScope *scope, JsonNode *value,
    const char *field, guint *n_hints)
{
  const char *id = json_node_get_string (value);
  guint node = rmg_graph_find_node (graph, id);
  g_autofree char *hint = NULL;
  g_autofree char *message = NULL;
  RmgNearest nearest;

  if (node != RMG_GRAPH_NONE)
    return node;
  rmg_nearest_init (&nearest, id);
  for (guint i = 0; i < graph->nodes->len && *n_hints < MAX_ID_HINTS; i++)
    rmg_nearest_try (&nearest, rmg_graph_get_node_id (graph, i));
  (*n_hints)++;
  hint = rmg_nearest_hint (&nearest);
  message = g_strdup_printf ("Connection references unknown %s node: %s",
      g_str_equal (field, "from") ? "source" : "target", id);
  rmg_scope_report (scope, RMG_ERROR_UNKNOWN_NODE, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = field, .hint = hint }, message);
  return RMG_GRAPH_NONE;
}

static void
read_edges (RmgGraph *graph, RmgDiagnostics *diagnostics, JsonArray *array,
    const char *name)
{
  guint n_hints = 0;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autofree char *path = g_strdup_printf ("%s[%u]", name, i);
    RmgScope scope = { diagnostics, path, NULL };
    JsonObject *object = get_entry (&scope, array, i);
    JsonNode *values[G_N_ELEMENTS (edge_fields)];
    guint from = RMG_GRAPH_NONE;
    guint to = RMG_GRAPH_NONE;

    if (object == NULL)
      continue;
    rmg_fields_read (
        &scope, object, edge_fields, G_N_ELEMENTS (edge_fields), values);
    if (values[0] != NULL)
      from = resolve (graph, &scope, values[0], "from", &n_hints);
    if (values[1] != NULL)
      to = resolve (graph, &scope, values[1], "to", &n_hints);
    if (from != RMG_GRAPH_NONE && to != RMG_GRAPH_NONE)
      rmg_graph_add_edge (graph, from, to, path);
  }
}

/* Whether it is the documented form, which needs no metadata. */
static gboolean
check_version (const RmgScope *scope, JsonNode *value)
{
  const char *version;
  g_autofree char *message = NULL;

  if (value == NULL)
    return TRUE;
  version = json_node_get_string (value);
  if (g_str_equal (version, "v1"))
    return FALSE;
  if (g_str_equal (version, "1") || g_str_has_prefix (version, "1."))
    return TRUE;
  message = g_strdup_printf ("Unsupported manifest version: %s", version);
  rmg_scope_report (scope, RMG_ERROR_VERSION, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = "version", .hint = "expected \"v1\"" }, message);
  return TRUE;
}

static void
read_metadata (
    RmgGraph *graph, const RmgScope *top, JsonNode *value, gboolean optional)
{
  RmgScope scope = { top->diagnostics, "metadata", NULL };
  JsonNode *values[G_N_ELEMENTS (metadata_fields)];

  if (value == NULL && !optional)
    rmg_scope_report (top, RMG_ERROR_MISSING_FIELD, RMG_SEVERITY_ERROR,
        &(RmgFieldRef){ .place = RMG_PLACE_PARENT, .name = "metadata" },
        "required field is missing: expected an object");
  if (value == NULL)
    return;
  rmg_fields_read (&scope, json_node_get_object (value), metadata_fields,
      G_N_ELEMENTS (metadata_fields), values);
  if (values[0] == NULL)
    return;
  g_free (graph->name);
  graph->name = g_strdup (json_node_get_string (values[0]));
}

static int
read_max_retries (RmgDiagnostics *diagnostics, JsonNode *config)
{
  RmgScope scope = { diagnostics, "config", NULL };
  JsonNode *values[N_CONFIG] = { NULL };

  if (config != NULL)
    rmg_fields_read (
        &scope, json_node_get_object (config), config_fields, N_CONFIG, values);
  return get_count (values[CONFIG_MAX_RETRIES], -1);
}

RmgGraph *
rmg_graph_read (RmgManifest *manifest, RmgDiagnostics *diagnostics)
{
  RmgGraph *graph = rmg_graph_new_empty (manifest);
  JsonObject *object = json_node_get_object (manifest->root);
  RmgScope scope = { diagnostics, "", NULL };
  JsonNode *values[N_TOP];
  gboolean documented_form;
  int max_retries;

  rmg_fields_read (&scope, object, top_fields, N_TOP, values);
  documented_form = check_version (&scope, values[TOP_VERSION]);
  read_metadata (graph, &scope, values[TOP_METADATA],
      documented_form || json_object_has_member (object, "metadata"));
  max_retries = read_max_retries (diagnostics, values[TOP_CONFIG]);
  if (values[TOP_NODES] != NULL)
    read_nodes (graph, diagnostics, json_node_get_array (values[TOP_NODES]),
        max_retries);
  if (values[TOP_CONNECTIONS] != NULL)
    read_edges (graph, diagnostics,
        json_node_get_array (values[TOP_CONNECTIONS]),
        json_object_has_member (object, "connections") ? "connections"
                                                       : "edges");
  return graph;
}
