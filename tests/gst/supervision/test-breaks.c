/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/breaks.h"

#include "tests/lib/supervisor-fixture.h"

#define OPEN_MS 100

static const RmgFailure failure = { GST_FLOW_ERROR };
static gint64 now_us;

static gint64
get_time (gpointer unused)
{
  return now_us;
}

static SupervisorFixture *
new_breaker (RmgOnOpen on_open)
{
  SupervisorFixture *f = supervisor_fixture_new (1);
  RmgPolicy *policy = &supervisor_fixture_get_plan (f, 0)->policy;

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  policy->breaker = (RmgBreakerPolicy){ 2, OPEN_MS, 1, on_open };
  f->keeps_messages = TRUE;
  supervisor_fixture_start (f);
  f->supervisor->clock = get_time;
  now_us = 0;
  return f;
}

static RmgRetryAction
decide (SupervisorFixture *f, RmgFailureKind kind, RmgRetryAction action)
{
  RmgRetryDecision decision = { action, 10 };

  return rmg_breaks_decide (f->supervisor, supervisor_fixture_get_node (f, 0),
      &failure, kind, decision)
      .action;
}

static void
test_breaks_open_breaker_skips_instead_of_retrying (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_DROP);

  g_assert_cmpint (
      decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_OFFER), ==, RMG_RETRY_OFFER);
  supervisor_fixture_expect (f, "");
  g_assert_cmpint (
      decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_OFFER), ==, RMG_RETRY_SKIP);
  supervisor_fixture_expect (f, "message");
}

static void
test_breaks_last_retry_skips_the_buffer (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_BYPASS);

  g_assert_cmpint (
      decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_GIVE_UP), ==, RMG_RETRY_SKIP);
  supervisor_fixture_expect (f, "");
}

static void
test_breaks_stop_gives_up_when_it_opens (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_STOP);

  g_assert_cmpint (
      decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_OFFER), ==, RMG_RETRY_OFFER);
  g_assert_cmpint (decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_OFFER), ==,
      RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "message");
}

static void
test_breaks_permanent_failure_opens_at_once (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_DROP);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  g_assert_cmpint (
      decide (f, RMG_FAILURE_PERMANENT, RMG_RETRY_GIVE_UP), ==, RMG_RETRY_SKIP);
  now_us += 10 * OPEN_MS * G_TIME_SPAN_MILLISECOND;
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_SKIP);
  g_assert_cmpint (rmg_node_get_breaker_state (node), ==, RMG_BREAKER_BROKEN);
}

static void
test_breaks_node_without_breaker_keeps_the_decision (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_DROP);

  supervisor_fixture_get_plan (f, 0)->policy.breaker.failures = 0;
  for (guint i = 0; i < 9; i++)
    g_assert_cmpint (decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_GIVE_UP), ==,
        RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "");
}

static void
open_and_wait (SupervisorFixture *f)
{
  decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_OFFER);
  decide (f, RMG_FAILURE_TRANSIENT, RMG_RETRY_OFFER);
  now_us += OPEN_MS * G_TIME_SPAN_MILLISECOND;
}

static void
test_breaks_turn_after_the_open_time_is_a_probe (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_DROP);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_OFFER);
  open_and_wait (f);
  now_us--;
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_SKIP);
  now_us++;
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_PROBE);
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_SKIP);
  rmg_breaks_handle (f->supervisor, node, RMG_BREAKER_SUCCEEDED, NULL);
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_OFFER);
  supervisor_fixture_expect (f, "message message message");
}

/* Without buffers, GAPs let the open time end; the next buffer is the probe. */
static void
test_breaks_gap_after_the_open_time_makes_the_next_buffer_a_probe (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_DROP);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  open_and_wait (f);
  now_us--;
  rmg_breaks_handle (f->supervisor, node, RMG_BREAKER_GAP, NULL);
  g_assert_cmpint (rmg_node_get_breaker_state (node), ==, RMG_BREAKER_OPEN);
  now_us++;
  rmg_breaks_handle (f->supervisor, node, RMG_BREAKER_GAP, NULL);
  g_assert_cmpint (
      rmg_node_get_breaker_state (node), ==, RMG_BREAKER_HALF_OPEN);
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_PROBE);
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_SKIP);
  supervisor_fixture_expect (f, "message message");
}

/* To open a file again would truncate it. */
static void
test_breaks_written_file_does_not_restart_for_a_probe (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_DROP);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  supervisor_fixture_get_plan (f, 0)->flags = RMG_NODE_FILE | RMG_NODE_SINK;
  open_and_wait (f);
  g_assert_cmpint (
      rmg_breaks_next_turn (f->supervisor, node), ==, RMG_TURN_OFFER);
}

/* An application reads the message on the bus. */
static void
test_breaks_message_has_typed_fields (void)
{
  g_autoptr (SupervisorFixture) f = new_breaker (RMG_ON_OPEN_DROP);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  const GstStructure *fields;
  gboolean permanent = TRUE;
  guint open_ms = 0;

  f->keeps_messages = FALSE;
  gst_element_set_bus (f->bin, bus);
  rmg_breaks_handle (f->supervisor, supervisor_fixture_get_node (f, 0),
      RMG_BREAKER_SILENCE, NULL);
  message = gst_bus_pop (bus);
  g_assert_nonnull (message);
  fields = gst_message_get_structure (message);
  g_assert_true (gst_structure_has_name (fields, "rmg-breaker"));
  g_assert_cmpstr (gst_structure_get_string (fields, "node-id"), ==, "n0");
  g_assert_cmpstr (gst_structure_get_string (fields, "from"), ==, "closed");
  g_assert_cmpstr (gst_structure_get_string (fields, "to"), ==, "open");
  g_assert_cmpstr (gst_structure_get_string (fields, "cause"), ==, "no-input");
  g_assert_cmpstr (gst_structure_get_string (fields, "on-open"), ==, "drop");
  g_assert_true (gst_structure_get_uint (fields, "open-ms", &open_ms));
  g_assert_cmpuint (open_ms, ==, OPEN_MS);
  g_assert_true (gst_structure_get_boolean (fields, "permanent", &permanent));
  g_assert_false (permanent);
  g_assert_true (
      gst_structure_has_field_typed (fields, "error", G_TYPE_STRING));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/breaks/skip", test_breaks_open_breaker_skips_instead_of_retrying);
  g_test_add_func ("/breaks/last", test_breaks_last_retry_skips_the_buffer);
  g_test_add_func ("/breaks/stop", test_breaks_stop_gives_up_when_it_opens);
  g_test_add_func (
      "/breaks/permanent", test_breaks_permanent_failure_opens_at_once);
  g_test_add_func (
      "/breaks/none", test_breaks_node_without_breaker_keeps_the_decision);
  g_test_add_func (
      "/breaks/probe", test_breaks_turn_after_the_open_time_is_a_probe);
  g_test_add_func ("/breaks/gap",
      test_breaks_gap_after_the_open_time_makes_the_next_buffer_a_probe);
  g_test_add_func (
      "/breaks/file", test_breaks_written_file_does_not_restart_for_a_probe);
  g_test_add_func ("/breaks/message", test_breaks_message_has_typed_fields);
  return g_test_run ();
}
