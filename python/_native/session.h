/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* remotemedia._native.Session. One thread uses a session: the thread that made it. The
 * fields need the interpreter lock; the library runs without it for long inputs. */
#pragma once

#include "python/_native/audio.h"
#include "python/_native/output.h"

/* Smaller inputs are processed with the interpreter lock: to release and take it
 * costs as much as a small node. */
#define NATIVE_LONG_BYTES 4096

typedef struct
{
  PyObject_HEAD RmgSession *session; /* NULL after it was closed */
  RmgPlan *plan;
  RmgSessionOptions options;
  unsigned long thread;  /* 0: any, one at a time */
  int rate_hz;           /* 0: values, or a rate with each item */
  GstAudioFormat format; /* UNKNOWN until the first push */
  guint n_channels;      /* 0 until the first push */
  int layout;            /* -1 until the first push, then is_planar */
  NativeCaps caps;
  NativeFormat output;
  GPtrArray *warnings; /* NULL unless the caller wants them */
  PyObject *waiting;   /* list of outputs that were pulled to make room; NULL */
  gint64 look_us;      /* time of the next look for an interruption of a push */
  gboolean is_watched, is_interrupted;
  gboolean is_threaded, is_finished, is_ended;
} NativeSession;

/* Begins a call. Returns: false with an exception: another thread, a child process
 * of fork(), or a closed session */
bool native_session_enter (NativeSession *self);
void native_session_leave (NativeSession *self);

/* Waits until push or pull may succeed, without the interpreter lock.
 *
 * timeout_s: negative for no limit
 * Returns: 1 if it may, 0 after the time, -1 with an exception */
int native_session_wait (NativeSession *self, double timeout_s);

/* Lets the session look for an interruption between the slices of a long item. */
void native_session_watch (NativeSession *self);

/* Pulls all outputs that there are into waiting. Returns: false with an exception */
bool native_session_collect (NativeSession *self);

/* Methods of the type. */
PyObject *native_session_push (
    PyObject *self, PyObject *const *arguments, Py_ssize_t n, PyObject *names);
PyObject *native_session_pull (PyObject *self, PyObject *unused);
PyObject *native_session_poll (PyObject *self, PyObject *unused);
PyObject *native_session_finish (PyObject *self, PyObject *arguments);
PyObject *native_session_run_numbers (PyObject *self, PyObject *list);
PyObject *native_session_run_item (
    PyObject *self, PyObject *const *arguments, Py_ssize_t n);

/* Returns: the type, for the module; NULL with an exception */
PyObject *native_session_make_type (PyObject *module);
