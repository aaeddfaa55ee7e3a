/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/otlp-metrics.h"

#include <string.h>

static void
assert_has (const char *text, const char *part)
{
  char *json = tool_otlp_metrics_from_text (text, 1, 2);

  if (strstr (json, part) == NULL)
    g_error ("%s is not in %s", part, json);
  g_free (json);
}

static void
test_otlp_metrics_counter_is_a_monotonic_sum (void)
{
  static const char text[] = "# TYPE a_seconds counter\n# UNIT a_seconds "
                             "seconds\n# HELP a_seconds A.\n"
                             "a_seconds_total{node=\"x\"} 1.5\n";

  assert_has (text,
      "{\"name\":\"a_seconds\",\"description\":\"A.\",\"unit\":\"s\",\"sum\":"
      "{\"aggregationTemporality\":2,\"isMonotonic\":true,\"dataPoints\":["
      "{\"attributes\":[{\"key\":\"node\",\"value\":{\"stringValue\":\"x\"}}],"
      "\"startTimeUnixNano\":\"1000\",\"timeUnixNano\":\"2000\","
      "\"asDouble\":1.5}]}}");
}

static void
test_otlp_metrics_states_are_gauges (void)
{
  assert_has ("# TYPE s stateset\n# HELP s S.\ns{node=\"x\",s=\"open\"} 1\n",
      "\"gauge\":{\"dataPoints\":[{\"attributes\":[{\"key\":\"node\"");
}

/* Two nodes; the text counts up, OTLP counts each bucket. */
static void
test_otlp_metrics_histogram_has_counts_of_each_bucket (void)
{
  static const char text[] =
      "# TYPE h histogram\n# HELP h H.\n"
      "h_bucket{node=\"x\",le=\"0.5\"} 1\nh_bucket{node=\"x\",le=\"1.0\"} 3\n"
      "h_bucket{node=\"x\",le=\"+Inf\"} 4\nh_count{node=\"x\"} 4\n"
      "h_sum{node=\"x\"} 2.5\n"
      "h_bucket{node=\"y\",le=\"0.5\"} 0\nh_bucket{node=\"y\",le=\"+Inf\"} 9\n"
      "h_count{node=\"y\"} 9\nh_sum{node=\"y\"} 99.0\n";

  assert_has (text,
      "\"explicitBounds\":[0.5,1.0],\"bucketCounts\":[\"1\",\"2\",\"1\"],"
      "\"count\":\"4\",\"sum\":2.5}");
  assert_has (text,
      "\"explicitBounds\":[0.5],\"bucketCounts\":[\"0\",\"9\"],"
      "\"count\":\"9\",\"sum\":99.0}");
}

static void
test_otlp_metrics_family_without_samples_is_left_out (void)
{
  assert_has ("# TYPE a gauge\n# HELP a A.\n# TYPE b info\nb_info{} 1\n",
      "\"metrics\":[]");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/otlp-metrics/counter", test_otlp_metrics_counter_is_a_monotonic_sum);
  g_test_add_func ("/otlp-metrics/states", test_otlp_metrics_states_are_gauges);
  g_test_add_func ("/otlp-metrics/histogram",
      test_otlp_metrics_histogram_has_counts_of_each_bucket);
  g_test_add_func ("/otlp-metrics/empty",
      test_otlp_metrics_family_without_samples_is_left_out);
  return g_test_run ();
}
