/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/host.h"

#include "python/_native/errors.h"
#include "python/_native/host-data.h"
#include "python/_native/loan.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define HOST(object) ((NativeHost *) (object))

typedef struct
{
  PyObject_HEAD RmgHost *host; /* with a reference */
  NativeHostData data;
  GMutex lock;
  GArray *cancelled; /* lock; of guint64 */
  int descriptor;    /* of an eventfd */
} NativeHost;

static PyTypeObject *host_type;

static void
wake (NativeHost *self)
{
  const guint64 one = 1;

  while (write (self->descriptor, &one, sizeof one) < 0 && errno == EINTR)
    continue;
}

static PyObject *
get_descriptor (PyObject *object, PyObject *unused)
{
  (void) unused;
  return PyLong_FromLong (HOST (object)->descriptor);
}

/* Makes the descriptor unreadable until something happens. */
static PyObject *
drain (PyObject *object, PyObject *unused)
{
  guint64 count;

  (void) unused;
  while (read (HOST (object)->descriptor, &count, sizeof count) < 0 &&
      errno == EINTR)
    continue;
  Py_RETURN_NONE;
}

static RmgHostResult
fail_item (
    NativeHost *self, guint64 sequence, RmgHostRetry retry, const char *message)
{
  g_autoptr (GError) error =
      g_error_new_literal (RMG_ERROR, RMG_ERROR_FAILED, message);
  PyThreadState *state;
  RmgHostResult result;

  native_loans_enter ();
  state = native_interpreter_release (TRUE);
  result = rmg_host_fail (self->host, sequence, retry, error);
  native_interpreter_take (state);
  native_loans_leave ();
  return result;
}

/* Returns: the data of an item. NULL if Python cannot have it: the item has failed */
static PyObject *
read_item (NativeHost *self, RmgHostItem *item)
{
  PyObject *data;

  native_loans_enter ();
  data = native_host_data_read (&self->data, item);
  native_loans_leave ();
  if (data == NULL) {
    g_autofree char *text = native_describe_exception ();

    fail_item (self, item->sequence, RMG_HOST_RETRY_NEVER, text);
  }
  return data;
}

/* Returns: (sequence, kind, data, number of failures); None if no item waits */
static PyObject *
take (PyObject *object, PyObject *unused)
{
  NativeHost *self = HOST (object);

  (void) unused;
  while (true) {
    g_auto (RmgHostItem) item = { 0 };
    PyObject *data;

    if (!rmg_host_take (self->host, &item))
      Py_RETURN_NONE;
    data = read_item (self, &item);
    if (data != NULL)
      return Py_BuildValue ("(KiNI)", (unsigned long long) item.sequence,
          (int) item.kind, data, item.n_failures);
  }
}

static PyObject *
take_cancelled (PyObject *object, PyObject *unused)
{
  NativeHost *self = HOST (object);
  GArray *taken;
  PyObject *list = PyList_New (0);

  (void) unused;
  g_mutex_lock (&self->lock);
  taken = g_steal_pointer (&self->cancelled);
  self->cancelled = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_mutex_unlock (&self->lock);
  for (guint i = 0; list != NULL && i < taken->len; i++) {
    PyObject *sequence =
        PyLong_FromUnsignedLongLong (g_array_index (taken, guint64, i));

    if (sequence == NULL || PyList_Append (list, sequence) < 0)
      Py_CLEAR (list);
    Py_XDECREF (sequence);
  }
  g_array_unref (taken);
  return list;
}

typedef RmgHostResult (*HandOver) (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs);

/* Without the interpreter lock: in an element of its own the outputs leave in this
 * call. */
static RmgHostResult
hand_over (NativeHost *self, HandOver function, guint64 sequence, GstCaps *caps,
    GstBufferList *outputs)
{
  PyThreadState *state = native_interpreter_release (TRUE);
  RmgHostResult result = function (self->host, sequence, caps, outputs);

  native_interpreter_take (state);
  return result;
}

/* (sequence, output): an output of an item that is not complete
 * Returns: whether the item is still awaited */
static PyObject *
output (PyObject *object, PyObject *arguments)
{
  NativeHost *self = HOST (object);
  unsigned long long sequence;
  g_autoptr (GstCaps) caps = NULL;
  GstBufferList *list;
  RmgHostResult result;
  GstBuffer *buffer;
  PyObject *data;

  if (!PyArg_ParseTuple (arguments, "KO:output", &sequence, &data))
    return NULL;
  buffer = native_host_data_write (&self->data, data, &caps);
  if (buffer == NULL)
    return NULL;
  list = gst_buffer_list_new ();
  gst_buffer_list_add (list, buffer);
  native_loans_enter ();
  result = hand_over (self, rmg_host_output, sequence, caps, list);
  native_loans_leave ();
  return PyBool_FromLong (result == RMG_HOST_OK);
}

/* (sequence): the outputs of an item are complete
 * Returns: whether it was awaited */
static PyObject *
complete (PyObject *object, PyObject *arguments)
{
  unsigned long long sequence;
  RmgHostResult result;

  if (!PyArg_ParseTuple (arguments, "K:complete", &sequence))
    return NULL;
  native_loans_enter ();
  result = hand_over (HOST (object), rmg_host_complete, sequence, NULL, NULL);
  native_loans_leave ();
  rmg_values_run_releases ();
  return PyBool_FromLong (result == RMG_HOST_OK);
}

/* (sequence, is_transient, message): an attempt has failed
 * Returns: whether the item was awaited */
