/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/values.h"

#include <string.h>

#define OBJECT_TYPE "Python"
#define MAX_DEPTH 64

static RmgValue *make_value (PyObject *object, guint depth);

static void
release_object (gpointer object)
{
  Py_DECREF ((PyObject *) object);
}

static RmgValue *
make_object (PyObject *object)
{
  PyErr_Clear (); /* of the attempt to make another value of it */
  return rmg_value_new_object_queued (
      Py_NewRef (object), OBJECT_TYPE, release_object);
}

static RmgValue *
make_int (PyObject *object)
{
  int overflow = 0;
  long long integer = PyLong_AsLongLongAndOverflow (object, &overflow);

  return overflow == 0 ? rmg_value_new_int (integer) : make_object (object);
}

static RmgValue *
make_string (PyObject *object)
{
  Py_ssize_t length = 0;
  const char *text = PyUnicode_AsUTF8AndSize (object, &length);

  return text != NULL ? rmg_value_new_string (text, length)
                      : make_object (object);
}

static bool
get_number (PyObject *object, RmgNumber *number)
{
  int overflow = 0;

  number->is_integer = PyLong_CheckExact (object);
  if (number->is_integer)
    number->integer = PyLong_AsLongLongAndOverflow (object, &overflow);
  else if (PyFloat_CheckExact (object))
    number->real = PyFloat_AsDouble (object);
  else
    return false;
  return overflow == 0;
}

RmgValue *
native_value_new_numbers (PyObject *list)
{
  const Py_ssize_t length = PyList_Size (list);
  g_autofree RmgNumber *numbers = g_new (RmgNumber, (gsize) length);

  for (Py_ssize_t i = 0; i < length; i++)
    if (!get_number (PyList_GetItem (list, i), &numbers[i]))
      return NULL;
  return rmg_value_new_numbers (numbers, (gsize) length);
}

static RmgValue *
make_array (PyObject *list, guint depth)
{
  RmgValue *array = native_value_new_numbers (list);

  if (array != NULL)
    return array;
  array = rmg_value_new_array ();
  for (Py_ssize_t i = 0; i < PyList_Size (list); i++)
    rmg_value_array_append (
        array, make_value (PyList_GetItem (list, i), depth + 1));
  return array;
}

static RmgValue *
make_tuple (PyObject *object, guint depth)
{
  PyObject *list = PySequence_List (object);
  RmgValue *array;

  if (list == NULL)
    return make_object (object);
  array = make_array (list, depth);
  Py_DECREF (list);
  rmg_value_array_set_tuple (array, TRUE);
  return array;
}

static bool
has_text_keys (PyObject *object)
{
  PyObject *key, *item;
  Py_ssize_t position = 0, length;

  while (PyDict_Next (object, &position, &key, &item)) {
    const char *text = PyUnicode_CheckExact (key)
        ? PyUnicode_AsUTF8AndSize (key, &length)
        : NULL;

    if (text == NULL || strlen (text) != (size_t) length)
      return false;
  }
  return true;
}

static RmgValue *
make_dict (PyObject *object, guint depth)
{
  RmgValue *dict;
  PyObject *key, *item;
  Py_ssize_t position = 0;

  if (!has_text_keys (object))
    return make_object (object);
  dict = rmg_value_new_dict ();
  while (PyDict_Next (object, &position, &key, &item))
    rmg_value_dict_set (dict, PyUnicode_AsUTF8AndSize (key, NULL),
        make_value (item, depth + 1));
  return dict;
}

static RmgValue *
make_value (PyObject *object, guint depth)
{
  if (object == Py_None)
    return rmg_value_new_null ();
  if (PyBool_Check (object))
    return rmg_value_new_bool (object == Py_True);
  if (PyLong_CheckExact (object))
    return make_int (object);
  if (PyFloat_CheckExact (object))
    return rmg_value_new_double (PyFloat_AsDouble (object));
  if (PyUnicode_CheckExact (object))
    return make_string (object);
  if (PyList_CheckExact (object) && depth < MAX_DEPTH)
    return make_array (object, depth);
  if (PyTuple_CheckExact (object) && depth < MAX_DEPTH)
    return make_tuple (object, depth);
  if (PyDict_CheckExact (object) && depth < MAX_DEPTH)
    return make_dict (object, depth);
  return make_object (object);
}

RmgValue *
native_value_new (PyObject *object)
{
  return make_value (object, 0);
}

