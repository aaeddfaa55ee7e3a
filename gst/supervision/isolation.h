/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Ends the streams that a failed node feeds, so that the rest can end. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_isolation_end_outputs: sends EOS to the elements downstream of @node; the
 * guard of a guarded node does it. A sink that prerolls blocks the caller. */
void rmg_isolation_end_outputs (const RmgNodeSet *nodes, const RmgNode *node);

/** rmg_isolation_is_awaited: whether the bin of @element waits for its
 * ASYNC_DONE. Without that wait the message ends the state change that the bin is
 * in: its state remains PAUSED while its children play. Thread: any. */
gboolean rmg_isolation_is_awaited (GstElement *element);

/** rmg_isolation_end_async: completes the state change of the elements of @node
 * for the bin, which would wait for them. */
void rmg_isolation_end_async (const RmgNode *node);

/** rmg_isolation_has_output: whether a sink or an output of the manifest goes on:
 * no failed node cuts it off from its data, or it has received some. Thread:
 * any. */
gboolean rmg_isolation_has_output (const RmgNodeSet *nodes);

/** rmg_isolation_is_spare: whether a sink or an output of the manifest goes on
 * without @node, if no other node fails. Thread: any. */
gboolean rmg_isolation_is_spare (const RmgNodeSet *nodes, const RmgNode *node);

/** rmg_isolation_end_beside_blocked: a leg of a tee does not return, so the other
 * legs get no data and no EOS. Sends EOS to them.
 *
 * Thread: any that holds no lock of a pad.
 * Returns: whether there are such legs
 */
gboolean rmg_isolation_end_beside_blocked (const RmgNodeSet *nodes);

G_END_DECLS
