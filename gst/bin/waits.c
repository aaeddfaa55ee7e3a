/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/waits.h"

#define STILL_NS G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  const RmgWaitElement *elements;
  guint n_elements;
  const GArray *links;
} Graph;

/* Element downstream of @from that a thread is inside of, or RMG_PLAN_NONE. */
static guint
find_entered (const Graph *graph, guint from)
{
  for (guint i = 0; i < graph->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (graph->links, RmgPlanLink, i);

    if (link->from == from && graph->elements[link->to].is_entered)
      return link->to;
  }
  return RMG_PLAN_NONE;
}

/* The thread of a guard pushes the output that the commit of its node holds: it is
 * inside the guard then, and not inside the commit. */
static guint
find_entered_past_commit (const Graph *graph, guint guard)
{
  guint next = RMG_PLAN_NONE;

  for (guint i = 0; i < graph->n_elements && next == RMG_PLAN_NONE; i++)
    if (graph->elements[i].role == RMG_ROLE_COMMIT &&
        graph->elements[i].node == graph->elements[guard].node)
      next = find_entered (graph, i);
  return next;
}

/* Node upstream of @node, or RMG_PLAN_NONE. */
static guint
find_input (const Graph *graph, guint node)
{
  for (guint i = 0; i < graph->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (graph->links, RmgPlanLink, i);
    guint from = graph->elements[link->from].node;

    if (graph->elements[link->to].node == node && from != node)
      return from;
  }
  return RMG_PLAN_NONE;
}

/* The waits of an element, from weak to strong: the strongest one of its elements
 * is that of a node. */
static gboolean
is_stronger (RmgWaitReason reason, RmgWaitReason than)
{
  return reason < than;
}

static RmgWait
wait_for_node (const Graph *graph, guint element, RmgWaitReason reason)
{
  return (RmgWait){ reason, graph->elements[element].node, RMG_PLAN_NONE };
}

static gboolean
is_active (const RmgWaitElement *element)
{
  return element->is_entered || element->has_task;
}

/* A queue that a thread is inside of waits for its own thread, which is inside
 * an element downstream. Returns: whether the element waits or works */
static gboolean
find_wait (const Graph *graph, guint index, RmgWait *wait)
{
  const RmgWaitElement *element = &graph->elements[index];
  guint next = find_entered (graph, index);

  if (next == RMG_PLAN_NONE && element->role == RMG_ROLE_GUARD)
    next = find_entered_past_commit (graph, index);
  if (next != RMG_PLAN_NONE && is_active (element)) {
    *wait = wait_for_node (graph, next, RMG_WAIT_SPACE);
    return wait->node != element->node;
  }
  if (element->lacks != RMG_PLAN_NONE) {
    *wait = wait_for_node (graph, element->lacks, RMG_WAIT_DATA);
    return wait->node != element->node;
  }
  if (element->role == RMG_ROLE_QUEUE || !is_active (element))
    return FALSE;
  *wait = (RmgWait){ RMG_WAIT_INSIDE, RMG_PLAN_NONE, index };
  return TRUE;
}

static RmgWait
find_node_wait (const Graph *graph, guint node)
{
  guint input = find_input (graph, node);
  RmgWait found = { input == RMG_PLAN_NONE ? RMG_WAIT_INPUT : RMG_WAIT_DATA,
    input, RMG_PLAN_NONE };
  gboolean is_idle = TRUE;

  for (guint i = 0; i < graph->n_elements; i++) {
    RmgWait wait;

    if (graph->elements[i].node != node || !find_wait (graph, i, &wait) ||
        !(is_idle || is_stronger (wait.reason, found.reason)))
      continue;
    found = wait;
    is_idle = FALSE;
  }
  return found;
}

void
rmg_waits_find (const RmgWaitElement *elements, guint n_elements,
    const GArray *links, RmgWait *waits, guint n_nodes)
{
  const Graph graph = { elements, n_elements, links };

  for (guint i = 0; i < n_nodes; i++)
    waits[i] = find_node_wait (&graph, i);
}

/* Last node of the chain of waits that begins at @node. A circle ends where it
 * began. */
static guint
find_last (const RmgWait *waits, guint n_nodes, guint node)
{
  guint last = node;

  for (guint i = 0; i < n_nodes && waits[last].node != RMG_PLAN_NONE; i++)
    last = waits[last].node;
  return last;
}

/* A node that has moved a buffer a moment ago works, whatever waits for it. */
static guint
get_rank (const guint64 *ages_ns, guint n_waiting, guint node, guint n_nodes)
{
  const gboolean is_still = ages_ns == NULL || ages_ns[node] >= STILL_NS;

  return n_waiting > 0 && is_still ? n_nodes + n_waiting : n_waiting;
}

guint
rmg_waits_find_blocking (
    const RmgWait *waits, const guint64 *ages_ns, guint n_nodes)
{
  g_autofree guint *n_waiting = g_new0 (guint, n_nodes);
  guint blocking = RMG_PLAN_NONE;
  guint highest = 0;

  for (guint i = 0; i < n_nodes; i++) {
    guint last = find_last (waits, n_nodes, i);

    n_waiting[last] += last != i;
  }
  for (guint i = 0; i < n_nodes; i++) {
    guint rank = get_rank (ages_ns, n_waiting[i], i, n_nodes);

    if (rank > highest)
      blocking = i;
    highest = MAX (highest, rank);
  }
  return blocking;
}
