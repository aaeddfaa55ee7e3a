/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/params.h"

/* A type of the test alone, with one rule of each kind. */
static const RmgParamRule rules[] = {
  { .name = "rate",
      .aliases = "target_rate sample_rate",
      .kind = RMG_PARAM_INTEGER,
      .min = 1,
      .max = 1536000,
      .unit = "Hz",
      .property = "rate-hz" },
  { .name = "level", .kind = RMG_PARAM_NUMBER, .min = -0.5, .max = 1e6 },
  { .name = "factor",
      .kind = RMG_PARAM_NUMBER,
      .min = -G_MAXDOUBLE,
      .max = G_MAXDOUBLE },
  { .name = "loud", .kind = RMG_PARAM_BOOLEAN },
  { .name = "path", .kind = RMG_PARAM_STRING },
  { .name = "quality", .kind = RMG_PARAM_CHOICE, .choices = "fast high" },
};

static const RmgNodeType type = {
  .name = "T", .params = rules, .n_params = G_N_ELEMENTS (rules)
};

static const char *const descriptions[] = { "an integer from 1 to 1536000 Hz",
  "a number from -0.5 to 1e+06", "a number", "true or false", "a string",
  "one of fast high" };

static void
test_rule_described_with_range_and_unit (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (descriptions) == G_N_ELEMENTS (rules));
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autofree char *found = rmg_param_rule_describe (&rules[i]);

    g_assert_cmpstr (found, ==, descriptions[i]);
  }
}

static void
test_rule_found_by_name_or_whole_alias (void)
{
  g_assert_true (rmg_params_find_rule (&type, "rate") == &rules[0]);
  g_assert_true (rmg_params_find_rule (&type, "sample_rate") == &rules[0]);
  g_assert_true (rmg_params_find_rule (&type, "path") == &rules[4]);
  g_assert_null (rmg_params_find_rule (&type, "target"));
  g_assert_null (rmg_params_find_rule (&type, "Rate"));
  g_assert_null (rmg_params_find_rule (&type, ""));
}

/* Values for the first, the fourth and the fifth rule. */
static void
init_params (RmgParams *self)
{
  *self = (RmgParams){ .type = &type, .n_values = G_N_ELEMENTS (rules) };
  self->values = g_new0 (GValue, self->n_values);
  self->given = g_new0 (gboolean, self->n_values);
  g_value_init (&self->values[0], G_TYPE_INT64);
  g_value_set_int64 (&self->values[0], 48000);
  self->given[0] = TRUE;
  g_value_init (&self->values[1], G_TYPE_DOUBLE);
  g_value_set_double (&self->values[1], 0.25);
  g_value_init (&self->values[4], G_TYPE_STRING);
  g_value_set_string (&self->values[4], "a.wav");
}

static void
test_params_values_by_name_or_alias (void)
{
  RmgParams params;

  init_params (&params);
  g_assert_cmpint (rmg_params_get_int (&params, "rate"), ==, 48000);
  g_assert_cmpint (rmg_params_get_int (&params, "target_rate"), ==, 48000);
  g_assert_cmpfloat (rmg_params_get_double (&params, "level"), ==, 0.25);
  g_assert_cmpstr (rmg_params_get_string (&params, "path"), ==, "a.wav");
  rmg_params_clear (&params);
}

static void
test_params_integer_read_as_double (void)
{
  RmgParams params;

  init_params (&params);
  g_assert_cmpfloat (rmg_params_get_double (&params, "rate"), ==, 48000);
  rmg_params_clear (&params);
}

static void
test_params_unset_value_is_null (void)
{
  RmgParams params;

  init_params (&params);
  g_assert_null (rmg_params_get (&params, "loud"));
  g_assert_null (rmg_params_get_string (&params, "quality"));
  g_assert_nonnull (rmg_params_get (&params, "level"));
  rmg_params_clear (&params);
}

static void
test_params_default_is_not_given (void)
{
  RmgParams params;

  init_params (&params);
  g_assert_true (rmg_params_is_given (&params, "sample_rate"));
  g_assert_false (rmg_params_is_given (&params, "level"));
  g_assert_false (rmg_params_is_given (&params, "loud"));
  rmg_params_clear (&params);
}

static void
test_params_property_of_the_rule (void)
{
  RmgParams params;

  init_params (&params);
  g_assert_cmpstr (rmg_params_get_property (&params, 0), ==, "rate-hz");
  g_assert_null (rmg_params_get_property (&params, 1));
  rmg_params_clear (&params);
}

static void
test_params_cleared_have_no_values (void)
{
  RmgParams params;

  init_params (&params);
  rmg_params_clear (&params);
  g_assert_null (params.type);
  g_assert_cmpuint (params.n_values, ==, 0);
  g_assert_null (params.values);
  rmg_params_clear (&params); /* changes nothing */
}

static void
test_params_name_without_rule_is_an_error_of_the_caller (void)
{
  if (g_test_subprocess ()) {
    RmgParams params;

    init_params (&params);
    rmg_params_get (&params, "no-such");
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/params/describe", test_rule_described_with_range_and_unit);
  g_test_add_func ("/params/find-rule", test_rule_found_by_name_or_whole_alias);
  g_test_add_func ("/params/values", test_params_values_by_name_or_alias);
  g_test_add_func ("/params/integer", test_params_integer_read_as_double);
  g_test_add_func ("/params/unset", test_params_unset_value_is_null);
  g_test_add_func ("/params/given", test_params_default_is_not_given);
  g_test_add_func ("/params/property", test_params_property_of_the_rule);
  g_test_add_func ("/params/clear", test_params_cleared_have_no_values);
  g_test_add_func ("/params/no-rule",
      test_params_name_without_rule_is_an_error_of_the_caller);
  return g_test_run ();
}
