/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Whole items through a session with items framing. */

#include "python/_native/errors.h"
#include "python/_native/input.h"
#include "python/_native/loan.h"
#include "python/_native/values.h"

/* Returns: (output or None, results or None) */
static PyObject *
read_item (NativeSession *self, RmgOutput *output)
{
  PyObject *results = native_output_read_results (output);
  PyObject *data = output->buffer != NULL
      ? native_output_read (&self->output, output)
      : Py_NewRef (Py_None);
  PyObject *item =
      data != NULL && results != NULL ? PyTuple_Pack (2, data, results) : NULL;

  Py_XDECREF (data);
  Py_XDECREF (results);
  return item;
}

static PyObject *
pull_item (NativeSession *self)
{
  g_auto (RmgOutput) output = { NULL };
  GError *error = NULL;
  RmgSessionResult result;

  do {
    result = rmg_session_pull_item (self->session, &output, &error);
  } while (result == RMG_SESSION_EMPTY && native_session_wait (self, -1) >= 0);
  if (result == RMG_SESSION_OK)
    return read_item (self, &output);
  if (result == RMG_SESSION_EMPTY) /* with the exception of a signal */
    return NULL;
  return native_raise (self->session, error);
}

/* The input is not changed by others during the call, so that an item that no node
 * has changed is the array itself. */
static PyObject *
run_item (NativeSession *self, NativeInput *input)
{
  PyObject *item =
      native_input_push (self, input, true) > 0 ? pull_item (self) : NULL;

  native_input_clear (input);
  return item;
}

static bool
take_item (
    NativeSession *self, PyObject *data, PyObject *rate, NativeInput *input)
{
  NativeAudio audio;

  self->rate_hz = rate != Py_None ? (int) PyLong_AsLong (rate) : 0;
  if (rate == Py_None || PyErr_Occurred ())
    return !PyErr_Occurred () && native_input_take_value (data, input);
  if (!native_audio_open (&audio, data))
    return false;
  self->layout = audio.is_planar;
  return native_input_take_audio (self, &audio, data, false, input);
}

PyObject *
native_session_run_item (
    PyObject *object, PyObject *const *arguments, Py_ssize_t n)
{
  NativeSession *self = (NativeSession *) object;
  NativeInput input = { NULL };
  PyObject *item = NULL;

  if (n != 2) {
    PyErr_Format (PyExc_TypeError, "run_item() takes 2 arguments, got %zd", n);
    return NULL;
  }
  if (!native_session_enter (self))
    return NULL;
  if (take_item (self, arguments[0], arguments[1], &input)) {
    if (input.n_bytes > NATIVE_LONG_COPY_BYTES)
      native_session_watch (self);
    item = run_item (self, &input);
  }
  native_session_leave (self);
  return item;
}

PyObject *
native_session_run_numbers (PyObject *object, PyObject *list)
{
  NativeSession *self = (NativeSession *) object;
  NativeInput input = { NULL };
  RmgValue *value;
  PyObject *item;

  if (!PyList_Check (list))
    return PyErr_Format (PyExc_TypeError, "numbers: expected a list");
  value = native_value_new_numbers (list);
  if (value == NULL)
    Py_RETURN_NONE;
  if (!native_session_enter (self)) {
    rmg_value_unref (value);
    return NULL;
  }
  self->rate_hz = 0;
  native_input_set_value (&input, value);
  item = run_item (self, &input);
  native_session_leave (self);
  return item;
}
