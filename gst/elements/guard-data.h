/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a guard, for the files that implement RmgGuard. */
#pragma once

#include "gst/elements/guard-park.h"
#include "gst/elements/guard-wait.h"
#include "gst/elements/pass-element.h"
#include "gst/elements/rmgcommit.h"
#include "gst/elements/rmgguard.h"

G_BEGIN_DECLS

struct _RmgGuard
{
  GstElement parent;

  RmgPassPads pads;
  RmgNode *node;     /* (nullable): without a node an error is passed on */
  RmgCommit *commit; /* (nullable): borrowed */
  gboolean parks;

  int given_up;       /* atomic */
  int drained;        /* atomic: the end of the item has passed the node */
  gboolean restarted; /* streaming thread, or the job that it waits for */

  RmgGuardWait *wait;

  RmgGuardPark park;
};

/* Errors that this thread posts belong to the attempt. */
void rmg_guard_begin_attempt (RmgGuard *self);
void rmg_guard_end_attempt (RmgGuard *self);

/* Returns: whether the node has posted an error since the last decision */
gboolean rmg_guard_node_posted_error (RmgGuard *self);

/* Returns: whether @event ends an item and the node does not know it */
gboolean rmg_guard_is_item_end (RmgGuard *self, GstEvent *event);

/* Ends the item for such a node. @event: (transfer full) */
gboolean rmg_guard_end_item (RmgGuard *self, GstEvent *event);

G_END_DECLS
