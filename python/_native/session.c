/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/session.h"

#include "python/_native/errors.h"
#include "python/_native/fork.h"
#include "python/_native/loan.h"
#include "python/_native/warnings.h"
#include "python/_shared/look.h"

#include <errno.h>
#include <math.h>
#include <poll.h>

/* Signals of Python are handled at least as often. */
#define SIGNAL_MS SHARED_LOOK_MS

/* A longer wait, also of infinity, has no limit. */
#define MAX_WAIT_S 1e9

bool
native_session_enter (NativeSession *self)
{
  if (!native_fork_check ())
    return false;
  if (self->thread != 0 && self->thread != PyThread_get_thread_ident ()) {
    PyErr_SetString (PyExc_RuntimeError,
        "a session belongs to the thread that made it; make one for each "
        "thread");
    return false;
  }
  if (self->session == NULL) {
    native_raise_pipeline ("the session is closed");
    return false;
  }
  native_loans_enter ();
  return true;
}

void
native_session_leave (NativeSession *self)
{
  (void) self;
  native_loans_leave ();
  rmg_values_run_releases ();
}

static RmgPlan *
make_plan (const char *text, const RmgPlanOptions *options, GError **error)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "pipeline", NULL, error);
  g_autoptr (RmgGraph) graph = NULL;

  if (manifest != NULL)
    graph = rmg_graph_new_from_manifest (manifest, NULL, error);
  return graph != NULL ? rmg_plan_new (graph, options, NULL, error) : NULL;
}

static bool
open_session (NativeSession *self)
{
  GError *error = NULL;
  PyThreadState *state = native_interpreter_release (TRUE);

  self->session = rmg_session_new (self->plan, &self->options, &error);
  native_interpreter_take (state);
  if (self->session == NULL)
    return native_raise (NULL, error) != NULL;
  self->is_threaded = rmg_session_is_threaded (self->session);
  self->is_finished = self->is_ended = self->is_watched = FALSE;
  if (self->warnings != NULL)
    native_warnings_watch (self->session, self->warnings);
  return true;
}

/* Returns: false with an exception */
static bool
close_session (NativeSession *self)
{
  RmgSession *session = g_steal_pointer (&self->session);
  GError *error = NULL;
  PyThreadState *state;
  gboolean done;

  if (session == NULL)
    return true;
  state = native_interpreter_release (self->is_threaded);
  done = rmg_session_close (session, &error);
  native_interpreter_take (state);
  return done || native_raise (NULL, error) != NULL;
}

static bool
start (NativeSession *self, const char *manifest, const char *framing)
{
  RmgPlanOptions options = { .framing = RMG_FRAMING_STREAM };
  GError *error = NULL;
  PyThreadState *state;

  if (g_str_equal (framing, "items"))
    options.framing = RMG_FRAMING_ITEMS;
  state = native_interpreter_release (TRUE);
  rmg_init ();
  self->plan = make_plan (manifest, &options, &error);
  native_interpreter_take (state);
  if (self->plan == NULL)
    return native_raise (NULL, error) != NULL;
  return open_session (self);
}

static int
init (PyObject *object, PyObject *arguments, PyObject *keywords)
{
  static const char *const names[] = { "manifest", "framing", "sample_rate",
    "channels", "dtype", "metrics", "any_thread", "warnings", NULL };
  NativeSession *self = (NativeSession *) object;
  const char *manifest, *framing = "stream", *dtype = NULL;
  int any_thread = 0, warnings = 0;
  bool done;

  if (!PyArg_ParseTupleAndKeywords (arguments, keywords, "s|siIzppp:Session",
          (char **) names, &manifest, &framing, &self->rate_hz,
          &self->n_channels, &dtype, &self->options.metrics, &any_thread,
          &warnings))
    return -1;
  if (self->plan != NULL) {
    PyErr_SetString (PyExc_RuntimeError, "a session is initialised once");
    return -1;
  }
  if (dtype != NULL) {
    self->format = native_audio_find_format (dtype);
    if (self->format == GST_AUDIO_FORMAT_UNKNOWN)
      return -1;
  }
  if (!native_fork_check ())
    return -1;
  self->layout = -1;
  if (warnings)
    self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->thread = any_thread ? 0 : PyThread_get_thread_ident ();
  native_loans_enter ();
  done = start (self, manifest, framing);
  native_loans_leave ();
  return done ? 0 : -1;
}

