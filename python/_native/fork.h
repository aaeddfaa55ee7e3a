/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Child processes of fork(): the library must not be used there. */
#pragma once

#include "python/_native/python.h"

/* Registers for forks; once for the process. */
void native_fork_watch (void);

/* Returns: whether the process was forked after the module was loaded */
bool native_is_forked (void);

/* Returns: false with a RuntimeError in a child process */
bool native_fork_check (void);
