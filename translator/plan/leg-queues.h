/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The queues of the legs of tees in a threaded plan, and their sizes. A leg
 * waits at a join for as long as its siblings hold data back, so its queue
 * holds at least that much. */
#pragma once

#include "translator/plan/planner.h"

G_BEGIN_DECLS

typedef struct _RmgLegQueues RmgLegQueues;

RmgLegQueues *rmg_leg_queues_new (void);
void rmg_leg_queues_free (RmgLegQueues *self);

/** rmg_leg_queues_add: @element is the queue of a leg from one graph node to
 * another. */
void rmg_leg_queues_add (
    RmgLegQueues *self, guint element, guint from, guint to);

/** rmg_leg_queues_add_of_policy: @element is the queue that the policy of the
 * node @to sets; @from is %RMG_PLAN_NONE if it is in no leg. */
void rmg_leg_queues_add_of_policy (
    RmgLegQueues *self, guint element, guint from, guint to);

/**
 * rmg_leg_queues_size:
 * @plan_index: index in the plan of each graph node
 * @incoming: (element-type guint): edges into each graph node
 *
 * Sets the sizes of all queues. Every node has been planned.
 */
void rmg_leg_queues_size (RmgLegQueues *self, RmgPlanner *planner,
    const guint *plan_index, GArray *const *incoming);

G_END_DECLS
