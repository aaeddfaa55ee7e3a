/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/nodes/retry.h"
#include "gst/elements/rmgcommit.h"

G_BEGIN_DECLS

#define RMG_TYPE_GUARD (rmg_guard_get_type ())
G_DECLARE_FINAL_TYPE (RmgGuard, rmg_guard, RMG, GUARD, GstElement)
GST_ELEMENT_REGISTER_DECLARE (rmgguard)

/**
 * RmgGuardOwner:
 * @failed: an attempt failed with @flow (%GST_FLOW_OK where only a message
 *   said so), after @failures earlier ones of the same buffer; says what to do
 *   and has told the application when that is to give up
 * @take_fault: whether the node has posted an error since the last call
 * @restart: brings the node's elements down and up again
 *
 * What a guard asks of the bin that supervises it. The first three are called
 * on the streaming thread, @restart on the supervisor's or, where the guard
 * parks, on the session's. No lock of the guard is held.
 */
typedef struct
{
  RmgRetryDecision (*failed) (RmgGuard *guard, GstFlowReturn flow,
      guint failures, gpointer owner, guint node);
  gboolean (*take_fault) (gpointer owner, guint node);
  void (*restart) (gpointer owner, guint node);
  void (*parked) (gpointer owner, int change);
} RmgGuardOwner;

/**
 * rmg_guard_set_owner:
 * @functions: static: what the guard asks
 * @owner: (transfer none): a #GObject that outlives the guard's streaming
 * @node: index of the guarded node
 * @park: whether a failed buffer is parked and chain returns, rather than waits
 */
void rmg_guard_set_owner (RmgGuard *guard, const RmgGuardOwner *functions,
    gpointer owner, guint node, gboolean park);

/** rmg_guard_set_commit: @commit (transfer none), downstream of the node, lives as long
 * as the guard streams. */
void rmg_guard_set_commit (RmgGuard *guard, RmgCommit *commit);

/**
 * rmg_guard_get_due:
 *
 * Returns: monotonic time in us at which a parked buffer is to be offered
 *   again, or -1 while none is parked
 */
gint64 rmg_guard_get_due (RmgGuard *guard);

/**
 * rmg_guard_resume:
 *
 * Offers the parked buffer again, and what has queued behind it.
 *
 * Thread: the session's.
 * Returns: what the node answered
 */
GstFlowReturn rmg_guard_resume (RmgGuard *guard);

G_END_DECLS
