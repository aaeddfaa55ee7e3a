/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The retries of a source that reads bytes: the supervisor of its node decides,
 * the streaming thread of the source waits and then reads on at the byte that it
 * had. */
#pragma once

#include "gst/elements/guard/wait.h"
#include "gst/nodes/node.h"

G_BEGIN_DECLS

typedef struct
{
  GstElement *element; /* borrowed: the source */
  RmgNode *node;       /* (nullable): without a node an error is posted */
  RmgGuardWait *wait;
  guint n_failures; /* streaming thread: since the last byte */
} RmgSourceRetry;

void rmg_source_retry_init (RmgSourceRetry *self, GstElement *element);
void rmg_source_retry_clear (RmgSourceRetry *self);

/** rmg_source_retry_set_node: once, before the source starts. */
void rmg_source_retry_set_node (RmgSourceRetry *self, RmgNode *node);

/** rmg_source_retry_post: posts an error message of the source. */
void rmg_source_retry_post (
    const RmgSourceRetry *self, const RmgFailure *failure);

/**
 * rmg_source_retry_failed:
 * @failure: (transfer full): of the source
 *
 * Waits until the source may try again.
 *
 * Returns: %GST_FLOW_OK to try again, otherwise the flow of the source: EOS if
 *   the supervisor gave up and has reported the error, FLUSHING if
 *   rmg_source_retry_set_stopped() ended the wait, ERROR if there is no node
 */
GstFlowReturn rmg_source_retry_failed (
    RmgSourceRetry *self, RmgFailure *failure);

/** rmg_source_retry_succeeded: the source has read bytes. */
void rmg_source_retry_succeeded (RmgSourceRetry *self);

/** rmg_source_retry_set_stopped: %TRUE ends the wait and forbids others.
 * Thread: any. */
void rmg_source_retry_set_stopped (RmgSourceRetry *self, gboolean stopped);

G_END_DECLS
