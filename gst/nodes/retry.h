/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The ladder of retries as a pure function: failure, policy and the attempts
 * so far decide what is done next. */
#pragma once

#include "gst/nodes/failure.h"

G_BEGIN_DECLS

typedef enum
{
  RMG_RETRY_OFFER,   /* the same buffer again, the node's state untouched */
  RMG_RETRY_RESTART, /* restart the node's elements, then the same buffer */
  RMG_RETRY_GIVE_UP,
} RmgRetryAction;

typedef struct
{
  RmgRetryAction action;
  guint delay_ms; /* before @action */
} RmgRetryDecision;

/**
 * rmg_retry_decide:
 * @policy: retries and delays of the node
 * @kind: what the failure is
 * @failures: failures of this buffer before this one, from 0
 * @retry_after_ms: what the failure itself asks for, or 0
 *
 * The first retry offers the buffer again; if that fails too, the state of the
 * element is the suspect and every further retry restarts it.
 */
RmgRetryDecision rmg_retry_decide (const RmgRetryPolicy *policy,
    RmgFailureKind kind, guint failures, guint retry_after_ms);

G_END_DECLS
