/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value.h>

#include <string.h>

static void
count_release (gpointer data)
{
  (*(int *) data)++;
}

static void
test_value_scalar_reads_back (void)
{
  g_autoptr (RmgValue) null = rmg_value_new_null ();
  g_autoptr (RmgValue) truth = rmg_value_new_bool (42);
  g_autoptr (RmgValue) integer = rmg_value_new_int (G_MININT64);
  g_autoptr (RmgValue) real = rmg_value_new_double (-0.1);

  g_assert_cmpint (rmg_value_get_kind (null), ==, RMG_VALUE_NULL);
  g_assert_cmpint (rmg_value_get_bool (truth), ==, TRUE);
  g_assert_cmpint (rmg_value_get_int (integer), ==, G_MININT64);
  g_assert_cmpfloat (rmg_value_get_double (real), ==, -0.1);
}

static void
test_value_string_keeps_nul (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_string ("a\0\303\244", 4);
  gsize length;
  const char *text = rmg_value_get_string (value, &length);

  g_assert_cmpmem (text, length + 1, "a\0\303\244", 5);
}

static void
test_value_shared_refuses_change (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (1);
  g_autoptr (RmgValue) second = rmg_value_ref (value);

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*is_writable*");
  rmg_value_set_int (value, 2);
  g_test_assert_expected_messages ();
  g_assert_cmpint (rmg_value_get_int (second), ==, 1);
}

static void
test_value_object_is_released_once (void)
{
  int n_releases = 0;
  RmgValue *object =
      rmg_value_new_object (&n_releases, "counter", count_release);
  RmgValue *list = rmg_value_new_array ();

  rmg_value_array_append (list, rmg_value_ref (object));
  g_assert_true (rmg_value_get_object (object, "counter") == &n_releases);
  g_assert_null (rmg_value_get_object (object, "python"));
  rmg_value_unref (list);
  g_assert_cmpint (n_releases, ==, 0);
  rmg_value_unref (object);
  g_assert_cmpint (n_releases, ==, 1);
}

static void
test_value_number_changes_kind_in_place (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_string ("text", -1);

  rmg_value_set_double (value, 0.5);
  g_assert_cmpfloat (rmg_value_get_double (value), ==, 0.5);
  rmg_value_set_int (value, 2);
  g_assert_cmpint (rmg_value_get_int (value), ==, 2);
  g_assert_true (rmg_value_is_writable (value));
}

static void
test_value_boxed_copy_is_a_reference (void)
{
  RmgValue *value = rmg_value_new_int (7);
  RmgValue *copy = g_boxed_copy (RMG_TYPE_VALUE, value);

  g_assert_true (copy == value);
  rmg_value_unref (value);
  g_assert_cmpint (rmg_value_get_int (copy), ==, 7);
  g_boxed_free (RMG_TYPE_VALUE, copy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/scalar", test_value_scalar_reads_back);
  g_test_add_func ("/value/string", test_value_string_keeps_nul);
  g_test_add_func ("/value/shared", test_value_shared_refuses_change);
  g_test_add_func ("/value/object", test_value_object_is_released_once);
  g_test_add_func ("/value/set", test_value_number_changes_kind_in_place);
  g_test_add_func ("/value/boxed", test_value_boxed_copy_is_a_reference);
  return g_test_run ();
}
