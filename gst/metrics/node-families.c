/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The families of nodes: a table, one row for each family. */

#include "gst/metrics/families.h"

#include "gst/metrics/merge.h"

#include <stddef.h>

#define NS_PER_US 1000

typedef struct _NodeFamily NodeFamily;

/* The samples of a family that are being collected. */
typedef struct
{
  RmgFamilies *families;
  GArray *samples;
  const NodeFamily *family;
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

static RmgFamilySample
describe_node (const RmgMergedNode *merged)
{
  RmgFamilySample sample = { .n_labels = 0 };

  rmg_family_sample_add_label (&sample, "pipeline", merged->pipeline);
  rmg_family_sample_add_label (&sample, "node", merged->node.id);
  rmg_family_sample_add_label (&sample, "type", merged->node.type);
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
    rmg_family_sample_add_label (&sample, key, label);
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

    rmg_family_sample_add_label (&sample, "domain", error->domain);
    rmg_family_sample_add_label (&sample, "code",
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

void
rmg_families_add_nodes (RmgFamilies *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (node_families); i++) {
    const NodeFamily *family = &node_families[i];
    Collector collector = { self,
      rmg_families_begin (self,
          (RmgFamily){
              family->name, family->help, family->type, family->unit }),
      family };

    for (guint k = 0; k < self->merged->len; k++)
      family->collect (
          &collector, &g_array_index (self->merged, RmgMergedNode, k));
  }
}
