/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/metrics.h"

#include <string.h>

#define UNKNOWN RMG_METRIC_UNKNOWN
#define ATTRIBUTE(key, value)                                                  \
  "{\"key\":\"" key "\",\"value\":{\"stringValue\":\"" value "\"}}"
#define NODE                                                                   \
  ATTRIBUTE ("pipeline", "pipeline")                                           \
  "," ATTRIBUTE ("node", "n") "," ATTRIBUTE ("type", "VAD")
#define TIMES "\"startTimeUnixNano\":\"1000\",\"timeUnixNano\":\"2000\","

static RmgMetrics *
make_metrics (void)
{
  RmgMetrics *metrics = rmg_metrics_new (1);

  metrics->start_us = 1;
  metrics->nodes[0] = (RmgNodeMetrics){ .id = g_strdup ("n"),
    .type = g_strdup ("VAD"),
    .breaker = RMG_BREAKER_METRIC_OPEN,
    .cpu_ns = UNKNOWN,
    .busy_ns = 1500000000,
    .busy = { .sum_ns = 1500000000,
        .counts = { [9] = 1, [10] = 2, [20] = 3, [38] = 4, [39] = 5 } } };
  return metrics;
}

static char *
write_otlp (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ();

  return rmg_metrics_to_otlp_json (metrics, 2);
}

static void
assert_has (const char *part)
{
  g_autofree char *text = write_otlp ();

  if (strstr (text, part) == NULL)
    g_error ("%s is not in %s", part, text);
}

static void
test_otlp_counter_is_a_monotonic_sum (void)
{
  assert_has (
      "{\"name\":\"rmg_node_busy_seconds\",\"description\":\"Wall time inside "
      "the node.\",\"unit\":\"s\",\"sum\":{\"aggregationTemporality\":2,"
      "\"isMonotonic\":true,\"dataPoints\":[{\"attributes\":[" NODE "]," TIMES
      "\"asDouble\":1.5}]}}");
}

static void
test_otlp_states_are_gauges (void)
{
  assert_has ("\"unit\":\"1\",\"gauge\":{\"dataPoints\":[{\"attributes\":[" NODE
              "," ATTRIBUTE ("rmg_breaker_state",
                  "closed") "]," TIMES "\"asDouble\":0.0}");
}

/* 28 buckets: up to 2^10 ns, each power of two up to 2^36 ns, and the rest. */
static void
test_otlp_histogram_has_counts_of_each_bucket (void)
{
  assert_has ("\"explicitBounds\":[1.024e-06,2.048e-06,");
  assert_has (",68.719476736],\"bucketCounts\":[\"3\",\"0\",\"0\",\"0\",\"0\","
              "\"0\",\"0\",\"0\",\"0\",\"0\",\"3\",\"0\"");
  assert_has (",\"0\",\"9\"],\"count\":\"15\",\"sum\":1.5}");
}

static void
test_otlp_family_without_samples_is_left_out (void)
{
  g_autofree char *text = write_otlp ();

  g_assert_null (strstr (text, "rmg_node_cpu_seconds"));
  g_assert_null (strstr (text, "rmg_build"));
}

/* A collector refuses points that start after their time. */
static void
test_otlp_session_before_its_first_input_starts_now (void)
{
  g_autoptr (RmgMetrics) metrics = make_metrics ();
  g_autofree char *text = NULL;

  metrics->start_us = UNKNOWN;
  text = rmg_metrics_to_otlp_json (metrics, 2);
  g_assert_nonnull (strstr (
      text, "\"startTimeUnixNano\":\"2000\",\"timeUnixNano\":\"2000\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/otlp/counter", test_otlp_counter_is_a_monotonic_sum);
  g_test_add_func ("/otlp/states", test_otlp_states_are_gauges);
  g_test_add_func (
      "/otlp/histogram", test_otlp_histogram_has_counts_of_each_bucket);
  g_test_add_func ("/otlp/empty", test_otlp_family_without_samples_is_left_out);
  g_test_add_func (
      "/otlp/start", test_otlp_session_before_its_first_input_starts_now);
  return g_test_run ();
}
