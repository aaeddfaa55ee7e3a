/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RmgValue:
 *
 * Data between nodes that is not audio, video or text: a number, a string, an
 * array, a dict, or a reference to an object of the host language.
 *
 * The owner of the only reference may change a value. A shared value is
 * immutable, and so are the items of a container: they can only be replaced.
 * Thread: any thread may add and release references.
 */
typedef struct _RmgValue RmgValue;

#define RMG_TYPE_VALUE (rmg_value_get_type ())
RMG_API GType rmg_value_get_type (void);

/**
 * RMG_VALUE_MAX_DEPTH:
 *
 * Maximum depth of nested containers. It bounds the recursion of all functions
 * that walk a value. A host passes deeper data as an object.
 */
#define RMG_VALUE_MAX_DEPTH 256

/**
 * RmgValueKind:
 * @RMG_VALUE_NULL: null, None, nil
 * @RMG_VALUE_BOOL: true or false
 * @RMG_VALUE_INT: an integer of 64 bits
 * @RMG_VALUE_DOUBLE: a double
 * @RMG_VALUE_STRING: UTF-8 text, which may contain NUL
 * @RMG_VALUE_ARRAY: a list of values
 * @RMG_VALUE_DICT: values by key, in the order of insertion
 * @RMG_VALUE_OBJECT: a reference to an object of the host language
 */
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
} RmgValueKind;

/**
 * rmg_value_new_null:
 *
 * Returns: (transfer full): a null
 */
RMG_API RmgValue *rmg_value_new_null (void);

/**
 * rmg_value_new_bool:
 * @truth: the content
 *
 * Returns: (transfer full): a bool
 */
RMG_API RmgValue *rmg_value_new_bool (gboolean truth);

/**
 * rmg_value_new_int:
 * @integer: the content
 *
 * Returns: (transfer full): an int
 */
RMG_API RmgValue *rmg_value_new_int (gint64 integer);

/**
 * rmg_value_new_double:
 * @real: the content
 *
 * Returns: (transfer full): a double
 */
RMG_API RmgValue *rmg_value_new_double (double real);

/**
 * rmg_value_new_string:
 * @text: UTF-8; may contain NUL if @length is not -1
 * @length: number of bytes, or -1 if @text ends with NUL
 *
 * Returns: (transfer full): a string
 */
RMG_API RmgValue *rmg_value_new_string (const char *text, gssize length);

/**
 * rmg_value_new_array:
 *
 * Returns: (transfer full): an empty array
 */
RMG_API RmgValue *rmg_value_new_array (void);

/**
 * rmg_value_new_dict:
 *
 * Returns: (transfer full): an empty dict
 */
RMG_API RmgValue *rmg_value_new_dict (void);

/**
 * rmg_value_new_object: (skip)
 * @object: the object
 * @type_name: (transfer none): static name of the object's type, such as
 *   "python"
 * @release: (nullable): called once with @object by the thread that releases
 *   the last reference
 *
 * Returns: (transfer full): a reference to @object
 */
RMG_API RmgValue *rmg_value_new_object (
    gpointer object, const char *type_name, GDestroyNotify release);

/**
 * rmg_value_new_object_queued: (skip)
 * @object: the object
 * @type_name: (transfer none): static name of the object's type
 * @release: called once with @object by rmg_values_run_releases() after the last
 *   reference has been released
 *
 * The same for objects that not every thread may release, for example because a
 * language has a lock that streaming threads must not wait for.
 *
 * Returns: (transfer full): a reference to @object
 */
RMG_API RmgValue *rmg_value_new_object_queued (
    gpointer object, const char *type_name, GDestroyNotify release);

/**
 * rmg_values_run_releases:
 *
 * Calls the release functions that wait, in the order of the releases. Thread: any
 * that may release the objects of rmg_value_new_object_queued().
 *
 * Returns: number of functions called
 */
RMG_API guint rmg_values_run_releases (void);

/**
 * rmg_value_ref:
 * @value: a value
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @value
 */
RMG_API RmgValue *rmg_value_ref (RmgValue *value);

/**
 * rmg_value_unref:
 * @value: (transfer full): a value
 *
 * Releases a reference; the last one frees @value. Thread: any.
 */
RMG_API void rmg_value_unref (RmgValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgValue, rmg_value_unref)

/**
 * rmg_value_is_writable:
 * @value: a value
 *
 * Returns: whether the caller has the only reference
 */
RMG_API gboolean rmg_value_is_writable (RmgValue *value);

/**
 * rmg_value_get_kind:
 * @value: a value
 *
 * Returns: the kind of the content
 */
