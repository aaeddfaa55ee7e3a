/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interruption of long work in C, for both extension modules. */
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>

/* Time between two looks of long work. */
#define SHARED_LOOK_MS 50

/* Handles signals, and looks whether the caller of this thread has gone. With the
 * interpreter lock.
 *
 * Returns: false with an exception, after which the work ends */
bool shared_look (void);
