/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Takes the stall report of a bin while its threads run or block. */
#pragma once

#include "gst/bin/stall-report.h"
#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/**
 * rmg_stall_look:
 * @bin: bin with the elements of @nodes
 *
 * Waits for no streaming thread: it tries the stream lock of each pad, which a
 * thread holds while it is inside the chain function of the pad.
 *
 * Thread: any.
 * Returns: (transfer full): the report
 */
RmgStallReport *rmg_stall_look (
    GstBin *bin, const RmgPlan *plan, const RmgNodeSet *nodes);

G_END_DECLS
