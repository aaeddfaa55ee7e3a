/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/node.h"

#include <string.h>

static const RmgPlanNode plan = { .id = (char *) "x", .type = (char *) "T" };

static RmgFailure *
new_failure (const char *text)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause =
      g_error_new_literal (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, text);
  return failure;
}

static void
test_node_event_returns_the_state_before (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);

  g_assert_cmpint (rmg_node_handle_event (node, RMG_NODE_EVENT_EOS), ==,
      RMG_NODE_STATE_IDLE);
  g_assert_cmpint (rmg_node_handle_event (node, RMG_NODE_EVENT_GIVE_UP), ==,
      RMG_NODE_STATE_ENDED);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_FAILED);
}

static void
test_node_first_failure_of_attempt_is_kept (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  g_autoptr (RmgFailure) failure = NULL;

  g_assert_false (rmg_node_has_failure (node));
  rmg_node_record_failure (node, new_failure ("first"));
  rmg_node_record_failure (node, new_failure ("second"));
  g_assert_true (rmg_node_has_failure (node));

  failure = rmg_node_take_failure (node, GST_FLOW_ERROR);
  g_assert_cmpstr (failure->cause->message, ==, "first");
  g_assert_cmpint (failure->flow, ==, GST_FLOW_ERROR);
  g_assert_false (rmg_node_has_failure (node));
}

static void
test_node_without_failure_returns_an_empty_one (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  g_autoptr (RmgFailure) failure =
      rmg_node_take_failure (node, GST_FLOW_NOT_NEGOTIATED);

  g_assert_null (failure->cause);
  g_assert_cmpint (failure->flow, ==, GST_FLOW_NOT_NEGOTIATED);
}

static void
test_node_description_has_node_cause_attempts_and_flow (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  g_autoptr (RmgFailure) failure = new_failure ("disk is gone");
  g_autoptr (GError) error = NULL;

  failure->flow = GST_FLOW_ERROR;
  failure->element_path = g_strdup ("/bin/x");
  error = rmg_node_describe_failure (node, failure, 3);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  g_assert_cmpstr (error->message, ==,
      "node \"x\" (T): disk is gone (after 3 attempts) "
      "[/bin/x, gst-resource-error-quark 9, error]");
}

static void
test_node_description_without_cause_names_the_flow (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  g_autoptr (RmgFailure) failure =
      rmg_node_take_failure (node, GST_FLOW_NOT_NEGOTIATED);
  g_autoptr (GError) error = rmg_node_describe_failure (node, failure, 1);

  g_assert_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==,
      "node \"x\" (T): it does not support the format of the data "
      "[x, gst-stream-error-quark 1, not-negotiated]");
}

static void
test_node_state_has_time_and_reason_of_its_last_change (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  gint64 before_us = g_get_real_time ();

  rmg_node_handle_event (node, RMG_NODE_EVENT_START);
  g_assert_cmpstr (node->reason, ==, "the pipeline has started");
  g_assert_cmpint (node->state_us, >=, before_us);
  rmg_node_handle_event (node, RMG_NODE_EVENT_RECOVERED); /* no change */
  g_assert_cmpstr (node->reason, ==, "the pipeline has started");
}

static void
test_node_that_recovers_after_the_end_of_the_input_drains (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);

  rmg_node_handle_event (node, RMG_NODE_EVENT_START);
  rmg_node_handle_event (node, RMG_NODE_EVENT_DATA);
  rmg_node_handle_event (node, RMG_NODE_EVENT_ATTEMPT_FAILED);
  rmg_node_handle_event (node, RMG_NODE_EVENT_DRAIN);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_RETRYING);
  rmg_node_handle_event (node, RMG_NODE_EVENT_RECOVERED);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_DRAINING);
  rmg_node_handle_event (node, RMG_NODE_EVENT_START);
  rmg_node_handle_event (node, RMG_NODE_EVENT_DATA);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_RUNNING);
}

static void
test_node_history_has_the_attempts_until_forgotten (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  g_autoptr (RmgFailure) failure = new_failure ("disk is gone");
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();
  g_auto (RmgHistory) history = { NULL };

  GST_BUFFER_PTS (buffer) = GST_SECOND;
  rmg_node_note_buffer (node, buffer);
  rmg_node_note_attempt (node, failure, "restart", 200);
  rmg_node_copy_history (node, &history);
  g_assert_cmpuint (history.n_attempts, ==, 1);
  g_assert_true (history.has_buffer);
  g_assert_cmpuint (history.pts, ==, GST_SECOND);
  rmg_history_clear (&history);
  rmg_node_forget_attempts (node);
  rmg_node_copy_history (node, &history);
  g_assert_cmpuint (history.n_attempts, ==, 0);
}

