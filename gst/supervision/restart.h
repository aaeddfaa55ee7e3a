/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Restarts and rebuilds of a node's elements while the rest of the bin plays. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/**
 * rmg_restart_node:
 * @action: %RMG_RETRY_RESTART or %RMG_RETRY_REBUILD
 *
 * Sets the elements of @node to NULL, puts new ones in their place to rebuild it,
 * and sets them to the state of the bin. Counts and reports it. If the new elements
 * cannot be made, the old ones restart. Does nothing if the node does not retry any
 * more, or while the bin closes.
 *
 * Returns: whether the elements are new
 */
gboolean rmg_restart_node (
    RmgSupervisor *self, RmgNode *node, RmgRetryAction action);

/** rmg_restart_renew: the same for a node that runs, between two items or
 * buffers, without a report. Returns: the step that was taken */
RmgRenewal rmg_restart_renew (RmgSupervisor *self, RmgNode *node);

/** rmg_restart_lock: sets the elements of @node to NULL, where the bin leaves them. */
void rmg_restart_lock (RmgNode *node);

/** rmg_restart_unlock: lets the elements of @node follow the bin again. */
void rmg_restart_unlock (RmgNode *node);

/** rmg_restart_is_locked: whether an element of @node is locked, because its last
 * start failed: it takes no data before a restart. */
gboolean rmg_restart_is_locked (const RmgNode *node);

/** rmg_restart_start_elements: sets the elements of @node to PAUSED, on the thread
 * that changes the bin. Returns: %FALSE if they failed, and are locked in NULL */
gboolean rmg_restart_start_elements (RmgNode *node);

/** rmg_restart_report: counts @renewal, which was taken, and posts a message. */
void rmg_restart_report (
    RmgSupervisor *self, RmgNode *node, RmgRenewal renewal);

/** rmg_restart_repeat_settings: sets the properties of encoders again, since some
 * lose them when they stop. State NULL only. */
void rmg_restart_repeat_settings (const RmgNodeSet *nodes);

/** rmg_restart_set_closing: %TRUE waits for a running restart and forbids
 * others, %FALSE allows them. */
void rmg_restart_set_closing (RmgSupervisor *self, gboolean closing);

G_END_DECLS
