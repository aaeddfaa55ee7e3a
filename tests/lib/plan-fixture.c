/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/plan-fixture.h"

PlanFixture *
plan_fixture_new (guint n_nodes)
{
  PlanFixture *self = g_new0 (PlanFixture, 1);

  self->plan.nodes = g_array_new (FALSE, TRUE, sizeof (RmgPlanNode));
  self->plan.elements = g_array_new (FALSE, TRUE, sizeof (RmgPlanElement));
  self->plan.links = g_array_new (FALSE, TRUE, sizeof (RmgPlanLink));
  self->elements = g_ptr_array_new_with_free_func (gst_object_unref);
  g_array_set_size (self->plan.nodes, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    g_array_index (self->plan.nodes, RmgPlanNode, i).id =
        g_strdup_printf ("n%u", i);
  return self;
}

void
plan_fixture_free (PlanFixture *self)
{
  for (guint i = 0; i < self->plan.nodes->len; i++)
    g_free (g_array_index (self->plan.nodes, RmgPlanNode, i).id);
  g_array_unref (self->plan.nodes);
  g_array_unref (self->plan.elements);
  g_array_unref (self->plan.links);
  g_ptr_array_unref (self->elements);
  g_free (self);
}

guint
plan_fixture_add (
    PlanFixture *self, const char *factory, guint node, RmgElementRole role)
{
  RmgPlanElement element = { .role = role, .node = node };

  g_array_append_val (self->plan.elements, element);
  g_ptr_array_add (self->elements,
      gst_object_ref_sink (gst_element_factory_make (factory, NULL)));
  return self->elements->len - 1;
}

void
plan_fixture_link (PlanFixture *self, guint from, guint to, gboolean dynamic)
{
  RmgPlanLink link = { .from = from, .to = to, .dynamic = dynamic };

  g_array_append_val (self->plan.links, link);
  if (!dynamic)
    g_assert_true (gst_element_link (
        self->elements->pdata[from], self->elements->pdata[to]));
}
