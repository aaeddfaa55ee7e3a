/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The functions of the module; each has the signature of a METH_VARARGS function
 * and its documentation. */
#pragma once

#include "python/_kernels/python.h"

PyObject *kernels_convert (PyObject *module, PyObject *arguments);
PyObject *kernels_resample (PyObject *module, PyObject *arguments);
PyObject *kernels_count_speech (PyObject *module, PyObject *arguments);
PyObject *kernels_find_segments (PyObject *module, PyObject *arguments);

/* Adds the type Resampler. Returns: 0; -1 with an exception */
int kernels_add_resampler (PyObject *module);

extern const char kernels_convert_doc[];
extern const char kernels_resample_doc[];
extern const char kernels_count_speech_doc[];
extern const char kernels_find_segments_doc[];
