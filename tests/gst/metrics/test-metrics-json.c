/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/metrics.h"

#include <json-glib/json-glib.h>

#define UNKNOWN RMG_METRIC_UNKNOWN

static const RmgNodeMetrics measured = {
  .id = "resample",
  .type = "AudioResampleNode",
  .executions = 4,
  .errors = 1,
  .retries = 1,
  .restarts = 2,
  .rebuilds = 1,
  .state = "degraded",
  .state_us = 1700000000000001,
  .error_counts = { { "d", 3, 4 } },
  .n_error_counts = 1,
  .last_error_us = UNKNOWN,
  .breaker = RMG_BREAKER_METRIC_OPEN,
  .breaker_changes = { 6, 7, 8 },
  .dropped = { 1, 2, 3, 4, 5, 6 },
  .last_buffer_us = 1700000000000000,
  .buffers_in = 3,
  .buffers_out = 2,
  .bytes_in = 300,
  .bytes_out = 100,
  .busy_ns = 10999,
  .min_ns = 1500,
  .max_ns = 7001,
  .busy = { .sum_ns = 10999, .counts = { [11] = 2, [13] = 2 } },
  .cpu_ns = 9000,
  .backpressure_ns = 2000,
  .held_bytes = 64,
  .peak_held_bytes = 128,
  .queue_buffers = 3,
  .queue_bytes = 48,
  .queue_ns = 20000000,
};

static const RmgNodeMetrics unmeasured = {
  .id = "odd \"id\"",
  .type = "gst:identity",
  .executions = UNKNOWN,
  .errors = UNKNOWN,
  .retries = UNKNOWN,
  .restarts = UNKNOWN,
  .rebuilds = UNKNOWN,
  .state_us = UNKNOWN,
  .breaker_changes = { UNKNOWN, UNKNOWN, UNKNOWN },
  .dropped = { UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN },
  .last_buffer_us = UNKNOWN,
  .buffers_in = UNKNOWN,
  .buffers_out = UNKNOWN,
  .bytes_in = UNKNOWN,
  .bytes_out = UNKNOWN,
  .busy_ns = UNKNOWN,
  .min_ns = UNKNOWN,
  .max_ns = UNKNOWN,
  .cpu_ns = UNKNOWN,
  .backpressure_ns = UNKNOWN,
  .held_bytes = UNKNOWN,
  .peak_held_bytes = UNKNOWN,
  .queue_buffers = UNKNOWN,
  .queue_bytes = UNKNOWN,
  .queue_ns = UNKNOWN,
};

