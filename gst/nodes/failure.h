/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A failure of a node, and whether a retry may help. Pure: no element, no
 * clock. */
#pragma once

#include "translator/plan/steps.h"

G_BEGIN_DECLS

/**
 * RmgFailure:
 * @flow: flow return of the node's chain function; %GST_FLOW_OK if the node
 *   only posted a message
 * @cause: (nullable): the first error message of the attempt
 * @debug: (nullable): debug text of the message
 * @details: (nullable): details structure of the message
 * @element_path: (nullable): path of the element that posted the message
 */
typedef struct
{
  GstFlowReturn flow;
  GError *cause;
  char *debug;
  GstStructure *details;
  char *element_path;
} RmgFailure;

typedef enum
{
  RMG_FAILURE_NONE, /* EOS, FLUSHING, NOT_LINKED: never a failure */
  RMG_FAILURE_TRANSIENT,
  RMG_FAILURE_PERMANENT,
} RmgFailureKind;

/** rmg_failure_from_message: (transfer full): the failure that an error
 * message reports. */
RmgFailure *rmg_failure_from_message (GstMessage *message);
void rmg_failure_free (RmgFailure *failure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgFailure, rmg_failure_free)

/** rmg_failure_get_text: (transfer none): text of the cause, or of the flow
 * return. */
const char *rmg_failure_get_text (const RmgFailure *failure);

/** rmg_failure_copy_error: (transfer full): the cause; for a flow return without a
 * message, an error of the stream with its text. */
GError *rmg_failure_copy_error (const RmgFailure *failure);

/** rmg_failure_is_flow_error: whether the failure only reports that a
 * downstream element refused a buffer; the cause is a failure of that one. */
gboolean rmg_failure_is_flow_error (const RmgFailure *failure);

/**
 * rmg_failure_classify:
 * @failure: the failure
 * @flags: flags of the node in the plan
 *
 * The field `rmg-retryable` (boolean) of the message details decides if it is
 * present, then the field `http-status-code` (uint). Otherwise the first matching
 * row of the table in translator/policy/failures.c decides.
 */
RmgFailureKind rmg_failure_classify (
    const RmgFailure *failure, RmgNodeFlags flags);

/** rmg_failure_get_class: the class of that table. */
RmgFailureClasses rmg_failure_get_class (
    const RmgFailure *failure, RmgNodeFlags flags);

/**
 * rmg_failure_judge:
 *
 * As rmg_failure_classify(), with the classes that the policy of @node retries.
 * A failure that its element calls not retryable stays permanent.
 */
RmgFailureKind rmg_failure_judge (
    const RmgFailure *failure, const RmgPlanNode *node);

/** rmg_failure_retry_after_ms: field `rmg-retry-after-ms` (uint) of the message
 * details, or 0. */
guint rmg_failure_retry_after_ms (const RmgFailure *failure);

G_END_DECLS
