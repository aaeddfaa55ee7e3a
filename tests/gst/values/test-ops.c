/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/ops.h"

#include <rmg/error.h>

typedef struct
{
  RmgValueOp op;
  RmgNumber number;
  RmgNumber operand;
  RmgNumber expected;
} OpRow;

#define INT(value)                                                             \
  {                                                                            \
    .is_integer = TRUE, .integer = (value)                                     \
  }
#define REAL(value)                                                            \
  {                                                                            \
    .is_integer = FALSE, .real = (value)                                       \
  }

static void
test_number_compute_mixed_operands_become_double (void)
{
  static const OpRow rows[] = {
    { RMG_VALUE_OP_PASSTHROUGH, INT (3), REAL (0.5), INT (3) },
    { RMG_VALUE_OP_MULTIPLY, INT (3), INT (-2), INT (-6) },
    { RMG_VALUE_OP_MULTIPLY, INT (3), REAL (0.5), REAL (1.5) },
    { RMG_VALUE_OP_MULTIPLY, INT (G_MAXINT64), INT (-1), INT (-G_MAXINT64) },
    { RMG_VALUE_OP_ADD, INT (3), INT (-2), INT (1) },
    { RMG_VALUE_OP_ADD, REAL (0.25), INT (1), REAL (1.25) },
    { RMG_VALUE_OP_ADD, INT (G_MAXINT64), REAL (1), REAL (0x1p63) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const OpRow *row = &rows[i];
    RmgNumber result;

    g_test_message ("row %" G_GSIZE_FORMAT, i);
    g_assert_true (
        rmg_number_compute (row->op, row->number, row->operand, &result, NULL));
    g_assert_cmpint (result.is_integer, ==, row->expected.is_integer);
    if (result.is_integer)
      g_assert_cmpint (result.integer, ==, row->expected.integer);
    else
      g_assert_cmpfloat (result.real, ==, row->expected.real);
  }
}

static void
test_number_compute_overflow_is_an_error (void)
{
  static const OpRow rows[] = {
    { RMG_VALUE_OP_MULTIPLY, INT (G_MAXINT64), INT (2), INT (0) },
    { RMG_VALUE_OP_MULTIPLY, INT (G_MININT64), INT (-1), INT (0) },
    { RMG_VALUE_OP_ADD, INT (G_MAXINT64), INT (1), INT (0) },
    { RMG_VALUE_OP_ADD, INT (G_MININT64), INT (-1), INT (0) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    RmgNumber result;

    g_assert_false (rmg_number_compute (
        rows[i].op, rows[i].number, rows[i].operand, &result, &error));
    g_assert_error (error, RMG_ERROR, RMG_ERROR_OUT_OF_RANGE);
  }
}

/* @value: (transfer full) */
static void
assert_error (RmgValue *value, int code)
{
  static const RmgNumber two = INT (2);
  g_autoptr (RmgValue) list = rmg_value_new_array ();
  g_autoptr (RmgValue) alone = value;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) list_error = NULL;

  g_assert_null (rmg_value_compute (RMG_VALUE_OP_ADD, alone, two, &error));
  g_assert_error (error, RMG_ERROR, code);
  rmg_value_array_append (list, rmg_value_new_int (3));
  rmg_value_array_append (list, rmg_value_ref (alone));
  g_assert_null (rmg_value_compute (RMG_VALUE_OP_ADD, list, two, &list_error));
  g_assert_error (list_error, RMG_ERROR, code);
}

static void
test_value_compute_refuses_objects_and_overflow (void)
{
  assert_error (
      rmg_value_new_object (NULL, "test", NULL), RMG_ERROR_WRONG_TYPE);
  assert_error (rmg_value_new_int (G_MAXINT64), RMG_ERROR_OUT_OF_RANGE);
}

static void
test_number_from_value_accepts_numbers_only (void)
{
  g_autoptr (RmgValue) truth = rmg_value_new_bool (TRUE);
  g_autoptr (RmgValue) integer = rmg_value_new_int (-4);
  g_autoptr (RmgValue) real = rmg_value_new_double (0.5);
  g_autoptr (RmgValue) text = rmg_value_new_string ("4", 1);
  g_autoptr (RmgValue) null = rmg_value_new_null ();
  RmgNumber number;

  g_assert_false (rmg_number_from_value (&number, truth));
  g_assert_true (rmg_number_from_value (&number, integer));
  g_assert_cmpint (number.integer, ==, -4);
  g_assert_true (rmg_number_from_value (&number, real));
  g_assert_false (number.is_integer);
  g_assert_cmpfloat (number.real, ==, 0.5);
  g_assert_false (rmg_number_from_value (&number, text));
  g_assert_false (rmg_number_from_value (&number, null));
}

static void
test_number_store_changes_the_kind (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (1);
  static const RmgNumber real = REAL (0.5), integer = INT (2);

  rmg_number_store (real, value);
  g_assert_cmpfloat (rmg_value_get_double (value), ==, 0.5);
  rmg_number_store (integer, value);
  g_assert_cmpint (rmg_value_get_int (value), ==, 2);
}

/* [1, (True, [2.5, "a"])] */
static RmgValue *
make_nested (gint64 integer, double real)
{
  RmgValue *outer = rmg_value_new_array ();
  RmgValue *tuple = rmg_value_new_array ();
  RmgValue *inner = rmg_value_new_array ();

  rmg_value_array_append (inner, rmg_value_new_double (real));
  rmg_value_array_append (inner, rmg_value_new_string ("a", 1));
  rmg_value_array_append (tuple, rmg_value_new_bool (TRUE));
  rmg_value_array_append (tuple, inner);
  rmg_value_array_set_tuple (tuple, TRUE);
  rmg_value_array_append (outer, rmg_value_new_int (integer));
  rmg_value_array_append (outer, tuple);
  return outer;
}

static void
test_value_compute_reaches_arrays_in_arrays (void)
{
  static const RmgNumber two = INT (2);
  g_autoptr (RmgValue) value = make_nested (1, 2.5);
  g_autoptr (RmgValue) expected = make_nested (2, 5.0);
  g_autoptr (RmgValue) result =
      rmg_value_compute (RMG_VALUE_OP_MULTIPLY, value, two, NULL);

  g_assert_true (rmg_value_equal (result, expected));
  g_assert_false (rmg_value_array_is_tuple (result));
  g_assert_true (rmg_value_array_is_tuple (rmg_value_array_get (result, 1)));
}

static void
test_value_compute_leaves_the_input_unchanged (void)
{
  g_autoptr (RmgValue) list = rmg_value_new_array ();
  g_autoptr (RmgValue) result = NULL;
  static const RmgNumber two = INT (2);

  rmg_value_array_append (list, rmg_value_new_int (3));
  result = rmg_value_compute (RMG_VALUE_OP_MULTIPLY, list, two, NULL);
  g_assert_cmpint (rmg_value_get_int (rmg_value_array_get (list, 0)), ==, 3);
  g_assert_cmpint (rmg_value_get_int (rmg_value_array_get (result, 0)), ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/ops/compute", test_number_compute_mixed_operands_become_double);
  g_test_add_func ("/ops/overflow", test_number_compute_overflow_is_an_error);
  g_test_add_func (
      "/ops/refused", test_value_compute_refuses_objects_and_overflow);
  g_test_add_func (
      "/ops/from-value", test_number_from_value_accepts_numbers_only);
  g_test_add_func ("/ops/nested", test_value_compute_reaches_arrays_in_arrays);
  g_test_add_func ("/ops/store", test_number_store_changes_the_kind);
  g_test_add_func ("/ops/value", test_value_compute_leaves_the_input_unchanged);
  return g_test_run ();
}
