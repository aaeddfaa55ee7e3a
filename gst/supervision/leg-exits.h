/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The extent of a leg: the nodes that only the leg feeds, and the joins in which
 * its data meets that of other legs again. */
#pragma once

#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

/** rmg_leg_find_members: (transfer full): for each node, whether all of its data
 * comes through @target; all false if @target has other inputs. */
gboolean *rmg_leg_find_members (const RmgNodeSet *nodes, const RmgNode *target);

/**
 * rmg_leg_find_exits:
 * @members: from rmg_leg_find_members()
 *
 * Returns: (transfer full) (nullable) (element-type GstPad): sink pads of joins
 *   that @members feed; %NULL if their data meets other data in an element that
 *   cannot go on without it
 */
GPtrArray *rmg_leg_find_exits (
    const RmgNodeSet *nodes, const gboolean *members);

G_END_DECLS
