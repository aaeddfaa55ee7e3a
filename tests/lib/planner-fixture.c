/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/planner-fixture.h"

#include "tests/lib/graph-fixture.h"

#include <string.h>

/* A plan with nodes and nothing else. */
static RmgPlan *
make_plan (RmgGraph *graph)
{
  g_autoptr (GError) error = NULL;
  RmgPlan *plan = rmg_plan_new (graph, NULL, NULL, &error);

  g_assert_no_error (error);
  g_array_set_size (plan->elements, 0);
  g_array_set_size (plan->links, 0);
  g_array_set_size (plan->inputs, 0);
  g_array_set_size (plan->outputs, 0);
  g_array_set_size (plan->files, 0);
  g_ptr_array_set_size (plan->notes, 0);
  for (guint i = 0; i < plan->nodes->len; i++) {
    RmgPlanNode *node = &g_array_index (plan->nodes, RmgPlanNode, i);

    node->main = node->guard = RMG_PLAN_NONE;
  }
  return plan;
}

PlannerFixture *
planner_fixture_new (const char *nodes, const char *edges)
{
  PlannerFixture *self = g_new0 (PlannerFixture, 1);

  self->graph = rmg_test_read_graph (nodes, edges);
  self->keeps_floats = g_new0 (gboolean, rmg_graph_get_n_nodes (self->graph));
  self->planner = (RmgPlanner){ .graph = self->graph,
    .plan = make_plan (self->graph),
    .options = &self->options,
    .diagnostics = rmg_diagnostics_new (FALSE),
    .names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .keeps_floats = self->keeps_floats };
  planner_fixture_begin (self, rmg_graph_get_node_id (self->graph, 0));
  return self;
}

void
planner_fixture_free (PlannerFixture *self)
{
  rmg_plan_unref (self->planner.plan);
  rmg_diagnostics_unref (self->planner.diagnostics);
  g_hash_table_unref (self->planner.names);
  rmg_graph_unref (self->graph);
  g_free (self->keeps_floats);
  g_free (self);
}

void
planner_fixture_begin (PlannerFixture *self, const char *id)
{
  RmgPlanner *planner = &self->planner;
  const GArray *nodes = planner->plan->nodes;

  planner->graph_index = rmg_graph_find_node (self->graph, id);
  planner->graph_node = rmg_graph_get_node (self->graph, planner->graph_index);
  planner->params = &planner->graph_node->params;
  planner->row = rmg_catalog_find_row (planner->graph_node->type);
  planner->node = RMG_PLAN_NONE;
  for (guint i = 0; i < nodes->len; i++)
    if (g_str_equal (g_array_index (nodes, RmgPlanNode, i).id, id))
      planner->node = i;
  g_assert_cmpuint (planner->node, !=, RMG_PLAN_NONE);
}

char *
planner_fixture_get_steps (const PlannerFixture *self)
{
  g_autofree char *text = rmg_plan_to_string (self->planner.plan);

  return g_strdup (strchr (text, '\n') + 1);
}

void
planner_fixture_init_part (RmgPart *part)
{
  *part = (RmgPart){ .first = RMG_PLAN_NONE,
    .last = RMG_PLAN_NONE,
    .first_pad = g_strdup ("sink"),
    .last_pad = g_strdup ("src") };
}

void
planner_fixture_clear_part (RmgPart *part)
{
  g_free (part->first_pad);
  g_free (part->last_pad);
  gst_clear_caps (&part->accepts);
  gst_clear_caps (&part->produces);
}

char *
planner_fixture_describe_links (const RmgPlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (plan->links, RmgPlanLink, i);
    const RmgPlanElement *elements = (RmgPlanElement *) plan->elements->data;

    g_string_append_printf (text, "%s.%s>%s.%s ", elements[link->from].name,
        link->from_pad, elements[link->to].name, link->to_pad);
  }
  for (guint i = 0; i < plan->inputs->len; i++)
    g_string_append_printf (text, "in:%s ",
        g_array_index (plan->nodes, RmgPlanNode,
            g_array_index (plan->inputs, RmgPlanPort, i).node)
            .id);
  for (guint i = 0; i < plan->outputs->len; i++)
    g_string_append_printf (text, "out:%s ",
        g_array_index (plan->nodes, RmgPlanNode,
            g_array_index (plan->outputs, RmgPlanPort, i).node)
            .id);
  return g_string_free (text, FALSE);
}
