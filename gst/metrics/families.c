/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/families.h"

#include "gst/metrics/merge.h"

#include <rmg/state.h>
#include <stddef.h>

#define NS_PER_US 1000

typedef struct _NodeFamily NodeFamily;

/* The samples of a family that are being collected. */
typedef struct
{
  RmgFamilies *families;
  GArray *samples;
  const NodeFamily *family; /* (nullable): of nodes */
} Collector;

/* Adds the samples of a node. */
typedef void (*CollectFunc) (Collector *self, const RmgMergedNode *merged);

struct _NodeFamily
{
  const char *name;
  const char *help;
  RmgFamilyType type;
  RmgFamilyUnit unit;
  CollectFunc collect;
  gsize offset; /* of the number in RmgNodeMetrics, see collect_number() */
};

static void
add_label (RmgFamilySample *sample, const char *key, const char *value)
{
  g_assert (sample->n_labels < RMG_MAX_FAMILY_LABELS);
  sample->labels[sample->n_labels++] = (RmgFamilyLabel){ key, value };
}

static RmgFamilySample
describe_node (const RmgMergedNode *merged)
{
  RmgFamilySample sample = { .n_labels = 0 };

  add_label (&sample, "pipeline", merged->pipeline);
  add_label (&sample, "node", merged->node.id);
  add_label (&sample, "type", merged->node.type);
  return sample;
}

/* @key: (nullable): name of a further label */
static void
add_number (Collector *self, const RmgMergedNode *merged, const char *key,
    const char *label, guint64 value)
{
  RmgFamilySample sample = describe_node (merged);

  if (value == RMG_METRIC_UNKNOWN)
    return;
  if (key != NULL)
    add_label (&sample, key, label);
  sample.value = value;
  g_array_append_val (self->samples, sample);
}

static guint64
read_number (const Collector *self, const RmgMergedNode *merged)
{
  return G_STRUCT_MEMBER (guint64, &merged->node, self->family->offset);
}

static void
collect_number (Collector *self, const RmgMergedNode *merged)
{
  add_number (self, merged, NULL, NULL, read_number (self, merged));
}

/* The number is in us. */
static void
collect_time (Collector *self, const RmgMergedNode *merged)
{
  const guint64 time_us = read_number (self, merged);

  add_number (self, merged, NULL, NULL,
      time_us != RMG_METRIC_UNKNOWN ? time_us * NS_PER_US : time_us);
}

static void
collect_buffers (Collector *self, const RmgMergedNode *merged)
{
  add_number (self, merged, "direction", "in", merged->node.buffers_in);
  add_number (self, merged, "direction", "out", merged->node.buffers_out);
}

static void
collect_bytes (Collector *self, const RmgMergedNode *merged)
{
  add_number (self, merged, "direction", "in", merged->node.bytes_in);
  add_number (self, merged, "direction", "out", merged->node.bytes_out);
}

static void
collect_errors (Collector *self, const RmgMergedNode *merged)
{
  for (guint i = 0; i < merged->node.n_error_counts; i++) {
    const RmgErrorCount *error = &merged->node.error_counts[i];
    RmgFamilySample sample = describe_node (merged);
    g_autofree char *code = g_strdup_printf ("%d", error->code);

    add_label (&sample, "domain", error->domain);
    add_label (&sample, "code",
        g_string_chunk_insert_const (self->families->text, code));
    sample.value = error->count;
    g_array_append_val (self->samples, sample);
  }
}

static void
collect_breaker (Collector *self, const RmgMergedNode *merged)
{
  for (guint i = 0; i < RMG_N_BREAKER_METRICS; i++)
    add_number (self, merged, self->family->name,
        rmg_breaker_metric_get_name (i), merged->n_breakers[i] > 0);
}

static void
collect_breaker_changes (Collector *self, const RmgMergedNode *merged)
{
  for (guint i = 0; i < RMG_N_BREAKER_METRICS; i++)
    add_number (self, merged, "to", rmg_breaker_metric_get_name (i),
        merged->node.breaker_changes[i]);
}

static void
collect_drops (Collector *self, const RmgMergedNode *merged)
{
  for (guint i = 0; i < RMG_N_DROP_REASONS; i++)
    add_number (self, merged, "reason", rmg_drop_reason_get_name (i),
        merged->node.dropped[i]);
}

