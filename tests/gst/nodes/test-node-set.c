/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/node-set.h"

#include "tests/lib/plan-fixture.h"

static RmgNodeSet *
new_set (PlanFixture *f)
{
  return rmg_node_set_new (&f->plan, f->elements);
}

/* A diamond: n0 feeds n1 and n2, which feed n3. */
static PlanFixture *
new_diamond (void)
{
  static const guint links[][2] = { { 0, 1 }, { 0, 2 }, { 1, 3 }, { 2, 3 } };
  PlanFixture *f = plan_fixture_new (4);

  for (guint i = 0; i < 4; i++)
    plan_fixture_add (f, "identity", i, RMG_ROLE_NODE);
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    plan_fixture_link (f, links[i][0], links[i][1], TRUE);
  return f;
}

static void
test_node_set_has_the_nodes_of_the_plan (void)
{
  g_autoptr (PlanFixture) f = new_diamond ();
  g_autoptr (RmgNodeSet) set = new_set (f);

  g_assert_cmpuint (rmg_node_set_get_n_nodes (set), ==, 4);
  g_assert_cmpuint (rmg_node_set_get_n_elements (set), ==, 4);
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpuint (rmg_node_set_get (set, i)->index, ==, i);
    g_assert_true (
        rmg_node_set_get_element (set, i)->node == rmg_node_set_get (set, i));
  }
}

static void
test_node_set_node_has_its_elements_in_order (void)
{
  g_autoptr (PlanFixture) f = plan_fixture_new (2);
  g_autoptr (RmgNodeSet) set = NULL;
  const RmgNode *node;

  plan_fixture_add (f, "identity", 1, RMG_ROLE_GUARD);
  plan_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  plan_fixture_add (f, "identity", 1, RMG_ROLE_NODE);
  plan_fixture_add (f, "identity", 1, RMG_ROLE_COMMIT);
  set = new_set (f);

  node = rmg_node_set_get (set, 1);
  g_assert_true (node->elements == rmg_node_set_get_element (set, 0));
  g_assert_true (node->elements->next == rmg_node_set_get_element (set, 2));
  g_assert_true (
      node->elements->next->next == rmg_node_set_get_element (set, 3));
  g_assert_null (node->elements->next->next->next);
  g_assert_true (node->guard == f->elements->pdata[0]);
  g_assert_true (node->commit == f->elements->pdata[3]);
}

static void
test_node_set_finds_the_node_of_a_child (void)
{
  g_autoptr (PlanFixture) f = new_diamond ();
  g_autoptr (RmgNodeSet) set = new_set (f);
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (f->elements->pdata[2], "sink");
  const RmgNodeElement *entry = rmg_node_set_find (set, GST_OBJECT (pad));

  g_assert_nonnull (entry);
  g_assert_cmpuint (entry->node->index, ==, 2);
}

static void
test_node_set_finds_no_node_of_a_foreign_object (void)
{
  g_autoptr (PlanFixture) f = new_diamond ();
  g_autoptr (RmgNodeSet) set = new_set (f);
  g_autoptr (GstElement) other = gst_object_ref_sink (gst_bin_new (NULL));

  g_assert_null (rmg_node_set_find (set, GST_OBJECT (other)));
  g_assert_null (rmg_node_set_find (set, NULL));
}

static void
test_node_set_dynamic_link_makes_a_target (void)
{
  g_autoptr (PlanFixture) f = plan_fixture_new (2);
  g_autoptr (RmgNodeSet) set = NULL;

  plan_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  plan_fixture_add (f, "identity", 1, RMG_ROLE_NODE);
  plan_fixture_link (f, 0, 1, TRUE);
  set = new_set (f);

  g_assert_null (rmg_node_set_get (set, 0)->dynamic_targets->next);
  g_assert_true (rmg_node_set_get (set, 0)->dynamic_targets->data ==
      rmg_node_set_get_element (set, 1));
  g_assert_true (
      rmg_node_set_get (set, 1)->inputs->data == rmg_node_set_get (set, 0));
}

static gboolean
claim (RmgNodeSet *set, guint index)
{
  RmgNodeState before;

  return rmg_node_set_claim_failure (
      set, rmg_node_set_get (set, index), &before);
}

