/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value.h>

static RmgValue *
new_list (gint64 first, gint64 second)
{
  RmgValue *list = rmg_value_new_array ();

  rmg_value_array_append (list, rmg_value_new_int (first));
  rmg_value_array_append (list, rmg_value_new_int (second));
  return list;
}

static void
test_dict_keeps_order_and_place (void)
{
  g_autoptr (RmgValue) dict = rmg_value_new_dict ();

  for (int i = 0; i < 100; i++) {
    g_autofree char *key = g_strdup_printf ("key %d", 99 - i);

    rmg_value_dict_set (dict, key, rmg_value_new_int (i));
  }
  rmg_value_dict_set (dict, "key 97", rmg_value_new_int (1000));

  g_assert_cmpuint (rmg_value_get_length (dict), ==, 100);
  for (int i = 0; i < 100; i++) {
    const char *key;
    RmgValue *item = rmg_value_dict_get_entry (dict, i, &key);

    g_assert_true (rmg_value_dict_get (dict, key) == item);
    g_assert_cmpint (rmg_value_get_int (item), ==, i == 2 ? 1000 : i);
  }
  g_assert_null (rmg_value_dict_get (dict, "key"));
}

static void
test_array_set_replaces_item (void)
{
  g_autoptr (RmgValue) list = new_list (1, 2);

  rmg_value_array_set (list, 1, rmg_value_new_int (5));

  g_assert_cmpint (rmg_value_get_int (rmg_value_array_get (list, 0)), ==, 1);
  g_assert_cmpint (rmg_value_get_int (rmg_value_array_get (list, 1)), ==, 5);
}

static void
test_depth_beyond_limit_is_refused (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_array ();

  for (int i = 1; i < RMG_VALUE_MAX_DEPTH; i++) {
    RmgValue *outer = rmg_value_new_array ();

    rmg_value_array_append (outer, value);
    value = outer;
  }
  g_assert_cmpuint (rmg_value_get_depth (value), ==, RMG_VALUE_MAX_DEPTH);

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*MAX_DEPTH*");
  {
    g_autoptr (RmgValue) outer = rmg_value_new_array ();

    rmg_value_array_append (outer, rmg_value_ref (value));
    g_assert_cmpuint (rmg_value_get_length (outer), ==, 0);
  }
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/containers/dict", test_dict_keeps_order_and_place);
  g_test_add_func ("/containers/array-set", test_array_set_replaces_item);
  g_test_add_func ("/containers/depth", test_depth_beyond_limit_is_refused);
  return g_test_run ();
}
