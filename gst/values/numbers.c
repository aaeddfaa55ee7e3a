/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Most arrays of numbers are computed and never read item by item, so the values
 * of their items are made by the first access to one. */

#include "gst/values/numbers.h"

#include "gst/values/value-data.h"

#include <string.h>

RmgValue *
rmg_numbers_new (gsize n_numbers, RmgNumber **numbers)
{
  RmgValue *self;

  if (n_numbers == 0)
    return rmg_value_new_array ();
  self = rmg_value_alloc (RMG_VALUE_ARRAY);
  self->depth = 1;
  self->array =
      (RmgValueArray){ NULL, g_new (RmgNumber, n_numbers), n_numbers };
  *numbers = self->array.numbers;
  return self;
}

RmgValue *
rmg_value_new_numbers (const RmgNumber *numbers, gsize n_numbers)
{
  RmgNumber *content;
  RmgValue *self = rmg_numbers_new (n_numbers, &content);

  if (n_numbers > 0)
    memcpy (content, numbers, n_numbers * sizeof *numbers);
  return self;
}

RmgValue *
rmg_value_new_ints (const gint64 *integers, gsize n_integers)
{
  RmgNumber *content;
  RmgValue *self = rmg_numbers_new (n_integers, &content);

  for (gsize i = 0; i < n_integers; i++)
    content[i] = (RmgNumber){ .is_integer = TRUE, .integer = integers[i] };
  return self;
}

RmgValue *
rmg_value_new_doubles (const double *reals, gsize n_reals)
{
  RmgNumber *content;
  RmgValue *self = rmg_numbers_new (n_reals, &content);

  for (gsize i = 0; i < n_reals; i++)
    content[i] = (RmgNumber){ .is_integer = FALSE, .real = reals[i] };
  return self;
}

const RmgNumber *
rmg_value_get_numbers (const RmgValue *value, gsize *n_numbers)
{
  const gboolean is_array = value->kind == RMG_VALUE_ARRAY;

  *n_numbers = is_array ? value->array.n_numbers : 0;
  return is_array ? value->array.numbers : NULL;
}

static RmgValue *
new_item (const RmgNumber *number)
{
  return number->is_integer ? rmg_value_new_int (number->integer)
                            : rmg_value_new_double (number->real);
}

static GPtrArray *
make_items (const RmgValueArray *array)
{
  GPtrArray *items = g_ptr_array_new_full (
      (guint) array->n_numbers, (GDestroyNotify) rmg_value_unref);

  for (gsize i = 0; i < array->n_numbers; i++)
    g_ptr_array_add (items, new_item (&array->numbers[i]));
  return items;
}

/* The first thread that is done with the items of a shared array sets them. */
GPtrArray *
rmg_numbers_get_items (const RmgValue *array)
{
  RmgValueArray *content = &((RmgValue *) array)->array;
  GPtrArray *items = g_atomic_pointer_get (&content->items);

  if (items != NULL)
    return items;
  items = make_items (content);
  if (g_atomic_pointer_compare_and_exchange (&content->items, NULL, items))
    return items;
  g_ptr_array_unref (items);
  return g_atomic_pointer_get (&content->items);
}

void
rmg_numbers_unpack (RmgValue *array)
{
  rmg_numbers_get_items (array);
  g_clear_pointer (&array->array.numbers, g_free);
  array->array.n_numbers = 0;
}

void
rmg_value_array_set_tuple (RmgValue *array, gboolean is_tuple)
{
  g_return_if_fail (array->kind == RMG_VALUE_ARRAY);
  g_return_if_fail (rmg_value_is_writable (array));

  array->is_tuple = is_tuple != FALSE;
}

gboolean
rmg_value_array_is_tuple (const RmgValue *array)
{
  g_return_val_if_fail (array->kind == RMG_VALUE_ARRAY, FALSE);

  return array->is_tuple;
}
