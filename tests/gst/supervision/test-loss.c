/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* n0 -> n1 -> n2 and n1 -> n3: two ends. */

#include "gst/supervision/loss.h"

#include "tests/lib/plan-fixture.h"

typedef struct
{
  PlanFixture *plan;
  RmgNodeSet *nodes;
} Tree;

static void
tree_init (Tree *self)
{
  self->plan = plan_fixture_new (4);
  plan_fixture_add (self->plan, "identity", 0, RMG_ROLE_NODE);
  plan_fixture_add (self->plan, "tee", 1, RMG_ROLE_NODE);
  plan_fixture_add (self->plan, "fakesink", 2, RMG_ROLE_NODE);
  plan_fixture_add (self->plan, "fakesink", 3, RMG_ROLE_NODE);
  plan_fixture_link (self->plan, 0, 1, FALSE);
  plan_fixture_link (self->plan, 1, 2, FALSE);
  plan_fixture_link (self->plan, 1, 3, FALSE);
  self->nodes = rmg_node_set_new (&self->plan->plan, self->plan->elements);
}

static void
tree_clear (Tree *self)
{
  rmg_node_set_free (self->nodes);
  plan_fixture_free (self->plan);
}

static void
assert_loss (Tree *tree, guint node, RmgHistory history, const char *expected)
{
  g_autofree char *lost = rmg_loss_describe (
      tree->nodes, rmg_node_set_get (tree->nodes, node), &history);

  g_assert_cmpstr (lost, ==, expected);
}

static void
test_loss_names_the_buffer_and_the_ends_downstream (void)
{
  const RmgHistory timed = { .has_buffer = TRUE, .pts = 90 * GST_SECOND };
  Tree tree;

  tree_init (&tree);
  assert_loss (&tree, 1, timed,
      "the buffer at 0:01:30.000000000 and all data after it; incomplete: "
      "\"n2\", \"n3\"");
  assert_loss (&tree, 3, timed,
      "the buffer at 0:01:30.000000000 and all data after it; incomplete: "
      "\"n3\"");
  tree_clear (&tree);
}

static void
test_loss_without_time_or_buffer_says_so (void)
{
  const RmgHistory untimed = { .has_buffer = TRUE, .pts = GST_CLOCK_TIME_NONE };
  const RmgHistory none = { NULL };
  Tree tree;

  tree_init (&tree);
  assert_loss (&tree, 2, untimed,
      "the buffer that failed and all data after it; incomplete: \"n2\"");
  assert_loss (&tree, 2, none,
      "all data that the node has not output yet; incomplete: \"n2\"");
  tree_clear (&tree);
}

static void
test_loss_of_a_source_is_the_unread_data (void)
{
  const RmgHistory none = { NULL };
  Tree tree;

  tree_init (&tree);
  g_array_index (tree.plan->plan.nodes, RmgPlanNode, 0).flags = RMG_NODE_SOURCE;
  assert_loss (&tree, 0, none,
      "all data that was not read yet; incomplete: \"n2\", \"n3\"");
  tree_clear (&tree);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/loss/buffer", test_loss_names_the_buffer_and_the_ends_downstream);
  g_test_add_func ("/loss/unknown", test_loss_without_time_or_buffer_says_so);
  g_test_add_func ("/loss/source", test_loss_of_a_source_is_the_unread_data);
  return g_test_run ();
}