static void
test_node_counts_follow_its_policy_until_reset (void)
{
  RmgPlanNode strict = plan;
  g_autoptr (RmgNode) node = rmg_node_new (&strict, 0);

  strict.policy.retry.stable_time_ms = 1000;
  strict.policy.restart = (RmgRestartPolicy){ 1, 1000 };
  g_assert_cmpuint (rmg_node_count_failure (node, 0, G_USEC_PER_SEC), ==, 0);
  g_assert_cmpuint (rmg_node_count_failure (node, 0, G_USEC_PER_SEC), ==, 1);
  g_assert_true (rmg_node_count_restart (node, G_USEC_PER_SEC));
  g_assert_false (rmg_node_count_restart (node, G_USEC_PER_SEC));
  rmg_node_reset (node);
  g_assert_cmpuint (rmg_node_count_failure (node, 0, G_USEC_PER_SEC), ==, 0);
  g_assert_true (rmg_node_count_restart (node, G_USEC_PER_SEC));
}

static RmgNode *
new_restarting_node (void)
{
  RmgNode *node = rmg_node_new (&plan, 0);

  rmg_node_handle_event (node, RMG_NODE_EVENT_ATTEMPT_FAILED);
  rmg_node_handle_event (node, RMG_NODE_EVENT_RESTART);
  return node;
}

static void
test_node_restarting_holds_async_messages (void)
{
  g_autoptr (RmgNode) node = new_restarting_node ();

  g_assert_true (rmg_node_holds_async (node, GST_MESSAGE_ASYNC_START));
  rmg_node_handle_event (node, RMG_NODE_EVENT_RESTARTED);
  g_assert_true (rmg_node_holds_async (node, GST_MESSAGE_ASYNC_DONE));
  g_assert_false (rmg_node_holds_async (node, GST_MESSAGE_ASYNC_DONE));
}

static void
test_node_running_holds_no_async_messages (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);

  g_assert_false (rmg_node_holds_async (node, GST_MESSAGE_ASYNC_START));
  g_assert_false (rmg_node_holds_async (node, GST_MESSAGE_ASYNC_DONE));
}

static void
test_node_elements_set_guard_and_commit (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  g_autoptr (GstElement) guard = gst_object_ref_sink (gst_bin_new (NULL));
  g_autoptr (GstElement) commit = gst_object_ref_sink (gst_bin_new (NULL));
  RmgNodeElement entries[] = {
    { guard, RMG_ROLE_GUARD, node, NULL },
    { commit, RMG_ROLE_COMMIT, node, NULL },
  };

  rmg_node_add_element (node, &entries[0]);
  rmg_node_add_element (node, &entries[1]);
  g_assert_true (node->guard == guard);
  g_assert_true (node->commit == commit);
  g_assert_true (node->elements == &entries[0]);
  g_assert_true (node->elements->next == &entries[1]);
}

static void
test_node_inside_are_work_conversions_guard_and_commit (void)
{
  g_assert_true (rmg_node_is_inside (RMG_ROLE_NODE));
  g_assert_true (rmg_node_is_inside (RMG_ROLE_CONVERT));
  g_assert_true (rmg_node_is_inside (RMG_ROLE_GUARD));
  g_assert_true (rmg_node_is_inside (RMG_ROLE_COMMIT));
  g_assert_false (rmg_node_is_inside (RMG_ROLE_FUSE));
  g_assert_false (rmg_node_is_inside (RMG_ROLE_TEE));
  g_assert_false (rmg_node_is_inside (RMG_ROLE_QUEUE));
  g_assert_false (rmg_node_is_inside (RMG_ROLE_JOIN));
}

static void
test_node_thread_cpu_is_created_once (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  RmgThreadCpu *cpu = rmg_node_get_thread_cpu (node);

  g_assert_nonnull (cpu);
  g_assert_true (rmg_node_get_thread_cpu (node) == cpu);
}

static int supervised; /* argument of the last call */

