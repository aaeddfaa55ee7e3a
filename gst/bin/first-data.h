/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Detects the first buffer of each node. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_first_data_watch: sends %RMG_NODE_EVENT_DATA to each node once data flows
 * through it. Costs nothing after the first buffer. The bin goes to PAUSED. */
void rmg_first_data_watch (const RmgNodeSet *nodes, const RmgPlan *plan);

G_END_DECLS