/* In a child process the memory of the parent is left alone. */
static void
dealloc (PyObject *object)
{
  NativeSession *self = (NativeSession *) object;
  PyTypeObject *type = Py_TYPE (object);
  freefunc free_object = (freefunc) PyType_GetSlot (type, Py_tp_free);

  if (!native_is_forked ()) {
    native_loans_enter ();
    if (!close_session (self))
      PyErr_WriteUnraisable (NULL);
    g_clear_pointer (&self->plan, rmg_plan_unref);
    g_clear_pointer (&self->warnings, g_ptr_array_unref);
    native_caps_clear (&self->caps);
    native_format_clear (&self->output);
    native_session_leave (self);
  }
  Py_CLEAR (self->waiting);
  free_object (object);
  Py_DECREF (type);
}

static void
look (RmgSession *session, const RmgItemProgress *progress, gpointer user_data)
{
  NativeSession *self = user_data;

  (void) progress;
  if (self->is_interrupted || g_get_monotonic_time () < self->look_us)
    return;
  if (!native_interpreter_look ()) {
    self->is_interrupted = TRUE;
    rmg_session_cancel (session);
  }
  self->look_us = g_get_monotonic_time () + SHARED_LOOK_MS * 1000;
}

void
native_session_watch (NativeSession *self)
{
  self->look_us = g_get_monotonic_time () + SHARED_LOOK_MS * 1000;
  if (self->is_watched)
    return;
  rmg_session_set_progress_func (self->session, look, self, NULL);
  self->is_watched = TRUE;
}

/* Returns: whether the descriptor is ready; -1 with an exception */
static int
poll_once (int fd, int timeout_ms)
{
  struct pollfd entry = { .fd = fd, .events = POLLIN };
  PyThreadState *state = native_interpreter_release (TRUE);
  int n_ready = poll (&entry, 1, timeout_ms);
  int cause = errno;

  native_interpreter_take (state);
  if (!shared_look ())
    return -1;
  if (n_ready < 0 && cause != EINTR) {
    errno = cause;
    PyErr_SetFromErrno (PyExc_OSError);
    return -1;
  }
  return n_ready > 0;
}

static int
get_fd (NativeSession *self)
{
  GError *error = NULL;
  int fd = rmg_session_get_fd (self->session, &error);

  if (fd < 0)
    native_raise (NULL, error);
  return fd;
}

int
native_session_wait (NativeSession *self, double timeout_s)
{
  const gint64 end_us = timeout_s < 0 || timeout_s > MAX_WAIT_S
      ? G_MAXINT64
      : g_get_monotonic_time () + (gint64) (timeout_s * G_USEC_PER_SEC);
  int fd = get_fd (self), is_ready = 0;

  if (fd < 0)
    return -1;
  do {
    gint64 left_ms = (end_us - g_get_monotonic_time ()) / 1000;

    is_ready = poll_once (fd, (int) CLAMP (left_ms, 0, SIGNAL_MS));
  } while (is_ready == 0 && g_get_monotonic_time () < end_us);
  return is_ready;
}

static PyObject *
wait_method (PyObject *object, PyObject *arguments)
{
  NativeSession *self = (NativeSession *) object;
  double timeout_s = -1;
  int is_ready;

  if (!PyArg_ParseTuple (arguments, "|d:wait", &timeout_s) ||
      !native_session_enter (self))
    return NULL;
  if (isnan (timeout_s))
    PyErr_SetString (
        PyExc_ValueError, "timeout_s: expected a number of seconds, got nan");
  is_ready = isnan (timeout_s) ? -1 : native_session_wait (self, timeout_s);
  native_session_leave (self);
  return is_ready < 0 ? NULL : PyBool_FromLong (is_ready);
}

static PyObject *
fileno_method (PyObject *object, PyObject *unused)
{
  NativeSession *self = (NativeSession *) object;
  int fd;

  (void) unused;
  if (!native_session_enter (self))
    return NULL;
  fd = get_fd (self);
  native_session_leave (self);
  return fd < 0 ? NULL : PyLong_FromLong (fd);
}

static PyObject *
close_method (PyObject *object, PyObject *unused)
{
  NativeSession *self = (NativeSession *) object;
  bool done;

  (void) unused;
  if (self->session == NULL)
    Py_RETURN_NONE;
  if (!native_session_enter (self))
    return NULL;
  Py_CLEAR (self->waiting);
  done = close_session (self);
  native_session_leave (self);
  if (!done)
    return NULL;
  Py_RETURN_NONE;
}

