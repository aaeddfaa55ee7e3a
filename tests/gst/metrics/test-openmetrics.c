/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/metrics.h"

#include <locale.h>
#include <string.h>

#define UNKNOWN RMG_METRIC_UNKNOWN
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
    .busy_ns = 1500000000,
    .cpu_ns = 12,
    .backpressure_ns = 3000000013,
    .held_bytes = 14 };

  metrics->pipeline_id = g_strdup (pipeline);
  metrics->nodes[0] = numbers;
  return metrics;
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
    "# TYPE rmg_node_held_bytes gauge",
    "rmg_node_calls_total" LABELS "} 1",
    "rmg_node_errors_total" LABELS "} 2",
    "rmg_node_retries_total" LABELS "} 3",
    "rmg_node_restarts_total" LABELS "} 4",
    "rmg_node_buffers_total" LABELS ",direction=\"in\"} 5",
    "rmg_node_buffers_total" LABELS ",direction=\"out\"} 6",
    "rmg_node_bytes_total" LABELS ",direction=\"in\"} 7",
    "rmg_node_bytes_total" LABELS ",direction=\"out\"} 8",
    "rmg_node_busy_seconds_total" LABELS "} 1.500000000",
    "rmg_node_cpu_seconds_total" LABELS "} 0.000000012",
    "rmg_node_backpressure_seconds_total" LABELS "} 3.000000013",
    "rmg_node_held_bytes" LABELS "} 14",
    "rmg_pipeline_media_seconds{pipeline=\"p\"} 2.000000001",
  };
  g_autoptr (RmgMetrics) metrics = make_metrics ("p", "n");
  g_autofree char *text = NULL;

  metrics->media_ns = 2000000001;
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
  g_assert_cmpuint (g_hash_table_size (seen), ==, 11);
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
  g_test_add_func (
      "/openmetrics/families", test_openmetrics_families_are_not_mixed);
  return g_test_run ();
}
