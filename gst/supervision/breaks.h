/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The breakers of nodes at run time: each transition changes the state of the
 * node, is counted, logged and posted as the message "rmg-breaker". */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/**
 * rmg_breaks_handle:
 * @failure: (nullable): the failure that @event reports
 *
 * Thread: any, without a lock.
 * Returns: the transition of the breaker of @node
 */
RmgBreakerResult rmg_breaks_handle (RmgSupervisor *self, RmgNode *node,
    RmgBreakerEvent event, const RmgFailure *failure);

/**
 * rmg_breaks_decide:
 * @decision: decision without a breaker
 * @kind: kind of @failure
 *
 * Reports a failed attempt to the breaker of @node.
 *
 * Returns: @decision, or to skip the buffer or give up if the breaker is open,
 *   or instead of giving up
 */
RmgRetryDecision rmg_breaks_decide (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, RmgFailureKind kind, RmgRetryDecision decision);

/** rmg_breaks_next_turn: asks the breaker about the next buffer. */
RmgNodeTurn rmg_breaks_next_turn (RmgSupervisor *self, RmgNode *node);

G_END_DECLS
