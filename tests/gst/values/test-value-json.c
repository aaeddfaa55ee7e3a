/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value-json.h>

#include <math.h>

static void
test_value_json_round_trip_is_exact (void)
{
  const char *const documents[] = {
    "null",
    "true",
    "-9223372036854775808",
    "9223372036854775807",
    "1.0",
    "-0.0",
    "0.1",
    "0.30000000000000004",
    "1e+300",
    "4.94065645841247e-324",
    "\"\303\244 \\\" \\\\ / \\n \\u0001\"",
    "[]",
    "[1,[2.5,null],{}]",
    "{\"z\":1,\"a\":[\"x\"],\"\":false}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RmgValue) value =
        rmg_value_new_from_json (documents[i], -1, &error);
    g_autofree char *json = NULL;

    g_assert_no_error (error);
    json = rmg_value_to_json (value);
    g_assert_cmpstr (json, ==, documents[i]);
  }
}

static void
test_value_json_nan_and_infinity_are_null (void)
{
  RmgValue *rows[] = {
    rmg_value_new_double (NAN),
    rmg_value_new_double (-INFINITY),
    rmg_value_new_object (rows, "python", NULL),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RmgValue) value = rows[i];
    g_autofree char *json = rmg_value_to_json (value);

    g_assert_cmpstr (json, ==, "null");
  }
}

static int object;

/* Returns: (transfer full): {"a": [1, {"b": OBJECT}]} */
static RmgValue *
make_nested_object (void)
{
  RmgValue *dict = rmg_value_new_dict (), *inner = rmg_value_new_dict ();
  RmgValue *array = rmg_value_new_array ();

  rmg_value_dict_set (
      inner, "b", rmg_value_new_object (&object, "counter", NULL));
  rmg_value_array_append (array, rmg_value_new_int (1));
  rmg_value_array_append (array, inner);
  rmg_value_dict_set (dict, "a", array);
  return dict;
}

static void
test_value_json_check_names_place_of_object (void)
{
  const struct
  {
    RmgValue *value;
    const char *message;
  } rows[] = {
    { rmg_value_new_object (&object, "counter", NULL),
        "a counter object has no form in JSON" },
    { make_nested_object (), "a[1].b: a counter object has no form in JSON" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RmgValue) value = rows[i].value;
    g_autoptr (GError) error = NULL;

    g_assert_false (rmg_value_check_json (value, &error));
    g_assert_error (error, RMG_ERROR, RMG_ERROR_WRONG_TYPE);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_value_json_check_accepts_values_without_object (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_from_json (
      "{\"a\": [1, 2.5], \"b\": [null, {\"c\": \"d\"}]}", -1, NULL);

  g_assert_true (rmg_value_check_json (value, NULL));
}

static void
test_value_json_large_integer_becomes_double (void)
{
  const struct
  {
    const char *json;
    double real;
  } rows[] = {
    { "9223372036854775808", 0x1p63 },
    { "-9223372036854775809", -0x1p63 },
    { "123456789012345678901234567890", 123456789012345678901234567890.0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RmgValue) value =
        rmg_value_new_from_json (rows[i].json, -1, NULL);

    g_assert_nonnull (value);
    g_assert_cmpfloat (rmg_value_get_double (value), ==, rows[i].real);
  }
}

static void
test_value_json_bad_text_is_one_error (void)
{
  const struct
  {
    const char *json;
    int code;
  } rows[] = {
    { "", RMG_ERROR_SYNTAX },
    { "  ", RMG_ERROR_SYNTAX },
    { ",", RMG_ERROR_SYNTAX },
    { "1 2", RMG_ERROR_SYNTAX },
    { "[1] {}", RMG_ERROR_SYNTAX },
    { "[1", RMG_ERROR_SYNTAX },
    { "1]", RMG_ERROR_SYNTAX },
    { "[1 2]", RMG_ERROR_SYNTAX },
    { "[1,]", RMG_ERROR_SYNTAX },
    { "{\"a\" 1}", RMG_ERROR_SYNTAX },
    { "{1: 2}", RMG_ERROR_SYNTAX },
    { "[1}", RMG_ERROR_SYNTAX },
    { "'a'", RMG_ERROR_SYNTAX },
    { "\"a", RMG_ERROR_SYNTAX },
    { "\"a\tb\"", RMG_ERROR_SYNTAX },
    { "\"\\x\"", RMG_ERROR_SYNTAX },
    { "\"\\u00\"", RMG_ERROR_SYNTAX },
    { "\"\\u0000\"", RMG_ERROR_SYNTAX },
    { "\"\\ud800\"", RMG_ERROR_SYNTAX },
    { "01", RMG_ERROR_SYNTAX },
    { "0x10", RMG_ERROR_SYNTAX },
    { "1.", RMG_ERROR_SYNTAX },
    { "1e", RMG_ERROR_SYNTAX },
    { "-", RMG_ERROR_SYNTAX },
    { "NaN", RMG_ERROR_SYNTAX },
    { "nullx", RMG_ERROR_SYNTAX },
    { "var a = 1;", RMG_ERROR_SYNTAX },
    { "1 // one", RMG_ERROR_SYNTAX },
    { "1e400", RMG_ERROR_NUMBER },
    { "\"\377\"", RMG_ERROR_ENCODING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RmgValue) value = NULL;

    g_test_message ("row %" G_GSIZE_FORMAT, i);
    value = rmg_value_new_from_json (rows[i].json, -1, &error);
    g_assert_null (value);
    g_assert_error (error, RMG_ERROR, rows[i].code);
  }
}

static void
test_value_json_depth_is_bounded (void)
{
  const guint n_brackets = 100000;
  g_autofree char *brackets = g_strnfill (n_brackets, '[');
  g_autofree char *open = g_strnfill (RMG_VALUE_MAX_DEPTH, '[');
  g_autofree char *close = g_strnfill (RMG_VALUE_MAX_DEPTH, ']');
  g_autofree char *deepest = g_strconcat (open, close, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgValue) value = NULL;

  g_assert_null (rmg_value_new_from_json (brackets, n_brackets, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_LIMIT);

  value = rmg_value_new_from_json (deepest, -1, NULL);
  g_assert_nonnull (value);
  g_assert_cmpuint (rmg_value_get_depth (value), ==, RMG_VALUE_MAX_DEPTH);
}

static void
test_value_json_length_ends_text (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_from_json ("12345", 2, NULL);

  g_assert_nonnull (value);
  g_assert_cmpint (rmg_value_get_int (value), ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/value-json/exact", test_value_json_round_trip_is_exact);
  g_test_add_func (
      "/value-json/null", test_value_json_nan_and_infinity_are_null);
  g_test_add_func (
      "/value-json/check/object", test_value_json_check_names_place_of_object);
  g_test_add_func ("/value-json/check/values",
      test_value_json_check_accepts_values_without_object);
  g_test_add_func (
      "/value-json/large", test_value_json_large_integer_becomes_double);
  g_test_add_func ("/value-json/bad", test_value_json_bad_text_is_one_error);
  g_test_add_func ("/value-json/depth", test_value_json_depth_is_bounded);
  g_test_add_func ("/value-json/length", test_value_json_length_ends_text);
  return g_test_run ();
}
