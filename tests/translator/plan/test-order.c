/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/planner-fixture.h"
#include "translator/plan/order.h"

#include <gst/gst.h>

static const char *const names[] = { "a", "b", "c", "d" };

/* Links elements 0 to 3 as "from>to" pairs of @links; returns their order. */
static char *
sort (const char *links, guint *n_incoming, guint *n_outgoing)
{
  g_autoptr (PlannerFixture) fixture =
      planner_fixture_new ("n=PassThrough", "");
  RmgPlanner *planner = &fixture->planner;
  g_autoptr (RmgPlanOrder) order = NULL;
  g_autoptr (GString) text = g_string_new ("");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    rmg_planner_add (planner, RMG_ROLE_NODE, "identity", names[i]);
  for (const char *c = links; *c != '\0'; c += 2)
    rmg_planner_link_pads (planner, c[0] - 'a', c[1] - 'a', NULL);
  order = rmg_plan_order_new (planner->plan);
  g_assert_cmpuint (order->n_elements, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < order->elements->len; i++)
    g_string_append (text, names[g_array_index (order->elements, guint, i)]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    n_incoming[i] = order->n_incoming[i];
    n_outgoing[i] = order->outgoing[i]->len;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_order_element_follows_all_that_feed_it (void)
{
  guint n_incoming[G_N_ELEMENTS (names)], n_outgoing[G_N_ELEMENTS (names)];
  g_autofree char *chain = sort ("dccbba", n_incoming, n_outgoing);
  g_autofree char *diamond = NULL;

  g_assert_cmpstr (chain, ==, "dcba");
  diamond = sort ("bcbdcada", n_incoming, n_outgoing);
  g_assert_cmpstr (diamond, ==, "bcda");
  g_assert_cmpuint (n_incoming[0], ==, 2);
  g_assert_cmpuint (n_incoming[1], ==, 0);
  g_assert_cmpuint (n_outgoing[1], ==, 2);
  g_assert_cmpuint (n_outgoing[0], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func (
      "/order/after-its-inputs", test_order_element_follows_all_that_feed_it);
  return g_test_run ();
}
