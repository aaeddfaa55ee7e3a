/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value-json.h>

#include "translator/base/json-scan.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static void
write_double (GString *json, double real)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (real)) {
    g_string_append (json, "null");
    return;
  }
  for (int n_digits = 15; n_digits <= 17; n_digits++) {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%dg", n_digits);
    g_ascii_formatd (text, sizeof text, format, real);
    if (g_ascii_strtod (text, NULL) == real)
      break;
  }
  g_string_append (json, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (json, ".0");
}

static void
write_string (GString *json, const char *text, gsize length)
{
  static const char escaped[] = "\"\\\b\f\n\r\t";
  static const char letters[] = "\"\\bfnrt";

  g_string_append_c (json, '"');
  for (gsize i = 0; i < length; i++) {
    const char *known = memchr (escaped, text[i], sizeof escaped - 1);

    if (known != NULL)
      g_string_append_printf (json, "\\%c", letters[known - escaped]);
    else if ((guchar) text[i] < ' ')
      g_string_append_printf (json, "\\u%04x", (guint) text[i]);
    else
      g_string_append_c (json, text[i]);
  }
  g_string_append_c (json, '"');
}

static void write_value (GString *json, const RmgValue *value);

static void
write_array (GString *json, const RmgValue *array)
{
  g_string_append_c (json, '[');
  for (gsize i = 0; i < rmg_value_get_length (array); i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    write_value (json, rmg_value_array_get (array, i));
  }
  g_string_append_c (json, ']');
}

static void
write_dict (GString *json, const RmgValue *dict)
{
  g_string_append_c (json, '{');
  for (gsize i = 0; i < rmg_value_get_length (dict); i++) {
    const char *key;
    const RmgValue *item = rmg_value_dict_get_entry (dict, i, &key);

    if (i > 0)
      g_string_append_c (json, ',');
    write_string (json, key, strlen (key));
    g_string_append_c (json, ':');
    write_value (json, item);
  }
  g_string_append_c (json, '}');
}

static void
write_value (GString *json, const RmgValue *value)
{
  const char *text;
  gsize length;

  switch (rmg_value_get_kind (value)) {
    case RMG_VALUE_BOOL:
      g_string_append (json, rmg_value_get_bool (value) ? "true" : "false");
      break;
    case RMG_VALUE_INT:
      g_string_append_printf (
          json, "%" G_GINT64_FORMAT, rmg_value_get_int (value));
      break;
    case RMG_VALUE_DOUBLE:
      write_double (json, rmg_value_get_double (value));
      break;
    case RMG_VALUE_STRING:
      text = rmg_value_get_string (value, &length);
      write_string (json, text, length);
      break;
    case RMG_VALUE_ARRAY:
      write_array (json, value);
      break;
    case RMG_VALUE_DICT:
      write_dict (json, value);
      break;
    case RMG_VALUE_NULL:
    case RMG_VALUE_OBJECT:
      g_string_append (json, "null");
      break;
  }
}

char *
rmg_value_to_json (const RmgValue *value)
{
  GString *json = g_string_new (NULL);

  write_value (json, value);
  return g_string_free (json, FALSE);
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
