/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One thread for the whole process that runs delayed jobs, such as restarts of
 * elements. It starts with the first job and then stays. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*RmgTimerFunc) (gpointer data);

/**
 * rmg_timer_thread_schedule:
 * @delay_ms: delay of the job
 * @func: job, called on the timer thread without a lock; it may change the
 *   state of elements, so no caller may wait for it while it holds a lock
 * @data: (transfer full): argument of @func
 * @destroy: frees @data after @func, or when the source is destroyed
 *
 * Thread: any.
 * Returns: (transfer full): source of the job; g_source_destroy() cancels it
 */
GSource *rmg_timer_thread_schedule (
    guint delay_ms, RmgTimerFunc func, gpointer data, GDestroyNotify destroy);

/** rmg_timer_thread_repeat: the same, with a job that runs after each period until
 * the source is destroyed. */
GSource *rmg_timer_thread_repeat (
    guint period_ms, RmgTimerFunc func, gpointer data, GDestroyNotify destroy);

G_END_DECLS
