/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Data into and out of sessions. */

#include "python/_native/block.h"
#include "python/_native/errors.h"
#include "python/_native/input.h"
#include "python/_native/lent.h"
#include "python/_native/numpy.h"
#include "python/_native/values.h"

#include <string.h>

void
native_input_clear (NativeInput *self)
{
  PyThreadState *state;

  gst_clear_buffer (&self->buffer);
  if (self->borrowed == NULL)
    return;
  state = native_interpreter_release (self->n_bytes > NATIVE_LONG_COPY_BYTES);
  rmg_borrowed_settle (self->borrowed);
  native_interpreter_take (state);
  gst_clear_buffer (&self->borrowed);
}

/* All pushes of a stream have the format of the first. */
static bool
check_format (NativeSession *self, const NativeAudio *audio)
{
  if (self->n_channels != 0 && self->n_channels != audio->n_channels) {
    PyErr_Format (PyExc_ValueError,
        "samples: the session has %u channel%s, got %u", self->n_channels,
        self->n_channels == 1 ? "" : "s", audio->n_channels);
    return false;
  }
  if (self->format != GST_AUDIO_FORMAT_UNKNOWN &&
      self->format != audio->format) {
    PyErr_Format (PyExc_TypeError, "samples: the session has dtype %s, got %s",
        native_audio_get_dtype (self->format),
        native_audio_get_dtype (audio->format));
    return false;
  }
  self->n_channels = audio->n_channels;
  self->format = audio->format;
  if (self->layout < 0)
    self->layout = audio->is_planar;
  return true;
}

/* The library reads the array in place. Takes over the view of the audio.
 * Returns: false with an exception */
static bool
lend (const NativeAudio *audio, PyObject *array, bool is_copied,
    NativeInput *input)
{
  const Py_buffer *view = &audio->view;
  NativeLoan *loan = native_loan_new (view, array);

  if (is_copied) {
    input->buffer = rmg_buffer_new_borrowed (
        view->buf, (gsize) view->len, native_loan_free, loan);
    return true;
  }
  if (!native_loan_protect (loan)) {
    native_loan_free (loan);
    return false;
  }
  input->buffer = native_lent_buffer_new (loan);
  return true;
}

static GstBuffer *
copy (NativeAudio *audio, gboolean is_planar)
{
  GstBuffer *buffer = native_audio_copy (audio, is_planar);

  PyBuffer_Release (&audio->view);
  native_block_count_copy ();
  return buffer;
}

/* A copy of a small array is cheaper than a loan.
 *
 * is_copied: whether the caller may write to the array after the push
 * Returns: false with an exception */
bool
native_input_take_audio (NativeSession *self, NativeAudio *audio,
    PyObject *array, bool is_copied, NativeInput *input)
{
  const gboolean is_planar = audio->n_channels > 1 && self->layout == 1;
  bool is_lent;

  input->caps = native_caps_get (&self->caps, audio, self->rate_hz, is_planar);
  input->n_bytes = (gsize) audio->view.len;
  is_lent = audio->is_packed && audio->is_planar == is_planar &&
      !(is_copied && input->n_bytes <= NATIVE_LONG_BYTES);
  if (!is_lent)
    input->buffer = copy (audio, is_planar);
  else if (!lend (audio, array, is_copied, input))
    return false;
  native_caps_describe (&self->caps, input->buffer, audio->n_frames);
  if (is_lent && is_copied)
    input->borrowed = gst_buffer_ref (input->buffer);
  return true;
}

static GstCaps *
get_value_caps (void)
{
  static GstCaps *caps;

  if (caps == NULL)
    caps = gst_caps_new_empty_simple (RMG_VALUE_MEDIA_TYPE);
  return caps;
}

void
native_input_set_value (NativeInput *self, RmgValue *value)
{
  self->caps = get_value_caps ();
  self->buffer = rmg_value_buffer_new (value);
}

bool
native_input_take_value (PyObject *object, NativeInput *input)
{
  RmgValue *value = native_value_new (object);

  if (value != NULL)
    native_input_set_value (input, value);
  return value != NULL;
}

