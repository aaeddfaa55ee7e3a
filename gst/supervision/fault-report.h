/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The record of a node that is given up. */
#pragma once

#include "gst/faults/fault.h"
#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/**
 * rmg_fault_report_new:
 * @nodes: all nodes
 * @node: the node; its history has the failed attempts
 * @failure: the last failure
 * @attempts: number of attempts made, %RMG_NODE_IS_DRAINED or
 *   %RMG_NODE_RESTARTS_USED_UP
 *
 * Thread: any.
 * Returns: (transfer full): the record
 */
RmgFault *rmg_fault_report_new (const RmgNodeSet *nodes, RmgNode *node,
    const RmgFailure *failure, guint attempts, guint64 item);

G_END_DECLS
