/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What went wrong in a node, and whether trying again may help. Pure: nothing
 * here touches an element or a clock. */
#pragma once

#include "translator/plan/steps.h"

G_BEGIN_DECLS

/**
 * RmgFailure:
 * @flow: what the node's chain function returned; %GST_FLOW_OK where a message
 *   came without one
 * @cause: (nullable): the first error message of the attempt
 * @debug: (nullable): the text for a debugger that came with it
 * @details: (nullable): the structure that came with it
 * @element_path: (nullable): path of the element that posted it
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

/** rmg_failure_is_flow_error: whether the failure only says that something
 * downstream refused a buffer; the reason then lies there. */
gboolean rmg_failure_is_flow_error (const RmgFailure *failure);

/**
 * rmg_failure_classify:
 * @failure: what is known
 * @flags: what the catalog says about the node
 *
 * The details `rmg-retryable` (boolean) of a message decide where they are
 * given; otherwise the table in failure.c does, first match wins.
 */
RmgFailureKind rmg_failure_classify (
    const RmgFailure *failure, RmgNodeFlags flags);

/** rmg_failure_retry_after_ms: what `rmg-retry-after-ms` (uint) asks for, or 0. */
guint rmg_failure_retry_after_ms (const RmgFailure *failure);

G_END_DECLS
