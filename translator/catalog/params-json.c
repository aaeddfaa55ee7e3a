/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/params-json.h"

#include "translator/base/nearest.h"
#include "translator/base/words.h"
#include "translator/manifest/fields.h"

#include <math.h>

static gboolean
accept_number (
    const RmgParamRule *rule, JsonNode *node, GValue *value, RmgError *why)
{
  GType type = json_node_get_value_type (node);
  double number;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  number = json_node_get_double (node);
  if (rule->kind == RMG_PARAM_INTEGER && number != trunc (number))
    return FALSE;
  *why = RMG_ERROR_OUT_OF_RANGE;
  if (number < rule->min || number > rule->max)
    return FALSE;
  if (type == G_TYPE_INT64 || rule->kind == RMG_PARAM_INTEGER) {
    g_value_init (value, G_TYPE_INT64);
    g_value_set_int64 (value,
        type == G_TYPE_INT64 ? json_node_get_int (node) : (gint64) number);
  } else {
    g_value_init (value, G_TYPE_DOUBLE);
    g_value_set_double (value, number);
  }
  return TRUE;
}

/* The choice that @word names, in any case, also by an alias; or NULL. */
static char *
find_choice (const RmgParamRule *rule, const char *word)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);

  if (rmg_words_contain (rule->choices, lower))
    return g_steal_pointer (&lower);
  return rmg_words_get_value (rule->choice_aliases, lower);
}

static gboolean
accept_text (
    const RmgParamRule *rule, JsonNode *node, GValue *value, RmgError *why)
{
  g_autofree char *choice = NULL;

  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  *why = RMG_ERROR_OUT_OF_RANGE;
  if (rule->kind == RMG_PARAM_CHOICE) {
    choice = find_choice (rule, json_node_get_string (node));
    if (choice == NULL)
      return FALSE;
  }
  g_value_init (value, G_TYPE_STRING);
  g_value_set_string (
      value, choice != NULL ? choice : json_node_get_string (node));
  return TRUE;
}

gboolean
rmg_param_rule_accepts (
    const RmgParamRule *rule, JsonNode *node, GValue *value, RmgError *why)
{
  *why = RMG_ERROR_WRONG_TYPE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  switch (rule->kind) {
    case RMG_PARAM_INTEGER:
    case RMG_PARAM_NUMBER:
      return accept_number (rule, node, value, why);
    case RMG_PARAM_BOOLEAN:
      if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return FALSE;
      g_value_init (value, G_TYPE_BOOLEAN);
      g_value_set_boolean (value, json_node_get_boolean (node));
      return TRUE;
    default:
      return accept_text (rule, node, value, why);
  }
}

JsonNode *
rmg_param_rule_from_text (RmgParamKind kind, const char *text)
{
  g_autoptr (JsonNode) node = NULL;

  if (kind == RMG_PARAM_STRING || kind == RMG_PARAM_CHOICE) {
    node = json_node_new (JSON_NODE_VALUE);
    json_node_set_string (node, text);
    return g_steal_pointer (&node);
  }
  node = json_from_string (text, NULL);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? g_steal_pointer (&node)
                                                      : NULL;
}

static void
report (const RmgScope *scope, RmgError code, RmgSeverity severity,
    RmgPlace place, const char *name, char *message)
{
  g_autofree char *text = message;

  rmg_scope_report (scope, code, severity,
      &(RmgFieldRef){ .place = place, .name = name }, text);
}

static void
report_unknown (
    const RmgScope *scope, const RmgNodeType *type, const char *name)
{
  g_autofree char *hint = NULL;
  g_autofree char *message =
      g_strdup_printf ("%s has no such parameter", type->name);
  RmgNearest nearest;

  rmg_nearest_init (&nearest, name);
  for (guint i = 0; i < type->n_params; i++) {
    rmg_nearest_try (&nearest, type->params[i].name);
    rmg_nearest_try_words (
        &nearest, type->params[i].aliases, type->params[i].name);
  }
  hint = rmg_nearest_hint (&nearest);
  rmg_scope_report (scope, RMG_ERROR_UNKNOWN_PARAM, RMG_SEVERITY_WARNING,
      &(RmgFieldRef){ .place = RMG_PLACE_KEY, .name = name, .hint = hint },
      message);
}

