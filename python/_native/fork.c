/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/fork.h"

#include <pthread.h>

static bool is_forked;

static void
note_fork (void)
{
  is_forked = true;
}

void
native_fork_watch (void)
{
  static bool is_watched;

  if (!is_watched)
    pthread_atfork (NULL, NULL, note_fork);
  is_watched = true;
}

bool
native_is_forked (void)
{
  return is_forked;
}

bool
native_fork_check (void)
{
  if (!is_forked)
    return true;
  PyErr_SetString (PyExc_RuntimeError,
      "sessions do not work in a process that was forked after remotemedia had "
      "opened one: fork before, or start a new program "
      "(multiprocessing.set_start_method('spawn')); the kernels work");
  return false;
}
