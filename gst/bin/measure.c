/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/measure.h"

#include "gst/bin/levels.h"
#include "gst/elements/rmgfuse.h"
#include "gst/elements/join/rmgjoin.h"
#include "gst/metrics/probe.h"
#include "gst/metrics/ticks.h"

#define NS_PER_US 1000

/* @entry: (nullable) */
static RmgCounters *
get_counters (const RmgNodeElement *entry)
{
  if (entry == NULL || !rmg_node_is_inside (entry->role))
    return NULL;
  return &entry->node->counters;
}

static gboolean
is_guard (const RmgNodeElement *entry)
{
  return entry != NULL &&
      (entry->role == RMG_ROLE_GUARD || entry->role == RMG_ROLE_COMMIT);
}

static gboolean
is_watched (const RmgWatch *watch)
{
  return watch->producer != NULL || watch->consumer != NULL ||
      watch->worker != NULL || watch->waits || watch->left != NULL;
}

/* Sources and sinks; open inputs and outputs are measured by their owner. */
static void
describe_path (RmgWatch *watch, const RmgLatency *latency,
    const RmgNodeElement *from, const RmgNodeElement *to)
{
  if (watch->producer != NULL && (from->node->plan->flags & RMG_NODE_SOURCE))
    watch->begins = rmg_latency_get_input (latency, from->node->index);
  if (watch->consumer != NULL && (to->node->plan->flags & RMG_NODE_SINK))
    watch->ends = rmg_latency_get_output (latency, to->node->index);
}

static RmgWatch
describe_border (const RmgNodeElement *from, const RmgNodeElement *to)
{
  RmgWatch watch = { NULL };
  RmgCounters *source = get_counters (from);
  RmgCounters *target = get_counters (to);

  if (source != target) {
    watch.producer = source;
    watch.consumer = target;
  }
  /* A guard waits, so the time inside it is not busy time of the node. */
  if (target != NULL && !is_guard (to) && (source != target || is_guard (from)))
    watch.worker = target;
  watch.waits = to->role == RMG_ROLE_QUEUE;
  watch.left = rmg_levels_get_queue (from);
  watch.entered = rmg_levels_get_queue (to);
  watch.queue = to->element;
  watch.leaky_left = rmg_levels_get_leaky (from);
  watch.leaky_entered = rmg_levels_get_leaky (to);
  return watch;
}

/* The links of the plan into an element have the order of its sink pads. A link
 * that is made later has no peer yet. */
static const RmgNodeElement *
find_link_source (
    const RmgNodeSet *nodes, const RmgPlan *plan, guint to, guint nth)
{
  for (guint i = 0; i < plan->links->len; i++) {
    const RmgPlanLink *link = &g_array_index (plan->links, RmgPlanLink, i);

    if (link->to == to && nth-- == 0)
      return rmg_node_set_get_element (nodes, link->from);
  }
  return NULL;
}

static const RmgNodeElement *
find_source (const RmgNodeSet *nodes, const RmgPlan *plan, GstPad *pad,
    guint to, guint nth)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

  if (peer != NULL && GST_OBJECT_PARENT (peer) != NULL)
    return rmg_node_set_find (nodes, GST_OBJECT_PARENT (peer));
  return find_link_source (nodes, plan, to, nth);
}

static void
measure_pad (GstPad *pad, const RmgWatch *watch, RmgMeasuring measuring)
{
  if (!is_watched (watch))
    return;
  if (measuring == RMG_MEASURING_ALL)
    rmg_probe_add (pad, watch);
  else
    rmg_probe_add_activity (pad, watch);
}

void
rmg_measure_element (const RmgNodeSet *nodes, const RmgPlan *plan,
    const RmgLatency *latency, guint index, RmgMeasuring measuring)
{
  const RmgNodeElement *to = rmg_node_set_get_element (nodes, index);
  guint nth = 0;

  for (GList *item = to->element->sinkpads; item != NULL;
       item = item->next, nth++) {
    const RmgNodeElement *from =
        find_source (nodes, plan, item->data, index, nth);
    RmgWatch watch = describe_border (from, to);

    describe_path (&watch, latency, from, to);
    measure_pad (item->data, &watch, measuring);
  }
}

