/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/metrics.h"

static void
set_node (RmgMetrics *metrics, guint index, const char *id, guint64 busy_ns)
{
  metrics->nodes[index] = (RmgNodeMetrics){
    .id = g_strdup (id), .type = g_strdup ("VAD"), .busy_ns = busy_ns
  };
}

static void
test_metrics_new_has_unknown_times (void)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);

  g_assert_cmpstr (rmg_metrics_get_pipeline_id (metrics), ==, "pipeline");
  g_assert_null (rmg_metrics_get_status (metrics));
  g_assert_false (rmg_metrics_is_threaded (metrics));
  g_assert_cmpuint (rmg_metrics_get_executions (metrics), ==, 0);
  g_assert_cmpuint (rmg_metrics_get_n_nodes (metrics), ==, 0);
  g_assert_cmpuint (rmg_metrics_get_start_us (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (rmg_metrics_get_end_us (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (
      rmg_metrics_get_duration_ns (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (rmg_metrics_get_media_ns (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (
      rmg_metrics_get_memory_bytes (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (
      rmg_metrics_get_peak_memory_bytes (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (rmg_metrics_get_copies (metrics, RMG_COPY_ITEM, NULL), ==,
      RMG_METRIC_UNKNOWN);
}

static void
test_metrics_accessors_return_the_fields (void)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);
  guint64 n_bytes;

  metrics->pipeline_id = g_strdup ("demo");
  metrics->status = "success";
  metrics->threaded = TRUE;
  metrics->executions = 1;
  metrics->start_us = 2;
  metrics->end_us = 3;
  metrics->duration_ns = 4;
  metrics->media_ns = 5;
  metrics->peak_memory_bytes = 6;
  metrics->n_copies[RMG_COPY_SETTLE] = 7;
  metrics->n_copied_bytes[RMG_COPY_SETTLE] = 8;

  g_assert_cmpstr (rmg_metrics_get_pipeline_id (metrics), ==, "demo");
  g_assert_cmpstr (rmg_metrics_get_status (metrics), ==, "success");
  g_assert_true (rmg_metrics_is_threaded (metrics));
  g_assert_cmpuint (rmg_metrics_get_executions (metrics), ==, 1);
  g_assert_cmpuint (rmg_metrics_get_start_us (metrics), ==, 2);
  g_assert_cmpuint (rmg_metrics_get_end_us (metrics), ==, 3);
  g_assert_cmpuint (rmg_metrics_get_duration_ns (metrics), ==, 4);
  g_assert_cmpuint (rmg_metrics_get_media_ns (metrics), ==, 5);
  g_assert_cmpuint (rmg_metrics_get_peak_memory_bytes (metrics), ==, 6);
  g_assert_cmpuint (
      rmg_metrics_get_copies (metrics, RMG_COPY_SETTLE, &n_bytes), ==, 7);
  g_assert_cmpuint (n_bytes, ==, 8);
}

static void
test_metrics_nodes_are_found_by_index_and_id (void)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (2);

  set_node (metrics, 0, "first", 10);
  set_node (metrics, 1, "second", 20);

  g_assert_cmpuint (rmg_metrics_get_n_nodes (metrics), ==, 2);
  g_assert_cmpuint (rmg_metrics_get_node (metrics, 0)->busy_ns, ==, 10);
  g_assert_cmpuint (rmg_metrics_find_node (metrics, "second")->busy_ns, ==, 20);
  g_assert_null (rmg_metrics_find_node (metrics, "third"));
}

static void
test_metrics_boxed_copy_is_a_reference (void)
{
  RmgMetrics *metrics = rmg_metrics_new (1);
  RmgMetrics *copy;

  set_node (metrics, 0, "first", 10);
  copy = g_boxed_copy (RMG_TYPE_METRICS, metrics);
  g_assert_true (copy == metrics);
  rmg_metrics_unref (metrics);
  g_assert_cmpstr (rmg_metrics_get_node (copy, 0)->id, ==, "first");
  g_boxed_free (RMG_TYPE_METRICS, copy);
}

static void
test_node_metrics_boxed_copy_outlives_the_snapshot (void)
{
  RmgMetrics *metrics = rmg_metrics_new (1);
  RmgNodeMetrics *copy;

  set_node (metrics, 0, "first", 10);
  copy =
      g_boxed_copy (RMG_TYPE_NODE_METRICS, rmg_metrics_get_node (metrics, 0));
  rmg_metrics_unref (metrics);
  g_assert_cmpstr (copy->id, ==, "first");
  g_assert_cmpstr (copy->type, ==, "VAD");
  g_assert_cmpuint (copy->busy_ns, ==, 10);
  g_boxed_free (RMG_TYPE_NODE_METRICS, copy);
}

static void
test_metrics_reasons_have_names (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < RMG_N_DROP_REASONS; i++)
    g_assert_true (
        g_hash_table_add (names, (char *) rmg_drop_reason_get_name (i)));
  g_assert_true (g_hash_table_contains (names, "breaker"));
  g_assert_cmpstr (rmg_breaker_metric_get_name (RMG_BREAKER_METRIC_HALF_OPEN),
      ==, "half-open");
  g_assert_cmpstr (rmg_copy_reason_get_name (RMG_COPY_ITEM), ==, "item");
}

static void
test_metrics_state_is_the_worst_of_the_nodes (void)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (2);
  RmgNodeMetrics *nodes = metrics->nodes;

  nodes[0].last_buffer_us = nodes[1].last_buffer_us = RMG_METRIC_UNKNOWN;
  nodes[0].state = nodes[1].state = "running";
  g_assert_cmpstr (rmg_metrics_get_state (metrics), ==, "starting");
  nodes[0].last_buffer_us = 1;
  g_assert_cmpstr (rmg_metrics_get_state (metrics), ==, "running");
  nodes[1].state = "degraded";
  g_assert_cmpstr (rmg_metrics_get_state (metrics), ==, "degraded");
  nodes[0].state = "restarting";
  g_assert_cmpstr (rmg_metrics_get_state (metrics), ==, "restarting");
  metrics->status = "success";
  g_assert_cmpstr (rmg_metrics_get_state (metrics), ==, "stopped");
  metrics->status = "failed";
  g_assert_cmpstr (rmg_metrics_get_state (metrics), ==, "failed");
}

static void
test_metrics_latency_is_the_sum_of_the_paths (void)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);
  RmgHistogram latency;

  metrics->n_paths = 2;
  metrics->paths = g_new0 (RmgPathMetrics, 2);
  for (guint i = 0; i < 2; i++) {
    metrics->paths[i].from = g_strdup ("in");
    metrics->paths[i].to = g_strdup (i == 0 ? "a" : "b");
    metrics->paths[i].latency =
        (RmgHistogram){ .sum_ns = 100, .counts = { [7] = 1 + i } };
  }
  g_assert_cmpuint (rmg_metrics_get_n_paths (metrics), ==, 2);
  g_assert_cmpstr (rmg_metrics_get_path (metrics, 1)->to, ==, "b");
  rmg_metrics_get_latency (metrics, &latency);
  g_assert_cmpuint (latency.sum_ns, ==, 200);
  g_assert_cmpuint (latency.counts[7], ==, 3);
}

static void
test_metrics_state_has_a_time_and_a_reason (void)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);

  g_assert_cmpuint (
      rmg_metrics_get_state_since_us (metrics), ==, RMG_METRIC_UNKNOWN);
  g_assert_null (rmg_metrics_get_state_reason (metrics));
  metrics->state = "degraded";
  metrics->state_us = 5;
  metrics->state_reason = g_strdup ("effect: the breaker opened");
  g_assert_cmpuint (rmg_metrics_get_state_since_us (metrics), ==, 5);
  g_assert_cmpstr (
      rmg_metrics_get_state_reason (metrics), ==, "effect: the breaker opened");
  metrics->status = "interrupted";
  metrics->end_us = 9;
  g_assert_cmpuint (rmg_metrics_get_state_since_us (metrics), ==, 9);
  g_assert_cmpstr (
      rmg_metrics_get_state_reason (metrics), ==, "the run was interrupted");
}

static void
test_metrics_nodes_end_with_their_session (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *reason;
  } rows[] = {
    { "running", "stopped", "the stream has ended" },
    { "degraded", "stopped", "the stream has ended" },
    { "stopped", "stopped", "before" },
    { "failed", "failed", "before" },
  };
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (G_N_ELEMENTS (rows));

  for (guint i = 0; i < metrics->n_nodes; i++)
    metrics->nodes[i] = (RmgNodeMetrics){
      .state = rows[i].before, .state_us = 5, .state_reason = "before"
    };
  metrics->status = "success";
  metrics->end_us = 9;
  rmg_metrics_end_nodes (metrics);
  for (guint i = 0; i < metrics->n_nodes; i++) {
    const RmgNodeMetrics *node = &metrics->nodes[i];

    g_assert_cmpstr (node->state, ==, rows[i].after);
    g_assert_cmpstr (node->state_reason, ==, rows[i].reason);
    g_assert_cmpuint (node->state_us, ==, i < 2 ? 9 : 5);
  }
}

static void
test_metrics_sum_leaves_out_unknown_bytes (void)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (3);

  metrics->nodes[0].held_bytes = 5;
  metrics->nodes[1].held_bytes = RMG_METRIC_UNKNOWN;
  metrics->nodes[2].held_bytes = 7;
  g_assert_cmpuint (rmg_metrics_sum_held_bytes (metrics), ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/metrics/state", test_metrics_state_is_the_worst_of_the_nodes);
  g_test_add_func (
      "/metrics/latency", test_metrics_latency_is_the_sum_of_the_paths);
  g_test_add_func (
      "/metrics/state-reason", test_metrics_state_has_a_time_and_a_reason);
  g_test_add_func (
      "/metrics/end-nodes", test_metrics_nodes_end_with_their_session);
  g_test_add_func ("/metrics/new", test_metrics_new_has_unknown_times);
  g_test_add_func (
      "/metrics/accessors", test_metrics_accessors_return_the_fields);
  g_test_add_func (
      "/metrics/nodes", test_metrics_nodes_are_found_by_index_and_id);
  g_test_add_func ("/metrics/boxed", test_metrics_boxed_copy_is_a_reference);
  g_test_add_func ("/metrics/boxed-node",
      test_node_metrics_boxed_copy_outlives_the_snapshot);
  g_test_add_func ("/metrics/held", test_metrics_sum_leaves_out_unknown_bytes);
  g_test_add_func ("/metrics/reasons", test_metrics_reasons_have_names);
  return g_test_run ();
}