/* Parses the JSON of @metrics. The caller owns @parser. */
static JsonObject *
write_and_parse (JsonParser *parser, const RmgMetrics *metrics)
{
  g_autofree char *text = rmg_metrics_to_json (metrics);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static JsonObject *
write_and_parse_node (JsonParser *parser, const RmgNodeMetrics *node)
{
  RmgMetrics metrics = { .nodes = (RmgNodeMetrics *) node, .n_nodes = 1 };
  JsonObject *root = write_and_parse (parser, &metrics);

  return json_array_get_object_element (
      json_object_get_array_member (root, "node_metrics"), 0);
}

static void
assert_integer (JsonObject *object, const char *name, gint64 expected)
{
  JsonNode *member = json_object_get_member (object, name);

  g_assert_nonnull (member);
  g_assert_cmpint (json_node_get_value_type (member), ==, G_TYPE_INT64);
  g_assert_cmpint (json_node_get_int (member), ==, expected);
}

static void
assert_double (JsonObject *object, const char *name, double expected)
{
  JsonNode *member = json_object_get_member (object, name);

  g_assert_nonnull (member);
  g_assert_cmpint (json_node_get_value_type (member), ==, G_TYPE_DOUBLE);
  g_assert_cmpfloat (json_node_get_double (member), ==, expected);
}

static void
test_run_every_field_has_its_type_and_value (void)
{
  static const RmgMetrics metrics = {
    .status = "success",
    .threaded = TRUE,
    .executions = 2,
    .start_us = 1000000,
    .end_us = 1500000,
    .duration_ns = 500000999,
    .media_ns = 1000001998,
    .memory_bytes = 77,
    .peak_memory_bytes = 3 << 19,
    .n_copies = { [RMG_COPY_SETTLE] = 4 },
    .n_copied_bytes = { [RMG_COPY_SETTLE] = 9 },
  };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *run = write_and_parse (parser, &metrics);
  JsonObject *copies;

  g_assert_cmpstr (
      json_object_get_string_member (run, "pipeline_id"), ==, "pipeline");
  g_assert_cmpstr (
      json_object_get_string_member (run, "status"), ==, "success");
  g_assert_true (json_object_get_boolean_member (run, "threaded"));
  assert_integer (run, "total_executions", 2);
  assert_integer (run, "start_time_us", 1000000);
  assert_integer (run, "end_time_us", 1500000);
  assert_integer (run, "total_duration_us", 500000);
  assert_integer (run, "total_duration_ms", 500);
  assert_integer (run, "total_duration_ns", 500000999);
  assert_integer (run, "media_duration_ns", 1000001998);
  assert_double (run, "realtime_factor", 2.0);
  assert_integer (run, "memory_bytes", 77);
  assert_integer (run, "peak_memory_bytes", 3 << 19);
  assert_double (run, "peak_memory_mb", 1.5);
  copies = json_object_get_object_member (run, "copies");
  g_assert_cmpuint (json_object_get_size (copies), ==, RMG_N_COPY_REASONS);
  copies = json_object_get_object_member (copies, "settle");
  assert_integer (copies, "count", 4);
  assert_integer (copies, "bytes", 9);
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (run, "node_metrics")),
      ==, 0);
  g_assert_cmpint (
      json_object_get_int_member (run, "metrics_overhead_us"), >=, 0);
}

static void
test_node_every_field_has_its_type_and_value (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *node = write_and_parse_node (parser, &measured);

  g_assert_cmpstr (
      json_object_get_string_member (node, "node_id"), ==, "resample");
  g_assert_cmpstr (json_object_get_string_member (node, "node_type"), ==,
      "AudioResampleNode");
  assert_integer (node, "execution_count", 4);
  assert_integer (node, "success_count", 3);
  assert_integer (node, "error_count", 1);
  assert_integer (node, "retry_count", 1);
  assert_integer (node, "restart_count", 2);
  assert_integer (node, "rebuild_count", 1);
  assert_integer (node, "last_buffer_time_us", 1700000000000000);
  assert_double (node, "success_rate", 0.75);
  assert_integer (node, "total_duration_us", 10);
  assert_integer (node, "total_duration_ns", 10999);
  assert_integer (node, "avg_duration_us", 2);
  assert_integer (node, "avg_duration_ns", 2749);
  assert_integer (node, "min_duration_us", 1);
  assert_integer (node, "min_duration_ns", 1500);
  assert_integer (node, "max_duration_us", 7);
  assert_integer (node, "max_duration_ns", 7001);
  assert_integer (node, "busy_us", 10);
  assert_integer (node, "cpu_us", 9);
  assert_integer (node, "cpu_ns", 9000);
  assert_integer (node, "backpressure_us", 2);
  assert_integer (node, "backpressure_ns", 2000);
  assert_integer (node, "buffers_in", 3);
  assert_integer (node, "buffers_out", 2);
  assert_integer (node, "bytes_in", 300);
  assert_integer (node, "bytes_out", 100);
  assert_integer (node, "held_bytes", 64);
  assert_integer (node, "peak_held_bytes", 128);
  assert_integer (node, "queue_buffers", 3);
  assert_integer (node, "queue_bytes", 48);
  assert_integer (node, "queue_ns", 20000000);
}

static void
test_node_histogram_ends_at_the_last_count (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *node = write_and_parse_node (parser, &measured);
  JsonArray *counts = json_object_get_array_member (node, "duration_histogram");

  g_assert_cmpuint (json_array_get_length (counts), ==, 14);
  g_assert_cmpint (json_array_get_int_element (counts, 11), ==, 2);
  g_assert_cmpint (json_array_get_int_element (counts, 12), ==, 0);
  g_assert_cmpint (json_array_get_int_element (counts, 13), ==, 2);
}

