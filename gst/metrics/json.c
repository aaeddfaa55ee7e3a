/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes metrics as JSON: all fields of the existing SDK's document with their
 * types, and the additional fields. docs/metrics.md lists both. */

#include "translator/base/json-writer.h"
#include "gst/metrics/metrics.h"

#include <stddef.h>

#define NS_PER_US 1000
#define NS_PER_MS 1000000
#define BYTES_PER_MIB (1024.0 * 1024.0)

/* Field of the document that holds one number of a node, divided. */
typedef struct
{
  const char *name;
  gsize offset;
  guint64 divisor;
} NodeField;

#define NODE_FIELD(name, member, divisor)                                      \
  {                                                                            \
    name, offsetof (RmgNodeMetrics, member), divisor                           \
  }

static const NodeField node_fields[] = {
  NODE_FIELD ("execution_count", executions, 1),
  NODE_FIELD ("error_count", errors, 1),
  NODE_FIELD ("retry_count", retries, 1),
  NODE_FIELD ("restart_count", restarts, 1),
  NODE_FIELD ("rebuild_count", rebuilds, 1),
  NODE_FIELD ("last_buffer_time_us", last_buffer_us, 1),
  NODE_FIELD ("total_duration_us", busy_ns, NS_PER_US),
  NODE_FIELD ("total_duration_ns", busy_ns, 1),
  NODE_FIELD ("busy_us", busy_ns, NS_PER_US),
  NODE_FIELD ("cpu_us", cpu_ns, NS_PER_US),
  NODE_FIELD ("cpu_ns", cpu_ns, 1),
  NODE_FIELD ("backpressure_us", backpressure_ns, NS_PER_US),
  NODE_FIELD ("backpressure_ns", backpressure_ns, 1),
  NODE_FIELD ("buffers_in", buffers_in, 1),
  NODE_FIELD ("buffers_out", buffers_out, 1),
  NODE_FIELD ("bytes_in", bytes_in, 1),
  NODE_FIELD ("bytes_out", bytes_out, 1),
  NODE_FIELD ("held_bytes", held_bytes, 1),
  NODE_FIELD ("peak_held_bytes", peak_held_bytes, 1),
  NODE_FIELD ("queue_buffers", queue_buffers, 1),
  NODE_FIELD ("queue_bytes", queue_bytes, 1),
  NODE_FIELD ("queue_ns", queue_ns, 1),
};

static const double quantiles[] = { 0.50, 0.95, 0.99 };

/* Names of the quantiles of a distribution and of its histogram. */
typedef struct
{
  const char *quantiles[G_N_ELEMENTS (quantiles)];
  const char *counts;
} DistributionNames;

static const DistributionNames duration_names = {
  { "p50_duration_ns", "p95_duration_ns", "p99_duration_ns" },
  "duration_histogram"
};

static const DistributionNames latency_names = {
  { "p50_latency_ns", "p95_latency_ns", "p99_latency_ns" }, "latency_histogram"
};

static void
write_scaled (
    RmgJsonWriter *json, const char *name, guint64 value, guint64 divisor)
{
  if (value == RMG_METRIC_UNKNOWN)
    rmg_json_writer_null (json, name);
  else
    rmg_json_writer_uint (json, name, value / divisor);
}

/* Writes null if a part is unknown or the divisor is 0. */
static void
write_ratio (RmgJsonWriter *json, const char *name, guint64 part, guint64 whole)
{
  if (part == RMG_METRIC_UNKNOWN || whole == RMG_METRIC_UNKNOWN || whole == 0)
    rmg_json_writer_null (json, name);
  else
    rmg_json_writer_double (json, name, (double) part / whole);
}

static guint64
subtract_known (guint64 whole, guint64 part)
{
  if (whole == RMG_METRIC_UNKNOWN || part == RMG_METRIC_UNKNOWN)
    return RMG_METRIC_UNKNOWN;
  return whole > part ? whole - part : 0;
}

static guint64
divide_known (guint64 total, guint64 count)
{
  if (total == RMG_METRIC_UNKNOWN || count == RMG_METRIC_UNKNOWN)
    return RMG_METRIC_UNKNOWN;
  return count > 0 ? total / count : 0;
}

/* The existing SDK writes durations of 0 before the first call. */
static void
write_call_duration (
    RmgJsonWriter *json, const char *us, const char *ns, guint64 value)
{
  write_scaled (json, us, value, NS_PER_US);
  write_scaled (json, ns, value, 1);
}

static void
write_drops (RmgJsonWriter *json, const RmgNodeMetrics *node)
{
  rmg_json_writer_begin_object (json, "dropped");
  for (guint i = 0; i < RMG_N_DROP_REASONS; i++)
    write_scaled (json, rmg_drop_reason_get_name (i), node->dropped[i], 1);
  rmg_json_writer_end_object (json);
}

