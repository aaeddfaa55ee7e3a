/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One thread for the whole process carries out what was decided about failed
 * nodes. It starts with the first failure and then stays. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*RmgSupervisorFunc) (gpointer data);

/**
 * rmg_supervisor_schedule:
 * @delay_ms: how long from now
 * @func: what to do, on the supervisor's thread; it may change the state of
 *   elements, so the caller must not wait for it while holding a lock
 * @data: (transfer full): argument of @func
 * @destroy: frees @data after @func, or where that will not be called
 *
 * Thread: any.
 *
 * Returns: (transfer full): to be destroyed if it is not wanted any more
 */
GSource *rmg_supervisor_schedule (guint delay_ms, RmgSupervisorFunc func,
    gpointer data, GDestroyNotify destroy);

G_END_DECLS
