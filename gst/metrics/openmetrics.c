/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes metrics as text in the OpenMetrics format 1.0, which Prometheus reads.
 * A number that is not known has no sample. docs/metrics.md lists the families.
 */

#include "gst/metrics/metrics.h"

#include <stddef.h>

#define NS_PER_S G_GUINT64_CONSTANT (1000000000)

typedef enum
{
  UNIT_NONE,
  UNIT_BYTES,
  UNIT_SECONDS, /* of a number of ns */
} Unit;

static const char *const unit_names[] = { NULL, "bytes", "seconds" };

/* Samples of one number of every node. */
typedef struct
{
  gsize offset;
  const char *label; /* further label with its value, or "" */
} NodeSample;

#define MAX_SAMPLES 2

typedef struct
{
  const char *name;
  const char *help;
  gboolean is_counter; /* otherwise a gauge */
  Unit unit;
  NodeSample samples[MAX_SAMPLES];
  guint n_samples;
} NodeFamily;

#define ONE(member)                                                            \
  .samples = { { offsetof (RmgNodeMetrics, member), "" } }, .n_samples = 1
#define IN_AND_OUT(in, out)                                                    \
  .samples = { { offsetof (RmgNodeMetrics, in), ",direction=\"in\"" },         \
    { offsetof (RmgNodeMetrics, out), ",direction=\"out\"" } },                \
  .n_samples = 2

static const NodeFamily node_families[] = {
  { "rmg_node_calls", "Calls into the node, retries included.", TRUE, UNIT_NONE,
      ONE (executions) },
  { "rmg_node_errors", "Calls that failed.", TRUE, UNIT_NONE, ONE (errors) },
  { "rmg_node_retries", "Calls that repeat a failed call.", TRUE, UNIT_NONE,
      ONE (retries) },
  { "rmg_node_restarts", "Restarts of the node's elements.", TRUE, UNIT_NONE,
      ONE (restarts) },
  { "rmg_node_buffers", "Buffers that entered and left the node.", TRUE,
      UNIT_NONE, IN_AND_OUT (buffers_in, buffers_out) },
  { "rmg_node_bytes", "Bytes that entered and left the node.", TRUE, UNIT_BYTES,
      IN_AND_OUT (bytes_in, bytes_out) },
  { "rmg_node_busy_seconds", "Wall time inside the node.", TRUE, UNIT_SECONDS,
      ONE (busy_ns) },
  { "rmg_node_cpu_seconds", "CPU time of the node's own threads.", TRUE,
      UNIT_SECONDS, ONE (cpu_ns) },
  { "rmg_node_backpressure_seconds",
      "Time that the node waited for elements downstream.", TRUE, UNIT_SECONDS,
      ONE (backpressure_ns) },
  { "rmg_node_held_bytes", "Bytes in the node's queues, pools and state.",
      FALSE, UNIT_BYTES, ONE (held_bytes) },
};

static void
append_head (GString *text, const char *name, const char *type, Unit unit,
    const char *help)
{
  g_string_append_printf (text, "# TYPE %s %s\n", name, type);
  if (unit != UNIT_NONE)
    g_string_append_printf (text, "# UNIT %s %s\n", name, unit_names[unit]);
  g_string_append_printf (text, "# HELP %s %s\n", name, help);
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

static void
append_sample (GString *text, const NodeFamily *family,
    const NodeSample *sample, const char *pipeline, const RmgNodeMetrics *node)
{
  const guint64 value = G_STRUCT_MEMBER (guint64, node, sample->offset);

  if (value == RMG_METRIC_UNKNOWN)
    return;
  g_string_append_printf (
      text, "%s%s{pipeline=", family->name, family->is_counter ? "_total" : "");
  append_quoted (text, pipeline);
  g_string_append (text, ",node=");
  append_quoted (text, node->id);
  g_string_append (text, ",type=");
  append_quoted (text, node->type);
  g_string_append_printf (text, "%s}", sample->label);
  append_value (text, family->unit, value);
}

static void
append_family (
    GString *text, const NodeFamily *family, const RmgMetrics *metrics)
{
  append_head (text, family->name, family->is_counter ? "counter" : "gauge",
      family->unit, family->help);
  for (guint i = 0; i < metrics->n_nodes; i++)
    for (guint k = 0; k < family->n_samples; k++)
      append_sample (text, family, &family->samples[k],
          rmg_metrics_get_pipeline_id (metrics), &metrics->nodes[i]);
}

/* A gauge of the pipeline. */
static void
append_pipeline_number (GString *text, const RmgMetrics *metrics,
    const char *name, const char *help, Unit unit, guint64 value)
{
  if (value == RMG_METRIC_UNKNOWN)
    return;
  append_head (text, name, "gauge", unit, help);
  g_string_append_printf (text, "%s{pipeline=", name);
  append_quoted (text, rmg_metrics_get_pipeline_id (metrics));
  g_string_append_c (text, '}');
  append_value (text, unit, value);
}

static void
append_build (GString *text)
{
  append_head (text, "rmg_build", "info", UNIT_NONE, "Version of RemoteMedia.");
  g_string_append (text, "rmg_build_info{version=\"" RMG_VERSION "\"} 1\n");
}

char *
rmg_metrics_to_openmetrics (const RmgMetrics *self)
{
  GString *text = g_string_sized_new (2048 + 1024 * self->n_nodes);

  append_build (text);
  append_pipeline_number (text, self, "rmg_pipeline_media_seconds",
      "Running time of the processed media.", UNIT_SECONDS, self->media_ns);
  append_pipeline_number (text, self, "rmg_pipeline_wall_seconds",
      "Wall time since the first input.", UNIT_SECONDS, self->duration_ns);
  for (gsize i = 0; i < G_N_ELEMENTS (node_families); i++)
    append_family (text, &node_families[i], self);
  g_string_append (text, "# EOF\n");
  return g_string_free (text, FALSE);
}
