/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The two orders of a join, and the parts of the queue that both use. */
#pragma once

#include "gst/elements/join/queue.h"

G_BEGIN_DECLS

/* See rmg_join_queue_pop(). */
GstMiniObject *rmg_join_pop_by_time (RmgJoinQueue *self, GstCaps **caps);
GstMiniObject *rmg_join_pop_by_item (RmgJoinQueue *self, GstCaps **caps);

/* Returns: (transfer none) (nullable): the leg with the earliest next time; a
 *   leg that has not started precedes all others */
RmgJoinLeg *rmg_join_find_earliest (const RmgJoinQueue *self);

/* @place: less than the number of legs */
RmgJoinLeg *rmg_join_queue_get_leg (const RmgJoinQueue *self, guint place);

/* Returns: whether all legs are at EOS and have no entry */
gboolean rmg_join_queue_is_finished (const RmgJoinQueue *self);

/* Returns: (transfer full): oldest entry of @leg, which must exist */
GstMiniObject *rmg_join_queue_pop_from (
    RmgJoinQueue *self, RmgJoinLeg *leg, GstCaps **caps);

/* Returns: (transfer full) (nullable): EOS, once, if the queue is finished */
GstMiniObject *rmg_join_queue_pop_eos (RmgJoinQueue *self);

G_END_DECLS
