/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/stall-report.h"

#include "translator/base/json-writer.h"

#include <rmg/metrics.h>

#define NS_PER_MS G_GUINT64_CONSTANT (1000000)
#define NS_PER_S 1e9

static const char *const reasons[] = {
  [RMG_WAIT_INSIDE] = "inside",
  [RMG_WAIT_SPACE] = "space",
  [RMG_WAIT_DATA] = "data",
  [RMG_WAIT_INPUT] = "input",
};

static void
clear_queue (gpointer data)
{
  RmgStallQueue *queue = data;

  g_free (queue->name);
}

RmgStallReport *
rmg_stall_report_new (const char *name, guint n_nodes)
{
  RmgStallReport *self = g_new0 (RmgStallReport, 1);

  self->name = g_strdup (name);
  self->nodes = g_new0 (RmgStallNode, n_nodes);
  self->n_nodes = n_nodes;
  self->queues = g_array_new (FALSE, FALSE, sizeof (RmgStallQueue));
  g_array_set_clear_func (self->queues, clear_queue);
  self->blocking = RMG_PLAN_NONE;
  return self;
}

void
rmg_stall_report_free (RmgStallReport *self)
{
  for (guint i = 0; i < self->n_nodes; i++) {
    g_free (self->nodes[i].pad);
    g_free (self->nodes[i].nested);
  }
  g_array_unref (self->queues);
  g_free (self->nodes);
  g_free (self->name);
  g_free (self);
}

static const char *
get_awaited (const RmgStallReport *self, const RmgWait *wait)
{
  return wait->node != RMG_PLAN_NONE ? self->nodes[wait->node].id : NULL;
}

/* Returns: (transfer full): activity of the node, for a person */
static char *
describe_wait (const RmgStallReport *self, const RmgStallNode *node)
{
  switch (node->wait.reason) {
    case RMG_WAIT_INSIDE:
      return g_strdup_printf ("works or blocks in %s", node->pad);
    case RMG_WAIT_SPACE:
      return g_strdup_printf (
          "waits until %s takes data", get_awaited (self, &node->wait));
    case RMG_WAIT_DATA:
      return g_strdup_printf (
          "waits for data of %s", get_awaited (self, &node->wait));
    default:
      return g_strdup ("waits for input");
  }
}

static char *
describe_age (guint64 age_ns)
{
  if (age_ns == RMG_METRIC_UNKNOWN)
    return g_strdup ("unknown");
  return g_strdup_printf ("%.1f s ago", age_ns / NS_PER_S);
}

static void
add_node_row (
    const RmgStallReport *self, const RmgStallNode *node, GString *text)
{
  g_autofree char *wait = describe_wait (self, node);
  g_autofree char *age = describe_age (node->age_ns);

  g_string_append_printf (text, "  %-16s %-20s %-11s %-12s %s", node->id,
      node->type, node->state, age, wait);
  if (node->breaker != NULL)
    g_string_append_printf (text, "; breaker %s", node->breaker);
  g_string_append_c (text, '\n');
}

static void
add_limit (GString *text, guint64 level, guint64 limit, const char *unit)
{
  g_string_append_printf (text, " %" G_GUINT64_FORMAT, level);
  if (limit > 0)
    g_string_append_printf (text, " of %" G_GUINT64_FORMAT, limit);
  g_string_append_printf (text, " %s", unit);
}

static void
add_queue_row (
    const RmgStallReport *self, const RmgStallQueue *queue, GString *text)
{
  g_string_append_printf (
      text, "  queue %s before %s:", queue->name, self->nodes[queue->node].id);
  add_limit (text, queue->buffers, queue->max_buffers, "buffers,");
  add_limit (text, queue->bytes, queue->max_bytes, "bytes,");
  add_limit (
      text, queue->time_ns / NS_PER_MS, queue->max_time_ns / NS_PER_MS, "ms\n");
}

