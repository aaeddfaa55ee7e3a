/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "value-json.h"

#include "report.h"

#include <json-glib/json-glib.h>
#include <rmg/manifest.h>

static RmgValue *read_node (JsonNode *node);

static RmgValue *
read_scalar (JsonNode *node)
{
  switch (json_node_get_value_type (node)) {
    case G_TYPE_INT64:
      return rmg_value_new_int (json_node_get_int (node));
    case G_TYPE_DOUBLE:
      return rmg_value_new_double (json_node_get_double (node));
    case G_TYPE_BOOLEAN:
      return rmg_value_new_bool (json_node_get_boolean (node));
    default:
      return rmg_value_new_string (json_node_get_string (node), -1);
  }
}

static RmgValue *
read_array (JsonArray *array)
{
  RmgValue *value = rmg_value_new_array ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    rmg_value_array_append (
        value, read_node (json_array_get_element (array, i)));
  return value;
}

static RmgValue *
read_object (JsonObject *object)
{
  RmgValue *value = rmg_value_new_dict ();
  JsonObjectIter members;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&members, object);
  while (json_object_iter_next_ordered (&members, &name, &member))
    rmg_value_dict_set (value, name, read_node (member));
  return value;
}

static RmgValue *
read_node (JsonNode *node)
{
  switch (json_node_get_node_type (node)) {
    case JSON_NODE_ARRAY:
      return read_array (json_node_get_array (node));
    case JSON_NODE_OBJECT:
      return read_object (json_node_get_object (node));
    case JSON_NODE_NULL:
      return rmg_value_new_null ();
    default:
      return read_scalar (node);
  }
}

/* What the scan of manifests refuses, the parser behind it would choke on. It
 * wants an object, so the value stands in one, on the lines behind the first. */
static gboolean
check_json (GString *wrapped, const char *name, GError **error)
{
  g_autoptr (RmgDiagnostics) problems = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (RmgManifest) manifest = rmg_manifest_new_from_data (
      wrapped->str, wrapped->len, name, problems, &refusal);
  const RmgProblem *problem;

  if (manifest != NULL)
    return TRUE;
  if (rmg_diagnostics_get_n_errors (problems) == 0) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  problem = rmg_diagnostics_get_problem (problems, 0);
  g_set_error (error, TOOL_ERROR, TOOL_INVALID, "input %s:%u:%u: %s", name,
      MAX (problem->line, 2) - 1, problem->column, problem->message);
  return FALSE;
}

RmgValue *
tool_value_from_json (
    const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (GString) wrapped = g_string_new ("{\"value\":\n");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;

  g_string_append_len (wrapped, text, length);
  g_string_append (wrapped, "\n}");
  if (!check_json (wrapped, name, error) ||
      !json_parser_load_from_data (parser, wrapped->str, wrapped->len, error))
    return NULL;
  root = json_node_get_object (json_parser_get_root (parser));
  if (json_object_get_size (root) == 1)
    return read_node (json_object_get_member (root, "value"));
  g_set_error (error, TOOL_ERROR, TOOL_INVALID,
      "input %s: expected one JSON document", name);
  return NULL;
}

static void
write_array (RmgJsonWriter *json, const char *name, const RmgValue *array)
{
  rmg_json_writer_begin_array (json, name);
  for (gsize i = 0; i < rmg_value_get_length (array); i++)
    tool_value_write (json, NULL, rmg_value_array_get (array, i));
  rmg_json_writer_end_array (json);
}

static void
write_dict (RmgJsonWriter *json, const char *name, const RmgValue *dict)
{
  rmg_json_writer_begin_object (json, name);
  for (gsize i = 0; i < rmg_value_get_length (dict); i++) {
    const char *key;
    RmgValue *item = rmg_value_dict_get_entry (dict, i, &key);

    tool_value_write (json, key, item);
  }
  rmg_json_writer_end_object (json);
}

void
tool_value_write (RmgJsonWriter *json, const char *name, const RmgValue *value)
{
  switch (rmg_value_get_kind (value)) {
    case RMG_VALUE_BOOL:
      rmg_json_writer_boolean (json, name, rmg_value_get_bool (value));
      break;
    case RMG_VALUE_INT:
      rmg_json_writer_int (json, name, rmg_value_get_int (value));
      break;
    case RMG_VALUE_DOUBLE:
      rmg_json_writer_double (json, name, rmg_value_get_double (value));
      break;
    case RMG_VALUE_STRING:
      rmg_json_writer_string (json, name, rmg_value_get_string (value, NULL));
      break;
    case RMG_VALUE_ARRAY:
      write_array (json, name, value);
      break;
    case RMG_VALUE_DICT:
      write_dict (json, name, value);
      break;
    default:
      rmg_json_writer_null (json, name);
  }
}