static void
write_errors (RmgJsonWriter *json, const RmgNodeMetrics *node)
{
  rmg_json_writer_begin_array (json, "errors");
  for (guint i = 0; i < node->n_error_counts; i++) {
    const RmgErrorCount *error = &node->error_counts[i];

    rmg_json_writer_begin_object (json, NULL);
    rmg_json_writer_string (json, "domain", error->domain);
    rmg_json_writer_int (json, "code", error->code);
    rmg_json_writer_uint (json, "count", error->count);
    rmg_json_writer_end_object (json);
  }
  rmg_json_writer_end_array (json);
}

static void
write_last_error (RmgJsonWriter *json, const RmgNodeMetrics *node)
{
  const GError *error = node->last_error;

  if (error == NULL) {
    rmg_json_writer_null (json, "last_error");
    return;
  }
  rmg_json_writer_begin_object (json, "last_error");
  write_scaled (json, "time_us", node->last_error_us, 1);
  rmg_json_writer_string (json, "domain", g_quark_to_string (error->domain));
  rmg_json_writer_int (json, "code", error->code);
  rmg_json_writer_string (json, "message", error->message);
  rmg_json_writer_end_object (json);
}

static void
write_breaker (RmgJsonWriter *json, const RmgNodeMetrics *node)
{
  rmg_json_writer_string (
      json, "breaker_state", rmg_breaker_metric_get_name (node->breaker));
  rmg_json_writer_begin_object (json, "breaker_transitions");
  for (guint i = 0; i < RMG_N_BREAKER_METRICS; i++)
    write_scaled (
        json, rmg_breaker_metric_get_name (i), node->breaker_changes[i], 1);
  rmg_json_writer_end_object (json);
}

static void
write_events (RmgJsonWriter *json, const RmgMetrics *metrics)
{
  rmg_json_writer_uint (json, "event_count", metrics->n_all_events);
  rmg_json_writer_begin_array (json, "events");
  for (guint i = 0; i < metrics->n_events; i++) {
    const RmgMetricsEvent *event = &metrics->events[i];

    rmg_json_writer_begin_object (json, NULL);
    rmg_json_writer_int (json, "time_us", event->time_us);
    rmg_json_writer_string (json, "node_id", event->node_id);
    rmg_json_writer_string (json, "kind", event->kind);
    rmg_json_writer_string (json, "text", event->text);
    rmg_json_writer_end_object (json);
  }
  rmg_json_writer_end_array (json);
}

/* Without the zeros at the end. Count i is that of the values above 2^(i-1) and
 * up to 2^i ns. */
static void
write_counts (
    RmgJsonWriter *json, const char *name, const RmgHistogram *histogram)
{
  guint n = RMG_HISTOGRAM_BUCKETS;

  while (n > 0 && histogram->counts[n - 1] == 0)
    n--;
  rmg_json_writer_begin_array (json, name);
  for (guint i = 0; i < n; i++)
    rmg_json_writer_uint (json, NULL, histogram->counts[i]);
  rmg_json_writer_end_array (json);
}

/* Values that all values of a distribution lie between. */
typedef struct
{
  guint64 least_ns;
  guint64 most_ns;
} Range;

/* An estimate reaches to the bound of its bucket, the values need not. */
static guint64
estimate (const RmgHistogram *histogram, double quantile, const Range *range)
{
  const guint64 ns = rmg_histogram_get_quantile_ns (histogram, quantile);

  return ns == RMG_METRIC_UNKNOWN ? ns
                                  : CLAMP (ns, range->least_ns, range->most_ns);
}

static void
write_distribution (RmgJsonWriter *json, const DistributionNames *names,
    const RmgHistogram *histogram, const Range *range)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quantiles); i++)
    write_scaled (json, names->quantiles[i],
        estimate (histogram, quantiles[i], range), 1);
  write_counts (json, names->counts, histogram);
}

static void
write_latency (RmgJsonWriter *json, const RmgHistogram *latency)
{
  const Range any = { 0, G_MAXUINT64 };

  rmg_json_writer_uint (json, "count", rmg_histogram_get_count (latency));
  write_distribution (json, &latency_names, latency, &any);
}

static void
write_paths (RmgJsonWriter *json, const RmgMetrics *metrics)
{
  RmgHistogram latency;

  rmg_metrics_get_latency (metrics, &latency);
  rmg_json_writer_begin_object (json, "end_to_end");
  write_latency (json, &latency);
  rmg_json_writer_end_object (json);
  rmg_json_writer_begin_array (json, "paths");
  for (guint i = 0; i < metrics->n_paths; i++) {
    rmg_json_writer_begin_object (json, NULL);
    rmg_json_writer_string (json, "from", metrics->paths[i].from);
    rmg_json_writer_string (json, "to", metrics->paths[i].to);
    write_latency (json, &metrics->paths[i].latency);
    rmg_json_writer_end_object (json);
  }
  rmg_json_writer_end_array (json);
}

