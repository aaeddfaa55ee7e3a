/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/nodes/node.h"

G_BEGIN_DECLS

#define RMG_TYPE_GUARD (rmg_guard_get_type ())
G_DECLARE_FINAL_TYPE (RmgGuard, rmg_guard, RMG, GUARD, GstElement)
GST_ELEMENT_REGISTER_DECLARE (rmgguard)

/**
 * rmg_guard_set_node:
 * @node: (transfer none): the guarded node; its commit, if it has one, is an
 *   rmgcommit that outlives the streaming of the guard
 * @parks: whether chain parks a failed buffer and returns, instead of waiting
 *
 * Set it once, before the element starts.
 */
void rmg_guard_set_node (RmgGuard *self, RmgNode *node, gboolean parks);

/** rmg_guard_give_up: ends the stream on both sides: EOS leaves downstream, and
 * upstream receives EOS from the next buffer on. Thread: any that may block. */
void rmg_guard_give_up (RmgGuard *self);

/** rmg_guard_reset: forgets that the node was given up in the run before. The
 * element does not stream, and no other thread gives up its node. */
void rmg_guard_reset (RmgGuard *self);

/** rmg_guard_hold_headers: the node has not started: sticky events wait for its
 * restart. The element does not stream. */
void rmg_guard_hold_headers (RmgGuard *self);

/**
 * rmg_guard_get_due:
 *
 * Returns: monotonic time in us of the next attempt with the parked buffer, or
 *   -1 if no buffer is parked
 */
gint64 rmg_guard_get_due (RmgGuard *self);

/**
 * rmg_guard_resume:
 *
 * Offers the parked buffer again, then the objects that queued after it.
 *
 * Thread: the session's.
 * Returns: flow return of the node
 */
GstFlowReturn rmg_guard_resume (RmgGuard *self);

/** rmg_guard_bypass_node: passes @event (transfer full) upstream if the node
 * retries, since elements that restart refuse events. Thread: any. */
gboolean rmg_guard_bypass_node (RmgGuard *self, GstEvent *event);

G_END_DECLS
