/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Warnings of a session about data that is incomplete, such as the damage of a file
 * that its decoder passes over. */
#pragma once

#include "python/_native/python.h"

/* Keeps the texts of warnings in texts, each once, without those about conversions
 * that lose precision. texts must live until the session is closed. */
void native_warnings_watch (RmgSession *session, GPtrArray *texts);

/* Returns: (transfer full): a list of the texts, which are removed; NULL with an
 * exception */
PyObject *native_warnings_take (GPtrArray *texts);
