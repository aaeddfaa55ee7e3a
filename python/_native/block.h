/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* remotemedia._native.Block: the memory of a buffer, for arrays of numpy that
 * have it as their base. */
#pragma once

#include "python/_native/python.h"

/* Returns: the type, for the module; NULL with an exception */
PyObject *native_block_make_type (PyObject *module);

/* Maps a buffer for writing; its memory is copied if others hold it. Any bytes
 * stay valid until the last reference to the result is released.
 *
 * buffer: (transfer full)
 * Returns: a new reference; NULL with an exception */
PyObject *native_block_new (GstBuffer *buffer);

/* Maps a buffer for reading, without a copy. buffer: (transfer full)
 * Returns: a new reference; NULL with an exception */
PyObject *native_block_view (GstBuffer *buffer);

/* Counts a whole array that was copied. */
void native_block_count_copy (void);

/* Returns: number of copies, but for those of the library */
guint64 native_block_get_copies (void);
