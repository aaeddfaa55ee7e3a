/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Bytes that nodes hold. A node is charged for its elements, its join and the
 * queues upstream of it: they fill up because it is slow. */
#pragma once

#include "gst/metrics/metrics.h"
#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_levels_attach: adds the accounts of all elements to those of their nodes,
 * and these to @total. The elements are in NULL. */
void rmg_levels_attach (
    const RmgNodeSet *nodes, const RmgPlan *plan, RmgHeld *total);

/** rmg_levels_attach_element: the same for a new element in the place of another
 * one; it is in NULL. */
void rmg_levels_attach_element (const RmgNodeElement *entry);

/** rmg_levels_detach_element: before an element is replaced. */
void rmg_levels_detach_element (const RmgNodeElement *entry);

/** rmg_levels_detach: separates the accounts of the elements, which may outlive
 * the nodes. No data flows. */
void rmg_levels_detach (const RmgNodeSet *nodes);

/** rmg_levels_get_queue: (transfer none) (nullable): the account of the queue
 * @entry (nullable), if both ends of it can be measured. */
RmgHeld *rmg_levels_get_queue (const RmgNodeElement *entry);

/** rmg_levels_get_leaky: (transfer none) (nullable): the drops of the queue @entry
 * (nullable), if it is leaky and both ends of it can be measured. */
RmgLeakyQueue *rmg_levels_get_leaky (const RmgNodeElement *entry);

/** rmg_levels_read: writes the held bytes and the levels of the queues. Thread:
 * any. */
void rmg_levels_read (RmgNode *node, RmgNodeMetrics *metrics);

G_END_DECLS
