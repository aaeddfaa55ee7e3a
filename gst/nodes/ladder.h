/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The memory of a node's retries: failures that count for later buffers, and
 * the restarts of a window of time. Pure: the caller passes the time. */
#pragma once

#include "translator/policy/policy.h"

G_BEGIN_DECLS

/* All zero is a valid new ladder. */
typedef struct
{
  guint carried;      /* failures of earlier buffers that count */
  guint total;        /* with those of this buffer */
  gint64 failed_us;   /* time of the last failure */
  guint n_outside;    /* failures outside of attempts that count */
  gint64 outside_us;  /* time of the last one */
  GArray *restart_us; /* (nullable) (element-type gint64): in the window */
} RmgLadder;

/** rmg_ladder_clear: @self is new afterwards. */
void rmg_ladder_clear (RmgLadder *self);

/**
 * rmg_ladder_fail:
 * @n_failures: number of failures of this buffer before this one
 * @now_us: monotonic time
 *
 * Counts a failure. Those of earlier buffers count until the node has not failed
 * for `stable_time_ms`, or, if that is 0, until its next success. Failures outside
 * of attempts before it count as well.
 *
 * Returns: number of failures before this one
 */
guint rmg_ladder_fail (RmgLadder *self, const RmgRetryPolicy *policy,
    guint n_failures, gint64 now_us);

/**
 * rmg_ladder_fail_outside:
 * @now_us: monotonic time
 *
 * Counts a failure outside of an attempt. A node with a thread of its own takes
 * buffers although it is about to fail, so that a success does not separate such
 * failures, but `stable_time_ms` without one does, or, if that is 0, twice
 * `max_backoff_ms`.
 *
 * Returns: number of such failures before this one
 */
guint rmg_ladder_fail_outside (
    RmgLadder *self, const RmgRetryPolicy *policy, gint64 now_us);

/**
 * rmg_ladder_restart:
 * @now_us: monotonic time
 *
 * Counts a restart, if the policy allows another one in its window.
 *
 * Returns: whether it does
 */
gboolean rmg_ladder_restart (
    RmgLadder *self, const RmgRestartPolicy *policy, gint64 now_us);

G_END_DECLS
