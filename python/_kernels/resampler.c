/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The type Resampler: a stream in blocks. */

#include "python/_kernels/functions.h"
#include "python/_kernels/numbers.h"
#include "python/_kernels/resample.h"

typedef struct
{
  PyObject_HEAD RmgResampler *resampler;
  RmgResampleConfig config;
  bool is_busy; /* a thread works on it without the interpreter lock */
} Resampler;

#define RESAMPLER(object) ((Resampler *) (object))

static bool
set_format (RmgResampleConfig *config, PyObject *like)
{
  KernelArray array;

  if (!kernel_array_open (&array, like, false))
    return false;
  kernel_resample_set_format (config, &array.frames);
  kernel_array_close (&array);
  return true;
}

static PyObject *
make (PyTypeObject *type, PyObject *arguments, PyObject *names)
{
  RmgResampleConfig config = { .engine = RMG_RESAMPLE_AUTO };
  PyObject *like;
  const char *quality;
  Resampler *self;

  (void) names;
  if (!PyArg_ParseTuple (arguments, "OO&O&s:Resampler", &like,
          kernel_number_read, &config.in_rate_hz, kernel_number_read,
          &config.out_rate_hz, &quality) ||
      !kernel_resample_check_rates (&config) ||
      !kernel_resample_read_quality (quality, &config.quality) ||
      !set_format (&config, like))
    return NULL;
  self = RESAMPLER (PyType_GenericAlloc (type, 0));
  if (self == NULL)
    return NULL;
  self->config = config;
  self->resampler = rmg_resampler_open (&config);
  if (self->resampler != NULL)
    return (PyObject *) self;
  Py_DECREF ((PyObject *) self);
  return PyErr_NoMemory ();
}

static void
dealloc (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);

  rmg_resampler_close (RESAMPLER (object)->resampler);
  PyObject_Free (object);
  Py_DECREF (type);
}

static bool
has_format (const Resampler *self, const RmgFrames *frames)
{
  return frames->format == self->config.format &&
      frames->swapped == self->config.swapped &&
      frames->channels == self->config.channels;
}

/* Returns: false with an exception */
static bool
check (const Resampler *self, const RmgFrames *source, const RmgFrames *target)
{
  const size_t n_frames = source != NULL
      ? rmg_resampler_count (self->resampler, source->n_frames)
      : rmg_resampler_drain_count (self->resampler);

  if ((source == NULL || has_format (self, source)) &&
      has_format (self, target) && target->n_frames == n_frames)
    return true;
  PyErr_Format (PyExc_ValueError,
      "expected the format of the stream, and a target of the shape (%u, %zu)",
      self->config.channels, n_frames);
  return false;
}

/* source: (nullable): NULL for the rest of the stream
 * Returns: false with an exception; the stream ends there */
static bool
process (Resampler *self, const KernelArray *source, const KernelArray *target,
    KernelWatch *watch)
{
  size_t n_written;
  bool is_done = true;

  if (source == NULL)
    rmg_resampler_drain (self->resampler, &target->frames);
  else
    is_done = kernel_resample_process (
        self->resampler, &self->config, source, target, &n_written, watch);
  if (!is_done)
    rmg_resampler_reset (self->resampler);
  return is_done;
}

/* source: (nullable): NULL for the rest of the stream */
static PyObject *
work (Resampler *self, const KernelArray *source, const KernelArray *target)
{
  KernelWatch watch;
  PyObject *result;
  bool is_done;

  if (self->is_busy)
    return PyErr_Format (
        PyExc_RuntimeError, "another thread uses this resampler");
  if (!check (self, source != NULL ? &source->frames : NULL, &target->frames))
    return NULL;
  self->is_busy = true;
  kernel_watch_begin (&watch);
  is_done = process (self, source, target, &watch);
  result = kernel_watch_finish (&watch, is_done);
  self->is_busy = false;
  return result;
}

static PyObject *
push (PyObject *object, PyObject *arguments)
{
  PyObject *from, *to, *result = NULL;
  KernelArray source, target;

  if (!PyArg_ParseTuple (arguments, "OO:push", &from, &to) ||
      !kernel_array_open (&source, from, false))
    return NULL;
  if (kernel_array_open (&target, to, true)) {
    result = work (RESAMPLER (object), &source, &target);
    kernel_array_close (&target);
  }
  kernel_array_close (&source);
  return result;
}

static PyObject *
drain (PyObject *object, PyObject *to)
{
  KernelArray target;
  PyObject *result;

  if (!kernel_array_open (&target, to, true))
    return NULL;
  result = work (RESAMPLER (object), NULL, &target);
  kernel_array_close (&target);
  return result;
}

static PyObject *
count (PyObject *object, PyObject *number)
{
  const size_t n_frames = PyLong_AsSize_t (number);

  if (PyErr_Occurred ())
    return NULL;
  return PyLong_FromSize_t (
      rmg_resampler_count (RESAMPLER (object)->resampler, n_frames));
}

static PyObject *
drain_count (PyObject *object, PyObject *unused)
{
  (void) unused;
  return PyLong_FromSize_t (
      rmg_resampler_drain_count (RESAMPLER (object)->resampler));
}

static PyMethodDef methods[] = {
  { "count", count, METH_O,
      "count(n)\n--\n\nReturn the samples of push() for n more samples." },
  { "push", push, METH_VARARGS,
      "push(source, target)\n--\n\nWrite the samples that can be computed." },
  { "drain_count", drain_count, METH_NOARGS,
      "drain_count()\n--\n\nReturn the samples of drain()." },
  { "drain", drain, METH_O,
      "drain(target)\n--\n\nWrite the rest of the stream; another begins." },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_doc,
      (char *) "Resampler(like, rate_in, rate_out, quality)\n--\n\n"
               "Resamples a stream of arrays with the format and channels of "
               "an\narray. Rates are in Hz." },
  { Py_tp_new, make },
  { Py_tp_dealloc, dealloc },
  { Py_tp_methods, methods },
  { 0, NULL },
};

static PyType_Spec spec = {
  .name = "remotemedia._kernels.Resampler",
  .basicsize = sizeof (Resampler),
  .flags = Py_TPFLAGS_DEFAULT,
  .slots = slots,
};

int
kernels_add_resampler (PyObject *module)
{
  PyObject *type = PyType_FromSpec (&spec);

  if (type != NULL && PyModule_AddObject (module, "Resampler", type) == 0)
    return 0;
  Py_XDECREF (type);
  return -1;
}
