/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Errors that a node posts outside of an attempt, such as on a thread of its own.
 * There is no buffer to offer again, but the node restarts before its next buffer:
 * as its breaker says if that lets data pass, otherwise as its retries say. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/**
 * rmg_outside_handle:
 * @n_attempts: (out): argument for rmg_give_up() if the node must be given up
 *
 * Thread: any.
 *
 * Returns: %FALSE if the node must be given up
 */
gboolean rmg_outside_handle (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, guint *n_attempts);

/** rmg_outside_may_start_late: whether the policy of @node lets the bin start
 * without it. */
gboolean rmg_outside_may_start_late (const RmgNode *node);

/** rmg_outside_handle_start: as rmg_outside_handle(), for a node that did not start
 * with the bin. */
gboolean rmg_outside_handle_start (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, guint *n_attempts);

/** rmg_outside_is_known: whether such an error explains that the node returns
 * errors, until it restarts. Thread: any. */
gboolean rmg_outside_is_known (RmgNode *node);

G_END_DECLS
