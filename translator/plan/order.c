/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Kahn's algorithm. */

#include "translator/plan/order.h"

static void
collect_links (RmgPlanOrder *self, const RmgPlan *plan)
{
  for (guint i = 0; i < self->n_elements; i++)
    self->outgoing[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < plan->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (plan->links, RmgPlanLink, i);

    g_array_append_val (self->outgoing[link->from], i);
    self->n_incoming[link->to]++;
  }
}

/* @n_left: by element: links from elements that are not in the order yet */
static void
append_readers (
    RmgPlanOrder *self, const RmgPlan *plan, guint element, guint *n_left)
{
  const GArray *links = self->outgoing[element];

  for (guint i = 0; i < links->len; i++) {
    const guint index = g_array_index (links, guint, i);
    const guint to = g_array_index (plan->links, RmgPlanLink, index).to;

    if (--n_left[to] == 0)
      g_array_append_val (self->elements, to);
  }
}

RmgPlanOrder *
rmg_plan_order_new (const RmgPlan *plan)
{
  const guint n_elements = plan->elements->len;
  RmgPlanOrder *self = g_new (RmgPlanOrder, 1);
  g_autofree guint *n_left = NULL;

  *self = (RmgPlanOrder){ g_array_new (FALSE, FALSE, sizeof (guint)),
    n_elements, g_new0 (guint, n_elements), g_new (GArray *, n_elements) };
  collect_links (self, plan);
  n_left = g_memdup2 (self->n_incoming, n_elements * sizeof *n_left);
  for (guint i = 0; i < n_elements; i++)
    if (n_left[i] == 0)
      g_array_append_val (self->elements, i);
  for (guint i = 0; i < self->elements->len; i++)
    append_readers (
        self, plan, g_array_index (self->elements, guint, i), n_left);
  return self;
}

void
rmg_plan_order_free (RmgPlanOrder *self)
{
  for (guint i = 0; i < self->n_elements; i++)
    g_array_unref (self->outgoing[i]);
  g_free (self->outgoing);
  g_free (self->n_incoming);
  g_array_unref (self->elements);
  g_free (self);
}
