/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value.h>

#include <math.h>

static RmgValue *
new_list (gint64 first, gint64 second)
{
  RmgValue *list = rmg_value_new_array ();

  rmg_value_array_append (list, rmg_value_new_int (first));
  rmg_value_array_append (list, rmg_value_new_int (second));
  return list;
}

static RmgValue *
new_dict (const char *first, const char *second)
{
  RmgValue *dict = rmg_value_new_dict ();

  rmg_value_dict_set (dict, first, rmg_value_new_string (first, -1));
  rmg_value_dict_set (dict, second, rmg_value_new_string (second, -1));
  return dict;
}

typedef struct
{
  const char *name;
  RmgValue *a;
  RmgValue *b;
  gboolean equal;
} EqualityRow;

static void
test_equal_two_values_compares_kind_and_content (void)
{
  EqualityRow rows[] = {
    { "null", rmg_value_new_null (), rmg_value_new_null (), TRUE },
    { "int", rmg_value_new_int (1), rmg_value_new_int (1), TRUE },
    { "other int", rmg_value_new_int (1), rmg_value_new_int (2), FALSE },
    { "int, double", rmg_value_new_int (1), rmg_value_new_double (1), FALSE },
    { "bool, int", rmg_value_new_bool (1), rmg_value_new_int (1), FALSE },
    { "NaN", rmg_value_new_double (NAN), rmg_value_new_double (NAN), TRUE },
    { "zeros", rmg_value_new_double (0.0), rmg_value_new_double (-0.0), FALSE },
    { "longer text", rmg_value_new_string ("a", 1),
        rmg_value_new_string ("a\0b", 3), FALSE },
    { "list", new_list (1, 2), new_list (1, 2), TRUE },
    { "order of list", new_list (1, 2), new_list (2, 1), FALSE },
    { "order of dict", new_dict ("a", "b"), new_dict ("b", "a"), TRUE },
    { "other key", new_dict ("a", "b"), new_dict ("a", "c"), FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].name);
    g_assert_cmpint (rmg_value_equal (rows[i].a, rows[i].b), ==, rows[i].equal);
    rmg_value_unref (rows[i].a);
    rmg_value_unref (rows[i].b);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/compare/equal", test_equal_two_values_compares_kind_and_content);
  return g_test_run ();
}
