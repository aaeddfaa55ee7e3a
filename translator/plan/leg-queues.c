/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/leg-queues.h"

#include "translator/plan/log.h"

/* Size of a queue where no sibling holds data back. */
#define QUEUE_TIME GST_SECOND
#define QUEUE_BYTES_PER_S (16 * 1024 * 1024)

typedef struct
{
  guint element;
  guint from; /* graph indices; NONE if the queue is in no leg */
  guint to;
  gboolean of_policy; /* the policy of the node sets it */
} LegQueue;

struct _RmgLegQueues
{
  GArray *queues; /* (element-type LegQueue) */
};

/* The longest and second longest hold-back among the legs of a node. */
typedef struct
{
  GstClockTime longest;
  GstClockTime second;
  guint leg; /* index of the queue of the longest */
} LegHolds;

RmgLegQueues *
rmg_leg_queues_new (void)
{
  RmgLegQueues *self = g_new (RmgLegQueues, 1);

  self->queues = g_array_new (FALSE, FALSE, sizeof (LegQueue));
  return self;
}

void
rmg_leg_queues_free (RmgLegQueues *self)
{
  g_array_unref (self->queues);
  g_free (self);
}

void
rmg_leg_queues_add (RmgLegQueues *self, guint element, guint from, guint to)
{
  LegQueue queue = { element, from, to, FALSE };

  g_array_append_val (self->queues, queue);
}

void
rmg_leg_queues_add_of_policy (
    RmgLegQueues *self, guint element, guint from, guint to)
{
  LegQueue queue = { element, from, to, TRUE };

  g_array_append_val (self->queues, queue);
}

/* For each graph node the longest hold-back on any path from it to an output,
 * its own included. */
static GstClockTime *
sum_holds (
    const RmgPlanner *planner, const guint *plan_index, GArray *const *incoming)
{
  const RmgGraph *graph = planner->graph;
  GstClockTime *holds = g_new0 (GstClockTime, graph->nodes->len + 1);
  g_autoptr (GArray) order = rmg_graph_sort (graph, NULL);

  for (guint i = order->len; i-- > 0;) {
    const guint node = g_array_index (order, guint, i);

    holds[node] +=
        g_array_index (planner->plan->nodes, RmgPlanNode, plan_index[node])
            .holds;
    for (guint j = 0; j < incoming[node]->len; j++) {
      const guint edge = g_array_index (incoming[node], guint, j);
      const guint from = rmg_graph_peek_edge (graph, edge)->from;

      holds[from] = MAX (holds[from], holds[node]);
    }
  }
  return holds;
}

static LegHolds *
compare_legs (
    const RmgLegQueues *self, guint n_nodes, const GstClockTime *holds)
{
  LegHolds *legs = g_new0 (LegHolds, n_nodes + 1);

  for (guint i = 0; i < self->queues->len; i++) {
    const LegQueue *queue = &g_array_index (self->queues, LegQueue, i);
    LegHolds *best;

    if (queue->from == RMG_PLAN_NONE)
      continue;
    best = &legs[queue->from];
    if (holds[queue->to] > best->longest) {
      best->second = best->longest;
      best->longest = holds[queue->to];
      best->leg = i;
    } else {
      best->second = MAX (best->second, holds[queue->to]);
    }
  }
  return legs;
}

/* Buffers are not limited: of one frame each, any number would be too small. */
static void
set_size (RmgPlanner *planner, guint element, GstClockTime time)
{
  const gint64 bytes = (gint64) (time / GST_SECOND + 1) * QUEUE_BYTES_PER_S;

  GST_DEBUG ("queue %s holds %" GST_TIME_FORMAT,
      g_array_index (planner->plan->elements, RmgPlanElement, element).name,
      GST_TIME_ARGS (time));
  rmg_planner_set_int (planner, element, "max-size-buffers", 0);
  rmg_planner_set_int (planner, element, "max-size-time", (gint64) time);
  rmg_planner_set_int (
      planner, element, "max-size-bytes", MIN (bytes, G_MAXINT32));
}

/* The limits that the policy sets; without any, those of the plan. */
static void
set_policy (RmgPlanner *planner, guint element, const RmgQueuePolicy *policy,
    GstClockTime time)
{
  static const char *const leaky[] = { "no", "upstream", "downstream" };

  if (policy->max_buffers == 0 && policy->max_ms == 0 &&
      policy->max_bytes == 0) {
    set_size (planner, element, time);
  } else {
    rmg_planner_set_int (
        planner, element, "max-size-buffers", policy->max_buffers);
    rmg_planner_set_int (planner, element, "max-size-time",
        (gint64) (policy->max_ms * GST_MSECOND));
    rmg_planner_set_int (planner, element, "max-size-bytes", policy->max_bytes);
  }
  if (policy->leaky != RMG_LEAKY_NO)
    rmg_planner_set_string (planner, element, "leaky", leaky[policy->leaky]);
}

/* A full queue blocks the tee, and with it the legs that hold data back: a join
 * downstream waits for them. */
static void
check_holds (
    RmgPlanner *planner, const RmgGraphNode *node, GstClockTime siblings)
{
  const RmgQueuePolicy *policy = &node->policy.queue;
  const gboolean bounded = policy->max_buffers > 0 || policy->max_bytes > 0 ||
      (policy->max_ms > 0 && policy->max_ms * GST_MSECOND < siblings);

  if (siblings == 0 || !bounded || policy->leaky != RMG_LEAKY_NO)
    return;
  planner->graph_node = node;
  rmg_planner_warn (planner, RMG_ERROR_CONFLICT,
      "its queue may be full while the other legs hold back %" G_GUINT64_FORMAT
      " ms: a join of the legs then waits forever",
      (guint64) (siblings / GST_MSECOND));
}

static void
size_queue (RmgPlanner *planner, const LegQueue *queue, GstClockTime siblings)
{
  const RmgGraphNode *node = rmg_graph_get_node (planner->graph, queue->to);

  if (!queue->of_policy) {
    set_size (planner, queue->element, QUEUE_TIME + siblings);
    return;
  }
  set_policy (
      planner, queue->element, &node->policy.queue, QUEUE_TIME + siblings);
  check_holds (planner, node, siblings);
}

void
rmg_leg_queues_size (RmgLegQueues *self, RmgPlanner *planner,
    const guint *plan_index, GArray *const *incoming)
{
  g_autofree GstClockTime *holds = NULL;
  g_autofree LegHolds *legs = NULL;

  if (self->queues->len == 0)
    return;
  holds = sum_holds (planner, plan_index, incoming);
  legs = compare_legs (self, planner->graph->nodes->len, holds);
  for (guint i = 0; i < self->queues->len; i++) {
    const LegQueue *queue = &g_array_index (self->queues, LegQueue, i);
    GstClockTime siblings = 0;

    if (queue->from != RMG_PLAN_NONE)
      siblings = legs[queue->from].leg == i ? legs[queue->from].second
                                            : legs[queue->from].longest;
    size_queue (planner, queue, siblings);
  }
}
