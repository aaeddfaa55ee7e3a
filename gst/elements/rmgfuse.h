/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/metrics/drops.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_FUSE (rmg_fuse_get_type ())
G_DECLARE_FINAL_TYPE (RmgFuse, rmg_fuse, RMG, FUSE, GstElement)
GST_ELEMENT_REGISTER_DECLARE (rmgfuse)

/**
 * RmgFuseNotify:
 * @self: the fuse
 * @flow: the error that the leg returned
 * @data: argument of rmg_fuse_set_notify()
 *
 * Called once a stream, on the streaming thread, without a lock.
 */
typedef void (*RmgFuseNotify) (
    RmgFuse *self, GstFlowReturn flow, gpointer data);

/** rmg_fuse_set_notify: @notify is called when the leg returns an error. Set
 * it before the element starts; @data must outlive the streaming. */
void rmg_fuse_set_notify (RmgFuse *self, RmgFuseNotify notify, gpointer data);

/** rmg_fuse_set_drops: the fuse counts the buffers that it drops as @drops says.
 * Set it before the element starts; the counters must outlive the streaming. */
void rmg_fuse_set_drops (RmgFuse *self, const RmgDrops *drops);

/** rmg_fuse_set_down: while the leg is down, buffers are dropped. The first one
 * after it is marked as a discontinuity. Thread: any. */
void rmg_fuse_set_down (RmgFuse *self, gboolean down);

/** rmg_fuse_get_turn: number of times that a thread entered or left the leg; an
 * odd number means that it is inside. Thread: any. */
guint rmg_fuse_get_turn (RmgFuse *self);

/** rmg_fuse_has_ended: whether EOS has passed. Thread: any. */
gboolean rmg_fuse_has_ended (RmgFuse *self);

G_END_DECLS
