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
  guint from; /* graph indices */
  guint to;
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
  LegQueue queue = { element, from, to };

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
    LegHolds *best = &legs[queue->from];

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
    const LegHolds *best = &legs[queue->from];

    set_size (planner, queue->element,
        QUEUE_TIME + (best->leg == i ? best->second : best->longest));
  }
}
