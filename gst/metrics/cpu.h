/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* CPU time of the streaming threads that a node owns. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RmgThreadCpu RmgThreadCpu;

RmgThreadCpu *rmg_thread_cpu_new (void);
void rmg_thread_cpu_free (RmgThreadCpu *self);

/** rmg_thread_cpu_enter: starts to count the calling thread. */
void rmg_thread_cpu_enter (RmgThreadCpu *self);

/** rmg_thread_cpu_leave: stops to count the calling thread. */
void rmg_thread_cpu_leave (RmgThreadCpu *self);

/** rmg_thread_cpu_read_ns: sum of the CPU time of all threads between their
 * enter and leave, in ns. Thread: any. */
guint64 rmg_thread_cpu_read_ns (RmgThreadCpu *self);

G_END_DECLS
