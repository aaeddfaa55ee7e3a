/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/host-types.h>

#include "gst/nodes/node.h"

G_BEGIN_DECLS

GST_ELEMENT_REGISTER_DECLARE (rmghost)

/* rmg_host_set_node: @node, the node of the element in its bin. State NULL. */
void rmg_host_set_node (RmgHost *self, RmgNode *node);

/* rmg_host_get_due: monotonic time in us before which no attempt starts or ends,
 * or -1. Thread: any. */
gint64 rmg_host_get_due (RmgHost *self);

/* rmg_host_set_types: @types has the driver, or the process has it. State NULL. */
void rmg_host_set_types (RmgHost *self, RmgHostTypes *types);

G_END_DECLS
