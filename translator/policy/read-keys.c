/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/read-keys.h"

#include "translator/base/nearest.h"
#include "translator/catalog/params-json.h"
#include "translator/manifest/fields.h"

void
rmg_policy_begin_part (RmgPolicy *policy, RmgPolicyParts part)
{
  if (policy->set & part)
    return;
  policy->set |= part;
  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);

    if (key->part == part && key->object != NULL &&
        key->rule.kind == RMG_PARAM_INTEGER)
      rmg_policy_set_number (
          policy, key, g_ascii_strtod (key->rule.default_text, NULL));
  }
}

void
rmg_policy_report (const RmgPolicyReader *reader, RmgError code,
    const RmgFieldRef *field, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  rmg_scope_report (&reader->scope, code, RMG_SEVERITY_ERROR, field, message);
}

void
rmg_policy_report_unexpected (const RmgPolicyReader *reader, RmgError code,
    const char *name, JsonNode *node, const char *expected)
{
  g_autofree char *found = rmg_json_describe (node);

  rmg_policy_report (reader, code, &(RmgFieldRef){ .name = name },
      "expected %s, found %s", expected, found);
}

void
rmg_policy_report_unknown (const RmgPolicyReader *reader, const char *name)
{
  g_autofree char *hint = NULL;
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);

    if (reader->object == NULL && key->object != NULL)
      rmg_nearest_try (&nearest, key->object);
    if (g_strcmp0 (key->object, reader->object) != 0)
      continue;
    rmg_nearest_try (&nearest, key->rule.name);
    rmg_nearest_try_words (&nearest, key->rule.aliases, key->rule.name);
  }
  hint = rmg_nearest_hint (&nearest);
  rmg_policy_report (reader, RMG_ERROR_UNKNOWN_FIELD,
      &(RmgFieldRef){ .place = RMG_PLACE_KEY, .name = name, .hint = hint },
      "%s has no such key",
      reader->object != NULL ? reader->object : "a policy");
}

static guint
find_word (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  guint index = 0;

  while (list[index] != NULL && !g_str_equal (list[index], word))
    index++;
  return index;
}

/* The value of an integer, number or choice. */
static double
to_number (const RmgPolicyKey *key, const GValue *value)
{
  if (G_VALUE_HOLDS_STRING (value))
    return find_word (key->rule.choices, g_value_get_string (value));
  if (G_VALUE_HOLDS_DOUBLE (value))
    return g_value_get_double (value);
  return (double) g_value_get_int64 (value);
}

static void
set_string (RmgPolicy *policy, const RmgPolicyKey *key, const char *text)
{
  char **field = &G_STRUCT_MEMBER (char *, policy, key->offset);

  g_free (*field);
  *field = g_strdup (text);
}

static void
set_number (RmgPolicyReader *reader, const RmgPolicyKey *key, const char *name,
    double number)
{
  const guint index = (guint) (key - rmg_policy_get_key (0));

  if (reader->given[index] &&
      rmg_policy_get_number (reader->policy, key) != number)
    rmg_policy_report (reader, RMG_ERROR_CONFLICT,
        &(RmgFieldRef){ .name = name },
        "another name of \"%s\" has another value", key->rule.name);
  rmg_policy_set_number (reader->policy, key, number);
  reader->given[index] = TRUE;
}

static gboolean
is_empty (const GValue *value)
{
  return G_VALUE_HOLDS_STRING (value) && *g_value_get_string (value) == '\0';
}

void
rmg_policy_read_value (RmgPolicyReader *reader, const RmgPolicyKey *key,
    const char *name, JsonNode *node)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *expected = NULL;
  RmgError why;

  if (!rmg_param_rule_accepts (&key->rule, node, &value, &why)) {
    expected = rmg_param_rule_describe (&key->rule);
    rmg_policy_report_unexpected (reader, why, name, node, expected);
    return;
  }
  if (is_empty (&value)) {
    rmg_policy_report_unexpected (
        reader, RMG_ERROR_OUT_OF_RANGE, name, node, "a non-empty string");
    return;
  }
  if (key->object == NULL)
    reader->policy->set |= key->part;
  if (key->rule.kind == RMG_PARAM_STRING)
    set_string (reader->policy, key, g_value_get_string (&value));
  else
    set_number (reader, key, name, to_number (key, &value));
}

static void
report_class (const RmgPolicyReader *reader, const char *word)
{
  g_autofree char *hint = NULL;
  RmgNearest nearest;

  rmg_nearest_init (&nearest, word);
  for (guint bit = 0; rmg_failure_class_get_name (bit) != NULL; bit++)
    rmg_nearest_try (&nearest, rmg_failure_class_get_name (bit));
  hint = rmg_nearest_hint (&nearest);
  rmg_policy_report (reader, RMG_ERROR_OUT_OF_RANGE,
      &(RmgFieldRef){ .hint = hint }, "\"%s\" is no class of failures", word);
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING;
}

static RmgFailureClasses
read_class (const RmgPolicyReader *outer, guint index, JsonNode *node)
{
  g_autofree char *path =
      g_strdup_printf ("%s.on[%u]", outer->scope.path, index);
  RmgPolicyReader reader = *outer;
  RmgFailureClasses class;

  reader.scope.path = path;
  if (!is_string (node)) {
    rmg_policy_report_unexpected (
        &reader, RMG_ERROR_WRONG_TYPE, NULL, node, "a class of failures");
    return 0;
  }
  class = rmg_failure_class_from_name (json_node_get_string (node));
  if (class == 0)
    report_class (&reader, json_node_get_string (node));
  return class;
}

static void
read_list (RmgPolicyReader *reader, const char *name, JsonNode *node)
{
  RmgFailureClasses classes = 0;
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    rmg_policy_report_unexpected (reader, RMG_ERROR_WRONG_TYPE, name, node,
        "an array of classes of failures");
    return;
  }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    classes |= read_class (reader, i, json_array_get_element (array, i));
  if (json_array_get_length (array) == 0)
    rmg_policy_report (reader, RMG_ERROR_OUT_OF_RANGE,
        &(RmgFieldRef){
            .name = name, .hint = "\"max_retries\": 0 retries none" },
        "the list of classes is empty");
  if (classes != 0)
    reader->policy->retry.on = classes;
}

void
rmg_policy_read_members (RmgPolicyReader *reader, JsonObject *object)
{
  JsonObjectIter members;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&members, object);
  while (json_object_iter_next_ordered (&members, &name, &node)) {
    const RmgPolicyKey *key = rmg_policy_find_key (reader->object, name);

    if (key == NULL)
      rmg_policy_report_unknown (reader, name);
    else if (rmg_policy_is_list (key) && !JSON_NODE_HOLDS_NULL (node))
      read_list (reader, name, node);
    else if (!JSON_NODE_HOLDS_NULL (node))
      rmg_policy_read_value (reader, key, name, node);
  }
}

gboolean
rmg_policy_is_given (const RmgPolicyReader *reader, const char *name)
{
  const RmgPolicyKey *key = rmg_policy_find_key (reader->object, name);

  return reader->given[key - rmg_policy_get_key (0)];
}
