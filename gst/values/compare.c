/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/value-data.h"

#include <string.h>

guint
rmg_value_get_depth (const RmgValue *value)
{
  return value->depth;
}

static const RmgValue *
get_item (const RmgValue *container, gsize index)
{
  return container->kind == RMG_VALUE_ARRAY
      ? rmg_value_array_get (container, index)
      : rmg_value_dict_get_entry (container, index, NULL);
}

gsize
rmg_value_get_bytes (const RmgValue *value)
{
  gsize n_bytes = sizeof (RmgValue);

  if (value->kind == RMG_VALUE_STRING)
    return n_bytes + value->string.length;
  if (value->depth == 0)
    return n_bytes;
  if (value->kind == RMG_VALUE_ARRAY && value->array.numbers != NULL)
    return n_bytes + value->array.n_numbers * sizeof (RmgNumber);

  for (gsize i = 0; i < rmg_value_get_length (value); i++)
    n_bytes +=
        sizeof (RmgDictEntry) + rmg_value_get_bytes (get_item (value, i));
  return n_bytes;
}

static gboolean
arrays_equal (const RmgValue *a, const RmgValue *b)
{
  const gsize length = rmg_value_get_length (a);

  if (length != rmg_value_get_length (b) || a->is_tuple != b->is_tuple)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!rmg_value_equal (
            rmg_value_array_get (a, i), rmg_value_array_get (b, i)))
      return FALSE;
  return TRUE;
}

static gboolean
dicts_equal (const RmgDict *a, const RmgDict *b)
{
  if (rmg_dict_get_length (a) != rmg_dict_get_length (b))
    return FALSE;
  for (guint i = 0; i < rmg_dict_get_length (a); i++) {
    const RmgDictEntry *mine = rmg_dict_get_entry (a, i);
    const RmgDictEntry *other = rmg_dict_find (b, mine->key);

    if (other == NULL || !rmg_value_equal (mine->item, other->item))
      return FALSE;
  }
  return TRUE;
}

gboolean
rmg_value_equal (const RmgValue *a, const RmgValue *b)
{
  if (a == b)
    return TRUE;
  if (a->kind != b->kind)
    return FALSE;

  switch ((RmgValueKind) a->kind) {
    case RMG_VALUE_NULL:
      return TRUE;
    case RMG_VALUE_BOOL:
      return a->truth == b->truth;
    case RMG_VALUE_INT:
      return a->integer == b->integer;
    case RMG_VALUE_DOUBLE:
      return memcmp (&a->real, &b->real, sizeof a->real) == 0;
    case RMG_VALUE_STRING:
      return a->string.length == b->string.length &&
          memcmp (a->string.text, b->string.text, a->string.length) == 0;
    case RMG_VALUE_ARRAY:
      return arrays_equal (a, b);
    case RMG_VALUE_DICT:
      return dicts_equal (&a->dict, &b->dict);
    case RMG_VALUE_OBJECT:
      return a->object.object == b->object.object;
  }
  g_assert_not_reached ();
}
