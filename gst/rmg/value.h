/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RmgValue:
 *
 * What flows between nodes when it is neither audio, video nor text: a number,
 * a string, a list, a dict, or an object of the host language by reference.
 *
 * A value that has one owner may be changed by it; a shared one is immutable,
 * and so is the item of a container, which can only be replaced.
 * Thread: references may be taken and dropped by any thread.
 */
typedef struct _RmgValue RmgValue;

#define RMG_TYPE_VALUE (rmg_value_get_type ())

/* Containers nest this deep and no deeper; what is deeper travels as an
 * object. It bounds the recursion of everything that walks a value. */
#define RMG_VALUE_MAX_DEPTH 256

typedef enum
{
  RMG_VALUE_NULL,
  RMG_VALUE_BOOL,
  RMG_VALUE_INT,
  RMG_VALUE_DOUBLE,
  RMG_VALUE_STRING,
  RMG_VALUE_ARRAY,
  RMG_VALUE_DICT,
  RMG_VALUE_OBJECT,
} RmgValueType;

RMG_API GType rmg_value_get_type (void);

/** rmg_value_new_null: Returns: (transfer full): None, nil, null */
RMG_API RmgValue *rmg_value_new_null (void);
RMG_API RmgValue *rmg_value_new_bool (gboolean truth);
RMG_API RmgValue *rmg_value_new_int (gint64 integer);
RMG_API RmgValue *rmg_value_new_double (double real);

/**
 * rmg_value_new_string:
 * @text: UTF-8; may hold NUL when @length says how long it is
 * @length: in bytes, or -1 where @text ends with NUL
 *
 * Returns: (transfer full): the string
 */
RMG_API RmgValue *rmg_value_new_string (const char *text, gssize length);

/** rmg_value_new_array: Returns: (transfer full): an empty list */
RMG_API RmgValue *rmg_value_new_array (void);

/** rmg_value_new_dict: Returns: (transfer full): an empty dict */
RMG_API RmgValue *rmg_value_new_dict (void);

/**
 * rmg_value_new_object:
 * @object: anything
 * @type_name: (transfer none): static text, what it is: "python"
 * @release: (nullable): called once, by the thread that drops the last
 *   reference, whichever it is
 *
 * Returns: (transfer full): a reference to @object
 */
RMG_API RmgValue *rmg_value_new_object (
    gpointer object, const char *type_name, GDestroyNotify release);

RMG_API RmgValue *rmg_value_ref (RmgValue *value);
RMG_API void rmg_value_unref (RmgValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgValue, rmg_value_unref)

/** rmg_value_is_writable: whether the caller's is the only reference. */
RMG_API gboolean rmg_value_is_writable (RmgValue *value);

RMG_API RmgValueType rmg_value_get_kind (const RmgValue *value);
RMG_API gboolean rmg_value_get_bool (const RmgValue *value);
RMG_API gint64 rmg_value_get_int (const RmgValue *value);
RMG_API double rmg_value_get_double (const RmgValue *value);

/**
 * rmg_value_get_string:
 * @length: (out) (optional): in bytes, without the NUL that follows
 *
 * Returns: (transfer none): the text, valid as long as @value
 */
RMG_API const char *rmg_value_get_string (const RmgValue *value, gsize *length);

/**
 * rmg_value_get_object:
 * @type_name: which objects the caller understands
 *
 * Returns: (transfer none) (nullable): the object; %NULL where it is another's
 */
RMG_API gpointer rmg_value_get_object (
    const RmgValue *value, const char *type_name);

/** rmg_value_get_length: number of items of an array or dict. */
RMG_API gsize rmg_value_get_length (const RmgValue *value);

/** rmg_value_array_get: Returns: (transfer none): item @index, which exists */
RMG_API RmgValue *rmg_value_array_get (const RmgValue *array, gsize index);

/**
 * rmg_value_array_append:
 * @array: a writable array
 * @item: (transfer full): its new last item, nesting less than
 *   %RMG_VALUE_MAX_DEPTH deep
 */
RMG_API void rmg_value_array_append (RmgValue *array, RmgValue *item);

/** rmg_value_array_set: replaces item @index, which exists, by @item
 * (transfer full). */
RMG_API void rmg_value_array_set (RmgValue *array, gsize index, RmgValue *item);

/**
 * rmg_value_dict_set:
 * @dict: a writable dict
 * @key: UTF-8
 * @item: (transfer full): see rmg_value_array_append()
 *
 * A new key comes last; a known one keeps its place.
 */
RMG_API void rmg_value_dict_set (
    RmgValue *dict, const char *key, RmgValue *item);

/** rmg_value_dict_get: Returns: (transfer none) (nullable): the item of @key */
RMG_API RmgValue *rmg_value_dict_get (const RmgValue *dict, const char *key);

/**
 * rmg_value_dict_get_entry:
 * @index: place of an entry that exists, in the order of insertion
 * @key: (out) (transfer none): its key
 *
 * Returns: (transfer none): its item
 */
RMG_API RmgValue *rmg_value_dict_get_entry (
    const RmgValue *dict, gsize index, const char **key);

/** rmg_value_set_int: @value, writable and not a container, becomes an int. */
RMG_API void rmg_value_set_int (RmgValue *value, gint64 integer);
/** rmg_value_set_double: likewise a double. */
RMG_API void rmg_value_set_double (RmgValue *value, double real);

/** rmg_value_get_depth: 0, and for containers 1 more than their deepest item. */
RMG_API guint rmg_value_get_depth (const RmgValue *value);

/** rmg_value_get_bytes: about how much memory it holds, items included. */
RMG_API gsize rmg_value_get_bytes (const RmgValue *value);

/**
 * rmg_value_equal:
 *
 * Returns: whether both have the same type and content. An int is no double
 *   and doubles agree bit for bit, so a value always equals its copy. The order
 *   of a dict does not count. Objects are equal to themselves alone.
 */
RMG_API gboolean rmg_value_equal (const RmgValue *a, const RmgValue *b);

G_END_DECLS
