/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Records, messages and states of sessions whose nodes fail. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <string.h>

#define QUICK " @ 'retry':{'retries':3,'backoff_ms':1,'backoff_max_ms':2}\n"

static RmgFault *
run_to_fault (const char *lines, RmgThreading threading)
{
  RmgSession *session = rmg_test_open (lines, threading, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (4);
  g_autoptr (GError) error = NULL;
  RmgFault *fault;

  g_assert_null (rmg_session_get_fault (session, 0));
  g_free (rmg_test_pump (session, inputs, &error));
  g_assert_cmpuint (rmg_session_get_n_faults (session), ==, 1);
  fault = rmg_session_get_fault (session, 0);
  g_assert_nonnull (fault);
  g_assert_cmpstr (error->message, ==, fault->error->message);
  g_assert_null (rmg_session_get_fault (session, 1));
  g_assert_true (rmg_session_close (session, NULL));
  return fault;
}

/* One retry of the same buffer, then restarts: delays of 1, 2 and 2 ms. */
static void
assert_is_exhausted (const RmgFault *fault)
{
  static const char *const actions[] = { "retry", "restart", "restart",
    "stop" };
  static const guint delays_ms[] = { 1, 2, 2, 0 };
  gint64 before_us = 0;

  g_assert_cmpstr (fault->node_id, ==, "bad");
  g_assert_cmpstr (fault->node_type, ==, "gst:rmgfault");
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_EXHAUSTED);
  g_assert_true (fault->retryable);
  g_assert_cmpstr (fault->message, ==, "Could not read.");
  g_assert_nonnull (strstr (fault->debug, "a failure on demand"));
  g_assert_nonnull (strstr (fault->lost, "incomplete: \"bad\""));
  g_assert_cmpuint (fault->n_attempts, ==, 4);
  g_assert_cmpuint (rmg_fault_get_n_recorded (fault), ==, 4);
  for (guint i = 0; i < 4; i++) {
    const RmgFaultAttempt *attempt = rmg_fault_get_attempt (fault, i);

    g_assert_cmpstr (attempt->action, ==, actions[i]);
    g_assert_cmpuint (attempt->delay_ms, ==, delays_ms[i]);
    g_assert_cmpint (attempt->time_us, >=, before_us);
    before_us = attempt->time_us + delays_ms[i] * 1000;
  }
}

static void
test_session_fault_has_the_attempts_with_times_and_causes (void)
{
  static const char lines[] = "bad gst:rmgfault 'fail-after':2" QUICK;

  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    g_autoptr (RmgFault) fault = run_to_fault (lines, i);

    assert_is_exhausted (fault);
  }
}

/* Earlier failures, from which the node recovered, are not part of the fault. */
static void
test_session_fault_starts_after_the_last_recovery (void)
{
  g_autoptr (RmgFault) fault = run_to_fault (
      "good gst:rmgfault 'fail-after':0,'failures':2" QUICK
      "bad gst:rmgfault 'fail-every':2,'failures':1" QUICK
      "worse gst:rmgfault 'fail-after':3,'error':'stream-decode'\n"
      "good > bad\nbad > worse\n",
      RMG_THREADING_INLINE);

  g_assert_cmpstr (fault->node_id, ==, "worse");
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_PERMANENT);
  g_assert_false (fault->retryable);
  g_assert_cmpuint (rmg_fault_get_n_recorded (fault), ==, 1);
}

static void
note_message (GstMessage *message, gpointer text)
{
  const GstStructure *structure = gst_message_get_structure (message);

  if (gst_structure_has_name (structure, "rmg-state"))
    return;
  g_string_append_printf (text, "%s(%s) ", gst_structure_get_name (structure),
      gst_structure_get_string (structure, "node-id"));
}

static void
assert_messages (const char *lines, const char *expected)
{
  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    RmgSession *session = rmg_test_open (lines, i, RMG_FRAMING_ITEMS);
    g_autoptr (GPtrArray) inputs = rmg_test_values (4);
    g_autoptr (GString) text = g_string_new (NULL);

    rmg_session_set_message_func (session, note_message, text, NULL);
    g_free (rmg_test_pump (session, inputs, NULL));
    g_assert_true (rmg_session_close (session, NULL));
    g_assert_cmpstr (text->str, ==, expected);
  }
}

static void
test_session_messages_report_the_ladder_and_the_recovery (void)
{
  assert_messages ("bad gst:rmgfault 'fail-after':1,'failures':3" QUICK,
      "rmg-node-retrying(bad) rmg-node-retrying(bad) rmg-node-restarted(bad) "
      "rmg-node-retrying(bad) rmg-node-restarted(bad) rmg-recovered(bad) ");
}

