/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/graph/read.h"

#include "translator/base/nearest.h"
#include "translator/graph/policies.h"
#include "translator/graph/read-nodes.h"
#include "translator/manifest/fields.h"
#include "translator/manifest/manifest-data.h"
#include "translator/policy/read-defaults.h"

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
  TOP_DEFAULTS,
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
  [TOP_DEFAULTS] = { "defaults", RMG_FIELD_OBJECT, FALSE },
  [TOP_PYTHON_ENV] = { "python_env", RMG_FIELD_OBJECT, FALSE },
  [TOP_RUNTIME] = { "runtime", RMG_FIELD_OBJECT, FALSE },
};

static const RmgField metadata_fields[] = {
  { "name", RMG_FIELD_STRING },
  { "description", RMG_FIELD_STRING },
  { "created_at", RMG_FIELD_STRING },
  { "auto_negotiate", RMG_FIELD_BOOLEAN },
};

/* The policy reads those without a type. */
static const RmgField config_fields[] = {
  { "enable_metrics", RMG_FIELD_BOOLEAN },
  { "max_retries" },
  { "retry_policy" },
  { "circuit_breaker_threshold" },
};

static const RmgField edge_fields[] = {
  { "from", RMG_FIELD_NAME, TRUE },
  { "to", RMG_FIELD_NAME, TRUE },
  { "output_key", RMG_FIELD_STRING },
  { "input_key", RMG_FIELD_STRING },
};

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
    JsonObject *object = rmg_graph_get_entry (&scope, array, i);
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

static JsonObject *
get_object (JsonNode *value)
{
  return value != NULL ? json_node_get_object (value) : NULL;
}

/* The policy of a node that sets none. */
static void
read_defaults (RmgPolicy *policy, const RmgScope *top, JsonObject *config,
    JsonObject *defaults)
{
  RmgScope scope = { top->diagnostics, "config", NULL };
  JsonNode *values[G_N_ELEMENTS (config_fields)];

  rmg_policy_init (policy);
  if (config != NULL)
    rmg_fields_read (
        &scope, config, config_fields, G_N_ELEMENTS (config_fields), values);
  rmg_policy_read_defaults (policy, top, config, defaults);
}

RmgGraph *
rmg_graph_read (RmgManifest *manifest, RmgDiagnostics *diagnostics)
{
  RmgGraph *graph = rmg_graph_new_empty (manifest);
  JsonObject *object = json_node_get_object (manifest->root);
  RmgScope scope = { diagnostics, "", NULL };
  JsonNode *values[N_TOP];
  gboolean documented_form;
  RmgPolicy defaults;

  rmg_fields_read (&scope, object, top_fields, N_TOP, values);
  documented_form = check_version (&scope, values[TOP_VERSION]);
  read_metadata (graph, &scope, values[TOP_METADATA],
      documented_form || json_object_has_member (object, "metadata"));
  read_defaults (&defaults, &scope, get_object (values[TOP_CONFIG]),
      get_object (values[TOP_DEFAULTS]));
  if (values[TOP_NODES] != NULL)
    rmg_graph_read_nodes (
        graph, diagnostics, &defaults, json_node_get_array (values[TOP_NODES]));
  if (values[TOP_CONNECTIONS] != NULL)
    read_edges (graph, diagnostics,
        json_node_get_array (values[TOP_CONNECTIONS]),
        json_object_has_member (object, "connections") ? "connections"
                                                       : "edges");
  rmg_graph_check_policies (graph, diagnostics);
  return graph;
}
