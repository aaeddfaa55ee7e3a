/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of items that are in the pipeline: their outputs are dropped, all nodes
 * start again, and one output with a fault stands for each of them. Thread: the
 * session's, outside of the pipeline. */
#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_abort_is_possible: whether the items of the plan can be ended. A source
 * or sink that starts again would begin its file again. */
gboolean rmg_abort_is_possible (const RmgPlan *plan);

/** rmg_abort_get_first: number of the oldest item that is not complete. */
guint64 rmg_abort_get_first (RmgSession *self);

/** rmg_abort_get_next: number of the first item of which nothing was pushed into
 * the pipeline. */
guint64 rmg_abort_get_next (RmgSession *self);

/**
 * rmg_abort_items:
 * @first: first item to end
 * @next: the item after the last one; equal to @first to end none
 * @fault: (nullable): fault of each item; %NULL if the caller cancels them
 *
 * If the pipeline does not stop or start, the session fails.
 */
void rmg_abort_items (
    RmgSession *self, guint64 first, guint64 next, RmgFault *fault);

/** rmg_abort_fault_new: (transfer full): fault of @item without a failed node. */
RmgFault *rmg_abort_fault_new (
    RmgError code, const char *message, guint64 item);

G_END_DECLS
