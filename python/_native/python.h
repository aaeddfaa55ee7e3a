/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Python's stable ABI and the library. */
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <rmg/rmg.h>

#include <stdbool.h>