static PyObject *
read_string (const RmgValue *value)
{
  gsize length;
  const char *text = rmg_value_get_string (value, &length);

  return PyUnicode_FromStringAndSize (text, (Py_ssize_t) length);
}

static PyObject *
read_item (const RmgValue *array, const RmgNumber *numbers, gsize index)
{
  if (numbers == NULL)
    return native_value_read (rmg_value_array_get (array, index));
  return numbers[index].is_integer
      ? PyLong_FromLongLong (numbers[index].integer)
      : PyFloat_FromDouble (numbers[index].real);
}

static PyObject *
read_list (const RmgValue *value)
{
  const gsize length = rmg_value_get_length (value);
  gsize n_numbers;
  const RmgNumber *numbers = rmg_value_get_numbers (value, &n_numbers);
  PyObject *list = PyList_New ((Py_ssize_t) length);

  for (gsize i = 0; list != NULL && i < length; i++) {
    PyObject *item = read_item (value, numbers, i);

    if (item == NULL)
      Py_CLEAR (list);
    else
      PyList_SetItem (list, (Py_ssize_t) i, item);
  }
  return list;
}

static PyObject *
read_array (const RmgValue *value)
{
  PyObject *list = read_list (value), *tuple;

  if (list == NULL || !rmg_value_array_is_tuple (value))
    return list;
  tuple = PyList_AsTuple (list);
  Py_DECREF (list);
  return tuple;
}

/* item: a reference that is taken; NULL is an error */
static bool
set_item (PyObject *dict, const char *key, PyObject *item)
{
  bool done = item != NULL && PyDict_SetItemString (dict, key, item) == 0;

  Py_XDECREF (item);
  return done;
}

static PyObject *
read_dict (const RmgValue *value)
{
  const gsize length = rmg_value_get_length (value);
  PyObject *dict = PyDict_New ();
  const char *key;

  for (gsize i = 0; dict != NULL && i < length; i++) {
    RmgValue *item = rmg_value_dict_get_entry (value, i, &key);

    if (!set_item (dict, key, native_value_read (item)))
      Py_CLEAR (dict);
  }
  return dict;
}

static PyObject *
read_object (const RmgValue *value)
{
  PyObject *object = rmg_value_get_object (value, OBJECT_TYPE);

  if (object == NULL)
    PyErr_SetString (
        PyExc_TypeError, "the value is an object of another language");
  return Py_XNewRef (object);
}

PyObject *
native_value_read (const RmgValue *value)
{
  switch (rmg_value_get_kind (value)) {
    case RMG_VALUE_BOOL:
      return PyBool_FromLong (rmg_value_get_bool (value));
    case RMG_VALUE_INT:
      return PyLong_FromLongLong (rmg_value_get_int (value));
    case RMG_VALUE_DOUBLE:
      return PyFloat_FromDouble (rmg_value_get_double (value));
    case RMG_VALUE_STRING:
      return read_string (value);
    case RMG_VALUE_ARRAY:
      return read_array (value);
    case RMG_VALUE_DICT:
      return read_dict (value);
    case RMG_VALUE_OBJECT:
      return read_object (value);
    default:
      Py_RETURN_NONE;
  }
}

static PyObject *
read_field (const GValue *value)
{
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return PyBool_FromLong (g_value_get_boolean (value));
  if (G_VALUE_HOLDS_INT64 (value))
    return PyLong_FromLongLong (g_value_get_int64 (value));
  if (G_VALUE_HOLDS_INT (value))
    return PyLong_FromLong (g_value_get_int (value));
  if (G_VALUE_HOLDS_DOUBLE (value))
    return PyFloat_FromDouble (g_value_get_double (value));
  if (G_VALUE_HOLDS_STRING (value))
    return PyUnicode_FromString (g_value_get_string (value));
  if (GST_VALUE_HOLDS_STRUCTURE (value))
    return native_structure_read (gst_value_get_structure (value));
  Py_RETURN_NONE;
}

static gboolean
add_field (GQuark id, const GValue *value, gpointer dict)
{
  g_autofree char *key = g_strdup (g_quark_to_string (id));

  if (!GST_VALUE_HOLDS_STRUCTURE (value))
    g_strdelimit (key, "-", '_');
  return set_item (dict, key, read_field (value));
}

PyObject *
native_structure_read (const GstStructure *structure)
{
  PyObject *dict = PyDict_New ();

  if (dict != NULL && !gst_structure_foreach (structure, add_field, dict))
    Py_CLEAR (dict);
  return dict;
}