static RmgRetryDecision
attempt_failed (RmgNode *node, GstFlowReturn flow, guint n_failures)
{
  return (RmgRetryDecision){ RMG_RETRY_RESTART, n_failures };
}

static gboolean
restart (RmgNode *node, RmgRetryAction action)
{
  supervised = -7;
  return action == RMG_RETRY_REBUILD;
}

static gboolean
renew (RmgNode *node)
{
  supervised = -8;
  return TRUE;
}

static void
parked (RmgNode *node, int change)
{
  supervised = change;
}

static void
recovered (RmgNode *node)
{
  supervised = -9;
}

static gint64
get_time (RmgNode *node)
{
  return 12345;
}

static gboolean
is_closing (RmgNode *node)
{
  return supervised == -8;
}

static void
changed (
    RmgNode *node, RmgNodeState before, RmgNodeState after, RmgNodeEvent event)
{
  supervised = (int) (100 * before + after);
}

static const RmgNodeSupervision supervision = {
  .attempt_failed = attempt_failed,
  .restart = restart,
  .renew = renew,
  .recovered = recovered,
  .changed = changed,
  .get_time = get_time,
  .parked = parked,
  .is_closing = is_closing,
};

static void
test_node_calls_reach_the_supervisor (void)
{
  g_autoptr (RmgNode) node = rmg_node_new (&plan, 0);
  RmgRetryDecision decision;

  node->supervision = &supervision;
  decision = rmg_node_attempt_failed (node, GST_FLOW_ERROR, 3);
  g_assert_cmpint (decision.action, ==, RMG_RETRY_RESTART);
  g_assert_cmpuint (decision.delay_ms, ==, 3);
  g_assert_true (rmg_node_restart (node, RMG_RETRY_REBUILD));
  g_assert_false (rmg_node_restart (node, RMG_RETRY_RESTART));
  g_assert_cmpint (supervised, ==, -7);
  g_assert_true (rmg_node_renew (node));
  g_assert_cmpint (supervised, ==, -8);
  g_assert_true (rmg_node_is_closing (node));
  rmg_node_handle_event (node, RMG_NODE_EVENT_GIVE_UP);
  g_assert_cmpint (supervised, ==, RMG_NODE_STATE_FAILED);
  rmg_node_recovered (node);
  g_assert_cmpint (supervised, ==, -9);
  g_assert_cmpint (rmg_node_get_time (node), ==, 12345);
  rmg_node_add_parked (node, 1);
  g_assert_cmpint (supervised, ==, 1);
}

static void
test_node_reference_outlives_the_first_owner (void)
{
  RmgNode *node = rmg_node_new (&plan, 4);
  g_autoptr (RmgNode) second = rmg_node_ref (node);

  rmg_node_unref (node);
  g_assert_cmpuint (second->index, ==, 4);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/node/event", test_node_event_returns_the_state_before);
  g_test_add_func (
      "/node/failure/first", test_node_first_failure_of_attempt_is_kept);
  g_test_add_func (
      "/node/failure/empty", test_node_without_failure_returns_an_empty_one);
  g_test_add_func ("/node/description",
      test_node_description_has_node_cause_attempts_and_flow);
  g_test_add_func ("/node/description/flow",
      test_node_description_without_cause_names_the_flow);
  g_test_add_func (
      "/node/state", test_node_state_has_time_and_reason_of_its_last_change);
  g_test_add_func ("/node/state/drains",
      test_node_that_recovers_after_the_end_of_the_input_drains);
  g_test_add_func (
      "/node/history", test_node_history_has_the_attempts_until_forgotten);
  g_test_add_func (
      "/node/counts", test_node_counts_follow_its_policy_until_reset);
  g_test_add_func (
      "/node/async/restarting", test_node_restarting_holds_async_messages);
  g_test_add_func (
      "/node/async/running", test_node_running_holds_no_async_messages);
  g_test_add_func ("/node/elements", test_node_elements_set_guard_and_commit);
  g_test_add_func (
      "/node/inside", test_node_inside_are_work_conversions_guard_and_commit);
  g_test_add_func ("/node/cpu", test_node_thread_cpu_is_created_once);
  g_test_add_func ("/node/supervision", test_node_calls_reach_the_supervisor);
  g_test_add_func (
      "/node/reference", test_node_reference_outlives_the_first_owner);
  return g_test_run ();
}