static RmgSessionResult
push_once (NativeSession *self, NativeInput *input, GError **error)
{
  PyThreadState *state = native_interpreter_release (
      self->is_threaded || input->n_bytes > NATIVE_LONG_BYTES);
  RmgSessionResult result = rmg_session_push (
      self->session, NULL, input->caps, &input->buffer, error);

  native_interpreter_take (state);
  return result;
}

int
native_input_push (NativeSession *self, NativeInput *input, bool waits)
{
  GError *error = NULL;
  RmgSessionResult result = push_once (self, input, &error);

  while (result == RMG_SESSION_FULL && waits && !self->is_interrupted) {
    if (!native_session_collect (self) || native_session_wait (self, -1) < 0)
      return -1;
    result = push_once (self, input, &error);
  }
  if (self->is_interrupted) { /* with the exception of the look */
    self->is_interrupted = FALSE;
    g_clear_error (&error);
    return -1;
  }
  if (result == RMG_SESSION_OK || result == RMG_SESSION_FULL)
    return result == RMG_SESSION_OK;
  if (result == RMG_SESSION_EOS)
    native_raise_pipeline ("the session has ended and takes no more input");
  else
    native_raise (self->session, error);
  return -1;
}

/* Returns: a new reference to an array with the samples of an object that is no
 * plain array; NULL with an exception */
static PyObject *
make_array (PyObject *object)
{
  PyObject *module = PyImport_ImportModule ("remotemedia.arrays");
  PyObject *array = module != NULL
      ? PyObject_CallMethod (module, "check_samples", "Os", object, "samples")
      : NULL;

  Py_XDECREF (module);
  return array;
}

static int
push_array (NativeSession *self, PyObject *array, bool is_copied, bool waits)
{
  NativeInput input = { NULL };
  NativeAudio audio;
  int is_taken;

  if (!native_audio_open (&audio, array))
    return -1;
  if (!check_format (self, &audio)) {
    PyBuffer_Release (&audio.view);
    return -1;
  }
  if (audio.n_frames == 0) {
    PyBuffer_Release (&audio.view);
    return 1;
  }
  if (!native_input_take_audio (self, &audio, array, is_copied, &input))
    return -1;
  is_taken = native_input_push (self, &input, waits);
  native_input_clear (&input);
  return is_taken;
}

static int
push_audio (NativeSession *self, PyObject *object, bool is_copied, bool waits)
{
  PyObject *array;
  int is_taken;

  if (native_numpy_is_array (object))
    return push_array (self, object, is_copied, waits);
  array = make_array (object);
  if (array == NULL)
    return -1;
  is_taken = push_array (self, array, is_copied, waits);
  Py_DECREF (array);
  return is_taken;
}

static int
push_value (NativeSession *self, PyObject *object, bool waits)
{
  NativeInput input = { NULL };
  int is_taken;

  if (!native_input_take_value (object, &input))
    return -1;
  is_taken = native_input_push (self, &input, waits);
  native_input_clear (&input);
  return is_taken;
}

typedef struct
{
  PyObject *data;
  bool copy, wait;
} PushArguments;

static bool
read_flag (PyObject *name, PyObject *value, PushArguments *arguments)
{
  const bool is_copy = PyUnicode_CompareWithASCIIString (name, "copy") == 0;
  const int truth = PyObject_IsTrue (value);

  if (!is_copy && PyUnicode_CompareWithASCIIString (name, "wait") != 0) {
    PyErr_Format (PyExc_TypeError,
        "push() got an unexpected keyword argument '%U'", name);
    return false;
  }
  *(is_copy ? &arguments->copy : &arguments->wait) = truth > 0;
  return truth >= 0;
}

static bool
read_arguments (PyObject *const *values, Py_ssize_t n, PyObject *names,
    PushArguments *arguments)
{
  const Py_ssize_t n_names = names != NULL ? PyTuple_Size (names) : 0;

  if (n != 1) {
    PyErr_Format (
        PyExc_TypeError, "push() takes one positional argument, got %zd", n);
    return false;
  }
  *arguments = (PushArguments){ values[0], true, true };
  for (Py_ssize_t i = 0; i < n_names; i++)
    if (!read_flag (PyTuple_GetItem (names, i), values[n + i], arguments))
      return false;
  return true;
}

