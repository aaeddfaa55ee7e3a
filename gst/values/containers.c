/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/numbers.h"
#include "gst/values/value-data.h"

RmgValue *
rmg_value_new_array (void)
{
  RmgValue *self = rmg_value_alloc (RMG_VALUE_ARRAY);

  self->array = (RmgValueArray){ NULL, NULL, 0 };
  self->array.items =
      g_ptr_array_new_with_free_func ((GDestroyNotify) rmg_value_unref);
  self->depth = 1;
  return self;
}

RmgValue *
rmg_value_new_dict (void)
{
  RmgValue *self = rmg_value_alloc (RMG_VALUE_DICT);

  rmg_dict_init (&self->dict, (GDestroyNotify) rmg_value_unref);
  self->depth = 1;
  return self;
}

gsize
rmg_value_get_length (const RmgValue *value)
{
  if (value->kind == RMG_VALUE_ARRAY)
    return value->array.numbers != NULL ? value->array.n_numbers
                                        : value->array.items->len;
  g_return_val_if_fail (value->kind == RMG_VALUE_DICT, 0);
  return rmg_dict_get_length (&value->dict);
}

RmgValue *
rmg_value_array_get (const RmgValue *array, gsize index)
{
  g_return_val_if_fail (array->kind == RMG_VALUE_ARRAY, NULL);
  g_return_val_if_fail (index < rmg_value_get_length (array), NULL);

  return g_ptr_array_index (rmg_numbers_get_items (array), index);
}

/* Returns: whether @container can hold @item; its depth then includes @item */
static gboolean
deepen (RmgValue *container, const RmgValue *item)
{
  g_return_val_if_fail (rmg_value_is_writable (container), FALSE);
  g_return_val_if_fail (item != container, FALSE);
  g_return_val_if_fail (item->depth < RMG_VALUE_MAX_DEPTH, FALSE);

  container->depth = MAX (container->depth, item->depth + 1);
  return TRUE;
}

void
rmg_value_array_append (RmgValue *array, RmgValue *item)
{
  g_autoptr (RmgValue) owned = item;

  g_return_if_fail (array->kind == RMG_VALUE_ARRAY);

  if (!deepen (array, item))
    return;
  rmg_numbers_unpack (array);
  g_ptr_array_add (array->array.items, g_steal_pointer (&owned));
}

void
rmg_value_array_set (RmgValue *array, gsize index, RmgValue *item)
{
  g_autoptr (RmgValue) owned = item;
  gpointer *place;

  g_return_if_fail (array->kind == RMG_VALUE_ARRAY);
  g_return_if_fail (index < rmg_value_get_length (array));

  if (!deepen (array, item))
    return;
  rmg_numbers_unpack (array);
  place = &g_ptr_array_index (array->array.items, index);
  rmg_value_unref (*place);
  *place = g_steal_pointer (&owned);
}

void
rmg_value_dict_set (RmgValue *dict, const char *key, RmgValue *item)
{
  g_autoptr (RmgValue) owned = item;

  g_return_if_fail (dict->kind == RMG_VALUE_DICT);

  if (deepen (dict, item))
    rmg_dict_set (&dict->dict, key, g_steal_pointer (&owned));
}

RmgValue *
rmg_value_dict_get (const RmgValue *dict, const char *key)
{
  const RmgDictEntry *entry;

  g_return_val_if_fail (dict->kind == RMG_VALUE_DICT, NULL);

  entry = rmg_dict_find (&dict->dict, key);
  return entry != NULL ? entry->item : NULL;
}

RmgValue *
rmg_value_dict_get_entry (const RmgValue *dict, gsize index, const char **key)
{
  const RmgDictEntry *entry;

  g_return_val_if_fail (dict->kind == RMG_VALUE_DICT, NULL);
  g_return_val_if_fail (index < rmg_dict_get_length (&dict->dict), NULL);

  entry = rmg_dict_get_entry (&dict->dict, index);
  if (key != NULL)
    *key = entry->key;
  return entry->item;
}