/* A fuse drops the buffers of the node that its leg leads to. */
static void
measure_fuse (const RmgNodeSet *nodes, const RmgPlan *plan, guint index)
{
  const RmgNodeElement *fuse = rmg_node_set_get_element (nodes, index);
  RmgNode *target = rmg_node_set_find_target (nodes, plan, index);

  RmgDrops drops;

  if (target == NULL)
    return;
  drops = rmg_node_get_drops (target);
  rmg_fuse_set_drops (RMG_FUSE (fuse->element), &drops);
}

/* A join drops the late data of a leg that was down. */
static void
measure_join (const RmgNodeElement *join)
{
  const RmgDrops drops = rmg_node_get_drops (join->node);

  if (RMG_IS_JOIN (join->element))
    rmg_join_set_drops (RMG_JOIN (join->element), &drops);
}

static gboolean
is_task_source (const RmgPlanNode *plan)
{
  return (plan->flags & RMG_NODE_SOURCE) && !(plan->flags & RMG_NODE_SYNC);
}

void
rmg_measure_nodes (const RmgNodeSet *nodes, const RmgPlan *plan,
    const RmgLatency *latency, RmgHeld *total)
{
  rmg_levels_attach (nodes, plan, total);
  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++) {
    RmgNode *node = rmg_node_set_get (nodes, i);

    node->counters.owns_threads = is_task_source (node->plan);
  }
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    rmg_measure_element (nodes, plan, latency, i, RMG_MEASURING_ALL);
    if (rmg_node_set_get_element (nodes, i)->role == RMG_ROLE_FUSE)
      measure_fuse (nodes, plan, i);
    measure_join (rmg_node_set_get_element (nodes, i));
  }
}

void
rmg_measure_activity (const RmgNodeSet *nodes, const RmgPlan *plan)
{
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++)
    rmg_measure_element (nodes, plan, NULL, i, RMG_MEASURING_ACTIVITY);
}

static GstPadProbeReturn
note_arrival (GstPad *pad, GstPadProbeInfo *info, gpointer input)
{
  GstBuffer *buffer = info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST
      ? gst_buffer_list_get (GST_PAD_PROBE_INFO_BUFFER_LIST (info), 0)
      : GST_PAD_PROBE_INFO_BUFFER (info);

  rmg_probe_note_arrival (input, buffer, RMG_PATH_NO_STAMP);
  return GST_PAD_PROBE_OK;
}

static GstPad *
get_port_pad (const RmgNodeSet *nodes, const RmgPlanPort *port)
{
  return gst_element_get_static_pad (
      rmg_node_set_get_element (nodes, port->element)->element, port->pad);
}

void
rmg_measure_ports (
    const RmgNodeSet *nodes, const RmgPlan *plan, const RmgLatency *latency)
{
  for (guint i = 0; i < plan->inputs->len; i++) {
    const RmgPlanPort *port = &g_array_index (plan->inputs, RmgPlanPort, i);
    g_autoptr (GstPad) pad = get_port_pad (nodes, port);

    gst_pad_add_probe (pad,
        GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
        note_arrival, rmg_latency_get_input (latency, port->node), NULL);
  }
  for (guint i = 0; i < plan->outputs->len; i++) {
    const RmgPlanPort *port = &g_array_index (plan->outputs, RmgPlanPort, i);
    g_autoptr (GstPad) pad = get_port_pad (nodes, port);

    rmg_probe_add_path (pad, &rmg_node_set_get (nodes, port->node)->counters,
        rmg_latency_get_output (latency, port->node));
  }
}

void
rmg_measure_set_depth (const RmgNodeSet *nodes, guint depth)
{
  for (guint i = 0; i < rmg_node_set_get_n_nodes (nodes); i++)
    rmg_node_set_get (nodes, i)->counters.depth = depth;
}

void
rmg_measure_output (RmgNode *node, GstPad *pad, gboolean waits)
{
  RmgWatch watch = { .producer = &node->counters, .waits = waits };

  rmg_probe_add (pad, &watch);
}

static guint64
read_cpu_ns (RmgNode *node)
{
  RmgThreadCpu *cpu = g_atomic_pointer_get (&node->cpu);
  guint64 total_ns, lent_ns;

  if (cpu == NULL)
    return RMG_METRIC_UNKNOWN;
  total_ns = rmg_thread_cpu_read_ns (cpu);
  lent_ns = rmg_counter_read (&node->counters.lent_cpu_ns);
  return total_ns > lent_ns ? total_ns - lent_ns : 0;
}

