/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* New elements for a node of a bin that plays, as its plan describes them. */
#pragma once

#include "gst/bin/latency.h"
#include "gst/bin/measure.h"
#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

typedef struct
{
  GstBin *bin;
  const RmgPlan *plan;
  RmgNodeSet *nodes;
  const RmgLatency *latency; /* (nullable) */
  RmgMeasuring measuring;
  gboolean watches_items; /* whether rmg_item_watch() was called */
} RmgRebuild;

/**
 * rmg_rebuild_node:
 * @node: has a guard; its elements are in NULL
 * @error: (out) (optional): the element that could not be made, and why
 *
 * Replaces the elements that do the work of @node. The new ones have the
 * properties that the old ones have now, are linked, and are in NULL. A link that
 * is refused is recorded as a failure of the node. On failure the old elements are
 * still there.
 *
 * No data reaches the node meanwhile: its guard waits.
 */
gboolean rmg_rebuild_node (
    const RmgRebuild *self, RmgNode *node, GError **error);

G_END_DECLS
