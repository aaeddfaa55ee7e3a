/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/watch.h"

#include "python/_shared/look.h"

#include <time.h>

#define LOOK_NS (SHARED_LOOK_MS * (int64_t) 1000000)

static int64_t
get_time_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

void
kernel_watch_begin (KernelWatch *self)
{
  self->state = PyEval_SaveThread ();
  self->n_samples = 0;
  self->next_ns = get_time_ns () + LOOK_NS;
}

void
kernel_watch_end (KernelWatch *self)
{
  PyEval_RestoreThread (self->state);
}

PyObject *
kernel_watch_finish (KernelWatch *self, bool is_done)
{
  kernel_watch_end (self);
  if (!is_done)
    return PyErr_Occurred () != NULL ? NULL : PyErr_NoMemory ();
  Py_RETURN_NONE;
}

bool
kernel_watch_look (KernelWatch *self)
{
  bool goes_on;

  self->n_samples = 0;
  if (get_time_ns () < self->next_ns)
    return true;
  PyEval_RestoreThread (self->state);
  goes_on = shared_look ();
  self->state = PyEval_SaveThread ();
  self->next_ns = get_time_ns () + LOOK_NS;
  return goes_on;
}