static void
collect_latency (Collector *self, const RmgMergedNode *merged)
{
  RmgFamilySample sample = describe_node (merged);

  if (merged->node.busy_ns == RMG_METRIC_UNKNOWN)
    return;
  sample.histogram = &merged->node.busy;
  g_array_append_val (self->samples, sample);
}

#define NUMBER(member) collect_number, offsetof (RmgNodeMetrics, member)

static const NodeFamily node_families[] = {
  { "rmg_node_calls", "Calls into the node, retries included.",
      RMG_FAMILY_COUNTER, RMG_UNIT_NONE, NUMBER (executions) },
  { "rmg_node_buffers", "Buffers that entered and left the node.",
      RMG_FAMILY_COUNTER, RMG_UNIT_NONE, collect_buffers, 0 },
  { "rmg_node_bytes", "Bytes that entered and left the node.",
      RMG_FAMILY_COUNTER, RMG_UNIT_BYTES, collect_bytes, 0 },
  { "rmg_node_busy_seconds", "Wall time inside the node.", RMG_FAMILY_COUNTER,
      RMG_UNIT_SECONDS, NUMBER (busy_ns) },
  { "rmg_node_latency_seconds", "Wall time of a call into the node.",
      RMG_FAMILY_HISTOGRAM, RMG_UNIT_SECONDS, collect_latency, 0 },
  { "rmg_node_cpu_seconds", "CPU time of the node's own threads.",
      RMG_FAMILY_COUNTER, RMG_UNIT_SECONDS, NUMBER (cpu_ns) },
  { "rmg_node_backpressure_seconds",
      "Time that the node waited for elements downstream.", RMG_FAMILY_COUNTER,
      RMG_UNIT_SECONDS, NUMBER (backpressure_ns) },
  { "rmg_node_errors", "Failed attempts by kind of error.", RMG_FAMILY_COUNTER,
      RMG_UNIT_NONE, collect_errors, 0 },
  { "rmg_node_retries", "Calls that repeat a failed call.", RMG_FAMILY_COUNTER,
      RMG_UNIT_NONE, NUMBER (retries) },
  { "rmg_node_restarts", "Restarts of the node's elements.", RMG_FAMILY_COUNTER,
      RMG_UNIT_NONE, NUMBER (restarts) },
  { "rmg_node_rebuilds", "Rebuilds of the node's elements.", RMG_FAMILY_COUNTER,
      RMG_UNIT_NONE, NUMBER (rebuilds) },
  { "rmg_breaker_state", "State of the node's circuit breaker.",
      RMG_FAMILY_STATESET, RMG_UNIT_NONE, collect_breaker, 0 },
  { "rmg_breaker_transitions", "Changes of the circuit breaker to a state.",
      RMG_FAMILY_COUNTER, RMG_UNIT_NONE, collect_breaker_changes, 0 },
  { "rmg_recovery_exhausted",
      "Sessions in which the node has failed and is not retried.",
      RMG_FAMILY_GAUGE, RMG_UNIT_NONE, NUMBER (exhausted) },
  { "rmg_queue_level_buffers", "Buffers in the queues upstream of the node.",
      RMG_FAMILY_GAUGE, RMG_UNIT_NONE, NUMBER (queue_buffers) },
  { "rmg_queue_level_bytes", "Bytes in the queues upstream of the node.",
      RMG_FAMILY_GAUGE, RMG_UNIT_BYTES, NUMBER (queue_bytes) },
  { "rmg_queue_level_seconds",
      "Running time of the data in the queues upstream of the node.",
      RMG_FAMILY_GAUGE, RMG_UNIT_SECONDS, NUMBER (queue_ns) },
  { "rmg_dropped_buffers", "Buffers that the node did not process.",
      RMG_FAMILY_COUNTER, RMG_UNIT_NONE, collect_drops, 0 },
  { "rmg_last_buffer_timestamp_seconds",
      "Unix time of the last buffer that entered or left the node.",
      RMG_FAMILY_GAUGE, RMG_UNIT_SECONDS, collect_time,
      offsetof (RmgNodeMetrics, last_buffer_us) },
  { "rmg_held_bytes", "Bytes in the node's queues, pools and state.",
      RMG_FAMILY_GAUGE, RMG_UNIT_BYTES, NUMBER (held_bytes) },
};

/* @family: without samples */
static Collector
begin_family (RmgFamilies *self, RmgFamily family)
{
  family.samples = g_array_new (FALSE, FALSE, sizeof (RmgFamilySample));
  g_array_append_val (self->families, family);
  return (Collector){ self, family.samples, NULL };
}

