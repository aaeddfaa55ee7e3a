/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A bin in PLAYING with a conversion and two elements of node n0. */

#include "gst/supervision/restart.h"

#include "tests/lib/hang.h"
#include "tests/lib/supervisor-fixture.h"

#include <string.h>
#include <unistd.h>

static SupervisorFixture *
new_playing (GstBus *bus)
{
  SupervisorFixture *f = supervisor_fixture_new (1);

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_CONVERT);
  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  supervisor_fixture_start (f);
  gst_element_set_bus (f->bin, bus);
  return f;
}

/* Indices of the elements that went to NULL, in this order. */
static char *
read_stops (SupervisorFixture *f, GstBus *bus)
{
  GString *stops = g_string_new (NULL);
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_STATE_CHANGED)) !=
      NULL) {
    GstState to;
    guint index = 0;

    gst_message_parse_state_changed (message, NULL, &to, NULL);
    if (to == GST_STATE_NULL) {
      g_assert_true (g_ptr_array_find (
          f->plan->elements, GST_MESSAGE_SRC (message), &index));
      g_string_append_printf (stops, "%u", index);
    }
    gst_message_unref (message);
  }
  return g_string_free (stops, FALSE);
}

static void
fail_attempt (SupervisorFixture *f)
{
  rmg_node_handle_event (
      supervisor_fixture_get_node (f, 0), RMG_NODE_EVENT_ATTEMPT_FAILED);
}

static void
assert_restart_stops (SupervisorFixture *f, GstBus *bus, const char *expected)
{
  g_autofree char *stops = NULL;

  rmg_restart_node (
      f->supervisor, supervisor_fixture_get_node (f, 0), RMG_RETRY_RESTART);
  stops = read_stops (f, bus);
  g_assert_cmpstr (stops, ==, expected);
  g_assert_cmpuint (supervisor_fixture_get_node (f, 0)->counters.restarts, ==,
      *expected != '\0');
}

static void
test_restart_stops_the_elements_that_work_downstream_first (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);

  fail_attempt (f);
  assert_restart_stops (f, bus, "21");
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (GST_STATE (supervisor_fixture_get_element (f, i)), ==,
        GST_STATE_PLAYING);
  g_assert_cmpint (rmg_node_get_state (supervisor_fixture_get_node (f, 0)), ==,
      RMG_NODE_STATE_RETRYING);
}

static void
test_restart_of_node_that_does_not_retry_does_nothing (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);

  assert_restart_stops (f, bus, "");
}

static void
test_restart_while_closing_does_nothing (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);

  fail_attempt (f);
  rmg_restart_set_closing (f->supervisor, TRUE);
  assert_restart_stops (f, bus, "");
  rmg_restart_set_closing (f->supervisor, FALSE);
  assert_restart_stops (f, bus, "21");
}

static gpointer
restart_first_node (gpointer fixture)
{
  SupervisorFixture *f = fixture;

  rmg_restart_node (
      f->supervisor, supervisor_fixture_get_node (f, 0), RMG_RETRY_RESTART);
  return NULL;
}

static gboolean
is_restarting (SupervisorFixture *f)
{
  gboolean is_restarting;

  g_mutex_lock (&f->supervisor->lock);
  is_restarting = f->supervisor->n_restarting > 0;
  g_mutex_unlock (&f->supervisor->lock);
  return is_restarting;
}

/* The thread of the queue is blocked in the sink, which prerolls, and the restart
 * waits for that thread. */
static void
test_restart_that_waits_for_a_sink_ends_when_closing (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (2);
  g_autoptr (GstPad) pad = NULL;
  GThread *thread;

  supervisor_fixture_add (f, "audiotestsrc", 1, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "queue", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "fakesink", 1, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, FALSE);
  plan_fixture_link (f->plan, 1, 2, FALSE);
  supervisor_fixture_start (f);
  gst_element_set_state (f->bin, GST_STATE_PAUSED);
  gst_element_get_state (f->bin, NULL, NULL, GST_CLOCK_TIME_NONE);
  fail_attempt (f);

  thread = g_thread_new ("restart", restart_first_node, f);
  while (!is_restarting (f))
    g_thread_yield ();
  rmg_restart_set_closing (f->supervisor, TRUE);
  g_thread_join (thread);
}

static void
test_restart_that_cannot_start_records_a_failure (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (1);

  supervisor_fixture_add (f, "filesrc", 0, RMG_ROLE_NODE);
  supervisor_fixture_start (f);
  gst_element_set_locked_state (supervisor_fixture_get_element (f, 0), TRUE);
  gst_element_set_state (f->bin, GST_STATE_PAUSED);
  gst_element_set_locked_state (supervisor_fixture_get_element (f, 0), FALSE);
  fail_attempt (f);
  restart_first_node (f);
  g_assert_true (rmg_node_has_failure (supervisor_fixture_get_node (f, 0)));
}

