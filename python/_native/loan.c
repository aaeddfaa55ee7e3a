/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/loan.h"

#include "python/_native/numpy.h"
#include "python/_shared/look.h"

/* This thread holds the interpreter lock if it is in a call, and the innermost call
 * has not released it. */
static _Thread_local int n_entered;
static _Thread_local PyThreadState *released; /* NULL: it holds the lock */

static GAsyncQueue *ended; /* of NativeLoan; made by the first loan */
static int n_ended;        /* atomic: in the queue */

/* Number of loans of each array that they made read-only, by address: a loan has a
 * reference to its array. With the interpreter lock. */
static GHashTable *n_loans;

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

static guint
get_n_loans (PyObject *array)
{
  if (n_loans == NULL)
    n_loans = g_hash_table_new (NULL, NULL);
  return GPOINTER_TO_UINT (g_hash_table_lookup (n_loans, array));
}

static void
set_n_loans (PyObject *array, guint n)
{
  if (n > 0)
    g_hash_table_replace (n_loans, array, GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (n_loans, array);
}

/* An array that its owner made read-only stays so. */
bool
native_loan_protect (NativeLoan *self)
{
  const guint n = get_n_loans (self->owner);

  if (n == 0 && self->view.readonly)
    return true;
  if (n == 0)
    set_writing (self->owner, Py_False);
  self->is_protected = !PyErr_Occurred ();
  if (self->is_protected)
    set_n_loans (self->owner, n + 1);
  return self->is_protected;
}

static void
unprotect (PyObject *array)
{
  const guint n = get_n_loans (array) - 1;
  PyObject *type, *value, *traceback;

  set_n_loans (array, n);
  if (n > 0)
    return;
  PyErr_Fetch (&type, &value, &traceback);
  set_writing (array, Py_True);
  PyErr_Clear ();
  PyErr_Restore (type, value, traceback);
}

/* With the interpreter lock. An exception of the caller is kept. */
static void
end (NativeLoan *self)
{
  PyBuffer_Release (&self->view);
  if (self->is_protected)
    unprotect (self->owner);
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
  if (n_entered > 0 && released == NULL) {
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
  released = PyEval_SaveThread ();
  return released;
}

void
native_interpreter_take (PyThreadState *state)
{
  if (state == NULL)
    return;
  PyEval_RestoreThread (state);
  released = NULL;
  if (n_entered > 0 && g_atomic_int_get (&n_ended) > 0)
    end_queued (NULL);
}

bool
native_interpreter_look (void)
{
  PyThreadState *state = released;
  bool goes_on;

  native_interpreter_take (state);
  goes_on = shared_look ();
  native_interpreter_release (state != NULL);
  return goes_on;
}
