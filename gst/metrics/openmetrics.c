/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes metrics as text in the OpenMetrics format 1.0, which Prometheus reads.
 * A number that is not known has no sample. docs/metrics.md lists the families.
 */

#include "gst/metrics/merge.h"

#include <stddef.h>

#define NS_PER_S G_GUINT64_CONSTANT (1000000000)
#define NS_PER_US 1000

/* Bounds of the exported histogram: 2^10 ns (1 us) to 2^36 ns (69 s). */
#define FIRST_BOUND 10
#define LAST_BOUND 36

typedef enum
{
  UNIT_NONE,
  UNIT_BYTES,
  UNIT_SECONDS, /* of a number of ns */
} Unit;

static const char *const unit_names[] = { NULL, "bytes", "seconds" };

typedef enum
{
  TYPE_COUNTER,
  TYPE_GAUGE,
  TYPE_HISTOGRAM,
  TYPE_STATESET,
} Type;

static const char *const type_names[] = { "counter", "gauge", "histogram",
  "stateset" };

typedef struct _Family Family;

/* Appends the samples of a node. */
typedef void (*WriteFunc) (
    GString *text, const Family *family, const RmgMergedNode *merged);

struct _Family
{
  const char *name;
  const char *help;
  Type type;
  Unit unit;
  WriteFunc write;
  gsize offset; /* of the number in RmgNodeMetrics, see write_number() */
};

static void
append_head (GString *text, const Family *family)
{
  const char *name = family->name;

  g_string_append_printf (
      text, "# TYPE %s %s\n", name, type_names[family->type]);
  if (family->unit != UNIT_NONE)
    g_string_append_printf (
        text, "# UNIT %s %s\n", name, unit_names[family->unit]);
  g_string_append_printf (text, "# HELP %s %s\n", name, family->help);
}

/* Appends a value in quotation marks. */
static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++) {
    if (*value == '\n') {
      g_string_append (text, "\\n");
      continue;
    }
    if (*value == '\\' || *value == '"')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *value);
  }
  g_string_append_c (text, '"');
}

static void
append_value (GString *text, Unit unit, guint64 value)
{
  if (unit == UNIT_SECONDS)
    g_string_append_printf (text,
        " %" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT "\n", value / NS_PER_S,
        value % NS_PER_S);
  else
    g_string_append_printf (text, " %" G_GUINT64_FORMAT "\n", value);
}

/* Appends name and labels up to the brace that ends them. */
static void
append_labels (GString *text, const char *name, const char *suffix,
    const RmgMergedNode *merged)
{
  g_string_append_printf (text, "%s%s{pipeline=", name, suffix);
  append_quoted (text, merged->pipeline);
  g_string_append (text, ",node=");
  append_quoted (text, merged->node.id);
  g_string_append (text, ",type=");
  append_quoted (text, merged->node.type);
}

static const char *
get_suffix (const Family *family)
{
  return family->type == TYPE_COUNTER ? "_total" : "";
}

/* @label: (nullable): name of a further label */
static void
append_sample (GString *text, const Family *family, const RmgMergedNode *merged,
    const char *label, const char *label_value, guint64 value)
{
  if (value == RMG_METRIC_UNKNOWN)
    return;
  append_labels (text, family->name, get_suffix (family), merged);
  if (label != NULL) {
    g_string_append_printf (text, ",%s=", label);
    append_quoted (text, label_value);
  }
  g_string_append_c (text, '}');
  append_value (text, family->unit, value);
}

static void
write_number (GString *text, const Family *family, const RmgMergedNode *merged)
{
  append_sample (text, family, merged, NULL, NULL,
      G_STRUCT_MEMBER (guint64, &merged->node, family->offset));
}

static void
write_time (GString *text, const Family *family, const RmgMergedNode *merged)
{
  const guint64 time_us =
      G_STRUCT_MEMBER (guint64, &merged->node, family->offset);

  append_sample (text, family, merged, NULL, NULL,
      time_us != RMG_METRIC_UNKNOWN ? time_us * NS_PER_US : time_us);
}

static void
write_buffers (GString *text, const Family *family, const RmgMergedNode *merged)
{
  const char *label = "direction";

  append_sample (text, family, merged, label, "in", merged->node.buffers_in);
  append_sample (text, family, merged, label, "out", merged->node.buffers_out);
}

static void
write_bytes (GString *text, const Family *family, const RmgMergedNode *merged)
{
  const char *label = "direction";

  append_sample (text, family, merged, label, "in", merged->node.bytes_in);
  append_sample (text, family, merged, label, "out", merged->node.bytes_out);
}