static void
write_node (RmgJsonWriter *json, const RmgNodeMetrics *node)
{
  guint64 successes = subtract_known (node->executions, node->errors);
  gboolean idle = node->executions == 0;
  const Range range = { node->min_ns, node->max_ns };

  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "node_id", node->id);
  rmg_json_writer_string (json, "node_type", node->type);
  for (gsize i = 0; i < G_N_ELEMENTS (node_fields); i++)
    write_scaled (json, node_fields[i].name,
        G_STRUCT_MEMBER (guint64, node, node_fields[i].offset),
        node_fields[i].divisor);
  write_scaled (json, "success_count", successes, 1);
  write_ratio (json, "success_rate", successes, node->executions);
  write_call_duration (json, "avg_duration_us", "avg_duration_ns",
      divide_known (node->busy_ns, node->executions));
  write_call_duration (
      json, "min_duration_us", "min_duration_ns", idle ? 0 : node->min_ns);
  write_call_duration (
      json, "max_duration_us", "max_duration_ns", idle ? 0 : node->max_ns);
  write_distribution (json, &duration_names, &node->busy, &range);
  write_drops (json, node);
  if (node->state != NULL)
    rmg_json_writer_string (json, "state", node->state);
  else
    rmg_json_writer_null (json, "state");
  write_scaled (json, "state_since_us", node->state_us, 1);
  rmg_json_writer_string (json, "state_reason", node->state_reason);
  write_breaker (json, node);
  write_errors (json, node);
  write_last_error (json, node);
  rmg_json_writer_end_object (json);
}

static void
write_memory (RmgJsonWriter *json, guint64 held_bytes, guint64 bytes)
{
  write_scaled (json, "memory_bytes", held_bytes, 1);
  write_scaled (json, "peak_memory_bytes", bytes, 1);
  if (bytes == RMG_METRIC_UNKNOWN)
    rmg_json_writer_null (json, "peak_memory_mb");
  else
    rmg_json_writer_double (json, "peak_memory_mb", bytes / BYTES_PER_MIB);
}

static void
write_copies (RmgJsonWriter *json, const RmgMetrics *metrics)
{
  rmg_json_writer_begin_object (json, "copies");
  for (guint i = 0; i < RMG_N_COPY_REASONS; i++) {
    rmg_json_writer_begin_object (json, rmg_copy_reason_get_name (i));
    write_scaled (json, "count", metrics->n_copies[i], 1);
    write_scaled (json, "bytes", metrics->n_copied_bytes[i], 1);
    rmg_json_writer_end_object (json);
  }
  rmg_json_writer_end_object (json);
}

static void
write_run (RmgJsonWriter *json, const RmgMetrics *metrics)
{
  rmg_json_writer_string (
      json, "pipeline_id", rmg_metrics_get_pipeline_id (metrics));
  rmg_json_writer_string (json, "status", metrics->status);
  rmg_json_writer_string (json, "state", rmg_metrics_get_state (metrics));
  write_scaled (
      json, "state_since_us", rmg_metrics_get_state_since_us (metrics), 1);
  rmg_json_writer_string (
      json, "state_reason", rmg_metrics_get_state_reason (metrics));
  rmg_json_writer_boolean (json, "threaded", metrics->threaded);
  write_scaled (json, "total_executions", metrics->executions, 1);
  write_scaled (json, "start_time_us", metrics->start_us, 1);
  write_scaled (json, "end_time_us", metrics->end_us, 1);
  write_scaled (json, "total_duration_us", metrics->duration_ns, NS_PER_US);
  write_scaled (json, "total_duration_ms", metrics->duration_ns, NS_PER_MS);
  write_scaled (json, "total_duration_ns", metrics->duration_ns, 1);
  write_scaled (json, "media_duration_ns", metrics->media_ns, 1);
  write_ratio (
      json, "realtime_factor", metrics->media_ns, metrics->duration_ns);
  write_memory (json, metrics->memory_bytes, metrics->peak_memory_bytes);
  write_copies (json, metrics);
}

char *
rmg_metrics_to_json (const RmgMetrics *self)
{
  gint64 before_us = g_get_monotonic_time ();
  GString *text = g_string_sized_new (1024 + 1024 * self->n_nodes);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  write_run (&json, self);
  rmg_json_writer_begin_array (&json, "node_metrics");
  for (guint i = 0; i < self->n_nodes; i++)
    write_node (&json, &self->nodes[i]);
  rmg_json_writer_end_array (&json);
  write_paths (&json, self);
  write_events (&json, self);
  rmg_json_writer_uint (
      &json, "metrics_overhead_us", g_get_monotonic_time () - before_us);
  rmg_json_writer_end_object (&json);
  return g_string_free (text, FALSE);
}
