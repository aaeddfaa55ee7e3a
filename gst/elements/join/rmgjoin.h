/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/metrics/drops.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_JOIN (rmg_join_get_type ())
G_DECLARE_FINAL_TYPE (RmgJoin, rmg_join, RMG, JOIN, GstElement)

GST_ELEMENT_REGISTER_DECLARE (rmgjoin)

/** rmg_join_get_blocking_pad: (transfer full) (nullable): sink pad of the leg
 * that the other legs wait for. Thread: any. */
GstPad *rmg_join_get_blocking_pad (RmgJoin *self);

/** rmg_join_awaits: whether the output waits for data at @pad, a sink pad. Thread:
 * any. */
gboolean rmg_join_awaits (RmgJoin *self, GstPad *pad);

/**
 * rmg_join_set_down:
 * @pad: a sink pad
 * @down: whether the output goes on without the leg of @pad
 *
 * A leg that was down is joined again at the position of the output; its data from
 * before is dropped. For mode "stream". Thread: any; data leaves on another one.
 */
void rmg_join_set_down (RmgJoin *self, GstPad *pad, gboolean down);

/** rmg_join_set_drops: the join counts the buffers that it drops as @drops says.
 * Before data flows. */
void rmg_join_set_drops (RmgJoin *self, const RmgDrops *drops);

G_END_DECLS
