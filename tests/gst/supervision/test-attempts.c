/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A guarded chain: rmgguard -> identity -> rmgcommit of n0. */

#include "gst/supervision/attempts.h"

#include "gst/nodes/own-failures.h"
#include "gst/supervision/restart.h"
#include "tests/lib/supervisor-fixture.h"

#include <string.h>

#include "gst/elements/guard/rmgcommit.h"
#include "gst/elements/rmgfuse.h"
#include "gst/elements/guard/rmgguard.h"

enum
{
  GUARD,
  WORK,
  COMMIT,
};

static SupervisorFixture *
new_guarded (RmgNodeFlags flags, gboolean parks)
{
  SupervisorFixture *f = supervisor_fixture_new (1);

  supervisor_fixture_add (f, "rmgguard", 0, RMG_ROLE_GUARD);
  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "rmgcommit", 0, RMG_ROLE_COMMIT);
  plan_fixture_link (f->plan, GUARD, WORK, FALSE);
  plan_fixture_link (f->plan, WORK, COMMIT, FALSE);
  supervisor_fixture_get_plan (f, 0)->flags = flags;
  supervisor_fixture_get_plan (f, 0)->policy.retry =
      (RmgRetryPolicy){ 2, 10, 1, 10 };
  supervisor_fixture_start (f);
  rmg_attempts_attach (f->supervisor, parks);
  return f;
}

static RmgRetryDecision
fail (SupervisorFixture *f, guint n_failures)
{
  return rmg_node_attempt_failed (
      supervisor_fixture_get_node (f, 0), GST_FLOW_ERROR, n_failures);
}

static void
test_attempts_transient_failure_is_retried_and_counted (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_OFFER);
  g_assert_cmpint (fail (f, 1).action, ==, RMG_RETRY_RESTART);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_RETRYING);
  g_assert_cmpuint (node->counters.errors, ==, 2);
  g_assert_cmpuint (node->counters.retries, ==, 2);
  supervisor_fixture_expect (f, "");
}

static void
test_attempts_last_failure_produces_up_with_number_of_attempts (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);

  g_assert_cmpint (fail (f, 2).action, ==, RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "failed:n0");
  g_assert_nonnull (strstr (f->error, "(after 3 attempts)"));
}

static void
test_attempts_permanent_failure_produces_up (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (0, FALSE);

  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "failed:n0");
}

static void
test_attempts_failure_while_draining_is_one_attempt (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);

  g_assert_cmpint (fail (f, RMG_NODE_IS_DRAINED).action, ==, RMG_RETRY_GIVE_UP);
  g_assert_null (strstr (f->error, "attempts"));
}

static RmgRetryDecision
fail_at_end (SupervisorFixture *f, guint n_failures, GError *cause)
{
  RmgNode *node = supervisor_fixture_get_node (f, 0);
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = cause;
  rmg_node_record_failure (node, failure);
  return rmg_node_drain_failed (node, n_failures);
}

static GError *
new_busy (void)
{
  return g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY, "busy");
}

/* Its last restart has failed: the elements take no data. */
static void
test_attempts_node_that_has_not_started_restarts (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);
  RmgNode *node = supervisor_fixture_get_node (f, 0);

  rmg_restart_lock (node);
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_RESTART);
  rmg_restart_unlock (node);
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_OFFER);
}

/* A restart would lose the data of the item. */
static void
test_attempts_end_of_an_item_is_retried_without_a_restart (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);

  g_assert_cmpint (fail_at_end (f, 0, new_busy ()).action, ==, RMG_RETRY_OFFER);
  g_assert_cmpint (fail_at_end (f, 1, new_busy ()).action, ==, RMG_RETRY_OFFER);
  supervisor_fixture_expect (f, "");
  g_assert_cmpint (
      fail_at_end (f, 2, new_busy ()).action, ==, RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "failed:n0");
}

static void
test_attempts_permanent_failure_at_the_end_of_an_item_is_given_up (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);
  GError *full = g_error_new_literal (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT, "full");

  g_assert_cmpint (fail_at_end (f, 0, full).action, ==, RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "failed:n0");
}