static void
test_node_set_second_failure_of_a_node_is_an_echo (void)
{
  g_autoptr (PlanFixture) f = new_diamond ();
  g_autoptr (RmgNodeSet) set = new_set (f);
  RmgNodeState before;

  g_assert_true (claim (set, 1));
  g_assert_false (
      rmg_node_set_claim_failure (set, rmg_node_set_get (set, 1), &before));
  g_assert_cmpint (before, ==, RMG_NODE_STATE_FAILED);
}

static void
test_node_set_failure_downstream_is_an_echo (void)
{
  g_autoptr (PlanFixture) f = new_diamond ();
  g_autoptr (RmgNodeSet) set = new_set (f);

  g_assert_true (claim (set, 0));
  g_assert_false (claim (set, 3));
}

static void
test_node_set_failures_beside_and_upstream_are_reported (void)
{
  g_autoptr (PlanFixture) f = new_diamond ();
  g_autoptr (RmgNodeSet) set = new_set (f);

  g_assert_true (claim (set, 1));
  g_assert_true (claim (set, 2));
  g_assert_true (claim (set, 0));
}

static void
test_node_set_feeds_only_failed_once_each_reader_is_lost (void)
{
  g_autoptr (PlanFixture) f = new_diamond ();
  g_autoptr (RmgNodeSet) set = new_set (f);
  const RmgNode *first = rmg_node_set_get (set, 0);

  g_assert_false (rmg_node_set_feeds_only_failed (set, first));
  claim (set, 1);
  g_assert_false (rmg_node_set_feeds_only_failed (set, first));
  claim (set, 3);
  g_assert_true (rmg_node_set_feeds_only_failed (set, first));
  g_assert_true (
      rmg_node_set_feeds_only_failed (set, rmg_node_set_get (set, 2)));
  g_assert_false (
      rmg_node_set_feeds_only_failed (set, rmg_node_set_get (set, 3)));
}

static void
test_node_set_new_element_takes_the_place_of_the_old_one (void)
{
  g_autoptr (PlanFixture) f = plan_fixture_new (1);
  g_autoptr (GstElement) fresh =
      gst_object_ref_sink (gst_element_factory_make ("identity", NULL));
  g_autoptr (RmgNodeSet) set = NULL;
  g_autoptr (GstElement) found = NULL;
  g_autoptr (GPtrArray) all = NULL;
  GstObject *old;

  plan_fixture_add (f, "identity", 0, RMG_ROLE_GUARD);
  plan_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  old = f->elements->pdata[1];
  set = new_set (f);
  rmg_node_set_replace (set, 1, fresh);

  found = rmg_node_element_ref (rmg_node_set_get_element (set, 1));
  g_assert_true (found == fresh);
  g_assert_null (rmg_node_set_find (set, old));
  g_assert_true (rmg_node_set_find (set, GST_OBJECT (fresh)) ==
      rmg_node_set_get_element (set, 1));
  all = rmg_node_set_copy_elements (set);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_true (all->pdata[0] == f->elements->pdata[0]);
  g_assert_true (all->pdata[1] == fresh);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/node-set/nodes", test_node_set_has_the_nodes_of_the_plan);
  g_test_add_func (
      "/node-set/elements", test_node_set_node_has_its_elements_in_order);
  g_test_add_func ("/node-set/find", test_node_set_finds_the_node_of_a_child);
  g_test_add_func ("/node-set/find/foreign",
      test_node_set_finds_no_node_of_a_foreign_object);
  g_test_add_func (
      "/node-set/dynamic", test_node_set_dynamic_link_makes_a_target);
  g_test_add_func ("/node-set/claim/twice",
      test_node_set_second_failure_of_a_node_is_an_echo);
  g_test_add_func ("/node-set/claim/downstream",
      test_node_set_failure_downstream_is_an_echo);
  g_test_add_func ("/node-set/claim/others",
      test_node_set_failures_beside_and_upstream_are_reported);
  g_test_add_func ("/node-set/feeds-only-failed",
      test_node_set_feeds_only_failed_once_each_reader_is_lost);
  g_test_add_func ("/node-set/replace",
      test_node_set_new_element_takes_the_place_of_the_old_one);
  return g_test_run ();
}
