/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Readers that still look for their media. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_readers_are_last: whether every element of @bin that changes its state
 * asynchronously belongs to a reader or to a failed node. */
gboolean rmg_readers_are_last (const RmgNodeSet *nodes, GstBin *bin);

G_END_DECLS
