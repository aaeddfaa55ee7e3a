/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Outputs of a session as objects of Python. */
#pragma once

#include "python/_native/python.h"

#include <gst/audio/audio.h>

/* The format of the last output. */
typedef struct
{
  GstCaps *caps;
  GstAudioInfo info;
  PyObject *dtype; /* NULL if the outputs are no samples */
  PyObject *rate;
} NativeFormat;

/* Makes (samples, rate) of audio, the value of a value, and bytes of other data.
 * Audio that no node has changed is the array that was pushed.
 *
 * output: its buffer is taken
 * Returns: a new reference; NULL with an exception */
PyObject *native_output_read (NativeFormat *self, RmgOutput *output);

/* Makes a dict of the results of nodes, by node id; None without any. */
PyObject *native_output_read_results (const RmgOutput *output);

void native_format_clear (NativeFormat *self);