static gboolean
same_number (const GValue *a, const GValue *b)
{
  GValue left = G_VALUE_INIT;
  GValue right = G_VALUE_INIT;

  if (G_VALUE_HOLDS_STRING (a))
    return g_str_equal (g_value_get_string (a), g_value_get_string (b));
  g_value_init (&left, G_TYPE_DOUBLE);
  g_value_init (&right, G_TYPE_DOUBLE);
  return g_value_transform (a, &left) && g_value_transform (b, &right) &&
      g_value_get_double (&left) == g_value_get_double (&right);
}

/* Reads one member. All names of a parameter must have the same value. */
static void
read_member (
    RmgParams *self, const RmgScope *scope, const char *name, JsonNode *node)
{
  const RmgParamRule *rule = rmg_params_find_rule (self->type, name);
  guint index = rule != NULL ? rule - self->type->params : 0;
  GValue value = G_VALUE_INIT;
  RmgError why;

  if (rule == NULL) {
    report_unknown (scope, self->type, name);
    return;
  }
  if (JSON_NODE_HOLDS_NULL (node) && !rule->required)
    return;
  if (!rmg_param_rule_accepts (rule, node, &value, &why)) {
    g_autofree char *expected = rmg_param_rule_describe (rule);
    g_autofree char *found = rmg_json_describe (node);

    self->given[index] = TRUE;
    report (scope, why, RMG_SEVERITY_ERROR, RMG_PLACE_VALUE, name,
        g_strdup_printf ("expected %s, found %s", expected, found));
    return;
  }
  if (self->given[index] && G_IS_VALUE (&self->values[index]) &&
      !same_number (&self->values[index], &value))
    report (scope, RMG_ERROR_CONFLICT, RMG_SEVERITY_ERROR, RMG_PLACE_VALUE,
        name,
        g_strdup_printf (
            "another name of \"%s\" has another value", rule->name));
  if (G_IS_VALUE (&self->values[index]))
    g_value_unset (&self->values[index]);
  self->values[index] = value;
  self->given[index] = TRUE;
}

static void
set_default (RmgParams *self, const RmgScope *scope, guint index)
{
  const RmgParamRule *rule = &self->type->params[index];
  g_autoptr (JsonNode) node = NULL;
  RmgError why;

  if (self->given[index])
    return;
  if (rule->required) {
    g_autofree char *expected = rmg_param_rule_describe (rule);

    report (scope, RMG_ERROR_MISSING_FIELD, RMG_SEVERITY_ERROR,
        RMG_PLACE_PARENT, rule->name,
        g_strdup_printf (
            "required parameter is missing: expected %s", expected));
  } else if (rule->default_text != NULL) {
    node = rmg_param_rule_from_text (rule->kind, rule->default_text);
    g_assert (rmg_param_rule_accepts (rule, node, &self->values[index], &why));
  }
}

void
rmg_params_read (RmgParams *self, const RmgScope *scope,
    const RmgNodeType *type, JsonObject *object)
{
  JsonObjectIter members;
  const char *name;
  JsonNode *node;

  *self = (RmgParams){ .type = type, .n_values = type->n_params };
  self->values = g_new0 (GValue, type->n_params);
  self->given = g_new0 (gboolean, type->n_params);
  json_object_iter_init_ordered (&members, object);
  while (json_object_iter_next_ordered (&members, &name, &node))
    read_member (self, scope, name, node);
  for (guint i = 0; i < type->n_params; i++)
    set_default (self, scope, i);
}

void
rmg_params_read_properties (RmgParams *self, JsonObject *object)
{
  const guint n_members = json_object_get_size (object);
  JsonObjectIter members;
  const char *name;
  JsonNode *node;

  *self = (RmgParams){ NULL };
  self->values = g_new0 (GValue, n_members);
  self->given = g_new0 (gboolean, n_members);
  self->names = g_new0 (char *, n_members + 1);
  json_object_iter_init_ordered (&members, object);
  while (json_object_iter_next_ordered (&members, &name, &node)) {
    if (!JSON_NODE_HOLDS_VALUE (node))
      continue;
    json_node_get_value (node, &self->values[self->n_values]);
    self->given[self->n_values] = TRUE;
    self->names[self->n_values++] = g_strdup (name);
  }
}
