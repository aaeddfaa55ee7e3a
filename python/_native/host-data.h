/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Data of a hosted node as objects of Python and back: audio as (samples, rate),
 * text as str, values as in sessions, and other data as bytes. */
#pragma once

#include "python/_native/audio.h"
#include "python/_native/output.h"

/* Formats of the last item and the last output of one node. */
typedef struct
{
  NativeFormat input;
  GstCaps *packed,
      *unpacked; /* of the last item, in a format that numpy lacks */
  NativeCaps output;
  gboolean is_text;   /* the last item was text */
  gboolean is_planar; /* the last item was audio, channel by channel */
} NativeHostData;

/* item: its buffer may be taken
 * Returns: a new reference, None for an end; NULL with an exception */
PyObject *native_host_data_read (NativeHostData *self, RmgHostItem *item);

/* The samples of an array are copied: its node may write to it later.
 *
 * caps: (out) (transfer full) (nullable): of the buffer; NULL for those of the item
 * Returns: (transfer full): a buffer; NULL with an exception */
GstBuffer *native_host_data_write (
    NativeHostData *self, PyObject *object, GstCaps **caps);

void native_host_data_clear (NativeHostData *self);
