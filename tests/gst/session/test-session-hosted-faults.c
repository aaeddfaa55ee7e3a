/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Failures and time-outs of a hosted node in an inline session. */

#include "gst/session/data.h"
#include "gst/session/io.h"
#include "tests/lib/hand-host.h"

#include <rmg/init.h>
#include <rmg/value-memory.h>

#include <gio/gio.h>

static void
test_hosted_faults_transient_failure_offers_the_same_item_when_due (void)
{
  static const guint delays_ms[] = { 100, 200, 400 };
  g_auto (RmgHostItem) first = { 0 };
  guint64 sequence;

  hand_start ("Hand", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (1);
  hand_take_full (&first, 1);
  sequence = first.sequence;
  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++) {
    g_auto (RmgHostItem) again = { 0 };

    hand_fail (sequence);
    hand_assert_pulled ("");
    g_assert_cmpint (hand_push (2), ==, RMG_SESSION_FULL);
    g_assert_cmpint (rmg_runtime_get_due (hand_run.session->runtime), ==,
        hand_run.now_us + delays_ms[i] * G_TIME_SPAN_MILLISECOND);
    hand_pass_time (delays_ms[i] - 1);
    hand_assert_pulled ("");
    g_assert_false (hand_has_item ());
    hand_pass_time (1);
    hand_assert_pulled ("");
    hand_take_full (&again, 1);
    g_assert_true (again.buffer == first.buffer);
    g_assert_cmpuint (again.n_failures, ==, i + 1);
    g_assert_cmpuint (again.sequence, !=, sequence);
    sequence = again.sequence;
  }
  g_assert_cmpuint (hand_run.n_ready, ==, 4);
  hand_complete (sequence, 10);
  hand_assert_pulled ("10 ");
  g_assert_cmpint (hand_push (2), ==, RMG_SESSION_OK);
  hand_stop ();
}

static void
test_hosted_faults_outputs_keep_their_order (void)
{
  guint64 sequences[3];

  hand_start ("Hand", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (3);
  for (guint i = 0; i < 3; i++)
    sequences[i] = hand_take (i + 1);
  hand_complete (sequences[2], 30);
  hand_fail (sequences[1]);
  hand_complete (sequences[0], 10);
  hand_assert_pulled ("10 ");
  hand_pass_time (100);
  hand_assert_pulled ("");
  hand_complete (hand_take (2), 20);
  hand_assert_pulled ("20 30 ");
  hand_stop ();
}

static void
count_destroyed (gpointer data)
{
  (*(int *) data)++;
}

static void
test_hosted_faults_last_failure_has_the_data_of_the_program (void)
{
  g_autoptr (GError) error =
      g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "unreadable");
  g_autoptr (RmgFault) fault = NULL;
  int n_destroyed = 0;
  RmgValue *data =
      rmg_value_new_object (&n_destroyed, "counter", count_destroyed);
  guint64 first, second, third;

  hand_start ("Hand", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (3);
  first = hand_take (1);
  second = hand_take (2);
  third = hand_take (3);
  g_assert_cmpint (rmg_host_fail_with_data (
                       hand_run.host, second, RMG_HOST_RETRY_AUTO, error, data),
      ==, RMG_HOST_OK);
  rmg_value_unref (data);
  hand_assert_pulled ("");
  g_assert_cmpuint (hand_run.cancelled->len, ==, 1);
  g_assert_cmpuint (g_array_index (hand_run.cancelled, guint64, 0), ==, third);
  g_assert_cmpint (hand_complete (third, 30), ==, RMG_HOST_CANCELLED);
  hand_complete (first, 10);
  hand_assert_pulled ("10 error");

  g_assert_cmpuint (rmg_session_get_n_faults (hand_run.session), ==, 1);
  fault = rmg_session_get_fault (hand_run.session, 0);
  g_assert_cmpstr (fault->node_id, ==, "h");
  g_assert_cmpstr (fault->message, ==, "unreadable");
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_PERMANENT);
  g_assert_true (rmg_fault_get_user_data (fault) == data);
  hand_stop ();
  g_assert_cmpint (n_destroyed, ==, 0);
  g_clear_pointer (&fault, rmg_fault_unref);
  g_assert_cmpint (n_destroyed, ==, 1);
}

