/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Outputs downstream of a node that failed. Their stream ends as any other, so
 * the elements that write files have to know that the data is incomplete. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_incomplete_find: (transfer full): for each node, whether it is @node or
 * receives data of it. */
gboolean *rmg_incomplete_find (const RmgNodeSet *nodes, const RmgNode *node);

/** rmg_incomplete_mark: sets the property "incomplete" of the elements of @node
 * and of the nodes downstream that have it. Before the end of the stream is
 * sent. */
void rmg_incomplete_mark (const RmgNodeSet *nodes, const RmgNode *node);

G_END_DECLS
