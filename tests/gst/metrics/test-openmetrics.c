/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/metrics.h"

#include <locale.h>
#include <string.h>

#define UNKNOWN RMG_METRIC_UNKNOWN
#define PATH "{pipeline=\"p\",from=\"n\",to=\"m\""
#define LABELS "{pipeline=\"p\",node=\"n\",type=\"VAD\""

/* A snapshot of one node with a number of its own in every member. */
static RmgMetrics *
make_metrics (const char *pipeline, const char *node)
{
  RmgMetrics *metrics = rmg_metrics_new (1);
  RmgNodeMetrics numbers = { .id = g_strdup (node),
    .type = g_strdup ("VAD"),
    .executions = 1,
    .errors = 2,
    .retries = 3,
    .restarts = 4,
    .buffers_in = 5,
    .buffers_out = 6,
    .bytes_in = 7,
    .bytes_out = 8,
    .rebuilds = 9,
    .dropped = { 21, 22, 23, 24, 25 },
    .error_counts = { { "gst-resource-error-quark", 5, 3 } },
    .n_error_counts = 1,
    .breaker = RMG_BREAKER_METRIC_HALF_OPEN,
    .breaker_changes = { 31, 32, 33 },
    .exhausted = 1,
    .last_buffer_us = 1700000000123456,
    .busy_ns = 1500000000,
    .busy = { .sum_ns = 1500000000, .counts = { [9] = 1, [20] = 2, [38] = 3 } },
    .queue_buffers = 41,
    .queue_bytes = 42,
    .queue_ns = 20000000,
    .cpu_ns = 12,
    .backpressure_ns = 3000000013,
    .held_bytes = 14 };

  metrics->pipeline_id = g_strdup (pipeline);
  metrics->nodes[0] = numbers;
  return metrics;
}

static void
add_path (RmgMetrics *metrics)
{
  const RmgPathMetrics path = { g_strdup ("n"), g_strdup ("m"),
    { .sum_ns = 4000, .counts = { [10] = 2, [12] = 1 } } };

  metrics->paths = g_memdup2 (&path, sizeof path);
  metrics->n_paths = 1;
}

static gboolean
has_line (const char *text, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_contains ((const char *const *) lines, line);
}

static void
test_openmetrics_every_number_has_its_sample (void)
{
  static const char *const lines[] = {
    "rmg_build_info{version=\"" RMG_VERSION "\"} 1",
    "# TYPE rmg_node_buffers counter",
    "# UNIT rmg_node_busy_seconds seconds",
    "# TYPE rmg_held_bytes gauge",
    "# TYPE rmg_breaker_state stateset",
    "# TYPE rmg_node_latency_seconds histogram",
    "rmg_sessions{state=\"starting\"} 0",
    "rmg_sessions{state=\"running\"} 1",
    "rmg_sessions{state=\"draining\"} 0",
    "rmg_node_calls_total" LABELS "} 1",
    "rmg_node_errors_total" LABELS
    ",domain=\"gst-resource-error-quark\",code=\"5\"} 3",
    "rmg_node_retries_total" LABELS "} 3",
    "rmg_node_restarts_total" LABELS "} 4",
    "rmg_node_rebuilds_total" LABELS "} 9",
    "rmg_dropped_buffers_total" LABELS ",reason=\"failed\"} 21",
    "rmg_dropped_buffers_total" LABELS ",reason=\"flushed\"} 25",
    "rmg_breaker_state" LABELS ",rmg_breaker_state=\"closed\"} 0",
    "rmg_breaker_state" LABELS ",rmg_breaker_state=\"half-open\"} 1",
    "rmg_breaker_transitions_total" LABELS ",to=\"closed\"} 31",
    "rmg_breaker_transitions_total" LABELS ",to=\"open\"} 32",
    "rmg_recovery_exhausted" LABELS "} 1",
    "rmg_queue_level_buffers" LABELS "} 41",
    "rmg_queue_level_bytes" LABELS "} 42",
    "rmg_queue_level_seconds" LABELS "} 0.020000000",
    "rmg_last_buffer_timestamp_seconds" LABELS "} 1700000000.123456000",
    "rmg_node_latency_seconds_bucket" LABELS ",le=\"1.024e-06\"} 1",
    "rmg_node_latency_seconds_bucket" LABELS ",le=\"0.000524288\"} 1",
    "rmg_node_latency_seconds_bucket" LABELS ",le=\"0.001048576\"} 3",
    "rmg_node_latency_seconds_bucket" LABELS ",le=\"68.719476736\"} 3",
    "rmg_node_latency_seconds_bucket" LABELS ",le=\"+Inf\"} 6",
    "rmg_node_latency_seconds_count" LABELS "} 6",
    "rmg_node_latency_seconds_sum" LABELS "} 1.500000000",
    "rmg_node_buffers_total" LABELS ",direction=\"in\"} 5",
    "rmg_node_buffers_total" LABELS ",direction=\"out\"} 6",
    "rmg_node_bytes_total" LABELS ",direction=\"in\"} 7",
    "rmg_node_bytes_total" LABELS ",direction=\"out\"} 8",
    "rmg_node_busy_seconds_total" LABELS "} 1.500000000",
    "rmg_node_cpu_seconds_total" LABELS "} 0.000000012",
    "rmg_node_backpressure_seconds_total" LABELS "} 3.000000013",
    "rmg_held_bytes" LABELS "} 14",
    "rmg_pipeline_media_seconds{pipeline=\"p\"} 2.000000001",
    "rmg_pipeline_executions_total{pipeline=\"p\"} 51",
    "rmg_pipeline_memory_bytes{pipeline=\"p\"} 52",
    "rmg_pipeline_copies_total{pipeline=\"p\",reason=\"settle\"} 53",
    "# UNIT rmg_pipeline_copied_bytes bytes",
    "rmg_pipeline_copied_bytes_total{pipeline=\"p\",reason=\"settle\"} 54",
    "rmg_path_latency_seconds_bucket" PATH ",le=\"1.024e-06\"} 2",
    "rmg_path_latency_seconds_count" PATH "} 3",
    "rmg_path_latency_seconds_sum" PATH "} 0.000004000",
  };
  g_autoptr (RmgMetrics) metrics = make_metrics ("p", "n");
  g_autofree char *text = NULL;

  metrics->media_ns = 2000000001;
  metrics->executions = 51;
  metrics->memory_bytes = 52;
  metrics->n_copies[RMG_COPY_SETTLE] = 53;
  metrics->n_copied_bytes[RMG_COPY_SETTLE] = 54;
  add_path (metrics);
  text = rmg_metrics_to_openmetrics (metrics);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_test_message ("%s", lines[i]);
    g_assert_true (has_line (text, lines[i]));
  }
  g_assert_true (g_str_has_suffix (text, "\n# EOF\n"));
}

