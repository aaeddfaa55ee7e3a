/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Memory of a Python object in a GstBuffer, and the release of such objects by
 * threads that do not hold the interpreter lock.
 *
 * A streaming thread that waited for the lock could stop a caller that holds the
 * lock and waits for the thread. So it queues the object; the next call of a
 * session, or the interpreter itself, releases it. */
#pragma once

#include "python/_native/python.h"

typedef struct
{
  Py_buffer view;
  PyObject *owner;       /* the array that was pushed */
  gboolean is_protected; /* the owner is read-only until its last loan ends */
} NativeLoan;

/* Takes over an open view, and a reference to the owner of its memory. */
NativeLoan *native_loan_new (const Py_buffer *view, PyObject *owner);

/* Makes the owner, an array, read-only until the end of its last loan.
 * Returns: false with an exception */
bool native_loan_protect (NativeLoan *self);

/* Ends a loan: a GDestroyNotify for any thread. */
void native_loan_free (gpointer self);

/* Brackets around code that releases buffers and holds the interpreter lock. */
void native_loans_enter (void);
void native_loans_leave (void);

/* Data of more bytes is copied without the interpreter lock: other threads of Python
 * would wait for it. */
#define NATIVE_LONG_COPY_BYTES (1 << 20)

/* Releases the interpreter lock if is_long. Returns: argument of
 * native_interpreter_take() */
PyThreadState *native_interpreter_release (gboolean is_long);
void native_interpreter_take (PyThreadState *state);

/* Takes the interpreter lock if this thread has released it, looks for an
 * interruption, and releases it again.
 * Returns: false with an exception */
bool native_interpreter_look (void);
