/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Numbers in the arguments of functions. */
#pragma once

#include "python/_kernels/python.h"

/* A converter for the code O& of PyArg_ParseTuple(). The code I takes the low 32
 * bits of any integer.
 *
 * number: of unsigned
 * Returns: 1; 0 with an exception */
int kernel_number_read (PyObject *object, void *number);
