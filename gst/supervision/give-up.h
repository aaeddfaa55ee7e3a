/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of a node after its last failure. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_give_up: reports @failure to the listener unless it is an echo, and ends
 * the outputs of @node. @attempts: number of attempts made, or
 * %RMG_NODE_IS_DRAINED or %RMG_NODE_RESTARTS_USED_UP. */
void rmg_give_up (RmgSupervisor *self, RmgNode *node, const RmgFailure *failure,
    guint attempts);

/**
 * rmg_give_up_culprit:
 * @flow: flow return that a buffer came back with
 * @fallback: (nullable): node to give up if the pads do not identify the culprit
 *
 * Gives up the node that refused the buffer.
 *
 * Returns: %FALSE if an element downstream of the bin refused the buffer; that
 *   element reports its error itself
 */
gboolean rmg_give_up_culprit (
    RmgSupervisor *self, GstFlowReturn flow, RmgNode *fallback);

/** rmg_give_up_end_sink: a sink of @node received EOS. */
void rmg_give_up_end_sink (RmgSupervisor *self, RmgNode *node);

G_END_DECLS
