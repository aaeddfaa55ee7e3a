/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/value.h>

G_BEGIN_DECLS

/**
 * RmgNumber: (skip)
 * @is_integer: which of the two is valid
 * @integer: an integer of 64 bits
 * @real: a double
 *
 * A number as in an array of numbers.
 */
typedef struct
{
  gboolean is_integer;
  union
  {
    gint64 integer;
    double real;
  };
} RmgNumber;

/**
 * rmg_value_new_numbers: (skip)
 * @numbers: (array length=n_numbers): the content, which is copied
 * @n_numbers: number of items
 *
 * Creates an array whose items are ints and doubles, in one block of memory.
 * All functions for arrays accept it. Its items become values of their own when
 * rmg_value_array_get() requests one.
 *
 * Returns: (transfer full): an array
 */
RMG_API RmgValue *rmg_value_new_numbers (
    const RmgNumber *numbers, gsize n_numbers);

/**
 * rmg_value_new_ints:
 * @integers: (array length=n_integers): the content, which is copied
 * @n_integers: number of items
 *
 * Returns: (transfer full): an array of ints, as rmg_value_new_numbers()
 */
RMG_API RmgValue *rmg_value_new_ints (const gint64 *integers, gsize n_integers);

/**
 * rmg_value_new_doubles:
 * @reals: (array length=n_reals): the content, which is copied
 * @n_reals: number of items
 *
 * Returns: (transfer full): an array of doubles, as rmg_value_new_numbers()
 */
RMG_API RmgValue *rmg_value_new_doubles (const double *reals, gsize n_reals);

/**
 * rmg_value_get_numbers: (skip)
 * @value: any value
 * @n_numbers: (out): number of items; 0 with %NULL
 *
 * Returns: (transfer none) (nullable) (array length=n_numbers): the content of an
 *   array that rmg_value_new_numbers() or a node has made, valid until @value
 *   changes; %NULL for other values, which may be arrays of numbers too
 */
RMG_API const RmgNumber *rmg_value_get_numbers (
    const RmgValue *value, gsize *n_numbers);

/**
 * rmg_value_array_set_tuple:
 * @array: a writable array
 * @is_tuple: whether it is a tuple
 *
 * Marks an array as a tuple, for languages that distinguish the two. Arithmetic
 * keeps the mark; JSON has none. A tuple and an array are never equal.
 */
RMG_API void rmg_value_array_set_tuple (RmgValue *array, gboolean is_tuple);

/**
 * rmg_value_array_is_tuple:
 * @array: an array
 *
 * Returns: whether it is a tuple; %FALSE unless it was marked
 */
RMG_API gboolean rmg_value_array_is_tuple (const RmgValue *array);

G_END_DECLS
