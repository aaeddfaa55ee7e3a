/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value.h>

#include "gst/values/dict.h"

#include <string.h>

typedef struct
{
  char *text;
  gsize length;
} String;

typedef struct
{
  gpointer object;
  const char *type_name;
  GDestroyNotify release;
} Object;

struct _RmgValue
{
  gatomicrefcount refs;
  guint8 kind; /* RmgValueType */
  guint16 depth;
  union
  {
    gboolean truth;
    gint64 integer;
    double real;
    String string;
    GPtrArray *items; /* (element-type RmgValue) */
    RmgDict dict;
    Object object;
  };
};

G_DEFINE_BOXED_TYPE (RmgValue, rmg_value, rmg_value_ref, rmg_value_unref)

static RmgValue *
new_value (RmgValueType kind)
{
  RmgValue *self = g_slice_new (RmgValue);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->depth = 0;
  return self;
}

RmgValue *
rmg_value_new_null (void)
{
  return new_value (RMG_VALUE_NULL);
}

RmgValue *
rmg_value_new_bool (gboolean truth)
{
  RmgValue *self = new_value (RMG_VALUE_BOOL);

  self->truth = truth != FALSE;
  return self;
}

RmgValue *
rmg_value_new_int (gint64 integer)
{
  RmgValue *self = new_value (RMG_VALUE_INT);

  self->integer = integer;
  return self;
}

RmgValue *
rmg_value_new_double (double real)
{
  RmgValue *self = new_value (RMG_VALUE_DOUBLE);

  self->real = real;
  return self;
}

/* GLib takes a NUL for the end of the text, hosts take it for a character. */
static gboolean
is_utf8 (const char *text, gsize length)
{
  const char *end = text + length;
  const char *valid_end;

  while (!g_utf8_validate_len (text, end - text, &valid_end)) {
    if (*valid_end != '\0')
      return FALSE;
    text = valid_end + 1;
  }
  return TRUE;
}

RmgValue *
rmg_value_new_string (const char *text, gssize length)
{
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;
  RmgValue *self;

  g_return_val_if_fail (is_utf8 (text, n_bytes), NULL);

  self = new_value (RMG_VALUE_STRING);
  self->string.text = g_malloc (n_bytes + 1);
  memcpy (self->string.text, text, n_bytes);
  self->string.text[n_bytes] = '\0';
  self->string.length = n_bytes;
  return self;
}

RmgValue *
rmg_value_new_array (void)
{
  RmgValue *self = new_value (RMG_VALUE_ARRAY);

  self->items =
      g_ptr_array_new_with_free_func ((GDestroyNotify) rmg_value_unref);
  self->depth = 1;
  return self;
}

RmgValue *
rmg_value_new_dict (void)
{
  RmgValue *self = new_value (RMG_VALUE_DICT);

  rmg_dict_init (&self->dict);
  self->depth = 1;
  return self;
}

RmgValue *
rmg_value_new_object (
    gpointer object, const char *type_name, GDestroyNotify release)
{
  RmgValue *self;

  g_return_val_if_fail (type_name != NULL, NULL);

  self = new_value (RMG_VALUE_OBJECT);
  self->object = (Object){ object, type_name, release };
  return self;
}

RmgValue *
rmg_value_ref (RmgValue *value)
{
  g_atomic_ref_count_inc (&value->refs);
  return value;
}

static void
free_content (RmgValue *self)
{
  switch ((RmgValueType) self->kind) {
    case RMG_VALUE_STRING:
      g_free (self->string.text);
      break;
    case RMG_VALUE_ARRAY:
      g_ptr_array_unref (self->items);
      break;
    case RMG_VALUE_DICT:
      rmg_dict_clear (&self->dict);
      break;
    case RMG_VALUE_OBJECT:
      if (self->object.release != NULL)
        self->object.release (self->object.object);
      break;
    case RMG_VALUE_NULL:
    case RMG_VALUE_BOOL:
    case RMG_VALUE_INT:
    case RMG_VALUE_DOUBLE:
      break;
  }
}

