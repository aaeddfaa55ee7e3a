/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/releases.h"
#include "gst/values/value-data.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (RmgValue, rmg_value, rmg_value_ref, rmg_value_unref)

RmgValue *
rmg_value_alloc (RmgValueKind kind)
{
  RmgValue *self = g_slice_new (RmgValue);

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->is_tuple = FALSE;
  self->depth = 0;
  return self;
}

RmgValue *
rmg_value_new_null (void)
{
  return rmg_value_alloc (RMG_VALUE_NULL);
}

RmgValue *
rmg_value_new_bool (gboolean truth)
{
  RmgValue *self = rmg_value_alloc (RMG_VALUE_BOOL);

  self->truth = truth != FALSE;
  return self;
}

RmgValue *
rmg_value_new_int (gint64 integer)
{
  RmgValue *self = rmg_value_alloc (RMG_VALUE_INT);

  self->integer = integer;
  return self;
}

RmgValue *
rmg_value_new_double (double real)
{
  RmgValue *self = rmg_value_alloc (RMG_VALUE_DOUBLE);

  self->real = real;
  return self;
}

/* GLib's check ends at a NUL. In a value, NUL is a character. */
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

  self = rmg_value_alloc (RMG_VALUE_STRING);
  self->string.text = g_malloc (n_bytes + 1);
  memcpy (self->string.text, text, n_bytes);
  self->string.text[n_bytes] = '\0';
  self->string.length = n_bytes;
  return self;
}

RmgValue *
rmg_value_new_object (
    gpointer object, const char *type_name, GDestroyNotify release)
{
  RmgValue *self;

  g_return_val_if_fail (type_name != NULL, NULL);

  self = rmg_value_alloc (RMG_VALUE_OBJECT);
  self->object = (RmgValueObject){ object, type_name, release, FALSE };
  return self;
}

RmgValue *
rmg_value_new_object_queued (
    gpointer object, const char *type_name, GDestroyNotify release)
{
  RmgValue *self;

  g_return_val_if_fail (release != NULL, NULL);

  self = rmg_value_new_object (object, type_name, release);
  if (self != NULL)
    self->object.is_queued = TRUE;
  return self;
}

RmgValue *
rmg_value_ref (RmgValue *value)
{
  g_atomic_ref_count_inc (&value->refs);
  return value;
}

static void
release_object (const RmgValueObject *self)
{
  if (self->release == NULL)
    return;
  if (self->is_queued)
    rmg_releases_queue (self->release, self->object);
  else
    self->release (self->object);
}

static void
free_content (RmgValue *self)
{
  switch ((RmgValueKind) self->kind) {
    case RMG_VALUE_STRING:
      g_free (self->string.text);
      break;
    case RMG_VALUE_ARRAY:
      g_clear_pointer (&self->array.items, g_ptr_array_unref);
      g_free (self->array.numbers);
      break;
    case RMG_VALUE_DICT:
      rmg_dict_clear (&self->dict);
      break;
    case RMG_VALUE_OBJECT:
      release_object (&self->object);
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

RmgValueKind
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

/* Changes the kind in place and frees the memory of the old content. */
static gboolean
become (RmgValue *value, RmgValueKind kind)
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
