/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes n0 and n1 in a group, n2 alone. */

#include "gst/supervision/groups.h"
#include "gst/supervision/give-up.h"

#include "tests/lib/supervisor-fixture.h"

static const RmgFailure failure = { .flow = GST_FLOW_ERROR };

static SupervisorFixture *
new_group (void)
{
  SupervisorFixture *f = supervisor_fixture_new (3);

  for (guint i = 0; i < 3; i++)
    supervisor_fixture_add (f, "identity", i, RMG_ROLE_NODE);
  for (guint i = 0; i < 2; i++)
    supervisor_fixture_get_plan (f, i)->policy.group = g_strdup ("g");
  supervisor_fixture_start (f);
  return f;
}

static void
free_group (SupervisorFixture *f)
{
  for (guint i = 0; i < 2; i++)
    rmg_policy_clear (&supervisor_fixture_get_plan (f, i)->policy);
  supervisor_fixture_free (f);
}

static int
is_due (SupervisorFixture *f, guint node)
{
  return g_atomic_int_get (&supervisor_fixture_get_node (f, node)->restart_due);
}

static RmgNodeState
get_state (SupervisorFixture *f, guint node)
{
  return rmg_node_get_state (supervisor_fixture_get_node (f, node));
}

static void
test_groups_restart_is_due_for_the_other_nodes (void)
{
  SupervisorFixture *f = new_group ();

  rmg_groups_restart (f->supervisor, supervisor_fixture_get_node (f, 0));
  g_assert_false (is_due (f, 0));
  g_assert_true (is_due (f, 1));
  g_assert_false (is_due (f, 2));
  free_group (f);
}

/* A sink would truncate its file, a host lose its other items. */
static void
test_groups_restart_spares_nodes_that_keep_their_elements (void)
{
  static const struct
  {
    RmgNodeFlags flags;
    RmgRestartMethod method;
    gboolean due;
  } rows[] = {
    { RMG_NODE_FILE | RMG_NODE_SINK, RMG_METHOD_AUTO, FALSE },
    { RMG_NODE_FILE, RMG_METHOD_AUTO, TRUE },
    { RMG_NODE_HOSTED, RMG_METHOD_AUTO, FALSE },
    { 0, RMG_METHOD_NONE, FALSE },
    { RMG_NODE_FOREIGN, RMG_METHOD_AUTO, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    SupervisorFixture *f = new_group ();
    RmgPlanNode *plan = supervisor_fixture_get_plan (f, 1);

    plan->flags = rows[i].flags;
    plan->policy.restart.method = rows[i].method;
    rmg_groups_restart (f->supervisor, supervisor_fixture_get_node (f, 0));
    g_assert_cmpint (is_due (f, 1), ==, rows[i].due);
    free_group (f);
  }
}

static void
test_groups_node_without_group_is_alone (void)
{
  SupervisorFixture *f = new_group ();

  rmg_groups_restart (f->supervisor, supervisor_fixture_get_node (f, 2));
  for (guint i = 0; i < 3; i++)
    g_assert_false (is_due (f, i));
  free_group (f);
}

static void
test_groups_follower_restarts_and_reports_it (void)
{
  SupervisorFixture *f = new_group ();
  RmgNode *node = supervisor_fixture_get_node (f, 1);

  rmg_groups_follow (f->supervisor, node);
  g_assert_cmpuint (node->counters.restarts, ==, 1);
  g_assert_nonnull (supervisor_fixture_get_notice (f, "rmg-node-restarted"));
  free_group (f);
}

static void
test_groups_fail_together_with_one_error (void)
{
  SupervisorFixture *f = new_group ();

  rmg_give_up (f->supervisor, supervisor_fixture_get_node (f, 0), &failure, 1);
  supervisor_fixture_expect (f, "failed:n0");
  g_assert_cmpint (get_state (f, 1), ==, RMG_NODE_STATE_FAILED);
  g_assert_cmpint (get_state (f, 2), !=, RMG_NODE_STATE_FAILED);
  /* an error of the other node is an echo */
  rmg_give_up (f->supervisor, supervisor_fixture_get_node (f, 1), &failure, 1);
  supervisor_fixture_expect (f, "");
  free_group (f);
}

static void
count_call (RmgSupervisor *self, RmgNode *other)
{
  g_assert_cmpstr (other->plan->id, ==, "n0");
  rmg_counter_add (&other->counters.errors, 1);
}

static void
test_groups_foreach_leaves_the_node_itself_out (void)
{
  SupervisorFixture *f = new_group ();

  rmg_groups_foreach (
      f->supervisor, supervisor_fixture_get_node (f, 1), count_call);
  g_assert_cmpuint (supervisor_fixture_get_node (f, 0)->counters.errors, ==, 1);
  free_group (f);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/groups/restart", test_groups_restart_is_due_for_the_other_nodes);
  g_test_add_func ("/groups/kept",
      test_groups_restart_spares_nodes_that_keep_their_elements);
  g_test_add_func ("/groups/alone", test_groups_node_without_group_is_alone);
  g_test_add_func (
      "/groups/follow", test_groups_follower_restarts_and_reports_it);
  g_test_add_func ("/groups/fail", test_groups_fail_together_with_one_error);
  g_test_add_func (
      "/groups/foreach", test_groups_foreach_leaves_the_node_itself_out);
  return g_test_run ();
}
