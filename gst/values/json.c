/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value-json.h>

#include "gst/values/value-data.h"
#include "translator/base/json-scan.h"
#include "translator/base/json-writer.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void write_value (
    RmgJsonWriter *json, const char *name, const RmgValue *value);

static void
write_array (RmgJsonWriter *json, const char *name, const RmgValue *array)
{
  rmg_json_writer_begin_array (json, name);
  for (gsize i = 0; i < rmg_value_get_length (array); i++)
    write_value (json, NULL, rmg_value_array_get (array, i));
  rmg_json_writer_end_array (json);
}

static void
write_dict (RmgJsonWriter *json, const char *name, const RmgValue *dict)
{
  rmg_json_writer_begin_object (json, name);
  for (gsize i = 0; i < rmg_value_get_length (dict); i++) {
    const char *key;
    const RmgValue *item = rmg_value_dict_get_entry (dict, i, &key);

    write_value (json, key, item);
  }
  rmg_json_writer_end_object (json);
}

static void
write_value (RmgJsonWriter *json, const char *name, const RmgValue *value)
{
  const char *text;
  gsize length;

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
      text = rmg_value_get_string (value, &length);
      rmg_json_writer_string_n (json, name, text, length);
      break;
    case RMG_VALUE_ARRAY:
      write_array (json, name, value);
      break;
    case RMG_VALUE_DICT:
      write_dict (json, name, value);
      break;
    case RMG_VALUE_NULL:
    case RMG_VALUE_OBJECT:
      rmg_json_writer_null (json, name);
      break;
  }
}

char *
rmg_value_to_json (const RmgValue *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  json.compact = TRUE;
  write_value (&json, NULL, value);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* path: of @value, such as "[3].name"
 * Returns: (transfer none) (nullable): the first object; @path is that of it */
static const RmgValue *find_object (const RmgValue *value, GString *path);

static const RmgValue *
find_object_in_array (const RmgValue *array, GString *path)
{
  const gsize length = path->len;
  const RmgValue *found = NULL;
  gsize n_numbers;

  if (rmg_value_get_numbers (array, &n_numbers) != NULL)
    return NULL;
  for (gsize i = 0; found == NULL && i < rmg_value_get_length (array); i++) {
    g_string_truncate (path, length);
    g_string_append_printf (path, "[%" G_GSIZE_FORMAT "]", i);
    found = find_object (rmg_value_array_get (array, i), path);
  }
  return found;
}

static const RmgValue *
find_object_in_dict (const RmgValue *dict, GString *path)
{
  const gsize length = path->len;
  const RmgValue *found = NULL;

  for (gsize i = 0; found == NULL && i < rmg_value_get_length (dict); i++) {
    const char *key;
    const RmgValue *item = rmg_value_dict_get_entry (dict, i, &key);

    g_string_truncate (path, length);
    g_string_append_printf (path, "%s%s", length > 0 ? "." : "", key);
    found = find_object (item, path);
  }
  return found;
}

static const RmgValue *
find_object (const RmgValue *value, GString *path)
{
  switch (rmg_value_get_kind (value)) {
    case RMG_VALUE_OBJECT:
      return value;
    case RMG_VALUE_ARRAY:
      return find_object_in_array (value, path);
    case RMG_VALUE_DICT:
      return find_object_in_dict (value, path);
    default:
      return NULL;
  }
}

gboolean
rmg_value_check_json (const RmgValue *value, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  const RmgValue *found = find_object (value, path);

  if (found == NULL)
    return TRUE;
  g_set_error (error, RMG_ERROR, RMG_ERROR_WRONG_TYPE,
      "%s%sa %s object has no form in JSON", path->str,
      path->len > 0 ? ": " : "", found->object.type_name);
  return FALSE;
}

static RmgValue *read_node (JsonNode *node);

static RmgValue *
read_scalar (JsonNode *node)
{
  switch (json_node_get_value_type (node)) {
    case G_TYPE_BOOLEAN:
      return rmg_value_new_bool (json_node_get_boolean (node));
    case G_TYPE_INT64:
      return rmg_value_new_int (json_node_get_int (node));
    case G_TYPE_DOUBLE:
      return rmg_value_new_double (json_node_get_double (node));
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
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    rmg_value_dict_set (value, name, read_node (node));
  return value;
}

static RmgValue *
read_node (JsonNode *node)
{
  switch (json_node_get_node_type (node)) {
    case JSON_NODE_OBJECT:
      return read_object (json_node_get_object (node));
    case JSON_NODE_ARRAY:
      return read_array (json_node_get_array (node));
    case JSON_NODE_VALUE:
      return read_scalar (node);
    case JSON_NODE_NULL:
      return rmg_value_new_null ();
  }
  g_assert_not_reached ();
}

/* The document for json-glib: integers beyond 64 bits, after which @offsets
 * point, become doubles. */
static char *
make_doubles (const char *text, gsize length, GArray *offsets)
{
  g_autoptr (GString) output = g_string_sized_new (length);
  gsize done = 0;

  for (guint i = 0; i < offsets->len; i++) {
    gsize end = g_array_index (offsets, gsize, i);

    g_string_append_len (output, text + done, (gssize) (end - done));
    g_string_append (output, ".0");
    done = end;
  }
  g_string_append_len (output, text + done, (gssize) (length - done));
  return g_string_free (g_steal_pointer (&output), FALSE);
}

RmgValue *
rmg_value_new_from_json (const char *text, gssize length, GError **error)
{
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;
  g_autofree char *copy = g_strndup (text, n_bytes);
  g_autofree char *document = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GArray) long_integers = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GError) cause = NULL;
  RmgScanOptions options = { .max_depth = RMG_VALUE_MAX_DEPTH,
    .allow_duplicates = TRUE,
    .long_integers = long_integers };

  if (!rmg_scan (copy, n_bytes, &options, diagnostics)) {
    rmg_diagnostics_to_error (diagnostics, 0, NULL, error);
    return NULL;
  }
  document = make_doubles (copy, n_bytes, long_integers);
  if (!json_parser_load_from_data (parser, document, -1, &cause)) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_SYNTAX, "%s", cause->message);
    return NULL;
  }
  return read_node (json_parser_get_root (parser));
}
