/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/session-fixture.h"

#include <rmg/rmg.h>

static RmgSession *
open_measured (const char *lines, RmgThreading threading)
{
  const RmgSessionOptions options = { .metrics = TRUE };
  const RmgPlanOptions plan_options = { .threading = threading };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GError) error = NULL;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  return session;
}

static void
push_ints (RmgSession *session, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autoptr (RmgValue) value = rmg_value_new_int (i);

    g_assert_cmpint (rmg_session_push_value (session, NULL, value, NULL), ==,
        RMG_SESSION_OK);
  }
}

static void
test_report_counts_calls_of_each_node (void)
{
  RmgSession *session = open_measured (
      "a AddNode\nb PassThroughNode\na > b", RMG_THREADING_INLINE);
  g_autoptr (RmgMetrics) metrics = NULL;

  push_ints (session, 3);
  metrics = rmg_session_get_metrics (session);
  g_assert_cmpuint (rmg_metrics_get_n_nodes (metrics), ==, 2);
  g_assert_cmpuint (rmg_metrics_get_executions (metrics), ==, 3);
  for (guint i = 0; i < 2; i++) {
    const RmgNodeMetrics *node = rmg_metrics_get_node (metrics, i);

    g_assert_cmpstr (node->id, ==, i == 0 ? "a" : "b");
    g_assert_cmpuint (node->executions, ==, 3);
    g_assert_cmpuint (node->buffers_out, ==, 3);
    g_assert_cmpuint (node->errors, ==, 0);
  }
  g_assert_true (rmg_session_close (session, NULL));
}

/* One buffer fails, those after it stop at the fuse; the sibling gets all. */
static void
test_report_failed_leg_counts_dropped_buffers (void)
{
  RmgSession *session = open_measured (
      "a PassThroughNode\nb PassThroughNode\n"
      "bad gst:rmgfault 'fail-after':2 @ 'retry':{'max_retries':0}\n"
      "a > b\na > bad",
      RMG_THREADING_INLINE);
  g_autoptr (GPtrArray) inputs = rmg_test_values (10);
  g_autofree char *outputs = rmg_test_pump (session, inputs, NULL);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);
  const RmgNodeMetrics *bad = rmg_metrics_find_node (metrics, "bad");
  const RmgNodeMetrics *sibling = rmg_metrics_find_node (metrics, "b");

  g_assert_cmpuint (bad->buffers_out, ==, 2);
  g_assert_cmpuint (bad->dropped[RMG_DROP_FAILED], ==, 8);
  g_assert_cmpuint (sibling->buffers_out, ==, 10);
  g_assert_cmpuint (sibling->dropped[RMG_DROP_FAILED], ==, 0);
  rmg_session_close (session, NULL);
}

static gboolean
has_event (const RmgMetrics *metrics, const char *kind, const char *text)
{
  for (guint i = 0; i < rmg_metrics_get_n_events (metrics); i++) {
    const RmgMetricsEvent *event = rmg_metrics_get_event (metrics, i);

    if (g_str_equal (event->kind, kind) && strstr (event->text, text) != NULL &&
        g_str_equal (event->node_id, "bad"))
      return TRUE;
  }
  return FALSE;
}

static guint
count_events (const RmgMetrics *metrics, const char *kind)
{
  guint n = 0;

  for (guint i = 0; i < rmg_metrics_get_n_events (metrics); i++)
    n += g_str_equal (rmg_metrics_get_event (metrics, i)->kind, kind);
  return n;
}

static void
test_report_drops_in_a_row_are_one_event (void)
{
  RmgSession *session = open_measured (
      "bad gst:rmgfault 'fail-after':2,'failures':2 @ "
      "'retry':{'max_retries':0},"
      "'breaker':{'failures':2,'open_ms':86400000,'on_open':'drop'}",
      RMG_THREADING_INLINE);
  g_autoptr (GPtrArray) inputs = rmg_test_values (10);
  g_autofree char *outputs = rmg_test_pump (session, inputs, NULL);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  g_assert_cmpuint (
      rmg_metrics_get_node (metrics, 0)->dropped[RMG_DROP_BREAKER], ==, 8);
  g_assert_true (has_event (metrics, "drop", "breaker"));
  g_assert_cmpuint (count_events (metrics, "drop"), ==, 1);
  rmg_session_close (session, NULL);
}

