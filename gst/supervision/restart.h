/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Restarts of a node's elements while the rest of the bin plays. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_restart_node: sets the elements of @node to NULL and back to the state
 * of the bin. Does nothing if the node does not retry any more, or while the bin
 * closes. */
void rmg_restart_node (RmgSupervisor *self, RmgNode *node);

/** rmg_restart_renew: the same for a node that runs, between two items or
 * buffers. Returns: whether it restarted */
gboolean rmg_restart_renew (RmgSupervisor *self, RmgNode *node);

/** rmg_restart_repeat_settings: sets the properties of encoders again, since some
 * lose them when they stop. State NULL only. */
void rmg_restart_repeat_settings (const RmgNodeSet *nodes);

/** rmg_restart_set_closing: %TRUE waits for a running restart and forbids
 * others, %FALSE allows them. */
void rmg_restart_set_closing (RmgSupervisor *self, gboolean closing);

G_END_DECLS
