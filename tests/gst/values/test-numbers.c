/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/numbers.h"

#include "gst/values/ops.h"
#include <rmg/error.h>
#include <rmg/value-json.h>

#define INT(value)                                                             \
  {                                                                            \
    .is_integer = TRUE, .integer = (value)                                     \
  }
#define REAL(value)                                                            \
  {                                                                            \
    .is_integer = FALSE, .real = (value)                                       \
  }

#define N_THREADS 4
#define N_NUMBERS 500

static const RmgNumber mixed[] = { INT (3), REAL (0.5), INT (-G_MAXINT64) };
static const RmgNumber two = INT (2);

/* @value: (transfer full) */
static void
assert_json (RmgValue *value, const char *expected)
{
  g_autofree char *json = rmg_value_to_json (value);

  g_assert_cmpstr (json, ==, expected);
  rmg_value_unref (value);
}

static void
test_numbers_new_are_the_items_of_an_array (void)
{
  static const gint64 integers[] = { -1, G_MAXINT64 };
  static const double reals[] = { 0.25, -2 };

  assert_json (rmg_value_new_numbers (mixed, G_N_ELEMENTS (mixed)),
      "[3,0.5,-9223372036854775807]");
  assert_json (rmg_value_new_ints (integers, 2), "[-1,9223372036854775807]");
  assert_json (rmg_value_new_doubles (reals, 2), "[0.25,-2.0]");
  assert_json (rmg_value_new_numbers (NULL, 0), "[]");
}

static void
test_numbers_get_are_the_content_until_it_changes (void)
{
  g_autoptr (RmgValue) array = rmg_value_new_numbers (mixed, 3);
  g_autoptr (RmgValue) other = rmg_value_new_string ("3", 1);
  gsize n_numbers = 0;
  const RmgNumber *numbers = rmg_value_get_numbers (array, &n_numbers);

  g_assert_cmpuint (n_numbers, ==, 3);
  g_assert_cmpfloat (numbers[1].real, ==, 0.5);
  g_assert_null (rmg_value_get_numbers (other, &n_numbers));
  g_assert_cmpuint (n_numbers, ==, 0);

  g_assert_cmpint (rmg_value_get_int (rmg_value_array_get (array, 0)), ==, 3);
  g_assert_true (numbers == rmg_value_get_numbers (array, &n_numbers));
  rmg_value_array_set (array, 1, rmg_value_new_null ());
  g_assert_null (rmg_value_get_numbers (array, &n_numbers));
  rmg_value_array_append (array, rmg_value_new_int (7));
  g_assert_cmpuint (rmg_value_get_length (array), ==, 4);
  assert_json (rmg_value_ref (array), "[3,null,-9223372036854775807,7]");
}

static void
test_numbers_equal_an_array_of_values (void)
{
  g_autoptr (RmgValue) packed = rmg_value_new_numbers (mixed, 2);
  g_autoptr (RmgValue) array = rmg_value_new_array ();

  rmg_value_array_append (array, rmg_value_new_int (3));
  g_assert_false (rmg_value_equal (packed, array));
  rmg_value_array_append (array, rmg_value_new_double (0.5));
  g_assert_true (rmg_value_equal (packed, array));
  g_assert_cmpuint (rmg_value_get_depth (packed), ==, 1);
  g_assert_cmpuint (
      rmg_value_get_bytes (packed), <, rmg_value_get_bytes (array));
}

static void
test_numbers_compute_stays_packed_and_reports_overflow (void)
{
  g_autoptr (RmgValue) input = rmg_value_new_numbers (mixed, 3);
  g_autoptr (RmgValue) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_numbers;

  g_assert_null (rmg_value_compute (RMG_VALUE_OP_MULTIPLY, input, two, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_OUT_OF_RANGE);

  result = rmg_value_compute (RMG_VALUE_OP_ADD, input, two, NULL);
  g_assert_nonnull (rmg_value_get_numbers (result, &n_numbers));
  assert_json (rmg_value_ref (result), "[5,2.5,-9223372036854775805]");
  assert_json (rmg_value_ref (input), "[3,0.5,-9223372036854775807]");
}

static void
test_numbers_tuple_is_no_array_and_stays_a_tuple (void)
{
  g_autoptr (RmgValue) array = rmg_value_new_numbers (mixed, 2);
  g_autoptr (RmgValue) tuple = rmg_value_new_array ();
  g_autoptr (RmgValue) result = NULL;

  rmg_value_array_append (tuple, rmg_value_new_int (3));
  rmg_value_array_append (tuple, rmg_value_new_double (0.5));
  g_assert_false (rmg_value_array_is_tuple (tuple));
  g_assert_true (rmg_value_equal (array, tuple));
  rmg_value_array_set_tuple (tuple, TRUE);
  g_assert_true (rmg_value_array_is_tuple (tuple));
  g_assert_false (rmg_value_equal (array, tuple));

  result = rmg_value_compute (RMG_VALUE_OP_ADD, tuple, two, NULL);
  g_assert_true (rmg_value_array_is_tuple (result));
  assert_json (g_steal_pointer (&result), "[5,2.5]");
  rmg_value_array_set_tuple (array, TRUE);
  result = rmg_value_compute (RMG_VALUE_OP_ADD, array, two, NULL);
  g_assert_true (rmg_value_array_is_tuple (result));
}

static gpointer
sum_items (gpointer data)
{
  gint64 sum = 0;

  for (gsize i = 0; i < N_NUMBERS; i++)
    sum += rmg_value_get_int (rmg_value_array_get (data, i));
  return GSIZE_TO_POINTER ((gsize) sum);
}

static void
test_numbers_items_are_made_once_by_any_thread (void)
{
  gint64 integers[N_NUMBERS];
  GThread *threads[N_THREADS];
  g_autoptr (RmgValue) array = NULL;
  RmgValue *first;

  for (gsize i = 0; i < N_NUMBERS; i++)
    integers[i] = (gint64) i;
  array = rmg_value_new_ints (integers, N_NUMBERS);
  for (gsize i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sum", sum_items, array);
  first = rmg_value_array_get (array, 0);
  for (gsize i = 0; i < N_THREADS; i++)
    g_assert_cmpuint (GPOINTER_TO_SIZE (g_thread_join (threads[i])), ==,
        N_NUMBERS * (N_NUMBERS - 1) / 2);
  g_assert_true (first == rmg_value_array_get (array, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/numbers/new", test_numbers_new_are_the_items_of_an_array);
  g_test_add_func (
      "/numbers/get", test_numbers_get_are_the_content_until_it_changes);
  g_test_add_func ("/numbers/equal", test_numbers_equal_an_array_of_values);
  g_test_add_func ("/numbers/compute",
      test_numbers_compute_stays_packed_and_reports_overflow);
  g_test_add_func (
      "/numbers/tuple", test_numbers_tuple_is_no_array_and_stays_a_tuple);
  g_test_add_func (
      "/numbers/threads", test_numbers_items_are_made_once_by_any_thread);
  return g_test_run ();
}
