/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/clips.h"

/* Facts about the paths through each element. */
typedef struct
{
  gboolean reads_files; /* all paths start at local files, without a clock */
  gboolean is_leg;      /* a path to it branches */
  gboolean is_joined;   /* a path from it meets another one */
} Paths;

/* Elements that wait for the clock. */
static gboolean
is_paced (const RmgPlanElement *element)
{
  static const char *const factories[] = { "identity", "clocksync", NULL };

  return g_strv_contains (factories, element->factory);
}

/* A pipe and a server may be as slow as a live source, and are not files that
 * can be read on after a failure. */
static gboolean
is_file_reader (const RmgPlan *plan, const RmgPlanElement *element)
{
  const RmgNodeFlags file = RMG_NODE_FILE | RMG_NODE_RESUMES;
  const RmgPlanNode *node =
      &g_array_index (plan->nodes, RmgPlanNode, element->node);

  return (node->flags & file) == file && !(node->flags & RMG_NODE_NETWORK);
}

static guint
get_reader (const RmgPlan *plan, const RmgPlanOrder *order, guint element,
    guint outgoing)
{
  const guint link = g_array_index (order->outgoing[element], guint, outgoing);

  return g_array_index (plan->links, RmgPlanLink, link).to;
}

static void
follow_downstream (const RmgPlan *plan, const RmgPlanOrder *order, Paths *paths)
{
  for (guint i = 0; i < order->elements->len; i++) {
    const guint from = g_array_index (order->elements, guint, i);
    const RmgPlanElement *element =
        &g_array_index (plan->elements, RmgPlanElement, from);
    const guint n_legs = order->outgoing[from]->len;

    if (order->n_incoming[from] == 0)
      paths[from].reads_files = is_file_reader (plan, element);
    if (is_paced (element))
      paths[from].reads_files = FALSE;
    for (guint j = 0; j < n_legs; j++) {
      Paths *to = &paths[get_reader (plan, order, from, j)];

      to->reads_files = to->reads_files && paths[from].reads_files;
      to->is_leg = to->is_leg || paths[from].is_leg || n_legs > 1;
    }
  }
}

static void
follow_upstream (const RmgPlan *plan, const RmgPlanOrder *order, Paths *paths)
{
  for (guint i = order->elements->len; i-- > 0;) {
    const guint from = g_array_index (order->elements, guint, i);

    for (guint j = 0; j < order->outgoing[from]->len; j++) {
      const guint to = get_reader (plan, order, from, j);

      if (order->n_incoming[to] > 1 || paths[to].is_joined)
        paths[from].is_joined = TRUE;
    }
  }
}

/* Queues of the other legs would have to hold as much as a delayed leg that a
 * join waits for. */
static gboolean
allows_delay (const Paths *paths)
{
  return paths->reads_files && !(paths->is_leg && paths->is_joined);
}

/* Whether the catalog chose the element, and its quality is worth the longer
 * filter. */
static gboolean
is_open_resampler (const RmgPlan *plan, const RmgPlanElement *element)
{
  static const char *const cheap[] = { "fast", "medium", NULL };
  const RmgPlanNode *node =
      &g_array_index (plan->nodes, RmgPlanNode, element->node);

  if (!g_str_equal (element->factory, "rmgresample") ||
      (element->role == RMG_ROLE_NODE &&
          rmg_catalog_find_row (node->type) == NULL))
    return FALSE;
  for (guint i = 0; i < element->properties->len; i++) {
    const RmgPlanProperty *property =
        &g_array_index (element->properties, RmgPlanProperty, i);

    if (g_str_equal (property->name, "quality") &&
        g_strv_contains (cheap, g_value_get_string (&property->value)))
      return FALSE;
  }
  return TRUE;
}

void
rmg_clips_set (RmgPlanner *planner, const RmgPlanOrder *order)
{
  const RmgPlan *plan = planner->plan;
  g_autofree Paths *paths = g_new0 (Paths, order->n_elements);

  for (guint i = 0; i < order->n_elements; i++)
    paths[i].reads_files = TRUE;
  follow_downstream (plan, order, paths);
  follow_upstream (plan, order, paths);
  for (guint i = 0; i < order->n_elements; i++)
    if (allows_delay (&paths[i]) &&
        is_open_resampler (
            plan, &g_array_index (plan->elements, RmgPlanElement, i)))
      rmg_planner_set_string (planner, i, "engine", "clip");
}
