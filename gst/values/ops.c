/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/ops.h"

typedef RmgNumber (*Compute) (RmgNumber a, RmgNumber b);

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

static RmgNumber
pass (RmgNumber a, RmgNumber b)
{
  return a;
}

static RmgNumber
multiply (RmgNumber a, RmgNumber b)
{
  gint64 product;

  if (a.is_integer && b.is_integer &&
      !__builtin_mul_overflow (a.integer, b.integer, &product))
    return from_int (product);
  return from_double (to_double (a) * to_double (b));
}

static RmgNumber
add (RmgNumber a, RmgNumber b)
{
  gint64 sum;

  if (a.is_integer && b.is_integer &&
      !__builtin_add_overflow (a.integer, b.integer, &sum))
    return from_int (sum);
  return from_double (to_double (a) + to_double (b));
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
    case RMG_VALUE_BOOL:
      *number = from_int (rmg_value_get_bool (value));
      return TRUE;
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

RmgNumber
rmg_number_compute (RmgValueOp op, RmgNumber a, RmgNumber b)
{
  return functions[op](a, b);
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
compute_number (RmgValueOp op, RmgValue *value, RmgNumber operand)
{
  RmgNumber number;

  if (!rmg_number_from_value (&number, value))
    return rmg_value_ref (value);

  number = rmg_number_compute (op, number, operand);
  return number.is_integer ? rmg_value_new_int (number.integer)
                           : rmg_value_new_double (number.real);
}

RmgValue *
rmg_value_compute (RmgValueOp op, RmgValue *value, RmgNumber operand)
{
  RmgValue *list;

  if (rmg_value_get_kind (value) != RMG_VALUE_ARRAY)
    return compute_number (op, value, operand);

  list = rmg_value_new_array ();
  for (gsize i = 0; i < rmg_value_get_length (value); i++)
    rmg_value_array_append (
        list, compute_number (op, rmg_value_array_get (value, i), operand));
  return list;
}
