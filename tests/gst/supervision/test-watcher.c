/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The checks are called by the test, with its time. The timer of the watch comes
 * first after a second, which no test lasts. */

#include "gst/supervision/watcher.h"

#include "gst/supervision/legs.h"
#include "tests/lib/supervisor-fixture.h"

#include <string.h>

#define TIMEOUT_MS 4000
#define TIMEOUT_US (TIMEOUT_MS * G_TIME_SPAN_MILLISECOND)

static gint64 now_us;

static gint64
get_time (gpointer unused)
{
  return now_us;
}

/* n0 is a guarded node in a bin that plays. */
static SupervisorFixture *
new_watched (guint stall_ms, guint input_ms)
{
  SupervisorFixture *f = supervisor_fixture_new (1);
  RmgPolicy *policy = &supervisor_fixture_get_plan (f, 0)->policy;

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  policy->stall_timeout_ms = stall_ms;
  policy->input_timeout_ms = input_ms;
  f->keeps_messages = TRUE;
  supervisor_fixture_start (f);
  f->supervisor->clock = get_time;
  now_us = 1;
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  rmg_watcher_start (f->supervisor);
  return f;
}

static void
check_after (SupervisorFixture *f, gint64 time_us)
{
  now_us += time_us;
  rmg_watcher_check (f->supervisor);
}

static void
test_watcher_attempt_that_takes_too_long_is_a_stall (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (TIMEOUT_MS, 0);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  check_after (f, 10 * TIMEOUT_US);
  rmg_node_begin_attempt (node);
  check_after (f, 0);
  check_after (f, TIMEOUT_US - 1);
  supervisor_fixture_expect (f, "");
  check_after (f, 1);
  supervisor_fixture_expect (f, "message");
  check_after (f, 10 * TIMEOUT_US);
  supervisor_fixture_expect (f, "");
  rmg_node_end_attempt (node);
  check_after (f, 0);
  supervisor_fixture_expect (f, "message");
  rmg_watcher_stop (f->supervisor);
}

static void
test_watcher_attempts_that_succeed_are_no_stall (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (TIMEOUT_MS, 0);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  for (guint i = 0; i < 10; i++) {
    rmg_node_begin_attempt (node);
    check_after (f, TIMEOUT_US - 1);
    rmg_node_end_attempt (node);
  }
  supervisor_fixture_expect (f, "");
  rmg_watcher_stop (f->supervisor);
}

static void
test_watcher_paused_bin_does_not_stall (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (TIMEOUT_MS, TIMEOUT_MS);

  gst_element_set_state (f->bin, GST_STATE_PAUSED);
  rmg_node_begin_attempt (supervisor_fixture_get_node (f, 0));
  check_after (f, 0);
  check_after (f, 10 * TIMEOUT_US);
  supervisor_fixture_expect (f, "");
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  check_after (f, 0);
  check_after (f, TIMEOUT_US - 1);
  supervisor_fixture_expect (f, "");
  rmg_watcher_stop (f->supervisor);
}

static void
take_buffer (RmgNode *node)
{
  rmg_progress_take_turn (&node->input_turn);
  rmg_progress_take_turn (&node->input_turn);
}

static void
test_watcher_silent_input_opens_the_breaker_until_data_arrives (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (0, TIMEOUT_MS);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  check_after (f, 0);
  check_after (f, TIMEOUT_US - 1);
  take_buffer (node);
  check_after (f, TIMEOUT_US - 1);
  check_after (f, TIMEOUT_US - 1);
  g_assert_cmpint (rmg_node_get_breaker_state (node), ==, RMG_BREAKER_CLOSED);
  check_after (f, 1);
  g_assert_cmpint (rmg_node_get_breaker_state (node), ==, RMG_BREAKER_SILENT);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_DEGRADED);
  check_after (f, 10 * TIMEOUT_US);
  supervisor_fixture_expect (f, "message");
  g_assert_cmpuint (node->counters.breaker_opened, ==, 1);
  rmg_watcher_stop (f->supervisor);
}

static void
test_watcher_ended_input_is_not_silent (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (0, TIMEOUT_MS);

  g_atomic_int_set (&supervisor_fixture_get_node (f, 0)->input_ended, TRUE);
  check_after (f, 0);
  check_after (f, 10 * TIMEOUT_US);
  supervisor_fixture_expect (f, "");
  rmg_watcher_stop (f->supervisor);
}

static void
test_watcher_held_buffer_is_not_silence (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (0, TIMEOUT_MS);

  rmg_progress_take_turn (&supervisor_fixture_get_node (f, 0)->input_turn);
  check_after (f, 0);
  check_after (f, 10 * TIMEOUT_US);
  supervisor_fixture_expect (f, "");
  rmg_watcher_stop (f->supervisor);
}

static void
test_watcher_without_timeouts_has_no_timer (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (0, 0);

  g_assert_null (f->supervisor->watch);
  rmg_watcher_stop (f->supervisor);
}

static char *
describe (gpointer data)
{
  return g_strdup (data);
}

static void
test_watcher_message_has_typed_fields (void)
{
  g_autoptr (SupervisorFixture) f = new_watched (TIMEOUT_MS, 0);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  const GstStructure *fields;
  gboolean stalled = FALSE, leg = TRUE;
  guint timeout_ms = 0;

  f->keeps_messages = FALSE;
  f->supervisor->describe = describe;
  f->supervisor->describe_data = (gpointer) "{}";
  gst_element_set_bus (f->bin, bus);
  rmg_node_begin_attempt (supervisor_fixture_get_node (f, 0));
  check_after (f, 0);
  check_after (f, TIMEOUT_US);
  rmg_watcher_stop (f->supervisor);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT);
  g_assert_nonnull (message);
  fields = gst_message_get_structure (message);
  g_assert_true (gst_structure_has_name (fields, "rmg-stall"));
  g_assert_cmpstr (gst_structure_get_string (fields, "node-id"), ==, "n0");
  g_assert_true (
      gst_structure_has_field_typed (fields, "node-type", G_TYPE_STRING));
  g_assert_true (gst_structure_get_boolean (fields, "stalled", &stalled));
  g_assert_true (stalled);
  g_assert_true (gst_structure_get_boolean (fields, "leg", &leg));
  g_assert_false (leg);
  g_assert_true (gst_structure_get_uint (fields, "timeout-ms", &timeout_ms));
  g_assert_cmpuint (timeout_ms, ==, TIMEOUT_MS);
  g_assert_cmpstr (gst_structure_get_string (fields, "report"), ==, "{}");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/watcher/stall", test_watcher_attempt_that_takes_too_long_is_a_stall);
  g_test_add_func (
      "/watcher/success", test_watcher_attempts_that_succeed_are_no_stall);
  g_test_add_func ("/watcher/paused", test_watcher_paused_bin_does_not_stall);
  g_test_add_func ("/watcher/silence",
      test_watcher_silent_input_opens_the_breaker_until_data_arrives);
  g_test_add_func ("/watcher/ended", test_watcher_ended_input_is_not_silent);
  g_test_add_func ("/watcher/held", test_watcher_held_buffer_is_not_silence);
  g_test_add_func ("/watcher/none", test_watcher_without_timeouts_has_no_timer);
  g_test_add_func ("/watcher/message", test_watcher_message_has_typed_fields);
  return g_test_run ();
}
