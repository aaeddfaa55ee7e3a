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

G_END_DECLS
