/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/attempts.h"
#include "gst/supervision/restart.h"

#include "tests/lib/hang.h"
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
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_IDLE);
}

static GMutex gate;

static void
wait_for_the_gate (RmgSupervisor *supervisor, RmgNode *node)
{
  g_mutex_lock (&gate);
  g_mutex_unlock (&gate);
}

static void
test_supervisor_waits_for_its_jobs_within_a_limit (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (1);

  supervisor_fixture_start (f);
  f->supervisor->threaded = TRUE;
  g_assert_true (rmg_supervisor_wait_within (f->supervisor, 0));
  g_mutex_lock (&gate);
  rmg_supervisor_run_job (
      f->supervisor, wait_for_the_gate, supervisor_fixture_get_node (f, 0));
  g_assert_false (rmg_supervisor_wait_within (f->supervisor, 1));
  g_mutex_unlock (&gate);
  g_assert_true (
      rmg_supervisor_wait_within (f->supervisor, RMG_TEST_HANG_S * 1000));
}

static gboolean was_closing;

/* The sink of a pipeline changes its state before the bin. */
static GstBusSyncReply
look (GstBus *bus, GstMessage *message, gpointer supervisor)
{
  if (g_str_equal (GST_MESSAGE_SRC_NAME (message), "last") &&
      GST_MESSAGE_TYPE (message) == GST_MESSAGE_STATE_CHANGED)
    was_closing = rmg_supervisor_is_closing (supervisor);
  return GST_BUS_PASS;
}

static void
test_supervisor_is_closing_while_a_parent_goes_down (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (1);
  g_autoptr (GstElement) pipeline =
      gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  supervisor_fixture_start (f);
  gst_bin_add_many (GST_BIN (pipeline), f->bin,
      gst_element_factory_make ("fakesrc", "last"), NULL);
  gst_bus_set_sync_handler (bus, look, f->supervisor, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_assert_false (was_closing);
  g_assert_false (rmg_supervisor_is_closing (f->supervisor));
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  g_assert_false (was_closing);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_true (was_closing);
  g_assert_false (rmg_supervisor_is_closing (f->supervisor));
  gst_bin_remove (GST_BIN (pipeline), f->bin);
}

static void
test_supervisor_is_closing_after_restarts_were_forbidden (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (1);

  supervisor_fixture_start (f);
  rmg_restart_set_closing (f->supervisor, TRUE);
  g_assert_true (rmg_supervisor_is_closing (f->supervisor));
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
  g_test_add_func ("/supervisor/wait-within",
      test_supervisor_waits_for_its_jobs_within_a_limit);
  g_test_add_func ("/supervisor/parent",
      test_supervisor_is_closing_while_a_parent_goes_down);
  g_test_add_func ("/supervisor/closing",
      test_supervisor_is_closing_after_restarts_were_forbidden);
  return g_test_run ();
}
