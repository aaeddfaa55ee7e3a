/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Longest paths over the elements, each after those that feed it. */

#include "translator/plan/depth.h"

/* Elements of a nested manifest for each of its nodes: guard, node, commit. */
#define ELEMENTS_PER_NODE 3

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

/* Returns: (transfer full) (array): by element: elements on the longest path up
 * to it */
static guint *
measure_depths (const RmgPlan *plan, const RmgPlanOrder *order)
{
  guint *depths = g_new (guint, order->n_elements);

  for (guint i = 0; i < order->n_elements; i++)
    depths[i] = measure_element (plan, i);
  for (guint i = 0; i < order->elements->len; i++) {
    const guint from = g_array_index (order->elements, guint, i);
    const GArray *links = order->outgoing[from];

    for (guint j = 0; j < links->len; j++) {
      const guint index = g_array_index (links, guint, j);
      const guint to = g_array_index (plan->links, RmgPlanLink, index).to;

      depths[to] = MAX (depths[to], depths[from] + measure_element (plan, to));
    }
  }
  return depths;
}

/* Returns: the first node in topological order, or RMG_PLAN_NONE */
static guint
find_too_deep (const RmgPlan *plan, const guint *depths)
{
  guint found = RMG_PLAN_NONE;

  for (guint i = 0; i < plan->elements->len; i++) {
    guint node = g_array_index (plan->elements, RmgPlanElement, i).node;

    if (depths[i] > RMG_DEPTH_MAX && node < found)
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
rmg_depth_check (RmgPlanner *planner, const RmgPlanOrder *order)
{
  g_autofree guint *depths = measure_depths (planner->plan, order);
  const guint node = find_too_deep (planner->plan, depths);

  if (node == RMG_PLAN_NONE)
    return;
  select_node (planner, node);
  rmg_planner_fail (planner, RMG_ERROR_LIMIT, NULL,
      "more than %d elements in a row lead to it, which is the limit",
      RMG_DEPTH_MAX);
}