static void
write_errors (GString *text, const Family *family, const RmgMergedNode *merged)
{
  for (guint i = 0; i < merged->node.n_error_counts; i++) {
    const RmgErrorCount *error = &merged->node.error_counts[i];

    append_labels (text, family->name, get_suffix (family), merged);
    g_string_append (text, ",domain=");
    append_quoted (text, error->domain);
    g_string_append_printf (text, ",code=\"%d\"}", error->code);
    append_value (text, family->unit, error->count);
  }
}

static void
write_breaker (GString *text, const Family *family, const RmgMergedNode *merged)
{
  for (guint i = 0; i < RMG_N_BREAKER_METRICS; i++)
    append_sample (text, family, merged, family->name,
        rmg_breaker_metric_get_name (i), merged->n_breakers[i] > 0);
}

static void
write_breaker_changes (
    GString *text, const Family *family, const RmgMergedNode *merged)
{
  for (guint i = 0; i < RMG_N_BREAKER_METRICS; i++)
    append_sample (text, family, merged, "to", rmg_breaker_metric_get_name (i),
        merged->node.breaker_changes[i]);
}

static void
write_drops (GString *text, const Family *family, const RmgMergedNode *merged)
{
  for (guint i = 0; i < RMG_N_DROP_REASONS; i++)
    append_sample (text, family, merged, "reason", rmg_drop_reason_get_name (i),
        merged->node.dropped[i]);
}

static void
append_bucket (GString *text, const Family *family, const RmgMergedNode *merged,
    guint bucket, guint64 count)
{
  char bound[G_ASCII_DTOSTR_BUF_SIZE];
  const double bound_s =
      (double) rmg_histogram_get_bound_ns (bucket) / (double) NS_PER_S;

  g_ascii_formatd (bound, sizeof bound, "%.12g", bound_s);
  append_labels (text, family->name, "_bucket", merged);
  g_string_append_printf (text, ",le=\"%s\"}", bound);
  append_value (text, UNIT_NONE, count);
}

/* The buckets are cumulative. */
static void
write_latency (GString *text, const Family *family, const RmgMergedNode *merged)
{
  const RmgHistogram *busy = &merged->node.busy;
  const guint64 n_calls = rmg_histogram_get_count (busy);
  guint64 count = 0;

  if (merged->node.busy_ns == RMG_METRIC_UNKNOWN)
    return;
  for (guint i = 0; i <= LAST_BOUND; i++) {
    count += busy->counts[i];
    if (i >= FIRST_BOUND)
      append_bucket (text, family, merged, i, count);
  }
  append_labels (text, family->name, "_bucket", merged);
  g_string_append (text, ",le=\"+Inf\"}");
  append_value (text, UNIT_NONE, n_calls);
  append_labels (text, family->name, "_count", merged);
  g_string_append_c (text, '}');
  append_value (text, UNIT_NONE, n_calls);
  append_labels (text, family->name, "_sum", merged);
  g_string_append_c (text, '}');
  append_value (text, UNIT_SECONDS, busy->sum_ns);
}

#define NUMBER(member) write_number, offsetof (RmgNodeMetrics, member)

static const Family node_families[] = {
  { "rmg_node_calls", "Calls into the node, retries included.", TYPE_COUNTER,
      UNIT_NONE, NUMBER (executions) },
  { "rmg_node_buffers", "Buffers that entered and left the node.", TYPE_COUNTER,
      UNIT_NONE, write_buffers, 0 },
  { "rmg_node_bytes", "Bytes that entered and left the node.", TYPE_COUNTER,
      UNIT_BYTES, write_bytes, 0 },
  { "rmg_node_busy_seconds", "Wall time inside the node.", TYPE_COUNTER,
      UNIT_SECONDS, NUMBER (busy_ns) },
  { "rmg_node_latency_seconds", "Wall time of a call into the node.",
      TYPE_HISTOGRAM, UNIT_SECONDS, write_latency, 0 },
  { "rmg_node_cpu_seconds", "CPU time of the node's own threads.", TYPE_COUNTER,
      UNIT_SECONDS, NUMBER (cpu_ns) },
  { "rmg_node_backpressure_seconds",
      "Time that the node waited for elements downstream.", TYPE_COUNTER,
      UNIT_SECONDS, NUMBER (backpressure_ns) },
  { "rmg_node_errors", "Failed attempts by kind of error.", TYPE_COUNTER,
      UNIT_NONE, write_errors, 0 },
  { "rmg_node_retries", "Calls that repeat a failed call.", TYPE_COUNTER,
      UNIT_NONE, NUMBER (retries) },
  { "rmg_node_restarts", "Restarts of the node's elements.", TYPE_COUNTER,
      UNIT_NONE, NUMBER (restarts) },
  { "rmg_node_rebuilds", "Rebuilds of the node's elements.", TYPE_COUNTER,
      UNIT_NONE, NUMBER (rebuilds) },
  { "rmg_breaker_state", "State of the node's circuit breaker.", TYPE_STATESET,
      UNIT_NONE, write_breaker, 0 },
  { "rmg_breaker_transitions", "Changes of the circuit breaker to a state.",
      TYPE_COUNTER, UNIT_NONE, write_breaker_changes, 0 },
  { "rmg_recovery_exhausted",
      "Sessions in which the node has failed and is not retried.", TYPE_GAUGE,
      UNIT_NONE, NUMBER (exhausted) },
  { "rmg_queue_level_buffers", "Buffers in the queues upstream of the node.",
      TYPE_GAUGE, UNIT_NONE, NUMBER (queue_buffers) },
  { "rmg_queue_level_bytes", "Bytes in the queues upstream of the node.",
      TYPE_GAUGE, UNIT_BYTES, NUMBER (queue_bytes) },
  { "rmg_queue_level_seconds",
      "Running time of the data in the queues upstream of the node.",
      TYPE_GAUGE, UNIT_SECONDS, NUMBER (queue_ns) },
  { "rmg_dropped_buffers", "Buffers that the node did not process.",
      TYPE_COUNTER, UNIT_NONE, write_drops, 0 },
  { "rmg_last_buffer_timestamp_seconds",
      "Unix time of the last buffer that entered or left the node.", TYPE_GAUGE,
      UNIT_SECONDS, write_time, offsetof (RmgNodeMetrics, last_buffer_us) },
  { "rmg_held_bytes", "Bytes in the node's queues, pools and state.",
      TYPE_GAUGE, UNIT_BYTES, NUMBER (held_bytes) },
};

