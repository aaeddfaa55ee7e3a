/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Which pads are watched, and what crossing them means. The elements of a
 * node, its conversions and its guard are one group; data enters and leaves
 * the node where it crosses the border of the group. */

#include "gst/bin/runtime.h"

static gboolean
is_infrastructure (const RmgPlanElement *step)
{
  return step->role > RMG_ROLE_COMMIT;
}

static RmgMeter *
group_of (RmgBin *self, guint index)
{
  const RmgPlanElement *step;

  if (index == RMG_PLAN_NONE)
    return NULL;
  step = rmg_bin_get_step (self, index);
  return is_infrastructure (step) ? NULL : &self->nodes[step->node].meter;
}

static gboolean
is_guard (RmgBin *self, guint index)
{
  return index != RMG_PLAN_NONE &&
      rmg_bin_get_step (self, index)->role == RMG_ROLE_GUARD;
}

static RmgWatch
describe_border (RmgBin *self, guint from, guint to)
{
  RmgWatch watch = { NULL };
  RmgMeter *source = group_of (self, from);
  RmgMeter *target = group_of (self, to);

  if (source != target) {
    watch.producer = source;
    watch.consumer = target;
  }
  /* A guard waits, so the time inside it is not the node's. */
  if (target != NULL && !is_guard (self, to) &&
      (source != target || is_guard (self, from)))
    watch.worker = target;
  watch.waits = to != RMG_PLAN_NONE &&
      rmg_bin_get_step (self, to)->role == RMG_ROLE_QUEUE;
  return watch;
}

/* The plan's links into @to in order, which is the order of its sink pads;
 * a link that is made later has no peer to ask yet. */
static guint
find_link_source (RmgBin *self, guint to, guint nth)
{
  for (guint i = 0; i < self->plan->links->len; i++) {
    const RmgPlanLink *link =
        &g_array_index (self->plan->links, RmgPlanLink, i);

    if (link->to == to && nth-- == 0)
      return link->from;
  }
  return RMG_PLAN_NONE;
}

static guint
find_source (RmgBin *self, GstPad *pad, guint to, guint nth)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

  if (peer != NULL && GST_OBJECT_PARENT (peer) != NULL)
    return rmg_bin_find_index (self, GST_OBJECT_PARENT (peer));
  return find_link_source (self, to, nth);
}

static void
watch_element (RmgBin *self, guint index)
{
  GstElement *element = rmg_bin_get_element (self, index);
  guint nth = 0;

  for (GList *item = element->sinkpads; item != NULL;
       item = item->next, nth++) {
    guint from = find_source (self, item->data, index, nth);
    RmgWatch watch = describe_border (self, from, index);

    if (watch.producer != NULL || watch.consumer != NULL ||
        watch.worker != NULL || watch.waits)
      rmg_meter_watch_pad (item->data, &watch);
  }
}

static gboolean
is_task_source (const RmgPlanNode *plan)
{
  return (plan->flags & RMG_NODE_SOURCE) && !(plan->flags & RMG_NODE_SYNC);
}

void
rmg_bin_measure (RmgBin *self)
{
  self->measured = TRUE;
  for (guint i = 0; i < self->plan->nodes->len; i++)
    self->nodes[i].meter.owns_threads = is_task_source (self->nodes[i].plan);
  for (guint i = 0; i < self->elements->len; i++)
    watch_element (self, i);
}

void
rmg_bin_measure_output (
    RmgBin *self, const RmgPlanPort *port, GstPad *pad, gboolean waits)
{
  RmgWatch watch = { .producer = &self->nodes[port->node].meter,
    .waits = waits };

  rmg_meter_watch_pad (pad, &watch);
}

static guint64
read_held_bytes (GstElement *element)
{
  static const char *const names[] = { "held-bytes", "current-level-bytes" };
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    GValue value = G_VALUE_INIT;
    guint64 held;

    if (g_object_class_find_property (klass, names[i]) == NULL)
      continue;
    g_value_init (&value, G_TYPE_UINT64);
    g_object_get_property (G_OBJECT (element), names[i], &value);
    held = g_value_get_uint64 (&value);
    g_value_unset (&value);
    return held;
  }
  return RMG_METRIC_UNKNOWN;
}

static guint64
sum_held_bytes (RmgBin *self, guint node)
{
  guint64 total = RMG_METRIC_UNKNOWN;

  for (guint i = 0; i < self->elements->len; i++) {
    guint64 held;

    if (rmg_bin_get_step (self, i)->node != node)
      continue;
    held = read_held_bytes (rmg_bin_get_element (self, i));
    if (held != RMG_METRIC_UNKNOWN)
      total = total == RMG_METRIC_UNKNOWN ? held : total + held;
  }
  return total;
}

/* A node with threads of its own is not measured by the wall clock: most of
 * what its threads do is push into the nodes behind it. */
static void
read_times (const RmgNode *node, RmgNodeMetrics *metrics)
{
  gboolean timed = !node->meter.owns_threads;

  metrics->busy_ns =
      timed ? rmg_meter_read (&node->meter.busy_ns) : RMG_METRIC_UNKNOWN;
  metrics->min_ns =
      timed ? rmg_meter_read (&node->meter.min_ns) : RMG_METRIC_UNKNOWN;
  metrics->max_ns =
      timed ? rmg_meter_read (&node->meter.max_ns) : RMG_METRIC_UNKNOWN;
  metrics->cpu_ns = RMG_METRIC_UNKNOWN;
  if (node->cpu != NULL) {
    guint64 total_ns = rmg_thread_cpu_read_ns (node->cpu);
    guint64 lent_ns = rmg_meter_read (&node->meter.lent_cpu_ns);

    metrics->cpu_ns = total_ns > lent_ns ? total_ns - lent_ns : 0;
  }
}

static void
read_node (RmgBin *self, guint index, RmgNodeMetrics *metrics)
{
  const RmgNode *node = &self->nodes[index];
  const RmgMeter *meter = &node->meter;

  *metrics = (RmgNodeMetrics){
    .id = node->plan->id,
    .type = node->plan->type,
    .executions = rmg_meter_read (
        meter->owns_threads ? &meter->buffers_out : &meter->calls),
    .errors = rmg_meter_read (&meter->errors),
    .retries = rmg_meter_read (&meter->retries),
    .restarts = rmg_meter_read (&meter->restarts),
    .buffers_in = rmg_meter_read (&meter->buffers_in),
    .buffers_out = rmg_meter_read (&meter->buffers_out),
    .bytes_in = rmg_meter_read (&meter->bytes_in),
    .bytes_out = rmg_meter_read (&meter->bytes_out),
    .backpressure_ns = rmg_meter_read (&meter->backpressure_ns),
    .held_bytes = sum_held_bytes (self, index),
    .peak_held_bytes = RMG_METRIC_UNKNOWN,
  };
  read_times (node, metrics);
}

void
rmg_bin_read_metrics (RmgBin *self, RmgNodeMetrics *nodes)
{
  for (guint i = 0; i < self->plan->nodes->len; i++)
    read_node (self, i, &nodes[i]);
}
