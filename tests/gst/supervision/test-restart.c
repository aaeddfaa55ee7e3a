/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A bin in PLAYING with a conversion and two elements of node n0. */

#include "gst/supervision/restart.h"

#include "tests/lib/supervisor-fixture.h"

#include <string.h>

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

  rmg_restart_node (f->supervisor, supervisor_fixture_get_node (f, 0));
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

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/restart/order",
      test_restart_stops_the_elements_that_work_downstream_first);
  g_test_add_func ("/restart/running",
      test_restart_of_node_that_does_not_retry_does_nothing);
  g_test_add_func ("/restart/closing", test_restart_while_closing_does_nothing);
  return g_test_run ();
}
