/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/params.h"

#include "translator/base/words.h"

const RmgParamRule *
rmg_params_find_rule (const RmgNodeType *type, const char *name)
{
  for (guint i = 0; i < type->n_params; i++)
    if (g_str_equal (type->params[i].name, name) ||
        rmg_words_contain (type->params[i].aliases, name))
      return &type->params[i];
  return NULL;
}

char *
rmg_param_rule_describe (const RmgParamRule *rule)
{
  const char *blank = rule->unit != NULL ? " " : "";
  const char *unit = rule->unit != NULL ? rule->unit : "";

  switch (rule->kind) {
    case RMG_PARAM_INTEGER:
      return g_strdup_printf ("an integer from %.0f to %.0f%s%s", rule->min,
          rule->max, blank, unit);
    case RMG_PARAM_NUMBER:
      if (rule->max == G_MAXDOUBLE)
        return g_strdup ("a number");
      return g_strdup_printf (
          "a number from %g to %g%s%s", rule->min, rule->max, blank, unit);
    case RMG_PARAM_BOOLEAN:
      return g_strdup ("true or false");
    case RMG_PARAM_CHOICE:
      return g_strdup_printf ("one of %s", rule->choices);
    default:
      return g_strdup ("a string");
  }
}

void
rmg_params_clear (RmgParams *self)
{
  for (guint i = 0; i < self->n_values; i++)
    if (G_IS_VALUE (&self->values[i]))
      g_value_unset (&self->values[i]);
  g_free (self->values);
  g_free (self->given);
  g_strfreev (self->names);
  *self = (RmgParams){ NULL };
}

const char *
rmg_params_get_property (const RmgParams *self, guint index)
{
  g_return_val_if_fail (index < self->n_values, NULL);

  return self->type != NULL ? self->type->params[index].property
                            : self->names[index];
}

static guint
find_index (const RmgParams *self, const char *name)
{
  const RmgParamRule *rule = rmg_params_find_rule (self->type, name);

  g_assert (rule != NULL);
  return rule - self->type->params;
}

const GValue *
rmg_params_get (const RmgParams *self, const char *name)
{
  const GValue *value = &self->values[find_index (self, name)];

  return G_IS_VALUE (value) ? value : NULL;
}

gboolean
rmg_params_is_given (const RmgParams *self, const char *name)
{
  return self->given[find_index (self, name)];
}

gint64
rmg_params_get_int (const RmgParams *self, const char *name)
{
  return g_value_get_int64 (rmg_params_get (self, name));
}

double
rmg_params_get_double (const RmgParams *self, const char *name)
{
  GValue number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_DOUBLE);
  g_value_transform (rmg_params_get (self, name), &number);
  return g_value_get_double (&number);
}

const char *
rmg_params_get_string (const RmgParams *self, const char *name)
{
  const GValue *value = rmg_params_get (self, name);

  return value != NULL ? g_value_get_string (value) : NULL;
}