/* The threads of a node mostly push into downstream nodes, so the wall clock
 * does not measure a node that owns threads. */
static guint64
read_time_ns (const RmgNode *node, const guint64 *counter)
{
  return node->counters.owns_threads ? RMG_METRIC_UNKNOWN
                                     : rmg_counter_read (counter);
}

static guint64
count_executions (const RmgCounters *counters)
{
  RmgHistogram calls;

  if (counters->owns_threads)
    return rmg_counter_read (&counters->buffers_out);
  rmg_histogram_read (&counters->busy, &calls);
  return rmg_histogram_get_count (&calls);
}

/* @ticks: 0: never */
static guint64
to_wall_clock_us (guint64 ticks)
{
  if (ticks == 0)
    return RMG_METRIC_UNKNOWN;
  return (guint64) g_get_real_time () -
      rmg_ticks_get_age_ns (ticks) / NS_PER_US;
}

static RmgBreakerMetric
describe_breaker (RmgBreakerState state)
{
  if (rmg_breaker_is_open (state))
    return RMG_BREAKER_METRIC_OPEN;
  return state == RMG_BREAKER_HALF_OPEN ? RMG_BREAKER_METRIC_HALF_OPEN
                                        : RMG_BREAKER_METRIC_CLOSED;
}

static void
read_state (RmgNode *node, RmgNodeMetrics *metrics)
{
  g_mutex_lock (&node->lock);
  metrics->state = rmg_node_state_get_name (node->state);
  metrics->state_reason = node->reason;
  metrics->exhausted = node->state == RMG_NODE_STATE_FAILED;
  metrics->state_us =
      node->state_us != 0 ? (guint64) node->state_us : RMG_METRIC_UNKNOWN;
  metrics->breaker = describe_breaker (node->breaker.state);
  rmg_error_log_read (&node->errors, metrics);
  g_mutex_unlock (&node->lock);
}

static void
read_breaker_changes (const RmgCounters *counters, RmgNodeMetrics *metrics)
{
  const guint64 *changes[RMG_N_BREAKER_METRICS] = {
    [RMG_BREAKER_METRIC_CLOSED] = &counters->breaker_closed,
    [RMG_BREAKER_METRIC_OPEN] = &counters->breaker_opened,
    [RMG_BREAKER_METRIC_HALF_OPEN] = &counters->breaker_half_opened,
  };

  for (guint i = 0; i < RMG_N_BREAKER_METRICS; i++)
    metrics->breaker_changes[i] = rmg_counter_read (changes[i]);
}

static void
read_drops (const RmgCounters *counters, RmgNodeMetrics *metrics)
{
  for (guint i = 0; i < RMG_N_DROP_REASONS; i++)
    metrics->dropped[i] = rmg_counter_read (&counters->dropped[i]);
}

void
rmg_measure_read (RmgNode *node, RmgNodeMetrics *metrics)
{
  const RmgCounters *counters = &node->counters;

  *metrics = (RmgNodeMetrics){
    .id = g_strdup (node->plan->id),
    .type = g_strdup (node->plan->type),
    .executions = count_executions (counters),
    .errors = rmg_counter_read (&counters->errors),
    .retries = rmg_counter_read (&counters->retries),
    .restarts = rmg_counter_read (&counters->restarts),
    .rebuilds = rmg_counter_read (&counters->rebuilds),
    .last_buffer_us =
        to_wall_clock_us (rmg_counter_read (&counters->last_ticks)),
    .buffers_in = rmg_counter_read (&counters->buffers_in),
    .buffers_out = rmg_counter_read (&counters->buffers_out),
    .bytes_in = rmg_counter_read (&counters->bytes_in),
    .bytes_out = rmg_counter_read (&counters->bytes_out),
    .busy_ns = read_time_ns (node, &counters->busy.sum_ns),
    .min_ns = read_time_ns (node, &counters->min_ns),
    .max_ns = read_time_ns (node, &counters->max_ns),
    .cpu_ns = read_cpu_ns (node),
    .backpressure_ns = rmg_counter_read (&counters->backpressure_ns),
  };
  rmg_levels_read (node, metrics);
  metrics->last_error_us = RMG_METRIC_UNKNOWN;
  read_state (node, metrics);
  read_breaker_changes (counters, metrics);
  read_drops (counters, metrics);
  if (!counters->owns_threads)
    rmg_histogram_read (&counters->busy, &metrics->busy);
}
