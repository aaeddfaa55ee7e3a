/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Which node waits for which, from the elements that threads are inside of.
 * Pure: no element, no lock, no thread. */
#pragma once

#include "translator/plan/steps.h"

G_BEGIN_DECLS

/**
 * RmgWaitElement:
 * @node: index of its node
 * @is_entered: whether a thread is inside a chain function of the element
 * @has_task: whether a thread of the element pushes
 * @lacks: join: index of the element whose leg has no data, or %RMG_PLAN_NONE
 *
 * An element of the plan at one moment.
 */
typedef struct
{
  guint node;
  RmgElementRole role;
  gboolean is_entered;
  gboolean has_task;
  guint lacks;
} RmgWaitElement;

/**
 * RmgWaitReason:
 * @RMG_WAIT_INSIDE: a thread is inside the node: it works or blocks there
 * @RMG_WAIT_SPACE: a thread of the node is inside a downstream node
 * @RMG_WAIT_DATA: no thread is inside; an upstream node sends no data
 * @RMG_WAIT_INPUT: no thread is inside; the input sends no data
 */
typedef enum
{
  RMG_WAIT_INSIDE,
  RMG_WAIT_SPACE,
  RMG_WAIT_DATA,
  RMG_WAIT_INPUT,
} RmgWaitReason;

typedef struct
{
  RmgWaitReason reason;
  guint node;    /* SPACE, DATA: the node that it waits for */
  guint element; /* INSIDE: the element that the thread is inside of */
} RmgWait;

/**
 * rmg_waits_find:
 * @links: (element-type RmgPlanLink): the links of the plan
 * @waits: (out caller-allocates): one for each of @n_nodes nodes
 */
void rmg_waits_find (const RmgWaitElement *elements, guint n_elements,
    const GArray *links, RmgWait *waits, guint n_nodes);

/**
 * rmg_waits_find_blocking:
 * @waits: result of rmg_waits_find()
 * @ages_ns: (nullable): time since the last buffer of each node, %G_MAXUINT64 if
 *   it is not known
 *
 * Returns: the node that most nodes wait for, also by way of others, of those
 *   without a buffer for a second if there are any; %RMG_PLAN_NONE if no node waits
 *   for another one
 */
guint rmg_waits_find_blocking (
    const RmgWait *waits, const guint64 *ages_ns, guint n_nodes);

G_END_DECLS
