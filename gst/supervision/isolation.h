/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Ends the streams that a failed node feeds, so that the rest can end. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_isolation_end_outputs: pushes EOS from each output of @node. Does
 * nothing for a guarded node: its guard does it. */
void rmg_isolation_end_outputs (const RmgNodeSet *nodes, const RmgNode *node);

G_END_DECLS