static PyObject *
fail (PyObject *object, PyObject *arguments)
{
  unsigned long long sequence;
  RmgHostResult result;
  const char *message;
  int is_transient;

  if (!PyArg_ParseTuple (
          arguments, "Kps:fail", &sequence, &is_transient, &message))
    return NULL;
  result = fail_item (HOST (object), sequence,
      is_transient ? RMG_HOST_RETRY_ALWAYS : RMG_HOST_RETRY_NEVER, message);
  return PyBool_FromLong (result == RMG_HOST_OK);
}

static void
dealloc (PyObject *object)
{
  NativeHost *self = HOST (object);
  PyTypeObject *type = Py_TYPE (object);

  native_host_data_clear (&self->data);
  gst_clear_object (&self->host);
  g_array_unref (self->cancelled);
  g_mutex_clear (&self->lock);
  close (self->descriptor);
  PyObject_Free (object);
  Py_DECREF (type);
}

static PyMethodDef methods[] = {
  { "fileno", get_descriptor, METH_NOARGS,
      "fileno()\n--\n\nReturn a descriptor, readable while items may wait." },
  { "drain", drain, METH_NOARGS,
      "drain()\n--\n\nMake the descriptor unreadable; then take all items." },
  { "take", take, METH_NOARGS,
      "take()\n--\n\nReturn (sequence, kind, data, failures), or None." },
  { "take_cancelled", take_cancelled, METH_NOARGS,
      "take_cancelled()\n--\n\nReturn the items that are not awaited any "
      "more." },
  { "output", output, METH_VARARGS,
      "output(sequence, data)\n--\n\nAdd an output of an item." },
  { "complete", complete, METH_VARARGS,
      "complete(sequence)\n--\n\nEnd the outputs of an item." },
  { "fail", fail, METH_VARARGS,
      "fail(sequence, is_transient, message)\n--\n\nReport a failed attempt." },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_doc, (char *) "A node of a manifest whose work Python does." },
  { Py_tp_dealloc, dealloc },
  { Py_tp_methods, methods },
  { 0, NULL },
};

static PyType_Spec spec = {
  .name = "remotemedia._native.Host",
  .basicsize = sizeof (NativeHost),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  .slots = slots,
};

PyObject *
native_host_make_type (PyObject *module)
{
  PyObject *type = PyType_FromModuleAndSpec (module, &spec, NULL);

  host_type = (PyTypeObject *) type;
  return type;
}

static NativeHost *
make_host (RmgHost *host)
{
  const int descriptor = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  NativeHost *self;

  if (descriptor < 0)
    return (NativeHost *) PyErr_SetFromErrno (PyExc_OSError);
  self = PyObject_New (NativeHost, host_type);
  if (self == NULL) {
    close (descriptor);
    return NULL;
  }
  self->host = gst_object_ref (host);
  self->data = (NativeHostData){ 0 };
  g_mutex_init (&self->lock);
  self->cancelled = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->descriptor = descriptor;
  return self;
}

/* The state of a node between open and close. */
typedef struct
{
  NativeHost *host;
  PyObject *node; /* result of open() */
} Instance;

/* Moves the exception of Python into an error. */
static void
take_exception (GError **error)
{
  g_autofree char *text = native_describe_exception ();

  g_set_error_literal (error, RMG_ERROR, RMG_ERROR_FAILED, text);
}

static gboolean
open_node (RmgHost *element, const char *params, gpointer open,
    gpointer *instance, GError **error)
{
  const PyGILState_STATE state = PyGILState_Ensure ();
  g_autofree char *node_id = rmg_host_dup_node_id (element);
  NativeHost *host = make_host (element);
  PyObject *node = host != NULL
      ? PyObject_CallFunction (open, "Oss", host, node_id, params)
      : NULL;

  if (node == NULL) {
    take_exception (error);
    Py_XDECREF ((PyObject *) host);
  } else {
    Instance *self = g_new (Instance, 1);

    *self = (Instance){ host, node };
    *instance = self;
  }
  PyGILState_Release (state);
  return node != NULL;
}

static void
close_node (RmgHost *element, gpointer instance)
{
  const PyGILState_STATE state = PyGILState_Ensure ();
  Instance *self = instance;
  PyObject *result = PyObject_CallMethod (self->node, "close", NULL);

  (void) element;
  if (result == NULL)
    PyErr_WriteUnraisable (self->node);
  Py_XDECREF (result);
  Py_DECREF (self->node);
  Py_DECREF ((PyObject *) self->host);
  g_free (self);
  PyGILState_Release (state);
}

static void
offer_item (RmgHost *element, gpointer instance)
{
  (void) element;
  wake (((Instance *) instance)->host);
}

static void
cancel_item (RmgHost *element, gpointer instance, guint64 sequence)
{
  NativeHost *self = ((Instance *) instance)->host;

  (void) element;
  g_mutex_lock (&self->lock);
  g_array_append_val (self->cancelled, sequence);
  g_mutex_unlock (&self->lock);
  wake (self);
}

static const RmgHostDriver driver = {
  open_node,
  close_node,
  offer_item,
  cancel_item,
  RMG_HOST_TAKES_ENDS,
};

static void
release_open (gpointer open)
{
  const PyGILState_STATE state = PyGILState_Ensure ();

  Py_DECREF ((PyObject *) open);
  PyGILState_Release (state);
}

PyObject *
native_host_register (PyObject *module, PyObject *arguments)
{
  const char *type, *description;
  PyObject *open;

  (void) module;
  if (!PyArg_ParseTuple (
          arguments, "ssO:register_host", &type, &description, &open))
    return NULL;
  rmg_init ();
  return PyBool_FromLong (rmg_host_register_type (
      type, description, &driver, Py_NewRef (open), release_open));
}