static void
test_restart_between_items_is_not_counted (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);
  RmgNode *node = supervisor_fixture_get_node (f, 0);
  g_autofree char *stops = NULL;

  rmg_restart_renew (f->supervisor, node);
  stops = read_stops (f, bus);
  g_assert_cmpstr (stops, ==, "21");
  g_assert_cmpuint (node->counters.restarts, ==, 0);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_RUNNING);
}

static gboolean
accept_rebuild (RmgNode *node, gpointer calls, GError **error)
{
  ++*(int *) calls;
  return TRUE;
}

static gboolean
refuse_rebuild (RmgNode *node, gpointer calls, GError **error)
{
  g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_FAILED, "no element");
  ++*(int *) calls;
  return FALSE;
}

static gboolean
rebuild (SupervisorFixture *f, RmgRebuildFunc func, int *n_calls)
{
  f->supervisor->rebuild = func;
  f->supervisor->rebuild_data = n_calls;
  return rmg_restart_node (
      f->supervisor, supervisor_fixture_get_node (f, 0), RMG_RETRY_REBUILD);
}

static void
assert_renewals (SupervisorFixture *f, guint n_restarts, guint n_rebuilds)
{
  const RmgCounters *counters = &supervisor_fixture_get_node (f, 0)->counters;

  g_assert_cmpuint (counters->restarts, ==, n_restarts);
  g_assert_cmpuint (counters->rebuilds, ==, n_rebuilds);
}

static void
test_restart_with_new_elements_is_a_rebuild (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);
  const GstStructure *notice;
  int n_calls = 0;

  fail_attempt (f);
  g_assert_true (rebuild (f, accept_rebuild, &n_calls));
  g_assert_cmpint (n_calls, ==, 1);
  assert_renewals (f, 0, 1);
  notice = supervisor_fixture_get_notice (f, "rmg-node-restarted");
  g_assert_cmpstr (gst_structure_get_string (notice, "action"), ==, "rebuild");
  g_assert_cmpint (rmg_node_get_state (supervisor_fixture_get_node (f, 0)), ==,
      RMG_NODE_STATE_RETRYING);
}

static void
test_restart_whose_rebuild_is_refused_keeps_the_elements (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);
  int n_calls = 0;

  fail_attempt (f);
  g_assert_false (rebuild (f, refuse_rebuild, &n_calls));
  g_assert_cmpint (n_calls, ==, 1);
  assert_renewals (f, 1, 0);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (GST_STATE (supervisor_fixture_get_element (f, i)), ==,
        GST_STATE_PLAYING);
}

static void
test_restart_while_closing_does_not_rebuild (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);
  int n_calls = 0;

  fail_attempt (f);
  rmg_restart_set_closing (f->supervisor, TRUE);
  g_assert_false (rebuild (f, accept_rebuild, &n_calls));
  g_assert_cmpint (n_calls, ==, 0);
  assert_renewals (f, 0, 0);
}

/* Elements that do not survive a restart do not survive one between two items. */
static void
test_restart_between_items_rebuilds_if_the_manifest_asks (void)
{
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (SupervisorFixture) f = new_playing (bus);
  RmgNode *node = supervisor_fixture_get_node (f, 0);
  int n_calls = 0;

  supervisor_fixture_get_plan (f, 0)->policy.restart.method =
      RMG_METHOD_REBUILD;
  f->supervisor->rebuild = accept_rebuild;
  f->supervisor->rebuild_data = &n_calls;
  g_assert_cmpint (
      rmg_restart_renew (f->supervisor, node), ==, RMG_RENEWAL_REBUILD);
  g_assert_cmpint (n_calls, ==, 1);
  assert_renewals (f, 0, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  alarm (RMG_TEST_HANG_S); /* a hang fails the test */
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/restart/order",
      test_restart_stops_the_elements_that_work_downstream_first);
  g_test_add_func ("/restart/running",
      test_restart_of_node_that_does_not_retry_does_nothing);
  g_test_add_func ("/restart/closing", test_restart_while_closing_does_nothing);
  g_test_add_func ("/restart/closing/blocked",
      test_restart_that_waits_for_a_sink_ends_when_closing);
  g_test_add_func (
      "/restart/failure", test_restart_that_cannot_start_records_a_failure);
  g_test_add_func ("/supervision/restart/between-items",
      test_restart_between_items_is_not_counted);
  g_test_add_func (
      "/restart/rebuild", test_restart_with_new_elements_is_a_rebuild);
  g_test_add_func ("/restart/rebuild/refused",
      test_restart_whose_rebuild_is_refused_keeps_the_elements);
  g_test_add_func (
      "/restart/rebuild/closing", test_restart_while_closing_does_not_rebuild);
  g_test_add_func ("/restart/rebuild/between-items",
      test_restart_between_items_rebuilds_if_the_manifest_asks);
  return g_test_run ();
}
