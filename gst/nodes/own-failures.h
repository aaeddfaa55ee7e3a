/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Failures of a node outside of the attempts of its guard, and the restart before
 * its next buffer that follows. */
#pragma once

#include "gst/nodes/node.h"

G_BEGIN_DECLS

/** rmg_node_count_outside: see rmg_ladder_fail_outside(). Thread: any. */
guint rmg_node_count_outside (RmgNode *self, gint64 now_us);

/** rmg_node_schedule_restart: the node restarts before its next buffer, and not
 * before @time_us. Thread: any. Returns: %FALSE if the end of the stream has
 * reached it, so that no buffer follows */
gboolean rmg_node_schedule_restart (RmgNode *self, gint64 time_us);

/** rmg_node_get_restart_delay_ms: time until that restart, rounded up. Thread:
 * any. */
guint rmg_node_get_restart_delay_ms (RmgNode *self);

/**
 * rmg_node_drain_failed:
 * @n_failures: number of failures of this end before
 *
 * The node failed at the end of an item, and its data is still inside. Thread: the
 * streaming thread of the guard.
 *
 * Returns: whether, and when, the end is offered again; the supervisor has reported
 *   the fault if it is not
 */
RmgRetryDecision rmg_node_drain_failed (RmgNode *self, guint n_failures);

/** rmg_node_has_stopped_sink: whether a sink of the node is in READY or NULL.
 * Thread: any. */
gboolean rmg_node_has_stopped_sink (RmgNode *self);

/** rmg_node_end_stopped_sinks: posts EOS for each sink of the node that has stopped,
 * so that the bin ends without it. Thread: any. */
void rmg_node_end_stopped_sinks (RmgNode *self);

G_END_DECLS