static void
test_hosted_faults_retry_used_up_is_one_fault (void)
{
  g_autoptr (RmgFault) fault = NULL;

  hand_start (
      "Hand", "'retry':{'max_retries':1,'backoff_ms':10}", RMG_FRAMING_STREAM);
  hand_push_all (1);
  hand_fail (hand_take (1));
  hand_assert_pulled ("");
  hand_pass_time (10);
  hand_assert_pulled ("");
  hand_fail (hand_take (1));
  hand_assert_pulled ("error");
  fault = rmg_session_get_fault (hand_run.session, 0);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_EXHAUSTED);
  g_assert_cmpuint (fault->n_attempts, ==, 2);
  g_assert_cmpuint (rmg_session_get_n_faults (hand_run.session), ==, 1);
  hand_stop ();
}

#define NO_RETRY "'retry':{'max_retries':0},"
#define BREAKER(on_open)                                                       \
  "'breaker':{'failures':5,'open_ms':500,'on_open':'" on_open "'}"

/* Pushes and fails @n items. */
static void
fail_items (guint n)
{
  for (guint i = 1; i <= n; i++) {
    g_assert_cmpint (hand_push (i), ==, RMG_SESSION_OK);
    hand_fail (hand_take (i));
    rmg_session_pump (hand_run.session);
  }
}

static void
test_hosted_faults_breaker_opens_at_the_fifth_and_heals (void)
{
  hand_start ("Hand", NO_RETRY BREAKER ("bypass"), RMG_FRAMING_STREAM);
  fail_items (4);
  g_assert_cmpstr (hand_run.messages->str, ==, "");
  fail_items (1);
  g_assert_cmpstr (hand_run.messages->str, ==, "failures ");
  hand_assert_pulled ("1 2 3 4 1 ");

  hand_run.n_ready = 0;
  hand_push_all (3);
  hand_assert_pulled ("1 2 3 ");
  g_assert_false (hand_has_item ());
  g_assert_cmpuint (hand_run.n_ready, ==, 0);

  hand_pass_time (500);
  g_assert_cmpint (hand_push (7), ==, RMG_SESSION_OK);
  g_assert_cmpint (hand_push (8), ==, RMG_SESSION_OK);
  g_assert_cmpuint (hand_run.n_ready, ==, 1);
  hand_complete (hand_take (7), 70);
  hand_assert_pulled ("70 8 ");
  g_assert_cmpstr (
      hand_run.messages->str, ==, "failures open-time probes-succeeded ");
  g_assert_cmpint (hand_push (9), ==, RMG_SESSION_OK);
  hand_complete (hand_take (9), 90);
  hand_assert_pulled ("90 ");
  hand_stop ();
}

static void
test_hosted_faults_open_breaker_keeps_parked_items_from_the_driver (void)
{
  guint64 sequences[5];

  hand_start ("Hand", NO_RETRY BREAKER ("bypass"), RMG_FRAMING_STREAM);
  hand_push_all (8);
  for (guint i = 0; i < 5; i++)
    sequences[i] = hand_take (i + 1);
  for (guint i = 0; i < 5; i++)
    hand_fail (sequences[i]);
  hand_assert_pulled ("1 2 3 4 5 6 7 8 ");
  g_assert_false (hand_has_item ());
  hand_stop ();
}

static void
test_hosted_faults_open_breaker_drops (void)
{
  hand_start ("Hand", NO_RETRY BREAKER ("drop"), RMG_FRAMING_STREAM);
  fail_items (5);
  hand_push_all (3);
  hand_assert_pulled ("");
  hand_pass_time (500);
  g_assert_cmpint (hand_push (7), ==, RMG_SESSION_OK);
  hand_complete (hand_take (7), 70);
  hand_assert_pulled ("70 ");
  hand_stop ();
}

static void
send_gap (void)
{
  g_autoptr (GstElement) guard =
      gst_bin_get_by_name (GST_BIN (hand_run.session->bin), "h.guard");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (guard, "sink");

  gst_pad_send_event (sink, gst_event_new_gap (0, GST_SECOND));
}

static void
test_hosted_faults_gaps_let_the_open_time_end (void)
{
  hand_start ("Hand", NO_RETRY BREAKER ("drop"), RMG_FRAMING_STREAM);
  fail_items (5);
  send_gap ();
  hand_assert_pulled ("");
  g_assert_cmpstr (hand_run.messages->str, ==, "failures ");
  hand_pass_time (500);
  send_gap ();
  hand_assert_pulled ("");
  g_assert_cmpstr (hand_run.messages->str, ==, "failures open-time ");
  g_assert_cmpint (hand_push (7), ==, RMG_SESSION_OK);
  hand_complete (hand_take (7), 70);
  hand_assert_pulled ("70 ");
  hand_stop ();
}

