/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Jobs that may block, such as a restart of elements: each on a thread of its
 * own, so that no job waits for another one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*RmgWorkerFunc) (gpointer data);

/**
 * rmg_worker_run:
 * @func: job; it may block
 * @data: (transfer full): argument of @func
 * @destroy: frees @data after @func
 *
 * Thread: any.
 */
void rmg_worker_run (RmgWorkerFunc func, gpointer data, GDestroyNotify destroy);

/**
 * rmg_worker_run_within:
 * @func: job; it may block for ever
 * @data: (transfer full): argument of @func
 * @destroy: frees @data after @func
 * @limit_ms: time limit
 *
 * Runs @func on a thread of its own and waits for it. After the limit the thread
 * goes on alone.
 *
 * Returns: whether @func and @destroy have returned in time
 */
gboolean rmg_worker_run_within (
    RmgWorkerFunc func, gpointer data, GDestroyNotify destroy, guint limit_ms);

G_END_DECLS
