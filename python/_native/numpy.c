/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/numpy.h"

PyObject *
native_numpy_get (const char *name)
{
  PyObject *numpy = PyImport_ImportModule ("numpy");
  PyObject *found = numpy != NULL ? PyObject_GetAttrString (numpy, name) : NULL;

  Py_XDECREF (numpy);
  return found;
}

PyObject *
native_numpy_get_array_type (void)
{
  static PyObject *type;

  if (type == NULL)
    type = native_numpy_get ("ndarray");
  return type;
}

bool
native_numpy_is_array (PyObject *object)
{
  return (PyObject *) Py_TYPE (object) == native_numpy_get_array_type ();
}
