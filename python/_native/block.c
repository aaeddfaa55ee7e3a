/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/block.h"

#include "python/_native/fork.h"
#include "python/_native/loan.h"

typedef struct
{
  PyObject_HEAD GstBuffer *buffer;
  GstMapInfo map;
  bool is_read_only;
} NativeBlock;

static PyTypeObject *block_type;
static guint64 n_copies; /* with the interpreter lock */

static int
get_buffer (PyObject *object, Py_buffer *view, int flags)
{
  NativeBlock *self = (NativeBlock *) object;

  return PyBuffer_FillInfo (view, object, self->map.data,
      (Py_ssize_t) self->map.size, self->is_read_only, flags);
}

static void
release (NativeBlock *self)
{
  native_loans_enter ();
  gst_buffer_unmap (self->buffer, &self->map);
  gst_buffer_unref (self->buffer);
  native_loans_leave ();
}

static void
dealloc (PyObject *object)
{
  NativeBlock *self = (NativeBlock *) object;
  PyTypeObject *type = Py_TYPE (object);

  if (self->buffer != NULL && !native_is_forked ())
    release (self);
  PyObject_Free (object);
  Py_DECREF (type);
}

static PyType_Slot slots[] = {
  { Py_tp_doc, (char *) "Memory of a buffer of the library." },
  { Py_tp_dealloc, dealloc },
  { Py_bf_getbuffer, get_buffer },
  { 0, NULL },
};

static PyType_Spec spec = {
  .name = "remotemedia._native.Block",
  .basicsize = sizeof (NativeBlock),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  .slots = slots,
};

PyObject *
native_block_make_type (PyObject *module)
{
  PyObject *type = PyType_FromModuleAndSpec (module, &spec, NULL);

  block_type = (PyTypeObject *) type;
  return type;
}

/* Borrowed memory after the end of its loan is read-only for the library, but no
 * other has it. */
static bool
is_own_loan (GstBuffer *buffer)
{
  GstMemory *memory = gst_buffer_peek_memory (buffer, 0);

  return gst_buffer_n_memory (buffer) == 1 && memory->parent == NULL &&
      GST_MINI_OBJECT_REFCOUNT_VALUE (memory) == 1 &&
      gst_memory_is_type (memory, "rmg-borrowed");
}

static bool
is_read_only (GstBuffer *buffer)
{
  for (guint i = 0; i < gst_buffer_n_memory (buffer); i++)
    if (GST_MEMORY_IS_READONLY (gst_buffer_peek_memory (buffer, i)))
      return true;
  return !gst_buffer_is_all_memory_writable (buffer);
}

/* Returns: how to map the buffer for an array that may be written; 0 if others hold
 * the memory */
static GstMapFlags
choose_map (GstBuffer *buffer)
{
  if (!gst_buffer_is_writable (buffer))
    return 0;
  if (is_own_loan (buffer))
    return GST_MAP_READ;
  return is_read_only (buffer) ? 0 : GST_MAP_READWRITE;
}

static GstBuffer *
copy_buffer (GstBuffer *buffer)
{
  PyThreadState *state = native_interpreter_release (
      gst_buffer_get_size (buffer) > NATIVE_LONG_COPY_BYTES);
  GstBuffer *copy = gst_buffer_copy_deep (buffer);

  native_interpreter_take (state);
  return copy;
}

/* buffer: (transfer full) */
static PyObject *
map_buffer (GstBuffer *buffer, GstMapFlags flags, bool is_read_only)
{
  NativeBlock *self = PyObject_New (NativeBlock, block_type);

  if (self == NULL) {
    gst_buffer_unref (buffer);
    return NULL;
  }
  self->buffer = NULL;
  self->is_read_only = is_read_only;
  if (!gst_buffer_map (buffer, &self->map, flags)) {
    gst_buffer_unref (buffer);
    Py_DECREF (self);
    PyErr_SetString (PyExc_BufferError, "the buffer cannot be mapped");
    return NULL;
  }
  self->buffer = buffer;
  return (PyObject *) self;
}

PyObject *
native_block_view (GstBuffer *buffer)
{
  return map_buffer (buffer, GST_MAP_READ, true);
}

PyObject *
native_block_new (GstBuffer *buffer)
{
  GstMapFlags flags = choose_map (buffer);

  if (flags == 0) {
    GstBuffer *copy = copy_buffer (buffer);

    gst_buffer_unref (buffer);
    buffer = copy;
    flags = GST_MAP_READWRITE;
    native_block_count_copy ();
  }
  return map_buffer (buffer, flags, false);
}

void
native_block_count_copy (void)
{
  n_copies++;
}

guint64
native_block_get_copies (void)
{
  return n_copies;
}
