/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The legs of tees: each from its fuse and queue to its sinks. A leg that stalls
 * is taken out of the graph, so that the thread of the tee feeds the other legs. */
#pragma once

#include "gst/nodes/node-set.h"
#include "gst/nodes/progress.h"
#include "gst/supervision/leg-exits.h"

G_BEGIN_DECLS

typedef struct
{
  GstElement *fuse;  /* borrowed */
  GstElement *queue; /* borrowed */
  RmgNode *target;   /* borrowed: the first node of the leg */
  gboolean *members; /* owned: for each node, whether it is part of the leg */
  GPtrArray *exits;  /* owned: pads of joins, see rmg_leg_find_exits() */
  guint timeout_ms;  /* shortest stall time-out of its nodes */
  RmgProgress push;  /* of the fuse into the queue */
  guint level;       /* buffers in the queue while the leg is down */
  gboolean is_down;
  gboolean is_ended; /* its sinks have ended without data */
} RmgLeg;

/** rmg_legs_new: (transfer full) (element-type RmgLeg): the legs that have a
 * stall time-out, and whose data meets that of other legs in joins by time only. */
GArray *rmg_legs_new (const RmgNodeSet *nodes);

/** rmg_leg_holds_up: whether the leg is the reason why it takes no data: if it
 * leads to joins, one of them waits for it. Thread: any. */
gboolean rmg_leg_holds_up (const RmgLeg *self);

/** rmg_leg_take_down: the fuse drops data from now on, the queue frees a thread
 * that waits for space, and joins go on without the leg. Thread: any. */
void rmg_leg_take_down (RmgLeg *self);

/** rmg_leg_has_moved: whether the leg has taken data since it is down. */
gboolean rmg_leg_has_moved (RmgLeg *self);

/** rmg_leg_put_back: the leg receives data again. */
void rmg_leg_put_back (RmgLeg *self);

G_END_DECLS
