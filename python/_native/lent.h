/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Read-only GstMemory of an array that was handed over, which is found again if no
 * node has changed it. */
#pragma once

#include "python/_native/loan.h"

/* loan: ends with the last reference to the memory
 * Returns: (transfer full): a buffer with the memory of the loan */
GstBuffer *native_lent_buffer_new (NativeLoan *loan);

/* n_bytes: of the samples in the buffer, which may have a part of the channels of a
 * larger memory
 * Returns: (transfer none) (nullable): the owner of the memory of a buffer, if the
 * buffer has exactly the memory of a loan */
PyObject *native_lent_find_owner (GstBuffer *buffer, gsize n_bytes);