/* The bucket of the slowest calls reaches to 8192 ns. */
static void
test_node_percentiles_do_not_exceed_the_slowest_call (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  RmgNodeMetrics node = measured;
  JsonObject *json = write_and_parse_node (parser, &node);

  assert_integer (json, "p50_duration_ns", 2048);
  assert_integer (json, "p95_duration_ns", 7001);
  assert_integer (json, "p99_duration_ns", 7001);
  node.min_ns = 2050;
  node.max_ns = 8000;
  json = write_and_parse_node (parser, &node);
  assert_integer (json, "p50_duration_ns", 2050);
  assert_integer (json, "p95_duration_ns", 7782);
  assert_integer (json, "p99_duration_ns", 8000);
}

static void
test_node_breaker_state_and_errors_are_written (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *node = write_and_parse_node (parser, &measured);
  JsonObject *changes =
      json_object_get_object_member (node, "breaker_transitions");
  JsonObject *error = json_array_get_object_element (
      json_object_get_array_member (node, "errors"), 0);

  g_assert_cmpstr (
      json_object_get_string_member (node, "state"), ==, "degraded");
  assert_integer (node, "state_since_us", 1700000000000001);
  g_assert_cmpstr (
      json_object_get_string_member (node, "breaker_state"), ==, "open");
  assert_integer (changes, "closed", 6);
  assert_integer (changes, "open", 7);
  assert_integer (changes, "half-open", 8);
  g_assert_cmpstr (json_object_get_string_member (error, "domain"), ==, "d");
  assert_integer (error, "code", 3);
  assert_integer (error, "count", 4);
  g_assert_true (json_object_get_null_member (node, "last_error"));
}

static void
test_node_last_error_has_its_time_and_text (void)
{
  g_autoptr (GError) error = g_error_new (g_quark_from_string ("d"), 3, "why");
  RmgNodeMetrics failed = measured;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *last;

  failed.last_error = error;
  failed.last_error_us = 1700000000000002;
  last = json_object_get_object_member (
      write_and_parse_node (parser, &failed), "last_error");
  assert_integer (last, "time_us", 1700000000000002);
  assert_integer (last, "code", 3);
  g_assert_cmpstr (json_object_get_string_member (last, "domain"), ==, "d");
  g_assert_cmpstr (json_object_get_string_member (last, "message"), ==, "why");
}

static void
test_run_events_are_written (void)
{
  RmgMetricsEvent events[] = { { 9, "n", "breaker", "closed -> open" } };
  const RmgMetrics metrics = {
    .events = events, .n_events = 1, .n_all_events = 70
  };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *run = write_and_parse (parser, &metrics);
  JsonObject *event = json_array_get_object_element (
      json_object_get_array_member (run, "events"), 0);

  assert_integer (run, "event_count", 70);
  assert_integer (event, "time_us", 9);
  g_assert_cmpstr (json_object_get_string_member (event, "node_id"), ==, "n");
  g_assert_cmpstr (
      json_object_get_string_member (event, "kind"), ==, "breaker");
  g_assert_cmpstr (
      json_object_get_string_member (event, "text"), ==, "closed -> open");
}

static void
test_node_drops_have_their_reasons (void)
{
  static const char *const reasons[] = { "failed", "breaker", "waiting",
    "stalled", "flushed", "queue" };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *node = write_and_parse_node (parser, &measured);
  JsonObject *dropped = json_object_get_object_member (node, "dropped");

  g_assert_cmpuint (json_object_get_size (dropped), ==, G_N_ELEMENTS (reasons));
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    assert_integer (dropped, reasons[i], i + 1);
}

static void
test_node_unknown_numbers_are_null (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *node = write_and_parse_node (parser, &unmeasured);
  g_autoptr (GList) names = json_object_get_members (node);

  g_assert_cmpstr (
      json_object_get_string_member (node, "node_id"), ==, unmeasured.id);
  for (GList *at = names; at != NULL; at = at->next)
    if (JSON_NODE_HOLDS_VALUE (json_object_get_member (node, at->data)))
      g_assert_true (g_str_has_prefix (at->data, "node_") ||
          g_str_equal (at->data, "breaker_state"));
}