static void
test_attempts_written_file_is_never_restarted (void)
{
  g_autoptr (SupervisorFixture) f =
      new_guarded (RMG_NODE_TRANSIENT | RMG_NODE_FILE | RMG_NODE_SINK, FALSE);

  g_assert_cmpint (fail (f, 1).action, ==, RMG_RETRY_OFFER);
}

static void
test_attempts_foreign_node_restarts_only_if_the_manifest_says_so (void)
{
  g_autoptr (SupervisorFixture) f =
      new_guarded (RMG_NODE_TRANSIENT | RMG_NODE_FOREIGN, FALSE);

  g_assert_cmpint (fail (f, 1).action, ==, RMG_RETRY_OFFER);
  supervisor_fixture_get_plan (f, 0)->policy.set = RMG_POLICY_RETRY;
  g_assert_cmpint (fail (f, 1).action, ==, RMG_RETRY_RESTART);
}

static void
test_attempts_recorded_failure_decides (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = g_error_new_literal (
      GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, "no such format");
  rmg_node_record_failure (supervisor_fixture_get_node (f, 0), failure);
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_GIVE_UP);
  g_assert_nonnull (strstr (f->error, "no such format"));
}

static gint64
read_clock (gpointer now_us)
{
  return *(gint64 *) now_us;
}

/* The clock of the test, which only the test moves. */
static void
set_clock (SupervisorFixture *f, gint64 *now_us)
{
  f->supervisor->clock = read_clock;
  f->supervisor->clock_data = now_us;
}

static void
test_attempts_delays_are_100_200_and_400_ms (void)
{
  static const guint delays_ms[] = { 100, 200, 400 };
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);

  rmg_policy_init (&supervisor_fixture_get_plan (f, 0)->policy);
  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++)
    g_assert_cmpuint (fail (f, i).delay_ms, ==, delays_ms[i]);
  g_assert_cmpint (fail (f, 3).action, ==, RMG_RETRY_GIVE_UP);
}

/* The node fails once for each buffer, and its counter never falls back. */
static void
test_attempts_failures_count_until_the_node_is_stable (void)
{
  gint64 now_us = G_USEC_PER_SEC;
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);

  set_clock (f, &now_us);
  supervisor_fixture_get_plan (f, 0)->policy.retry.stable_time_ms = 1000;
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_OFFER);
  now_us += 999 * G_TIME_SPAN_MILLISECOND;
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_RESTART);
  now_us += 1000 * G_TIME_SPAN_MILLISECOND;
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_OFFER);
  now_us += 999 * G_TIME_SPAN_MILLISECOND;
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_RESTART);
  now_us += 999 * G_TIME_SPAN_MILLISECOND;
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "failed:n0");
}

/* Each buffer needs one restart. */
static void
test_attempts_restarts_beyond_the_window_are_one_fault (void)
{
  gint64 now_us = G_USEC_PER_SEC;
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);

  set_clock (f, &now_us);
  supervisor_fixture_get_plan (f, 0)->policy.restart =
      (RmgRestartPolicy){ .max_restarts = 3, .window_ms = 60000 };
  for (guint i = 0; i < 3; i++) {
    now_us += G_USEC_PER_SEC;
    g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_OFFER);
    g_assert_cmpint (fail (f, 1).action, ==, RMG_RETRY_RESTART);
    rmg_node_recovered (supervisor_fixture_get_node (f, 0));
  }
  g_assert_cmpint (fail (f, 0).action, ==, RMG_RETRY_OFFER);
  supervisor_fixture_expect (f, "");
  g_assert_cmpint (fail (f, 1).action, ==, RMG_RETRY_GIVE_UP);
  supervisor_fixture_expect (f, "failed:n0");
  g_assert_cmpint (f->fault->kind, ==, RMG_FAULT_RESTARTS);
  g_assert_cmpuint (f->fault->n_attempts, ==, 2);
}

