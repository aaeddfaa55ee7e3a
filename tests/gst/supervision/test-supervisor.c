/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/attempts.h"

#include "tests/lib/supervisor-fixture.h"

static void
test_supervisor_of_new_bin_allows_restarts_and_measures_nothing (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (2);

  supervisor_fixture_start (f);
  g_assert_true (f->supervisor->bin == f->bin);
  g_assert_cmpuint (rmg_node_set_get_n_nodes (f->supervisor->nodes), ==, 2);
  g_assert_false (f->supervisor->closing);
  g_assert_false (f->supervisor->measured);
  g_assert_false (rmg_attempts_is_parked (f->supervisor));
}

/* As a guard does whose job still runs on the timer thread. */
static void
test_supervisor_frees_its_nodes_except_referenced_ones (void)
{
  SupervisorFixture *f = supervisor_fixture_new (1);
  g_autoptr (RmgNode) node = NULL;
  gpointer supervisor;

  supervisor_fixture_start (f);
  supervisor = f->supervisor;
  g_object_add_weak_pointer (G_OBJECT (supervisor), &supervisor);
  node = rmg_node_ref (supervisor_fixture_get_node (f, 0));
  supervisor_fixture_free (f);

  g_assert_null (supervisor);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_RUNNING);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/supervisor/new",
      test_supervisor_of_new_bin_allows_restarts_and_measures_nothing);
  g_test_add_func ("/supervisor/free",
      test_supervisor_frees_its_nodes_except_referenced_ones);
  return g_test_run ();
}
