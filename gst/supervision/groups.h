/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Groups of nodes that restart and fail together. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_groups_foreach: calls @func for each other node of the group of @node. */
void rmg_groups_foreach (RmgSupervisor *self, RmgNode *node,
    void (*func) (RmgSupervisor *self, RmgNode *other));

/** rmg_groups_restart: after a restart of @node. The other nodes of its group
 * restart before their next buffer, on their own threads. */
void rmg_groups_restart (RmgSupervisor *self, RmgNode *node);

/** rmg_groups_follow: restarts @node, as another node of its group did. Thread:
 * the streaming thread of @node, or its worker. Returns: whether its elements are
 * new */
gboolean rmg_groups_follow (RmgSupervisor *self, RmgNode *node);

G_END_DECLS
