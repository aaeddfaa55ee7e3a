/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Objects of numpy, found by name: the module uses no C API of numpy. */
#pragma once

#include "python/_native/python.h"

/* Returns: a new reference to an attribute of numpy; NULL with an exception */
PyObject *native_numpy_get (const char *name);

/* Returns: (transfer none): the type numpy.ndarray; NULL with an exception */
PyObject *native_numpy_get_array_type (void);

/* Returns: whether an object is an array of numpy, and of no subclass */
bool native_numpy_is_array (PyObject *object);
