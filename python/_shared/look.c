/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_shared/look.h"

bool
shared_look (void)
{
  PyObject *module, *result;

  if (PyErr_CheckSignals () != 0)
    return false;
  module = PyImport_ImportModule ("remotemedia.interrupts");
  if (module == NULL)
    return false;
  result = PyObject_CallMethod (module, "look", NULL);
  Py_DECREF (module);
  Py_XDECREF (result);
  return result != NULL;
}
