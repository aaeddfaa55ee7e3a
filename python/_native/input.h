/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One input on its way into a session. */
#pragma once

#include "python/_native/session.h"

typedef struct
{
  GstCaps *caps;     /* (transfer none) */
  GstBuffer *buffer; /* (transfer full), taken by the push */
  GstBuffer
      *borrowed; /* (transfer full) (nullable): to settle after the push */
  gsize n_bytes;
} NativeInput;

/* is_copied: whether the caller may write to the array after the push
 * Returns: false with an exception; the view of the audio is released in any case */
bool native_input_take_audio (NativeSession *session, NativeAudio *audio,
    PyObject *array, bool is_copied, NativeInput *input);

/* Returns: false with an exception */
bool native_input_take_value (PyObject *object, NativeInput *input);

/* value: (transfer full) */
void native_input_set_value (NativeInput *self, RmgValue *value);

/* Returns: 1 if it was taken, 0 if there is no room, -1 with an exception */
int native_input_push (NativeSession *session, NativeInput *input, bool waits);

/* Ends the loan of an input after its push. */
void native_input_clear (NativeInput *self);
