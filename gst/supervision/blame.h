/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Finds the node that refused a buffer, from the last flow returns of pads. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_blame_find_culprit: (transfer none) (nullable): node of the first
 * element that refused a buffer while no downstream element refused one from
 * it; @fallback if no element did. A guarded node is not one: its guard reports
 * its failures. */
RmgNode *rmg_blame_find_culprit (const RmgNodeSet *nodes, RmgNode *fallback);

/** rmg_blame_node_was_refused: whether a downstream element refused a buffer
 * of @node. Within an attempt only a node with its own thread is refused: the
 * commit holds the other output. */
gboolean rmg_blame_node_was_refused (const RmgNode *node);

/** rmg_blame_element_was_refused: whether a downstream element refused a
 * buffer of @element. */
gboolean rmg_blame_element_was_refused (GstElement *element);

G_END_DECLS