RMG_API RmgValueKind rmg_value_get_kind (const RmgValue *value);

/**
 * rmg_value_get_bool:
 * @value: a bool
 *
 * Returns: the content
 */
RMG_API gboolean rmg_value_get_bool (const RmgValue *value);

/**
 * rmg_value_get_int:
 * @value: an int
 *
 * Returns: the content
 */
RMG_API gint64 rmg_value_get_int (const RmgValue *value);

/**
 * rmg_value_get_double:
 * @value: a double
 *
 * Returns: the content
 */
RMG_API double rmg_value_get_double (const RmgValue *value);

/**
 * rmg_value_get_string:
 * @value: a string
 * @length: (out) (optional): number of bytes without the final NUL
 *
 * Returns: (transfer none): the text, valid as long as @value
 */
RMG_API const char *rmg_value_get_string (const RmgValue *value, gsize *length);

/**
 * rmg_value_get_object: (skip)
 * @value: an object
 * @type_name: name of the type that the caller expects
 *
 * Returns: (transfer none) (nullable): the object; %NULL if its type has another
 *   name
 */
RMG_API gpointer rmg_value_get_object (
    const RmgValue *value, const char *type_name);

/**
 * rmg_value_get_length:
 * @value: an array or a dict
 *
 * Returns: number of items
 */
RMG_API gsize rmg_value_get_length (const RmgValue *value);

/**
 * rmg_value_array_get:
 * @array: an array
 * @index: place of an existing item
 *
 * Returns: (transfer none): the item
 */
RMG_API RmgValue *rmg_value_array_get (const RmgValue *array, gsize index);

/**
 * rmg_value_array_append:
 * @array: a writable array
 * @item: (transfer full): the new last item, with a depth less than
 *   %RMG_VALUE_MAX_DEPTH
 *
 * Appends an item.
 */
RMG_API void rmg_value_array_append (RmgValue *array, RmgValue *item);

/**
 * rmg_value_array_set:
 * @array: a writable array
 * @index: place of an existing item
 * @item: (transfer full): the replacement, see rmg_value_array_append()
 *
 * Replaces an item.
 */
RMG_API void rmg_value_array_set (RmgValue *array, gsize index, RmgValue *item);

/**
 * rmg_value_dict_set:
 * @dict: a writable dict
 * @key: UTF-8
 * @item: (transfer full): the item, see rmg_value_array_append()
 *
 * Sets the item of a key. A new key comes last, an existing key keeps its place.
 */
RMG_API void rmg_value_dict_set (
    RmgValue *dict, const char *key, RmgValue *item);

/**
 * rmg_value_dict_get:
 * @dict: a dict
 * @key: the key
 *
 * Returns: (transfer none) (nullable): the item of @key
 */
RMG_API RmgValue *rmg_value_dict_get (const RmgValue *dict, const char *key);

/**
 * rmg_value_dict_get_entry:
 * @dict: a dict
 * @index: place of an existing entry in the order of insertion
 * @key: (out) (optional) (transfer none): key of the entry
 *
 * Returns: (transfer none): item of the entry
 */
RMG_API RmgValue *rmg_value_dict_get_entry (
    const RmgValue *dict, gsize index, const char **key);

/**
 * rmg_value_set_int:
 * @value: a writable value that is not a container
 * @integer: the new content
 *
 * Changes @value to an int.
 */
RMG_API void rmg_value_set_int (RmgValue *value, gint64 integer);

/**
 * rmg_value_set_double:
 * @value: a writable value that is not a container
 * @real: the new content
 *
 * Changes @value to a double.
 */
RMG_API void rmg_value_set_double (RmgValue *value, double real);

/**
 * rmg_value_get_depth:
 * @value: a value
 *
 * Returns: depth of nested containers: 0 for a scalar, 1 for a container of
 *   scalars
 */
RMG_API guint rmg_value_get_depth (const RmgValue *value);

/**
 * rmg_value_get_bytes:
 * @value: a value
 *
 * Returns: approximate size in memory, items included
 */
RMG_API gsize rmg_value_get_bytes (const RmgValue *value);

/**
 * rmg_value_equal:
 * @a: a value
 * @b: a value
 *
 * Compares kind and content. An int never equals a double. Doubles are compared
 * bit by bit, so that a value always equals its copy. The order of a dict is
 * ignored. Objects are compared by address.
 *
 * Returns: whether both are equal
 */
RMG_API gboolean rmg_value_equal (const RmgValue *a, const RmgValue *b);

G_END_DECLS
