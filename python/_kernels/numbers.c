/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/numbers.h"

#include <limits.h>

int
kernel_number_read (PyObject *object, void *number)
{
  PyObject *integer = PyNumber_Index (object);
  unsigned long value;

  if (integer == NULL)
    return 0;
  value = PyLong_AsUnsignedLong (integer);
  Py_DECREF (integer);
  if (PyErr_Occurred ())
    return 0;
  if (value > UINT_MAX) {
    PyErr_Format (PyExc_OverflowError,
        "expected an integer from 0 to %u, got %lu", UINT_MAX, value);
    return 0;
  }
  *(unsigned *) number = (unsigned) value;
  return 1;
}
