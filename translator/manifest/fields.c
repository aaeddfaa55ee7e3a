/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/manifest/fields.h"

#include "translator/base/nearest.h"

static const char *const type_names[] = {
  [RMG_FIELD_ANY] = "anything",
  [RMG_FIELD_STRING] = "a string",
  [RMG_FIELD_NAME] = "a non-empty string",
  [RMG_FIELD_BOOLEAN] = "true or false",
  [RMG_FIELD_COUNT] = "an integer from 0 to 2147483647",
  [RMG_FIELD_OBJECT] = "an object",
  [RMG_FIELD_ARRAY] = "an array",
};

/* At most this many characters of a string are shown. */
#define MAX_SHOWN 40

static char *
describe_string (const char *text)
{
  const char *end = text;

  for (guint i = 0; i < MAX_SHOWN && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  return g_strdup_printf ("the string \"%.*s%s\"", (int) (end - text), text,
      *end != '\0' ? "…" : "");
}

char *
rmg_json_describe (JsonNode *node)
{
  GType type;

  switch (json_node_get_node_type (node)) {
    case JSON_NODE_OBJECT:
      return g_strdup ("an object");
    case JSON_NODE_ARRAY:
      return g_strdup ("an array");
    case JSON_NODE_NULL:
      return g_strdup ("null");
    default:
      break;
  }
  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    return describe_string (json_node_get_string (node));
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (type == G_TYPE_INT64)
    return g_strdup_printf (
        "the number %" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup_printf ("the number %g", json_node_get_double (node));
}

static gboolean
has_type (JsonNode *node, RmgFieldType type)
{
  GType value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                             : G_TYPE_INVALID;

  switch (type) {
    case RMG_FIELD_STRING:
      return value == G_TYPE_STRING;
    case RMG_FIELD_NAME:
      return value == G_TYPE_STRING && *json_node_get_string (node) != '\0';
    case RMG_FIELD_BOOLEAN:
      return value == G_TYPE_BOOLEAN;
    case RMG_FIELD_COUNT:
      return value == G_TYPE_INT64 && json_node_get_int (node) >= 0 &&
          json_node_get_int (node) <= G_MAXINT32;
    case RMG_FIELD_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node);
    case RMG_FIELD_ARRAY:
      return JSON_NODE_HOLDS_ARRAY (node);
    default:
      return TRUE;
  }
}

static void
report_type (const RmgScope *scope, const RmgField *field, const char *spelling,
    JsonNode *node)
{
  g_autofree char *found = rmg_json_describe (node);
  g_autofree char *message =
      g_strdup_printf ("expected %s, found %s", type_names[field->type], found);

  rmg_scope_report (scope, RMG_ERROR_WRONG_TYPE, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .name = spelling }, message);
}

/* The value under one spelling; @wrong is set where it was reported. */
static JsonNode *
read_spelling (const RmgScope *scope, JsonObject *object, const RmgField *field,
    const char *spelling, gboolean *wrong)
{
  JsonNode *node =
      spelling != NULL ? json_object_get_member (object, spelling) : NULL;

  if (node == NULL || (JSON_NODE_HOLDS_NULL (node) && !field->required))
    return NULL;
  if (has_type (node, field->type))
    return node;
  report_type (scope, field, spelling, node);
  *wrong = TRUE;
  return NULL;
}

static void
report_missing (const RmgScope *scope, const RmgField *field)
{
  g_autofree char *message = g_strdup_printf (
      "required field is missing: expected %s", type_names[field->type]);

  rmg_scope_report (scope, RMG_ERROR_MISSING_FIELD, RMG_SEVERITY_ERROR,
      &(RmgFieldRef){ .place = RMG_PLACE_PARENT, .name = field->name },
      message);
}

static JsonNode *
read_field (const RmgScope *scope, JsonObject *object, const RmgField *field)
{
  gboolean wrong = FALSE;
  JsonNode *value = read_spelling (scope, object, field, field->name, &wrong);
  JsonNode *other = read_spelling (scope, object, field, field->alias, &wrong);

  if (value != NULL && other != NULL && !json_node_equal (value, other)) {
    g_autofree char *message =
        g_strdup_printf ("\"%s\" and \"%s\" mean the same and differ",
            field->name, field->alias);

    rmg_scope_report (scope, RMG_ERROR_CONFLICT, RMG_SEVERITY_ERROR,
        &(RmgFieldRef){ .name = field->alias }, message);
  }
  if (value == NULL && other == NULL && field->required && !wrong)
    report_missing (scope, field);
  return value != NULL ? value : other;
}

static gboolean
is_known (const char *name, const RmgField *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    if (g_str_equal (name, fields[i].name) ||
        g_strcmp0 (name, fields[i].alias) == 0)
      return TRUE;
  return FALSE;
}

static void
report_unknown (const RmgScope *scope, const char *name, const RmgField *fields,
    guint n_fields)
{
  g_autofree char *hint = NULL;
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  for (guint i = 0; i < n_fields; i++) {
    rmg_nearest_try (&nearest, fields[i].name);
    rmg_nearest_try_words (&nearest, fields[i].alias, fields[i].alias);
  }
  hint = rmg_nearest_hint (&nearest);
  rmg_scope_report (scope, RMG_ERROR_UNKNOWN_FIELD, RMG_SEVERITY_WARNING,
      &(RmgFieldRef){ .place = RMG_PLACE_KEY, .name = name, .hint = hint },
      "unknown field, ignored");
}

void
rmg_fields_read (const RmgScope *scope, JsonObject *object,
    const RmgField *fields, guint n_fields, JsonNode **values)
{
  JsonObjectIter members;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&members, object);
  while (json_object_iter_next_ordered (&members, &name, &value))
    if (!is_known (name, fields, n_fields))
      report_unknown (scope, name, fields, n_fields);
  for (guint i = 0; i < n_fields; i++)
    values[i] = read_field (scope, object, &fields[i]);
}