static void
test_attempts_are_announced_until_recovery (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, FALSE);
  const GstStructure *notice;
  guint failures;

  fail (f, 0);
  notice = supervisor_fixture_get_notice (f, "rmg-node-retrying");
  g_assert_cmpstr (gst_structure_get_string (notice, "action"), ==, "retry");
  g_assert_null (supervisor_fixture_get_notice (f, "rmg-recovered"));
  rmg_node_recovered (supervisor_fixture_get_node (f, 0));
  notice = supervisor_fixture_get_notice (f, "rmg-recovered");
  g_assert_true (gst_structure_get_uint (notice, "failures", &failures));
  g_assert_cmpuint (failures, ==, 1);
  g_assert_cmpint (rmg_node_get_state (supervisor_fixture_get_node (f, 0)), ==,
      RMG_NODE_STATE_RUNNING);
}

static GstPadProbeReturn
refuse_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

/* Pushes a buffer that the node refuses at each attempt. */
static void
push_refused (SupervisorFixture *f)
{
  g_autoptr (GstPad) work = gst_element_get_static_pad (
      supervisor_fixture_get_element (f, WORK), "sink");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (
      supervisor_fixture_get_element (f, GUARD), "sink");
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_BYTES);
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  gst_pad_send_event (sink, gst_event_new_stream_start ("test"));
  gst_pad_send_event (sink, gst_event_new_segment (&segment));
  gst_pad_add_probe (
      work, GST_PAD_PROBE_TYPE_BUFFER, refuse_buffer, NULL, NULL);
  g_assert_cmpint (gst_pad_chain (sink, gst_buffer_new ()), ==, GST_FLOW_OK);
}

static void
resume_when_due (SupervisorFixture *f)
{
  while (rmg_attempts_get_due (f->supervisor) > g_get_monotonic_time ())
    g_thread_yield ();
  rmg_attempts_resume (f->supervisor);
}

static void
test_attempts_without_parked_buffer_has_no_due_time (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, TRUE);

  g_assert_false (rmg_attempts_is_parked (f->supervisor));
  g_assert_cmpint (rmg_attempts_get_due (f->supervisor), ==, -1);
  rmg_attempts_resume (f->supervisor);
  supervisor_fixture_expect (f, "");
}

static void
test_attempts_resume_before_due_keeps_the_buffer (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, TRUE);

  supervisor_fixture_get_plan (f, 0)->policy.retry =
      (RmgRetryPolicy){ 2, 3600000, 1, 3600000 };
  push_refused (f);
  rmg_attempts_resume (f->supervisor);
  g_assert_true (rmg_attempts_is_parked (f->supervisor));
}

static void
test_attempts_resume_until_given_up (void)
{
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, TRUE);

  push_refused (f);
  g_assert_true (rmg_attempts_is_parked (f->supervisor));
  resume_when_due (f);
  g_assert_true (rmg_attempts_is_parked (f->supervisor));
  resume_when_due (f);

  g_assert_false (rmg_attempts_is_parked (f->supervisor));
  supervisor_fixture_expect (f, "failed:n0");
  g_assert_cmpuint (
      supervisor_fixture_get_node (f, 0)->counters.restarts, ==, 1);
}

static void
advance_to (SupervisorFixture *f, gint64 *now_us, gint64 due_us)
{
  g_assert_cmpint (rmg_attempts_get_due (f->supervisor), ==, due_us);
  *now_us = due_us - 1;
  rmg_attempts_resume (f->supervisor);
  g_assert_cmpint (rmg_attempts_get_due (f->supervisor), ==, due_us);
  *now_us = due_us;
  rmg_attempts_resume (f->supervisor);
}

/* To the microsecond, by the clock of the test. */
static void
test_attempts_parked_buffer_is_due_after_100_200_and_400_ms (void)
{
  gint64 now_us = G_USEC_PER_SEC;
  g_autoptr (SupervisorFixture) f = new_guarded (RMG_NODE_TRANSIENT, TRUE);

  set_clock (f, &now_us);
  rmg_policy_init (&supervisor_fixture_get_plan (f, 0)->policy);
  push_refused (f);
  advance_to (f, &now_us, 1100000);
  advance_to (f, &now_us, 1300000);
  supervisor_fixture_expect (f, "");
  advance_to (f, &now_us, 1700000);
  supervisor_fixture_expect (f, "failed:n0");
  g_assert_cmpint (rmg_attempts_get_due (f->supervisor), ==, -1);
}

