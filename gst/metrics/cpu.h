/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* CPU time of the streaming threads that a node owns. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RmgThreadCpu RmgThreadCpu;

RmgThreadCpu *rmg_thread_cpu_new (void);
void rmg_thread_cpu_free (RmgThreadCpu *self);

/** rmg_thread_cpu_enter: counts the calling thread from now on. */
void rmg_thread_cpu_enter (RmgThreadCpu *self);

/** rmg_thread_cpu_leave: the calling thread is about to end. */
void rmg_thread_cpu_leave (RmgThreadCpu *self);

/** rmg_thread_cpu_read_ns: CPU time of all of them, those that ended
 * included. Thread: any. */
guint64 rmg_thread_cpu_read_ns (RmgThreadCpu *self);

G_END_DECLS
