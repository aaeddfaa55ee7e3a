/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Values of the library, and results of nodes, as objects of Python and back. */
#pragma once

#include "python/_native/python.h"

/* Numbers, strings, lists and dicts become values; any other object, an int beyond
 * 64 bits and deep containers stay objects, by reference.
 *
 * Returns: (transfer full): the value; NULL with an exception */
RmgValue *native_value_new (PyObject *object);

/* Returns: (transfer full) (nullable): the value of a list of int and float within 64
 * bits; NULL, without an exception, for a list with other items */
RmgValue *native_value_new_numbers (PyObject *list);

/* Returns: a new reference; NULL with an exception */
PyObject *native_value_read (const RmgValue *value);

/* Makes a dict of a structure; "-" in the names of its fields becomes "_".
 * Structures in it become dicts.
 *
 * Returns: a new reference; NULL with an exception */
PyObject *native_structure_read (const GstStructure *structure);