static void
test_report_failed_node_has_its_errors_and_events (void)
{
  RmgSession *session =
      open_measured ("bad gst:rmgfault 'fail-after':2,'error':'resource-read' "
                     "@ 'retry':{'max_retries':1,'backoff_ms':1}",
          RMG_THREADING_INLINE);
  g_autoptr (GPtrArray) inputs = rmg_test_values (10);
  g_autofree char *outputs = rmg_test_pump (session, inputs, NULL);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);
  const RmgNodeMetrics *bad = rmg_metrics_get_node (metrics, 0);

  g_assert_cmpstr (rmg_metrics_get_state (metrics), ==, "failed");
  g_assert_cmpstr (bad->state, ==, "failed");
  g_assert_cmpuint (bad->state_us, !=, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (bad->exhausted, ==, 1);
  g_assert_cmpuint (bad->n_error_counts, ==, 1);
  g_assert_cmpstr (bad->error_counts[0].domain, ==, "gst-resource-error-quark");
  g_assert_cmpint (bad->error_counts[0].code, ==, GST_RESOURCE_ERROR_READ);
  g_assert_cmpuint (bad->error_counts[0].count, ==, bad->errors);
  g_assert_error (bad->last_error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  g_assert_true (has_event (metrics, "failure", bad->last_error->message));
  g_assert_true (has_event (metrics, "state", "-> failed"));
  rmg_session_close (session, NULL);
}

static void
test_report_last_buffer_has_the_time_of_its_arrival (void)
{
  RmgSession *session = open_measured ("a AddNode", RMG_THREADING_INLINE);
  g_autoptr (RmgMetrics) before = rmg_session_get_metrics (session);
  g_autoptr (RmgMetrics) after = NULL;
  const guint64 start_us = (guint64) g_get_real_time ();
  guint64 last_us;

  g_assert_cmpuint (
      rmg_metrics_get_node (before, 0)->last_buffer_us, ==, RMG_METRIC_UNKNOWN);
  push_ints (session, 1);
  after = rmg_session_get_metrics (session);
  last_us = rmg_metrics_get_node (after, 0)->last_buffer_us;
  /* The two clocks are not read at once. */
  g_assert_cmpuint (last_us, >=, start_us - 2000);
  g_assert_cmpuint (last_us, <=, (guint64) g_get_real_time () + 2000);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_report_running_session_has_no_end (void)
{
  RmgSession *session = open_measured ("a AddNode", RMG_THREADING_INLINE);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  g_assert_cmpuint (rmg_metrics_get_end_us (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_report_snapshot_outlives_its_session (void)
{
  RmgSession *session = open_measured ("a AddNode", RMG_THREADING_INLINE);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  push_ints (session, 1);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpstr (rmg_metrics_get_node (metrics, 0)->id, ==, "a");
  g_assert_cmpuint (rmg_metrics_get_node (metrics, 0)->executions, ==, 0);
}

static void
test_report_threading_as_run (void)
{
  RmgSession *session = open_measured ("a AddNode", RMG_THREADING_THREADED);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  g_assert_true (rmg_session_is_threaded (session));
  g_assert_true (rmg_metrics_is_threaded (metrics));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_report_position_needs_a_source (void)
{
  RmgSession *session = open_measured ("a AddNode", RMG_THREADING_INLINE);
  GstClockTime duration = 1;

  g_assert_cmpuint (
      rmg_session_get_position (session, &duration), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (duration, ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (
      rmg_session_get_position (session, NULL), ==, GST_CLOCK_TIME_NONE);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_report_trace_names_the_calls_of_each_node (void)
{
  const RmgSessionOptions options = { .trace = TRUE };
  g_autoptr (RmgGraph) graph =
      rmg_test_graph ("a AddNode\nb PassThroughNode\na > b");
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, NULL, &options, &error);
  g_autofree char *trace = NULL;

  g_assert_no_error (error);
  push_ints (session, 1);
  trace = rmg_session_trace_to_json (session);
  g_assert_nonnull (strstr (trace, "\"name\":\"a\""));
  g_assert_nonnull (strstr (trace, "\"name\":\"b\""));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_report_nodes_stop_at_the_end (void)
{
  RmgSession *session = open_measured (
      "a PassThroughNode\nb PassThroughNode\na > b", RMG_THREADING_INLINE);
  g_autoptr (GPtrArray) inputs = rmg_test_values (2);
  g_autofree char *outputs = rmg_test_pump (session, inputs, NULL);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (rmg_metrics_get_node (metrics, i)->state, ==, "stopped");
  rmg_session_close (session, NULL);
}

/* The tool of the operator: it does not need the other numbers. */
static void
test_report_activity_is_in_the_stall_report_only (void)
{
  const RmgSessionOptions options[] = { { .activity = TRUE }, { 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++) {
    const RmgPlanOptions plan_options = { .threading = RMG_THREADING_INLINE };
    g_autoptr (RmgGraph) graph =
        rmg_test_graph ("a AddNode\nb PassThroughNode\na > b");
    RmgSession *session =
        rmg_session_open (graph, &plan_options, &options[i], NULL);
    g_autoptr (RmgMetrics) metrics = NULL;
    g_autofree char *report = NULL;

    push_ints (session, 3);
    metrics = rmg_session_get_metrics (session);
    report = rmg_session_describe_stall (session, RMG_STALL_JSON);
    g_assert_cmpint (strstr (report, "\"last_buffer_age_ms\": null") == NULL &&
            strstr (report, "\"last_buffer_age_ms\":null") == NULL,
        ==, options[i].activity);
    g_assert_cmpuint (rmg_metrics_get_node (metrics, 1)->buffers_in, ==, 0);
    g_assert_true (rmg_session_close (session, NULL));
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/calls", test_report_counts_calls_of_each_node);
  g_test_add_func (
      "/report/dropped", test_report_failed_leg_counts_dropped_buffers);
  g_test_add_func (
      "/report/errors", test_report_failed_node_has_its_errors_and_events);
  g_test_add_func ("/report/last-buffer",
      test_report_last_buffer_has_the_time_of_its_arrival);
  g_test_add_func ("/report/drops", test_report_drops_in_a_row_are_one_event);
  g_test_add_func ("/report/end", test_report_running_session_has_no_end);
  g_test_add_func (
      "/report/snapshot", test_report_snapshot_outlives_its_session);
  g_test_add_func ("/report/threading", test_report_threading_as_run);
  g_test_add_func ("/report/position", test_report_position_needs_a_source);
  g_test_add_func (
      "/report/trace", test_report_trace_names_the_calls_of_each_node);
  g_test_add_func ("/report/nodes-end", test_report_nodes_stop_at_the_end);
  g_test_add_func (
      "/report/activity", test_report_activity_is_in_the_stall_report_only);
  return g_test_run ();
}
