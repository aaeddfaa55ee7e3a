/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* remotemedia._native.Host: one node of a manifest whose work Python does. The
 * threads of the library never wait for the interpreter lock when they offer or
 * cancel an item: they write to the descriptor of the host. */
#pragma once

#include "python/_native/python.h"

/* Returns: the type, for the module; NULL with an exception */
PyObject *native_host_make_type (PyObject *module);

/* register_host (type, description, open): a node type of the process. A node calls
 * open (host, node_id, params) with its parameters as JSON, and close() of the
 * result at its end. Returns: False if the library has a type of this name */
PyObject *native_host_register (PyObject *module, PyObject *arguments);
