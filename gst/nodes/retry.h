/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The ladder of retries as a pure function of failure, policy and number of
 * failures. */
#pragma once

#include "gst/nodes/failure.h"

G_BEGIN_DECLS

typedef enum
{
  RMG_RETRY_OFFER,   /* offer the same buffer again to the untouched node */
  RMG_RETRY_RESTART, /* restart the node's elements, then offer it again */
  RMG_RETRY_REBUILD, /* replace them by new ones, then offer it again */
  RMG_RETRY_GIVE_UP,
  RMG_RETRY_SKIP, /* this buffer does not pass the node, later ones may */
} RmgRetryAction;

typedef struct
{
  RmgRetryAction action;
  guint delay_ms; /* before @action */
} RmgRetryDecision;

/**
 * rmg_retry_decide:
 * @policy: number and delays of retries
 * @kind: kind of the failure
 * @failures: number of failures of this buffer before this one
 * @retry_after_ms: least delay that the failure requests, or 0
 * @random: a random number from 0 to less than 1
 *
 * The delay is `backoff_ms`, times `multiplier` for each failure, but at most
 * `max_backoff_ms`, and shortened by up to `jitter` of it.
 *
 * The first retry offers the buffer again. If the retry fails too, the state of
 * the element may be the cause, so each further retry restarts the element.
 *
 * Returns: the next action; to give up after a permanent failure and after
 *   the last retry
 */
RmgRetryDecision rmg_retry_decide (const RmgRetryPolicy *policy,
    RmgFailureKind kind, guint failures, guint retry_after_ms, double random);

/**
 * rmg_retry_choose_step:
 * @renewal: the steps that the plan allows
 * @action: a decision of rmg_retry_decide()
 * @failures: as for rmg_retry_decide()
 *
 * Moves a restart to the step of the ladder that the node allows: the second
 * failure restarts, each further one rebuilds.
 */
RmgRetryAction rmg_retry_choose_step (
    RmgRenewal renewal, RmgRetryAction action, guint failures);

/** rmg_retry_renews: whether @action replaces the state of the node. */
gboolean rmg_retry_renews (RmgRetryAction action);

/** rmg_retry_get_name: (nullable): "retry", "restart", "rebuild" or "skip"; %NULL
 * to give up. */
const char *rmg_retry_get_name (RmgRetryAction action);

G_END_DECLS
