/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The number of the item that each node works on, where the session cannot know
 * it: in threaded sessions, and downstream of hosted nodes. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_item_watch: from now on counts the items that leave each node, see
 * rmg_node_get_item(). A probe on the last pads of a node costs time for each
 * buffer. State NULL only. */
void rmg_item_watch (const RmgNodeSet *nodes);

/** rmg_item_watch_element: the same for a new element in the place of another
 * one, which is linked. */
void rmg_item_watch_element (const RmgNodeElement *entry);

G_END_DECLS
