/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Arithmetic on values, with the number types of Python: the result of two ints
 * is an int, or a double beyond 64 bits. Other results are doubles. A bool is 0
 * or 1. The numbers of an array are computed one by one. Other values, in an
 * array or alone, are returned unchanged. */
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

/* @number: (out): number of @value
 * Returns: whether @value is a number or a bool */
gboolean rmg_number_from_value (RmgNumber *number, const RmgValue *value);

RmgNumber rmg_number_compute (RmgValueOp op, RmgNumber a, RmgNumber b);

/* @value: writable number; its content becomes @number */
void rmg_number_store (RmgNumber number, RmgValue *value);

/* Returns: (transfer full): the result, or a reference to @value if @value is
 * neither a number nor an array */
RmgValue *rmg_value_compute (RmgValueOp op, RmgValue *value, RmgNumber operand);

G_END_DECLS