/* Data that the nodes hold is dropped with them. */
static PyObject *
flush_method (PyObject *object, PyObject *unused)
{
  NativeSession *self = (NativeSession *) object;
  bool done;

  (void) unused;
  if (!native_session_enter (self))
    return NULL;
  Py_CLEAR (self->waiting);
  done = close_session (self) && open_session (self);
  native_session_leave (self);
  if (!done)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *
metrics_method (PyObject *object, PyObject *unused)
{
  NativeSession *self = (NativeSession *) object;
  g_autoptr (RmgMetrics) metrics = NULL;
  g_autofree char *text = NULL;

  (void) unused;
  if (!native_session_enter (self))
    return NULL;
  metrics = rmg_session_get_metrics (self->session);
  text = rmg_metrics_to_json (metrics);
  native_session_leave (self);
  return native_read_json (text);
}

static PyObject *
warnings_method (PyObject *object, PyObject *unused)
{
  (void) unused;
  return native_warnings_take (((NativeSession *) object)->warnings);
}

static PyObject *
plan_method (PyObject *object, PyObject *unused)
{
  NativeSession *self = (NativeSession *) object;
  g_autofree char *text = NULL;

  (void) unused;
  if (self->plan == NULL)
    return native_raise_pipeline ("the session is closed");
  text = rmg_plan_to_string (self->plan);
  return PyUnicode_FromString (text);
}

static PyObject *
get_is_ended (PyObject *object, void *unused)
{
  (void) unused;
  return PyBool_FromLong (((NativeSession *) object)->is_ended);
}

static PyObject *
get_is_threaded (PyObject *object, void *unused)
{
  (void) unused;
  return PyBool_FromLong (((NativeSession *) object)->is_threaded);
}

static PyObject *
get_is_closed (PyObject *object, void *unused)
{
  (void) unused;
  return PyBool_FromLong (((NativeSession *) object)->session == NULL);
}

static PyGetSetDef getters[] = {
  { "is_ended", get_is_ended, NULL, "whether all outputs were pulled", NULL },
  { "is_threaded", get_is_threaded, NULL,
      "whether the nodes run on threads of the session", NULL },
  { "is_closed", get_is_closed, NULL, "whether the session was closed", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyMethodDef methods[] = {
  { "push", (PyCFunction) (void (*) (void)) native_session_push,
      METH_FASTCALL | METH_KEYWORDS,
      "push(data, copy=True, wait=True)\n--\n\n"
      "Push samples, or a value; False if it was not taken for lack of room." },
  { "pull", native_session_pull, METH_NOARGS,
      "pull()\n--\n\nReturn the outputs that there are, after finish() all." },
  { "poll", native_session_poll, METH_NOARGS,
      "poll()\n--\n\nReturn the outputs that there are, without waiting." },
  { "finish", native_session_finish, METH_VARARGS,
      "finish(wait=True)\n--\n\nEnd the input, so that the nodes output their "
      "rest." },
  { "run_numbers", native_session_run_numbers, METH_O,
      "run_numbers(numbers)\n--\n\n"
      "Return run_item(numbers, None); None for a list with other items than\n"
      "int and float within 64 bits." },
  { "run_item", (PyCFunction) (void (*) (void)) native_session_run_item,
      METH_FASTCALL,
      "run_item(data, sample_rate)\n--\n\n"
      "Process an item; return its output, or None, and the results of "
      "nodes." },
  { "wait", wait_method, METH_VARARGS,
      "wait(timeout_s=-1)\n--\n\nWait until push() or pull() may succeed." },
  { "fileno", fileno_method, METH_NOARGS,
      "fileno()\n--\n\nReturn a descriptor to wait for, never to read." },
  { "close", close_method, METH_NOARGS, "close()\n--\n\nEnd the session." },
  { "flush", flush_method, METH_NOARGS,
      "flush()\n--\n\nDrop all data in the session; it starts again." },
  { "read_metrics", metrics_method, METH_NOARGS,
      "read_metrics()\n--\n\nReturn the metrics document." },
  { "take_warnings", warnings_method, METH_NOARGS,
      "take_warnings()\n--\n\n"
      "Return the new warnings of elements about incomplete data." },
  { "describe", plan_method, METH_NOARGS,
      "describe()\n--\n\nReturn the plan as text." },
  { NULL, NULL, 0, NULL },
};

static const char doc[] =
    "Session(manifest, framing='stream', sample_rate=0, channels=0, "
    "dtype=None, metrics=False, any_thread=False, warnings=False)\n--\n\nA "
    "running pipeline.";

static PyType_Slot slots[] = {
  { Py_tp_doc, (char *) doc },
  { Py_tp_init, init },
  { Py_tp_dealloc, dealloc },
  { Py_tp_methods, methods },
  { Py_tp_getset, getters },
  { 0, NULL },
};

static PyType_Spec spec = {
  .name = "remotemedia._native.Session",
  .basicsize = sizeof (NativeSession),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = slots,
};

PyObject *
native_session_make_type (PyObject *module)
{
  return PyType_FromModuleAndSpec (module, &spec, NULL);
}