static void
test_openmetrics_unknown_numbers_have_no_sample (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ("p", "n");
  g_autofree char *text = NULL;

  metrics->nodes[0].cpu_ns = UNKNOWN;
  metrics->nodes[0].buffers_out = UNKNOWN;
  text = rmg_metrics_to_openmetrics (metrics);
  g_assert_null (strstr (text, "rmg_node_cpu_seconds_total{"));
  g_assert_null (strstr (text, "direction=\"out\"} 6"));
  g_assert_nonnull (strstr (text, "direction=\"in\"} 5"));
  g_assert_null (strstr (text, "rmg_pipeline_media_seconds"));
}

static void
test_openmetrics_labels_are_escaped (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ("a\"b\\c", "two\nlines");
  g_autofree char *text = rmg_metrics_to_openmetrics (metrics);

  g_assert_nonnull (
      strstr (text, "{pipeline=\"a\\\"b\\\\c\",node=\"two\\nlines\","));
}

/* Each name has one head, before its samples. */
static void
test_openmetrics_families_are_not_mixed (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ("p", "n");
  g_autofree char *text = rmg_metrics_to_openmetrics (metrics);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *family = NULL;

  for (char **line = lines; **line != '\0'; line++) {
    if (g_str_has_prefix (*line, "# TYPE ")) {
      g_clear_pointer (&family, g_free);
      family = g_strndup (*line + 7, strcspn (*line + 7, " "));
      g_assert_true (
          g_hash_table_add (seen, (char *) g_intern_string (family)));
    } else if (**line != '#') {
      g_assert_true (g_str_has_prefix (*line, family));
    }
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 27);
}

/* A session in each of two states; the node is in both. */
static void
test_openmetrics_sessions_of_one_pipeline_are_summed (void)
{
  g_autoptr (RmgMetrics) one = make_metrics ("p", "n");
  g_autoptr (RmgMetrics) two = make_metrics ("p", "n");
  RmgMetrics *const list[] = { one, two };
  g_autofree char *text = NULL;

  two->status = "failed";
  add_path (one);
  add_path (two);
  two->nodes[0].breaker = RMG_BREAKER_METRIC_OPEN;
  text = rmg_metrics_list_to_openmetrics (list, 2);
  g_assert_true (has_line (text, "rmg_node_calls_total" LABELS "} 2"));
  g_assert_true (has_line (text, "rmg_path_latency_seconds_count" PATH "} 6"));
  g_assert_true (has_line (text, "rmg_recovery_exhausted" LABELS "} 2"));
  g_assert_true (has_line (text, "rmg_sessions{state=\"failed\"} 1"));
  g_assert_true (has_line (text, "rmg_sessions{state=\"running\"} 1"));
  g_assert_true (has_line (
      text, "rmg_breaker_state" LABELS ",rmg_breaker_state=\"open\"} 1"));
  g_assert_true (has_line (
      text, "rmg_breaker_state" LABELS ",rmg_breaker_state=\"closed\"} 0"));
}

static void
test_openmetrics_without_sessions_has_all_families (void)
{
  g_autofree char *text = rmg_metrics_list_to_openmetrics (NULL, 0);

  g_assert_true (has_line (text, "# TYPE rmg_recovery_exhausted gauge"));
  g_assert_true (has_line (text, "rmg_sessions{state=\"failed\"} 0"));
  g_assert_true (g_str_has_suffix (text, "\n# EOF\n"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/openmetrics/samples", test_openmetrics_every_number_has_its_sample);
  g_test_add_func (
      "/openmetrics/unknown", test_openmetrics_unknown_numbers_have_no_sample);
  g_test_add_func ("/openmetrics/escape", test_openmetrics_labels_are_escaped);
  g_test_add_func ("/openmetrics/sessions",
      test_openmetrics_sessions_of_one_pipeline_are_summed);
  g_test_add_func (
      "/openmetrics/none", test_openmetrics_without_sessions_has_all_families);
  g_test_add_func (
      "/openmetrics/families", test_openmetrics_families_are_not_mixed);
  return g_test_run ();
}