static void
add_node_families (RmgFamilies *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (node_families); i++) {
    const NodeFamily *family = &node_families[i];
    Collector collector = begin_family (self,
        (RmgFamily){ family->name, family->help, family->type, family->unit });

    collector.family = family;
    for (guint k = 0; k < self->merged->len; k++)
      family->collect (
          &collector, &g_array_index (self->merged, RmgMergedNode, k));
  }
}

/* A sample with one label. */
static void
add_single (Collector *self, const char *key, const char *label, guint64 value)
{
  RmgFamilySample sample = { .value = value };

  add_label (&sample, key, label);
  g_array_append_val (self->samples, sample);
}

static void
add_build (RmgFamilies *self)
{
  Collector build = begin_family (self,
      (RmgFamily){ "rmg_build", "Version of RemoteMedia.", RMG_FAMILY_INFO });

  add_single (&build, "version", RMG_VERSION, 1);
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
add_sessions (RmgFamilies *self, RmgMetrics *const *list, guint n_metrics)
{
  static const RmgState states[] = { RMG_STATE_STARTING, RMG_STATE_RUNNING,
    RMG_STATE_RESTARTING, RMG_STATE_DEGRADED, RMG_STATE_DRAINING,
    RMG_STATE_STOPPED, RMG_STATE_FAILED };
  Collector sessions = begin_family (self,
      (RmgFamily){
          "rmg_sessions", "Sessions in each state.", RMG_FAMILY_GAUGE });

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    const char *state = rmg_state_get_name (states[i]);

    add_single (
        &sessions, "state", state, count_sessions (list, n_metrics, state));
  }
}

/* A time of the pipeline: a sum over its sessions would mean nothing. */
static void
add_pipeline_time (RmgFamilies *self, const RmgMetrics *metrics,
    const char *name, const char *help, guint64 value_ns)
{
  Collector times;

  if (value_ns == RMG_METRIC_UNKNOWN)
    return;
  times = begin_family (
      self, (RmgFamily){ name, help, RMG_FAMILY_GAUGE, RMG_UNIT_SECONDS });
  add_single (
      &times, "pipeline", rmg_metrics_get_pipeline_id (metrics), value_ns);
}

static void
add_pipeline_times (RmgFamilies *self, const RmgMetrics *metrics)
{
  add_pipeline_time (self, metrics, "rmg_pipeline_media_seconds",
      "Running time of the processed media.", metrics->media_ns);
  add_pipeline_time (self, metrics, "rmg_pipeline_wall_seconds",
      "Wall time since the first input.", metrics->duration_ns);
}

static void
add_paths (RmgFamilies *self)
{
  Collector paths = begin_family (self,
      (RmgFamily){ "rmg_path_latency_seconds",
          "Wall time from an input of the pipeline to an output.",
          RMG_FAMILY_HISTOGRAM, RMG_UNIT_SECONDS });

  for (guint i = 0; i < self->paths->len; i++) {
    const RmgMergedPath *merged =
        &g_array_index (self->paths, RmgMergedPath, i);
    RmgFamilySample sample = { .histogram = &merged->path.latency };

    add_label (&sample, "pipeline", merged->pipeline);
    add_label (&sample, "from", merged->path.from);
    add_label (&sample, "to", merged->path.to);
    g_array_append_val (paths.samples, sample);
  }
}

static void
clear_family (gpointer data)
{
  g_array_unref (((RmgFamily *) data)->samples);
}

RmgFamilies *
rmg_families_new (RmgMetrics *const *list, guint n_metrics)
{
  RmgFamilies *self = g_new0 (RmgFamilies, 1);

  self->families = g_array_new (FALSE, FALSE, sizeof (RmgFamily));
  g_array_set_clear_func (self->families, clear_family);
  self->merged = rmg_metrics_merge (list, n_metrics);
  self->paths = rmg_metrics_merge_paths (list, n_metrics);
  self->text = g_string_chunk_new (64);
  add_build (self);
  add_sessions (self, list, n_metrics);
  if (n_metrics == 1)
    add_pipeline_times (self, list[0]);
  add_paths (self);
  add_node_families (self);
  return self;
}

void
rmg_families_free (RmgFamilies *self)
{
  g_array_unref (self->families);
  g_array_unref (self->merged);
  g_array_unref (self->paths);
  g_string_chunk_free (self->text);
  g_free (self);
}