static void
test_node_never_called_has_durations_of_zero (void)
{
  static const RmgNodeMetrics idle = {
    .id = "idle", .type = "VAD", .min_ns = UNKNOWN, .max_ns = UNKNOWN
  };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *node = write_and_parse_node (parser, &idle);

  assert_integer (node, "min_duration_us", 0);
  assert_integer (node, "max_duration_us", 0);
  assert_integer (node, "avg_duration_us", 0);
  g_assert_true (json_object_get_null_member (node, "success_rate"));
}

static void
test_run_unknown_times_are_null (void)
{
  static const RmgMetrics metrics = {
    .end_us = UNKNOWN,
    .duration_ns = UNKNOWN,
    .media_ns = UNKNOWN,
    .memory_bytes = UNKNOWN,
    .peak_memory_bytes = UNKNOWN,
  };
  static const char *const names[] = { "status", "end_time_us",
    "total_duration_us", "total_duration_ms", "total_duration_ns",
    "media_duration_ns", "realtime_factor", "memory_bytes", "peak_memory_bytes",
    "peak_memory_mb" };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *run = write_and_parse (parser, &metrics);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (json_object_get_null_member (run, names[i]));
}

static void
test_run_paths_have_their_latency (void)
{
  RmgPathMetrics paths[] = {
    { "in", "out", { .sum_ns = 24, .counts = { [3] = 3 } } },
    { "in", "idle", { 0 } },
  };
  RmgMetrics metrics = { .paths = paths, .n_paths = G_N_ELEMENTS (paths) };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *run = write_and_parse (parser, &metrics);
  JsonArray *list = json_object_get_array_member (run, "paths");
  JsonObject *path = json_array_get_object_element (list, 0);
  JsonObject *idle = json_array_get_object_element (list, 1);
  JsonObject *sum = json_object_get_object_member (run, "end_to_end");

  g_assert_cmpstr (json_object_get_string_member (path, "from"), ==, "in");
  g_assert_cmpstr (json_object_get_string_member (path, "to"), ==, "out");
  g_assert_cmpint (json_object_get_int_member (path, "count"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (path, "p50_latency_ns"), ==, 6);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        path, "latency_histogram")),
      ==, 4);
  g_assert_true (json_object_get_null_member (idle, "p99_latency_ns"));
  g_assert_cmpint (json_object_get_int_member (sum, "count"), ==, 3);
}

static void
test_nodes_keep_their_order (void)
{
  RmgNodeMetrics nodes[] = { measured, unmeasured };
  RmgMetrics metrics = { .nodes = nodes, .n_nodes = G_N_ELEMENTS (nodes) };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *list = json_object_get_array_member (
      write_and_parse (parser, &metrics), "node_metrics");

  g_assert_cmpuint (json_array_get_length (list), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    g_assert_cmpstr (json_object_get_string_member (
                         json_array_get_object_element (list, i), "node_id"),
        ==, nodes[i].id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/metrics-json/run", test_run_every_field_has_its_type_and_value);
  g_test_add_func (
      "/metrics-json/node", test_node_every_field_has_its_type_and_value);
  g_test_add_func (
      "/metrics-json/histogram", test_node_histogram_ends_at_the_last_count);
  g_test_add_func ("/metrics-json/percentiles",
      test_node_percentiles_do_not_exceed_the_slowest_call);
  g_test_add_func (
      "/metrics-json/breaker", test_node_breaker_state_and_errors_are_written);
  g_test_add_func (
      "/metrics-json/last-error", test_node_last_error_has_its_time_and_text);
  g_test_add_func ("/metrics-json/events", test_run_events_are_written);
  g_test_add_func ("/metrics-json/dropped", test_node_drops_have_their_reasons);
  g_test_add_func (
      "/metrics-json/node-unknown", test_node_unknown_numbers_are_null);
  g_test_add_func (
      "/metrics-json/node-idle", test_node_never_called_has_durations_of_zero);
  g_test_add_func (
      "/metrics-json/run-unknown", test_run_unknown_times_are_null);
  g_test_add_func ("/metrics-json/paths", test_run_paths_have_their_latency);
  g_test_add_func ("/metrics-json/order", test_nodes_keep_their_order);
  return g_test_run ();
}