static void
test_attempts_failed_leg_ends_its_node (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (2);
  g_autoptr (GstPad) sink = NULL;
  GstSegment segment;

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "rmgfuse", 1, RMG_ROLE_FUSE);
  supervisor_fixture_add (f, "identity", 1, RMG_ROLE_QUEUE);
  plan_fixture_link (f->plan, 1, 2, FALSE);
  supervisor_fixture_start (f);
  rmg_attempts_attach (f->supervisor, FALSE);
  gst_element_set_state (f->bin, GST_STATE_PLAYING);
  sink = gst_element_get_static_pad (
      supervisor_fixture_get_element (f, 2), "sink");
  gst_pad_add_probe (
      sink, GST_PAD_PROBE_TYPE_BUFFER, refuse_buffer, NULL, NULL);
  gst_clear_object (&sink);
  sink = gst_element_get_static_pad (
      supervisor_fixture_get_element (f, 1), "sink");
  gst_segment_init (&segment, GST_FORMAT_BYTES);
  gst_pad_send_event (sink, gst_event_new_stream_start ("test"));
  gst_pad_send_event (sink, gst_event_new_segment (&segment));

  g_assert_cmpint (gst_pad_chain (sink, gst_buffer_new ()), ==, GST_FLOW_OK);
  supervisor_fixture_expect (f, "failed:n1");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgcommit, NULL);
  GST_ELEMENT_REGISTER (rmgfuse, NULL);
  GST_ELEMENT_REGISTER (rmgguard, NULL);

  g_test_add_func ("/attempts/transient",
      test_attempts_transient_failure_is_retried_and_counted);
  g_test_add_func ("/attempts/last",
      test_attempts_last_failure_produces_up_with_number_of_attempts);
  g_test_add_func (
      "/attempts/permanent", test_attempts_permanent_failure_produces_up);
  g_test_add_func (
      "/attempts/drain", test_attempts_failure_while_draining_is_one_attempt);
  g_test_add_func ("/attempts/not-started",
      test_attempts_node_that_has_not_started_restarts);
  g_test_add_func ("/attempts/end",
      test_attempts_end_of_an_item_is_retried_without_a_restart);
  g_test_add_func ("/attempts/end/permanent",
      test_attempts_permanent_failure_at_the_end_of_an_item_is_given_up);
  g_test_add_func (
      "/attempts/file", test_attempts_written_file_is_never_restarted);
  g_test_add_func (
      "/attempts/recorded", test_attempts_recorded_failure_decides);
  g_test_add_func ("/attempts/parked/none",
      test_attempts_without_parked_buffer_has_no_due_time);
  g_test_add_func ("/attempts/parked/early",
      test_attempts_resume_before_due_keeps_the_buffer);
  g_test_add_func (
      "/attempts/parked/resume", test_attempts_resume_until_given_up);
  g_test_add_func ("/attempts/leg", test_attempts_failed_leg_ends_its_node);
  g_test_add_func (
      "/attempts/delays", test_attempts_delays_are_100_200_and_400_ms);
  g_test_add_func ("/attempts/parked/delays",
      test_attempts_parked_buffer_is_due_after_100_200_and_400_ms);
  g_test_add_func ("/attempts/stable",
      test_attempts_failures_count_until_the_node_is_stable);
  g_test_add_func ("/attempts/window",
      test_attempts_restarts_beyond_the_window_are_one_fault);
  g_test_add_func (
      "/attempts/announced", test_attempts_are_announced_until_recovery);
  g_test_add_func ("/attempts/foreign",
      test_attempts_foreign_node_restarts_only_if_the_manifest_says_so);
  return g_test_run ();
}
