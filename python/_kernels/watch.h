/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Long work without the interpreter lock, which Python can interrupt: it looks
 * for an interruption every SHARED_LOOK_MS. */
#pragma once

#include "python/_kernels/python.h"

#include <stdbool.h>
#include <stdint.h>

/* Work between two looks at the clock: about a millisecond. */
#define KERNEL_WATCH_SAMPLES 65536

typedef struct
{
  PyThreadState *state;
  size_t n_samples; /* since the last look at the clock */
  int64_t next_ns;  /* time of the next look for signals */
} KernelWatch;

/* Releases the interpreter lock. */
void kernel_watch_begin (KernelWatch *self);

/* Takes it again. */
void kernel_watch_end (KernelWatch *self);

/* Takes it again. Returns: None; NULL with an exception, MemoryError if there is no
 * other one, if the work is not done */
PyObject *kernel_watch_finish (KernelWatch *self, bool is_done);

/* Looks for signals if it is time. Returns: false with an exception, after which
 * the work ends */
bool kernel_watch_look (KernelWatch *self);

/* After work on a number of samples. Returns: as kernel_watch_look() */
static inline bool
kernel_watch_pass (KernelWatch *self, size_t n_samples)
{
  self->n_samples += n_samples;
  return self->n_samples < KERNEL_WATCH_SAMPLES || kernel_watch_look (self);
}
