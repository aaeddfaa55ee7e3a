/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The ways past a hosted node, which its guard has and its host uses. Thread: that
 * of the outputs of the host. */
#pragma once

#include "gst/elements/guard/rmgguard.h"

G_BEGIN_DECLS

/** rmg_guard_passes_delay: whether data passes the node during the delay of a
 * retry. */
gboolean rmg_guard_passes_delay (RmgGuard *self);

/** rmg_guard_pass_hosted: @buffer (transfer full) passes the node, as the policy
 * says for an open breaker; if @waits, as it says for the delay of a retry. */
GstFlowReturn rmg_guard_pass_hosted (
    RmgGuard *self, GstBuffer *buffer, gboolean waits);

/** rmg_guard_pass_hosted_event: @event passes the node if the data before it did;
 * a reference is added. %FALSE if it did not. */
gboolean rmg_guard_pass_hosted_event (RmgGuard *self, GstEvent *event);

/** rmg_guard_resume_hosted: the next data is output of the node. */
void rmg_guard_resume_hosted (RmgGuard *self);

G_END_DECLS