char *
rmg_stall_report_describe_blocking (const RmgStallReport *self)
{
  const RmgStallNode *node;

  if (self->blocking == RMG_PLAN_NONE)
    return g_strdup ("no node blocks");
  node = &self->nodes[self->blocking];
  return g_strdup_printf ("node \"%s\" (%s) does not return%s%s", node->id,
      node->type, node->pad != NULL ? " from " : "",
      node->pad != NULL ? node->pad : "");
}

char *
rmg_stall_report_to_text (const RmgStallReport *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "pipeline \"%s\": %s, %s\n", self->name,
      self->threaded ? "threaded" : "inline", self->bin_state);
  g_string_append_printf (text, "  %-16s %-20s %-11s %-12s %s\n", "node",
      "type", "state", "last buffer", "activity");
  for (guint i = 0; i < self->n_nodes; i++)
    add_node_row (self, &self->nodes[i], text);
  for (guint i = 0; i < self->queues->len; i++)
    add_queue_row (self, &g_array_index (self->queues, RmgStallQueue, i), text);
  if (self->blocking != RMG_PLAN_NONE)
    g_string_append_printf (text, "  the others wait for node \"%s\"%s%s\n",
        self->nodes[self->blocking].id,
        self->nodes[self->blocking].pad != NULL ? ", pad " : "",
        self->nodes[self->blocking].pad != NULL
            ? self->nodes[self->blocking].pad
            : "");
  return g_string_free (text, FALSE);
}

static void
write_node (
    const RmgStallReport *self, const RmgStallNode *node, RmgJsonWriter *json)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "node_id", node->id);
  rmg_json_writer_string (json, "node_type", node->type);
  rmg_json_writer_string (json, "state", node->state);
  rmg_json_writer_string (json, "breaker", node->breaker);
  if (node->age_ns == RMG_METRIC_UNKNOWN)
    rmg_json_writer_null (json, "last_buffer_age_ms");
  else
    rmg_json_writer_uint (json, "last_buffer_age_ms", node->age_ns / NS_PER_MS);
  rmg_json_writer_string (json, "reason", reasons[node->wait.reason]);
  rmg_json_writer_string (json, "waits_for", get_awaited (self, &node->wait));
  rmg_json_writer_string (json, "pad", node->pad);
  if (node->nested != NULL)
    rmg_json_writer_raw (json, "nested", node->nested);
  rmg_json_writer_end_object (json);
}

static void
write_queue (
    const RmgStallReport *self, const RmgStallQueue *queue, RmgJsonWriter *json)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "element", queue->name);
  rmg_json_writer_string (json, "node_id", self->nodes[queue->node].id);
  rmg_json_writer_uint (json, "buffers", queue->buffers);
  rmg_json_writer_uint (json, "bytes", queue->bytes);
  rmg_json_writer_uint (json, "time_ns", queue->time_ns);
  rmg_json_writer_uint (json, "max_buffers", queue->max_buffers);
  rmg_json_writer_uint (json, "max_bytes", queue->max_bytes);
  rmg_json_writer_uint (json, "max_time_ns", queue->max_time_ns);
  rmg_json_writer_end_object (json);
}

char *
rmg_stall_report_to_json (const RmgStallReport *self)
{
  GString *text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_string (&json, "pipeline_id", self->name);
  rmg_json_writer_string (&json, "bin_state", self->bin_state);
  rmg_json_writer_boolean (&json, "threaded", self->threaded);
  rmg_json_writer_string (&json, "blocking_node",
      self->blocking != RMG_PLAN_NONE ? self->nodes[self->blocking].id : NULL);
  rmg_json_writer_begin_array (&json, "nodes");
  for (guint i = 0; i < self->n_nodes; i++)
    write_node (self, &self->nodes[i], &json);
  rmg_json_writer_end_array (&json);
  rmg_json_writer_begin_array (&json, "queues");
  for (guint i = 0; i < self->queues->len; i++)
    write_queue (self, &g_array_index (self->queues, RmgStallQueue, i), &json);
  rmg_json_writer_end_array (&json);
  rmg_json_writer_end_object (&json);
  return g_string_free (text, FALSE);
}
