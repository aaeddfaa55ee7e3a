/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Kahn's algorithm over the elements, each after those that feed it. */

#include "translator/plan/depth.h"

/* Elements of a nested manifest for each of its nodes: guard, node, commit. */
#define ELEMENTS_PER_NODE 3

typedef struct
{
  const RmgPlan *plan;
  guint *n_left;  /* by element: links from elements that are not done */
  guint *depths;  /* by element: elements on the longest path up to it */
  GArray *ready;  /* (element-type guint): elements, in order */
  GArray **links; /* by element: (element-type guint): its outgoing links */
} Depth;

/* Number of nested calls inside the element itself. */
static guint
measure_element (const RmgPlan *plan, guint index)
{
  const RmgPlanElement *element =
      &g_array_index (plan->elements, RmgPlanElement, index);
  const RmgPlanNode *node =
      &g_array_index (plan->nodes, RmgPlanNode, element->node);

  if (element->role != RMG_ROLE_NODE)
    return 1;
  return 1 + ELEMENTS_PER_NODE * node->nested_depth;
}

static void
init_depth (Depth *self, const RmgPlan *plan)
{
  guint n_elements = plan->elements->len;

  *self = (Depth){ plan, g_new0 (guint, n_elements), g_new (guint, n_elements),
    g_array_new (FALSE, FALSE, sizeof (guint)), g_new (GArray *, n_elements) };
  for (guint i = 0; i < n_elements; i++) {
    self->depths[i] = measure_element (plan, i);
    self->links[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  }
  for (guint i = 0; i < plan->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (plan->links, RmgPlanLink, i);

    g_array_append_val (self->links[link->from], i);
    self->n_left[link->to]++;
  }
  for (guint i = 0; i < n_elements; i++)
    if (self->n_left[i] == 0)
      g_array_append_val (self->ready, i);
}

static void
clear_depth (Depth *self)
{
  for (guint i = 0; i < self->plan->elements->len; i++)
    g_array_unref (self->links[i]);
  g_free (self->links);
  g_free (self->depths);
  g_free (self->n_left);
  g_array_unref (self->ready);
}

static void
follow (Depth *self, guint from, guint index)
{
  guint to = g_array_index (self->plan->links, RmgPlanLink, index).to;

  self->depths[to] = MAX (
      self->depths[to], self->depths[from] + measure_element (self->plan, to));
  if (--self->n_left[to] == 0)
    g_array_append_val (self->ready, to);
}

static void
run_depth (Depth *self)
{
  for (guint i = 0; i < self->ready->len; i++) {
    guint element = g_array_index (self->ready, guint, i);
    GArray *links = self->links[element];

    for (guint j = 0; j < links->len; j++)
      follow (self, element, g_array_index (links, guint, j));
  }
}

/* Returns: the first node in topological order, or RMG_PLAN_NONE */
static guint
find_too_deep (const Depth *self)
{
  guint found = RMG_PLAN_NONE;

  for (guint i = 0; i < self->plan->elements->len; i++) {
    guint node = g_array_index (self->plan->elements, RmgPlanElement, i).node;

    if (self->depths[i] > RMG_DEPTH_MAX && node < found)
      found = node;
  }
  return found;
}

static void
select_node (RmgPlanner *planner, guint node)
{
  const char *id = g_array_index (planner->plan->nodes, RmgPlanNode, node).id;

  planner->node = node;
  planner->graph_node = rmg_graph_get_node (
      planner->graph, rmg_graph_find_node (planner->graph, id));
}

void
rmg_depth_check (RmgPlanner *planner)
{
  Depth depth;
  guint node;

  init_depth (&depth, planner->plan);
  run_depth (&depth);
  node = find_too_deep (&depth);
  clear_depth (&depth);
  if (node == RMG_PLAN_NONE)
    return;
  select_node (planner, node);
  rmg_planner_fail (planner, RMG_ERROR_LIMIT, NULL,
      "more than %d elements in a row lead to it, which is the limit",
      RMG_DEPTH_MAX);
}
