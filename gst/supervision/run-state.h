/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The state of a run, from those of its nodes. Each change is the message
 * "rmg-state". */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_run_state_init: counts the nodes, which are idle. */
void rmg_run_state_init (RmgSupervisor *self);

/** rmg_run_state_changed: @node has changed its state because of @event. Thread:
 * any, without a lock. */
void rmg_run_state_changed (RmgSupervisor *self, const RmgNode *node,
    RmgNodeState before, RmgNodeState after, RmgNodeEvent event);

/** rmg_run_state_read: @since_us (out): wall clock time in us since 1970;
 * @reason (out) (transfer full). Thread: any. */
RmgState rmg_run_state_read (
    RmgSupervisor *self, gint64 *since_us, char **reason);

G_END_DECLS
