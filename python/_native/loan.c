/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/loan.h"

#include "python/_native/numpy.h"

/* This thread holds the interpreter lock if it is in a call, and the innermost call
 * has not released it. */
static _Thread_local int n_entered;
static _Thread_local bool is_released;

static GAsyncQueue *ended; /* of NativeLoan; made by the first loan */
static int n_ended;        /* atomic: in the queue */

/* Returns: (transfer none): the method of all arrays; NULL with an exception */
static PyObject *
get_setflags (void)
{
  static PyObject *method;
  PyObject *type = native_numpy_get_array_type ();

  if (method == NULL && type != NULL)
    method = PyObject_GetAttrString (type, "setflags");
  return method;
}

static void
set_writing (PyObject *array, PyObject *is_writable)
{
  PyObject *method = get_setflags ();
  PyObject *result = method != NULL
      ? PyObject_CallFunctionObjArgs (method, array, is_writable, NULL)
      : NULL;

  Py_XDECREF (result);
}

NativeLoan *
native_loan_new (const Py_buffer *view, PyObject *owner)
{
  NativeLoan *self = g_new (NativeLoan, 1);

  if (ended == NULL)
    ended = g_async_queue_new ();
  *self = (NativeLoan){ .view = *view, .owner = Py_NewRef (owner) };
  return self;
}

bool
native_loan_protect (NativeLoan *self)
{
  if (self->view.readonly)
    return true;
  set_writing (self->owner, Py_False);
  self->restores_writing = !PyErr_Occurred ();
  return self->restores_writing;
}

/* With the interpreter lock. An exception of the caller is kept. */
static void
end (NativeLoan *self)
{
  PyObject *type, *value, *traceback;

  PyBuffer_Release (&self->view);
  if (self->restores_writing) {
    PyErr_Fetch (&type, &value, &traceback);
    set_writing (self->owner, Py_True);
    PyErr_Clear ();
    PyErr_Restore (type, value, traceback);
  }
  Py_DECREF (self->owner);
  g_free (self);
}

static int
end_queued (void *unused)
{
  NativeLoan *loan;

  (void) unused;
  while (g_atomic_int_get (&n_ended) > 0 &&
      (loan = g_async_queue_try_pop (ended)) != NULL) {
    g_atomic_int_add (&n_ended, -1);
    end (loan);
  }
  return 0;
}

void
native_loan_free (gpointer self)
{
  if (n_entered > 0 && !is_released) {
    end (self);
    return;
  }
  g_async_queue_push (ended, self);
  g_atomic_int_inc (&n_ended);
  Py_AddPendingCall (
      end_queued, NULL); /* at the latest the next session does */
}

void
native_loans_enter (void)
{
  n_entered++;
  if (G_UNLIKELY (g_atomic_int_get (&n_ended) > 0))
    end_queued (NULL);
}

void
native_loans_leave (void)
{
  n_entered--;
}

PyThreadState *
native_interpreter_release (gboolean is_long)
{
  if (!is_long)
    return NULL;
  is_released = true;
  return PyEval_SaveThread ();
}

void
native_interpreter_take (PyThreadState *state)
{
  if (state == NULL)
    return;
  PyEval_RestoreThread (state);
  is_released = false;
}