PyObject *
native_session_push (
    PyObject *object, PyObject *const *values, Py_ssize_t n, PyObject *names)
{
  NativeSession *self = (NativeSession *) object;
  PushArguments arguments;
  int is_taken;

  if (!read_arguments (values, n, names, &arguments) ||
      !native_session_enter (self))
    return NULL;
  is_taken = self->rate_hz > 0
      ? push_audio (self, arguments.data, arguments.copy, arguments.wait)
      : push_value (self, arguments.data, arguments.wait);
  native_session_leave (self);
  return is_taken < 0 ? NULL : PyBool_FromLong (is_taken);
}

static bool
append (NativeSession *self, RmgOutput *output)
{
  PyObject *item = native_output_read (&self->output, output);
  bool done = item != NULL && PyList_Append (self->waiting, item) == 0;

  Py_XDECREF (item);
  return done;
}

static RmgSessionResult
pull_once (NativeSession *self, RmgOutput *output, GError **error)
{
  PyThreadState *state = native_interpreter_release (self->is_threaded);
  RmgSessionResult result = rmg_session_pull (self->session, output, error);

  native_interpreter_take (state);
  return result;
}

/* A failure is reported when the outputs before it have been read. */
bool
native_session_collect (NativeSession *self)
{
  RmgSessionResult result;
  GError *error = NULL;

  if (self->waiting == NULL)
    self->waiting = PyList_New (0);
  if (self->waiting == NULL)
    return false;
  do {
    g_auto (RmgOutput) output = { NULL };

    result = pull_once (self, &output, &error);
    if (result == RMG_SESSION_OK && output.buffer != NULL &&
        !append (self, &output))
      return false;
  } while (result == RMG_SESSION_OK);
  self->is_ended = self->is_ended || result == RMG_SESSION_EOS;
  if (result != RMG_SESSION_ERROR)
    return true;
  if (PyList_Size (self->waiting) == 0)
    return native_raise (self->session, error) != NULL;
  g_clear_error (&error);
  return true;
}

/* After finish() the outputs of a threaded session may still be to come. */
static bool
collect_rest (NativeSession *self)
{
  bool done = native_session_collect (self);

  while (done && self->is_finished && !self->is_ended &&
      PyList_Size (self->waiting) == 0)
    done = native_session_wait (self, -1) >= 0 && native_session_collect (self);
  return done;
}

static PyObject *
pull (PyObject *object, bool (*collect) (NativeSession *))
{
  NativeSession *self = (NativeSession *) object;
  bool done;

  if (!native_session_enter (self))
    return NULL;
  done = collect (self);
  native_session_leave (self);
  return done ? g_steal_pointer (&self->waiting) : NULL;
}

PyObject *
native_session_pull (PyObject *object, PyObject *unused)
{
  (void) unused;
  return pull (object, collect_rest);
}

PyObject *
native_session_poll (PyObject *object, PyObject *unused)
{
  (void) unused;
  return pull (object, native_session_collect);
}

static RmgSessionResult
finish_once (NativeSession *self, GError **error)
{
  PyThreadState *state = native_interpreter_release (TRUE);
  RmgSessionResult result = rmg_session_finish (self->session, error);

  native_interpreter_take (state);
  return result;
}

/* Returns: 1 if the input has ended, 0 if there is no room, -1 with an exception */
static int
finish (NativeSession *self, bool waits)
{
  GError *error = NULL;
  RmgSessionResult result = finish_once (self, &error);

  while (result == RMG_SESSION_FULL && waits) {
    if (!native_session_collect (self) || native_session_wait (self, -1) < 0)
      return -1;
    result = finish_once (self, &error);
  }
  self->is_finished = result != RMG_SESSION_FULL;
  if (result != RMG_SESSION_ERROR)
    return self->is_finished;
  native_raise (self->session, error);
  return -1;
}

PyObject *
native_session_finish (PyObject *object, PyObject *arguments)
{
  NativeSession *self = (NativeSession *) object;
  int waits = 1, is_finished;

  if (!PyArg_ParseTuple (arguments, "|p:finish", &waits) ||
      !native_session_enter (self))
    return NULL;
  is_finished = finish (self, waits != 0);
  native_session_leave (self);
  return is_finished < 0 ? NULL : PyBool_FromLong (is_finished);
}
