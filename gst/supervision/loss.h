/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Data that is lost when a node is given up. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/**
 * rmg_loss_describe:
 * @nodes: all nodes
 * @node: the node that was given up
 * @history: its failed attempts
 *
 * Returns: (transfer full): the buffer from which on data is lost, and the
 *   outputs that are incomplete, for a person
 */
char *rmg_loss_describe (
    const RmgNodeSet *nodes, const RmgNode *node, const RmgHistory *history);

G_END_DECLS
