/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Exceptions of the package for errors of the library. */
#pragma once

#include "python/_native/python.h"

/* Raises the exception of an error; of a fault if the session has one.
 *
 * session: (nullable)
 * error: (transfer full) (nullable)
 * Returns: NULL */
PyObject *native_raise (RmgSession *session, GError *error);

/* Raises PipelineError. Returns: NULL */
PyObject *native_raise_pipeline (const char *message);

/* Returns: a new reference to the object in a text of JSON; NULL with an
 * exception */
PyObject *native_read_json (const char *text);

/* Clears the exception of this thread. Returns: (transfer full): its type and text */
char *native_describe_exception (void);