void
rmg_value_unref (RmgValue *value)
{
  if (!g_atomic_ref_count_dec (&value->refs))
    return;
  free_content (value);
  g_slice_free (RmgValue, value);
}

gboolean
rmg_value_is_writable (RmgValue *value)
{
  return g_atomic_ref_count_compare (&value->refs, 1);
}

RmgValueType
rmg_value_get_kind (const RmgValue *value)
{
  return value->kind;
}

gboolean
rmg_value_get_bool (const RmgValue *value)
{
  g_return_val_if_fail (value->kind == RMG_VALUE_BOOL, FALSE);
  return value->truth;
}

gint64
rmg_value_get_int (const RmgValue *value)
{
  g_return_val_if_fail (value->kind == RMG_VALUE_INT, 0);
  return value->integer;
}

double
rmg_value_get_double (const RmgValue *value)
{
  g_return_val_if_fail (value->kind == RMG_VALUE_DOUBLE, 0.0);
  return value->real;
}

const char *
rmg_value_get_string (const RmgValue *value, gsize *length)
{
  g_return_val_if_fail (value->kind == RMG_VALUE_STRING, NULL);

  if (length != NULL)
    *length = value->string.length;
  return value->string.text;
}

gpointer
rmg_value_get_object (const RmgValue *value, const char *type_name)
{
  g_return_val_if_fail (value->kind == RMG_VALUE_OBJECT, NULL);

  return g_str_equal (value->object.type_name, type_name) ? value->object.object
                                                          : NULL;
}

gsize
rmg_value_get_length (const RmgValue *value)
{
  if (value->kind == RMG_VALUE_ARRAY)
    return value->items->len;
  g_return_val_if_fail (value->kind == RMG_VALUE_DICT, 0);
  return rmg_dict_get_length (&value->dict);
}

RmgValue *
rmg_value_array_get (const RmgValue *array, gsize index)
{
  g_return_val_if_fail (array->kind == RMG_VALUE_ARRAY, NULL);
  g_return_val_if_fail (index < array->items->len, NULL);

  return g_ptr_array_index (array->items, index);
}

/* Whether @container may take @item; makes it at least as deep if so. */
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

  if (deepen (array, item))
    g_ptr_array_add (array->items, g_steal_pointer (&owned));
}

void
rmg_value_array_set (RmgValue *array, gsize index, RmgValue *item)
{
  g_autoptr (RmgValue) owned = item;
  gpointer *place;

  g_return_if_fail (array->kind == RMG_VALUE_ARRAY);
  g_return_if_fail (index < array->items->len);

  if (!deepen (array, item))
    return;
  place = &g_ptr_array_index (array->items, index);
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

/* Numbers become other numbers in place; whatever held memory lets go of it. */
static gboolean
become (RmgValue *value, RmgValueType kind)
{
  g_return_val_if_fail (rmg_value_is_writable (value), FALSE);
  g_return_val_if_fail (value->depth == 0, FALSE);

  free_content (value);
  value->kind = kind;
  return TRUE;
}

void
rmg_value_set_int (RmgValue *value, gint64 integer)
{
  if (become (value, RMG_VALUE_INT))
    value->integer = integer;
}

void
rmg_value_set_double (RmgValue *value, double real)
{
  if (become (value, RMG_VALUE_DOUBLE))
    value->real = real;
}

guint
rmg_value_get_depth (const RmgValue *value)
{
  return value->depth;
}

/* The item at @index of either kind of container. */
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

  for (gsize i = 0; i < rmg_value_get_length (value); i++)
    n_bytes +=
        sizeof (RmgDictEntry) + rmg_value_get_bytes (get_item (value, i));
  return n_bytes;
}

static gboolean
arrays_equal (const RmgValue *a, const RmgValue *b)
{
  if (a->items->len != b->items->len)
    return FALSE;
  for (guint i = 0; i < a->items->len; i++)
    if (!rmg_value_equal (
            g_ptr_array_index (a->items, i), g_ptr_array_index (b->items, i)))
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

  switch ((RmgValueType) a->kind) {
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
