/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Arithmetic on values, with the number types of Python: int and int give int
 * unless the result does not fit 64 bits, everything else gives double. A bool
 * counts as 0 or 1. A list is computed number by number; what is not a number,
 * inside a list or outside, stays as it is. */
#pragma once

#include <rmg/value.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_VALUE_OP_PASSTHROUGH,
  RMG_VALUE_OP_MULTIPLY,
  RMG_VALUE_OP_ADD,
  RMG_N_VALUE_OPS,
} RmgValueOp;

typedef struct
{
  gboolean is_integer;
  union
  {
    gint64 integer;
    double real;
  };
} RmgNumber;

#define RMG_TYPE_VALUE_OP (rmg_value_op_get_type ())
GType rmg_value_op_get_type (void);

/* @number: (out): what @value is as a number
 * Returns: whether it is one */
gboolean rmg_number_from_value (RmgNumber *number, const RmgValue *value);

RmgNumber rmg_number_compute (RmgValueOp op, RmgNumber a, RmgNumber b);

/* @value: writable and a number; becomes @number */
void rmg_number_store (RmgNumber number, RmgValue *value);

/* Returns: (transfer full): @value computed with @operand; where nothing in it
 * is a number, a reference to @value */
RmgValue *rmg_value_compute (RmgValueOp op, RmgValue *value, RmgNumber operand);

G_END_DECLS
