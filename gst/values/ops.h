/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Arithmetic on values, with the number types of Python: the result of two ints
 * is an int, and an error beyond 64 bits. Other results are doubles. The numbers of
 * an array are computed one by one, also in arrays inside it, and a tuple stays one.
 * An object, in an array or alone, is an error, since only its language knows how to
 * compute with it; other values, and bools, are returned unchanged. */
#pragma once

#include <rmg/numbers.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_VALUE_OP_PASSTHROUGH,
  RMG_VALUE_OP_MULTIPLY,
  RMG_VALUE_OP_ADD,
  RMG_N_VALUE_OPS,
} RmgValueOp;

#define RMG_TYPE_VALUE_OP (rmg_value_op_get_type ())
GType rmg_value_op_get_type (void);

/* @number: (out): number of @value
 * Returns: whether @value is a number */
gboolean rmg_number_from_value (RmgNumber *number, const RmgValue *value);

/* @result: (out): the result; may be @a
 * @error: (out) (optional): %RMG_ERROR_OUT_OF_RANGE
 * Returns: whether the result has at most 64 bits */
gboolean rmg_number_compute (
    RmgValueOp op, RmgNumber a, RmgNumber b, RmgNumber *result, GError **error);

/* @value: writable number; its content becomes @number */
void rmg_number_store (RmgNumber number, RmgValue *value);

/* @error: (out) (optional): %RMG_ERROR_OUT_OF_RANGE, or %RMG_ERROR_WRONG_TYPE for
 *   an object
 * Returns: (transfer full) (nullable): the result, or a reference to @value if
 *   @value is neither a number nor an array */
RmgValue *rmg_value_compute (
    RmgValueOp op, RmgValue *value, RmgNumber operand, GError **error);

G_END_DECLS
