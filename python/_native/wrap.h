/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Arrays as buffers for programs that use GStreamer through gi. */
#pragma once

#include "python/_native/python.h"

/* lend (samples, rate, holder): sets the property "buffer" of the GObject in a capsule
 * to a buffer with the memory of an array, which is read-only until all users of
 * the buffer have released it. Returns: whether the buffer has the samples channel
 * by channel */
PyObject *native_wrap_lend (PyObject *module, PyObject *arguments);

/* view (holder): maps the property "buffer" of the GObject in a capsule for reading.
 * Returns: a Block, which keeps the memory */
PyObject *native_wrap_view (PyObject *module, PyObject *capsule);
