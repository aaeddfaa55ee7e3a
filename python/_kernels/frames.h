/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Audio in the memory of a Python object with the buffer protocol. */
#pragma once

#include "python/_kernels/python.h"

#include "elements/dsp/base/frames.h"

typedef struct
{
  Py_buffer buffer;
  RmgFrames frames;
} KernelArray;

/* Views an array of the shape (channels, samples), of float32, float64, int16 or
 * int32 in either byte order. The samples of a channel lie side by side, or those
 * of a frame do.
 *
 * Returns: false with an exception */
bool kernel_array_open (KernelArray *self, PyObject *object, bool is_written);

/* Returns: a view of at most n_frames from a frame on */
RmgFrames kernel_array_cut (
    const KernelArray *self, size_t first, size_t n_frames);

/* Releases the buffer. */
void kernel_array_close (KernelArray *self);