static void
append_nodes (GString *text, GArray *merged)
{
  for (gsize i = 0; i < G_N_ELEMENTS (node_families); i++) {
    const Family *family = &node_families[i];

    append_head (text, family);
    for (guint k = 0; k < merged->len; k++)
      family->write (text, family, &g_array_index (merged, RmgMergedNode, k));
  }
}

static guint64
count_sessions (RmgMetrics *const *list, guint n_metrics, const char *state)
{
  guint64 n_sessions = 0;

  for (guint i = 0; i < n_metrics; i++)
    n_sessions += g_str_equal (rmg_metrics_get_state (list[i]), state);
  return n_sessions;
}

static void
append_sessions (GString *text, RmgMetrics *const *list, guint n_metrics)
{
  static const char *const states[] = { "starting", "running", "restarting",
    "degraded", "draining", "stopped", "failed" };
  const Family family = { "rmg_sessions", "Sessions in each state.", TYPE_GAUGE,
    UNIT_NONE, NULL, 0 };

  append_head (text, &family);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    g_string_append_printf (text, "rmg_sessions{state=\"%s\"}", states[i]);
    append_value (text, UNIT_NONE, count_sessions (list, n_metrics, states[i]));
  }
}

static void
append_build (GString *text)
{
  g_string_append (text,
      "# TYPE rmg_build info\n# HELP rmg_build Version of RemoteMedia.\n"
      "rmg_build_info{version=\"" RMG_VERSION "\"} 1\n");
}

/* A gauge of the pipeline in seconds. */
static void
append_pipeline_time (GString *text, const RmgMetrics *metrics,
    const char *name, const char *help, guint64 value_ns)
{
  const Family family = { name, help, TYPE_GAUGE, UNIT_SECONDS, NULL, 0 };

  if (value_ns == RMG_METRIC_UNKNOWN)
    return;
  append_head (text, &family);
  g_string_append_printf (text, "%s{pipeline=", name);
  append_quoted (text, rmg_metrics_get_pipeline_id (metrics));
  g_string_append_c (text, '}');
  append_value (text, UNIT_SECONDS, value_ns);
}

char *
rmg_metrics_list_to_openmetrics (RmgMetrics *const *list, guint n_metrics)
{
  GString *text = g_string_sized_new (4096);
  g_autoptr (GArray) merged = rmg_metrics_merge (list, n_metrics);

  append_build (text);
  append_sessions (text, list, n_metrics);
  if (n_metrics == 1) {
    append_pipeline_time (text, list[0], "rmg_pipeline_media_seconds",
        "Running time of the processed media.", list[0]->media_ns);
    append_pipeline_time (text, list[0], "rmg_pipeline_wall_seconds",
        "Wall time since the first input.", list[0]->duration_ns);
  }
  append_nodes (text, merged);
  g_string_append (text, "# EOF\n");
  return g_string_free (text, FALSE);
}

char *
rmg_metrics_to_openmetrics (const RmgMetrics *self)
{
  RmgMetrics *const list[] = { (RmgMetrics *) self };

  return rmg_metrics_list_to_openmetrics (list, 1);
}