static void
test_session_messages_end_with_the_failure (void)
{
  assert_messages ("bad gst:rmgfault 'fail-after':1,'error':'stream-decode'\n",
      "rmg-node-failed(bad) ");
}

static void
note_state (GstMessage *message, gpointer text)
{
  const GstStructure *structure = gst_message_get_structure (message);

  if (gst_structure_has_name (structure, "rmg-state"))
    g_string_append_printf (
        text, "%s ", gst_structure_get_string (structure, "to"));
}

/* @states: (out) (transfer full): states that the run had, in this order
 * Returns: its state at the end */
static const char *
run_with_states (const char *lines, RmgThreading threading, char **states)
{
  RmgSession *session = rmg_test_open (lines, threading, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (4);
  g_autoptr (RmgMetrics) before = rmg_session_get_metrics (session);
  g_autoptr (RmgMetrics) after = NULL;
  GString *text = g_string_new (NULL);

  g_assert_cmpstr (rmg_metrics_get_state (before), ==, "starting");
  rmg_session_set_message_func (session, note_state, text, NULL);
  g_free (rmg_test_pump (session, inputs, NULL));
  after = rmg_session_get_metrics (session);
  g_assert_true (rmg_session_close (session, NULL));
  *states = g_string_free (text, FALSE);
  return rmg_metrics_get_state (after);
}

#define HEALS                                                                  \
  "a AddNode 'addend':1\n"                                                     \
  "bad gst:rmgfault 'fail-after':2,'failures':1" QUICK "a > bad\n"
#define FAILS                                                                  \
  "a AddNode 'addend':1\n"                                                     \
  "bad gst:rmgfault 'fail-after':2,'error':'stream-decode'\n"                  \
  "a > bad\n"

static void
test_session_states_of_a_run_that_heals (void)
{
  g_autofree char *states = NULL;

  g_assert_cmpstr (
      run_with_states (HEALS, RMG_THREADING_INLINE, &states), ==, "stopped");
  g_assert_cmpstr (
      states, ==, "starting running restarting running draining stopped ");
}

static void
test_session_states_of_a_run_that_fails (void)
{
  g_autofree char *states = NULL;

  g_assert_cmpstr (
      run_with_states (FAILS, RMG_THREADING_INLINE, &states), ==, "failed");
  g_assert_cmpstr (states, ==, "starting running failed ");
}

/* The end of the input may come before the data arrives at the output. */
static void
test_session_states_of_a_threaded_run_have_the_same_end (void)
{
  g_autofree char *healed = NULL;
  g_autofree char *failed = NULL;

  g_assert_cmpstr (
      run_with_states (HEALS, RMG_THREADING_THREADED, &healed), ==, "stopped");
  g_assert_nonnull (strstr (healed, " restarting "));
  g_assert_true (g_str_has_suffix (healed, " draining stopped "));
  g_assert_cmpstr (
      run_with_states (FAILS, RMG_THREADING_THREADED, &failed), ==, "failed");
  g_assert_true (g_str_has_suffix (failed, " failed "));
}

/* Two legs fail for reasons of their own. */
static void
test_session_two_faults_are_two_records (void)
{
  RmgSession *session =
      rmg_test_open ("in PassThroughNode\n"
                     "a gst:rmgfault 'fail-after':1,'error':'stream-decode'\n"
                     "b gst:rmgfault 'fail-after':2,'error':'stream-format'\n"
                     "in > a\nin > b\n",
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (4);
  g_autofree char *seen = rmg_test_pump (session, inputs, NULL);
  g_autoptr (RmgFault) first = rmg_session_get_fault (session, 0);
  g_autoptr (RmgFault) second = rmg_session_get_fault (session, 1);

  g_assert_cmpuint (rmg_session_get_n_faults (session), ==, 2);
  g_assert_cmpstr (first->node_id, ==, "a");
  g_assert_cmpstr (second->node_id, ==, "b");
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session-faults/fault/attempts",
      test_session_fault_has_the_attempts_with_times_and_causes);
  g_test_add_func ("/session-faults/fault/recovery",
      test_session_fault_starts_after_the_last_recovery);
  g_test_add_func (
      "/session-faults/fault/two", test_session_two_faults_are_two_records);
  g_test_add_func ("/session-faults/messages/recovery",
      test_session_messages_report_the_ladder_and_the_recovery);
  g_test_add_func ("/session-faults/messages/failure",
      test_session_messages_end_with_the_failure);
  g_test_add_func (
      "/session-faults/states/heals", test_session_states_of_a_run_that_heals);
  g_test_add_func (
      "/session-faults/states/fails", test_session_states_of_a_run_that_fails);
  g_test_add_func ("/session-faults/states/threaded",
      test_session_states_of_a_threaded_run_have_the_same_end);
  return g_test_run ();
}