static void
test_hosted_faults_open_breaker_stops (void)
{
  hand_start ("Hand", NO_RETRY "'breaker':{'failures':1}", RMG_FRAMING_STREAM);
  fail_items (1);
  hand_assert_pulled ("error");
  g_assert_cmpint (hand_push (1), !=, RMG_SESSION_OK);
  hand_stop ();
}

static void
test_hosted_faults_open_breaker_uses_the_fallback_in_order (void)
{
  guint64 first;

  hand_start ("Hand",
      NO_RETRY "'breaker':{'failures':1,'open_ms':500,'on_open':'fallback'},"
               "'fallback':{'id':'spare','node_type':'MultiplyNode',"
               "'params':{'factor':100}}",
      RMG_FRAMING_ITEMS);
  hand_push_all (3);
  first = hand_take (1);
  hand_fail (hand_take (2));
  hand_assert_pulled ("");
  hand_complete (first, 10);
  hand_assert_pulled ("10 200 300 ");
  hand_pass_time (500);
  g_assert_cmpint (hand_push (4), ==, RMG_SESSION_OK);
  hand_complete (hand_take (4), 40);
  hand_assert_pulled ("40 ");
  hand_stop ();
}

static void
test_hosted_faults_delay_lets_data_pass (void)
{
  hand_start ("Hand", "'retry':{'backoff_ms':100},'while_waiting':'bypass'",
      RMG_FRAMING_STREAM);
  hand_push_all (1);
  hand_fail (hand_take (1));
  hand_assert_pulled ("1 ");
  g_assert_cmpint (hand_push (2), ==, RMG_SESSION_OK);
  hand_assert_pulled ("2 ");
  hand_pass_time (100);
  g_assert_cmpint (hand_push (3), ==, RMG_SESSION_OK);
  hand_complete (hand_take (3), 30);
  hand_assert_pulled ("30 ");
  hand_stop ();
}

static void
test_hosted_faults_late_item_is_cancelled_and_offered_again (void)
{
  guint64 late;

  hand_start ("Hand", "'retry':{'timeout_ms':50}", RMG_FRAMING_STREAM);
  hand_push_all (1);
  late = hand_take (1);
  g_assert_cmpint (rmg_runtime_get_due (hand_run.session->runtime), ==,
      hand_run.now_us + 50 * G_TIME_SPAN_MILLISECOND);
  hand_pass_time (49);
  hand_assert_pulled ("");
  g_assert_cmpuint (hand_run.cancelled->len, ==, 0);
  hand_pass_time (1);
  hand_assert_pulled ("");
  g_assert_cmpuint (hand_run.cancelled->len, ==, 1);
  g_assert_cmpuint (g_array_index (hand_run.cancelled, guint64, 0), ==, late);
  g_assert_cmpint (hand_complete (late, 666), ==, RMG_HOST_CANCELLED);
  hand_pass_time (100);
  hand_assert_pulled ("");
  hand_complete (hand_take (1), 10);
  hand_assert_pulled ("10 ");
  hand_stop ();
}

static void
test_hosted_faults_late_completion_is_a_failure (void)
{
  hand_start ("Hand", "'retry':{'timeout_ms':50}", RMG_FRAMING_STREAM);
  hand_push_all (1);
  {
    guint64 late = hand_take (1);

    hand_pass_time (51);
    g_assert_cmpint (hand_complete (late, 666), ==, RMG_HOST_CANCELLED);
  }
  hand_assert_pulled ("");
  hand_pass_time (100);
  hand_assert_pulled ("");
  hand_complete (hand_take (1), 10);
  hand_assert_pulled ("10 ");
  hand_stop ();
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  hand_register ();

#define ADD(name, function)                                                    \
  g_test_add_func (                                                            \
      "/session/hosted-faults/" name, test_hosted_faults_##function)
  ADD ("retry", transient_failure_offers_the_same_item_when_due);
  ADD ("order", outputs_keep_their_order);
  ADD ("data", last_failure_has_the_data_of_the_program);
  ADD ("used-up", retry_used_up_is_one_fault);
  ADD ("breaker", breaker_opens_at_the_fifth_and_heals);
  ADD ("parked", open_breaker_keeps_parked_items_from_the_driver);
  ADD ("drop", open_breaker_drops);
  ADD ("gap", gaps_let_the_open_time_end);
  ADD ("stop", open_breaker_stops);
  ADD ("fallback", open_breaker_uses_the_fallback_in_order);
  ADD ("delay", delay_lets_data_pass);
  ADD ("timeout", late_item_is_cancelled_and_offered_again);
  ADD ("late", late_completion_is_a_failure);
#undef ADD
  return g_test_run ();
}
