/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/ops.h"

#include "gst/values/numbers.h"
#include <rmg/error.h>

/* Returns: whether the result of two integers is one, too */
typedef gboolean (*Compute) (RmgNumber a, RmgNumber b, RmgNumber *result);

static double
to_double (RmgNumber number)
{
  return number.is_integer ? (double) number.integer : number.real;
}

static RmgNumber
from_double (double real)
{
  return (RmgNumber){ .is_integer = FALSE, .real = real };
}

static RmgNumber
from_int (gint64 integer)
{
  return (RmgNumber){ .is_integer = TRUE, .integer = integer };
}

static gboolean
pass (RmgNumber a, RmgNumber b, RmgNumber *result)
{
  *result = a;
  return TRUE;
}

static gboolean
multiply (RmgNumber a, RmgNumber b, RmgNumber *result)
{
  gint64 product;

  if (!a.is_integer || !b.is_integer) {
    *result = from_double (to_double (a) * to_double (b));
    return TRUE;
  }
  if (__builtin_mul_overflow (a.integer, b.integer, &product))
    return FALSE;
  *result = from_int (product);
  return TRUE;
}

static gboolean
add (RmgNumber a, RmgNumber b, RmgNumber *result)
{
  gint64 sum;

  if (!a.is_integer || !b.is_integer) {
    *result = from_double (to_double (a) + to_double (b));
    return TRUE;
  }
  if (__builtin_add_overflow (a.integer, b.integer, &sum))
    return FALSE;
  *result = from_int (sum);
  return TRUE;
}

static const Compute functions[RMG_N_VALUE_OPS] = {
  [RMG_VALUE_OP_PASSTHROUGH] = pass,
  [RMG_VALUE_OP_MULTIPLY] = multiply,
  [RMG_VALUE_OP_ADD] = add,
};

GType
rmg_value_op_get_type (void)
{
  static const GEnumValue values[] = {
    { RMG_VALUE_OP_PASSTHROUGH, "Pass values through", "passthrough" },
    { RMG_VALUE_OP_MULTIPLY, "Multiply by the operand", "multiply" },
    { RMG_VALUE_OP_ADD, "Add the operand", "add" },
    { 0, NULL, NULL },
  };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RmgValueOp", values));
  return type;
}

gboolean
rmg_number_from_value (RmgNumber *number, const RmgValue *value)
{
  switch (rmg_value_get_kind (value)) {
    case RMG_VALUE_INT:
      *number = from_int (rmg_value_get_int (value));
      return TRUE;
    case RMG_VALUE_DOUBLE:
      *number = from_double (rmg_value_get_double (value));
      return TRUE;
    default:
      return FALSE;
  }
}

static const char *const symbols[RMG_N_VALUE_OPS] = {
  [RMG_VALUE_OP_PASSTHROUGH] = "",
  [RMG_VALUE_OP_MULTIPLY] = "*",
  [RMG_VALUE_OP_ADD] = "+",
};

gboolean
rmg_number_compute (
    RmgValueOp op, RmgNumber a, RmgNumber b, RmgNumber *result, GError **error)
{
  if (functions[op](a, b, result))
    return TRUE;
  g_set_error (error, RMG_ERROR, RMG_ERROR_OUT_OF_RANGE,
      "%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " exceeds 64 bits", a.integer,
      symbols[op], b.integer);
  return FALSE;
}

void
rmg_number_store (RmgNumber number, RmgValue *value)
{
  if (number.is_integer)
    rmg_value_set_int (value, number.integer);
  else
    rmg_value_set_double (value, number.real);
}

static RmgValue *
refuse_object (GError **error)
{
  g_set_error_literal (error, RMG_ERROR, RMG_ERROR_WRONG_TYPE,
      "an object has no arithmetic here: convert it to a number");
  return NULL;
}

static RmgValue *
compute_number (
    RmgValueOp op, RmgValue *value, RmgNumber operand, GError **error)
{
  RmgNumber number;

  if (rmg_value_get_kind (value) == RMG_VALUE_OBJECT)
    return refuse_object (error);
  if (!rmg_number_from_value (&number, value))
    return rmg_value_ref (value);

  if (!rmg_number_compute (op, number, operand, &number, error))
    return NULL;
  return number.is_integer ? rmg_value_new_int (number.integer)
                           : rmg_value_new_double (number.real);
}

static RmgValue *
compute_items (
    RmgValueOp op, RmgValue *array, RmgNumber operand, GError **error)
{
  g_autoptr (RmgValue) list = rmg_value_new_array ();

  for (gsize i = 0; i < rmg_value_get_length (array); i++) {
    RmgValue *item =
        rmg_value_compute (op, rmg_value_array_get (array, i), operand, error);

    if (item == NULL)
      return NULL;
    rmg_value_array_append (list, item);
  }
  return g_steal_pointer (&list);
}

static RmgValue *
compute_array (
    RmgValueOp op, RmgValue *array, RmgNumber operand, GError **error)
{
  gsize n_numbers;
  const RmgNumber *numbers = rmg_value_get_numbers (array, &n_numbers);
  g_autoptr (RmgValue) list = NULL;
  RmgNumber *results;

  if (numbers == NULL)
    return compute_items (op, array, operand, error);
  list = rmg_numbers_new (n_numbers, &results);
  for (gsize i = 0; i < n_numbers; i++)
    if (!rmg_number_compute (op, numbers[i], operand, &results[i], error))
      return NULL;
  return g_steal_pointer (&list);
}

RmgValue *
rmg_value_compute (
    RmgValueOp op, RmgValue *value, RmgNumber operand, GError **error)
{
  RmgValue *list;

  if (rmg_value_get_kind (value) != RMG_VALUE_ARRAY)
    return compute_number (op, value, operand, error);
  list = compute_array (op, value, operand, error);
  if (list != NULL)
    rmg_value_array_set_tuple (list, rmg_value_array_is_tuple (value));
  return list;
}
