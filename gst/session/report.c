/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How far a session is, and what its nodes have done. */

#include "gst/session/parts.h"

static GstElement *
find_source (RmgSession *self)
{
  for (guint i = 0; i < self->plan->nodes->len; i++) {
    const RmgPlanNode *node =
        &g_array_index (self->plan->nodes, RmgPlanNode, i);

    if (node->flags & RMG_NODE_SOURCE)
      return gst_bin_get_by_name (GST_BIN (self->bin),
          g_array_index (self->plan->elements, RmgPlanElement, node->main)
              .name);
  }
  return NULL;
}

/* The pad where the media leaves the source knows both times. */
static GstPad *
find_source_pad (RmgSession *self)
{
  g_autoptr (GstElement) source = find_source (self);
  GstPad *pad = NULL;

  if (source == NULL)
    return NULL;
  GST_OBJECT_LOCK (source);
  if (source->srcpads != NULL)
    pad = gst_object_ref (source->srcpads->data);
  GST_OBJECT_UNLOCK (source);
  return pad;
}

GstClockTime
rmg_session_get_position (RmgSession *self, GstClockTime *duration)
{
  g_autoptr (GstPad) pad = NULL;
  gint64 position_ns = GST_CLOCK_TIME_NONE;
  gint64 duration_ns = GST_CLOCK_TIME_NONE;

  g_return_val_if_fail (self != NULL, GST_CLOCK_TIME_NONE);

  pad = find_source_pad (self);
  if (pad != NULL) {
    gst_pad_query_position (pad, GST_FORMAT_TIME, &position_ns);
    gst_pad_query_duration (pad, GST_FORMAT_TIME, &duration_ns);
  }
  /* Parsers count whole blocks, the last of which may reach past the end. */
  if (GST_CLOCK_TIME_IS_VALID (position_ns) &&
      GST_CLOCK_TIME_IS_VALID (duration_ns))
    position_ns = MIN (position_ns, duration_ns);
  if (duration != NULL)
    *duration = duration_ns;
  return position_ns;
}

static const char *
get_status (RmgSession *self)
{
  if (rmg_session_get_failure (self, NULL))
    return "failed";
  if (self->end_monotonic_us == 0)
    return NULL;
  return g_atomic_int_get (&self->interrupted) ? "interrupted" : "success";
}

static guint64
count_executions (const RmgSession *self)
{
  if (self->options.framing == RMG_FRAMING_STREAM || self->n_inlets == 0)
    return 1;
  return self->inlets[0].item;
}

char *
rmg_session_metrics_json (RmgSession *self)
{
  guint n_nodes;
  g_autofree RmgNodeMetrics *nodes = NULL;
  GstClockTime position;
  gint64 end_us;
  const char *name;
  RmgMetrics metrics;

  g_return_val_if_fail (self != NULL, NULL);

  n_nodes = self->plan->nodes->len;
  nodes = g_new (RmgNodeMetrics, n_nodes);
  rmg_runtime_read_metrics (self->runtime, nodes);
  position = rmg_session_get_position (self, NULL);
  end_us = self->end_monotonic_us != 0 ? self->end_monotonic_us
                                       : g_get_monotonic_time ();
  name = rmg_graph_get_name (self->graph);
  metrics = (RmgMetrics){
    .pipeline_id = *name != '\0' ? name : NULL,
    .status = get_status (self),
    .threaded = self->threaded,
    .executions = count_executions (self),
    .start_us = self->start_us,
    .end_us = self->end_monotonic_us == 0
        ? RMG_METRIC_UNKNOWN
        : (guint64) (self->start_us + end_us - self->start_monotonic_us),
    .duration_ns = (end_us - self->start_monotonic_us) * 1000,
    .media_ns =
        GST_CLOCK_TIME_IS_VALID (position) ? position : RMG_METRIC_UNKNOWN,
    .peak_memory_bytes = RMG_METRIC_UNKNOWN,
    .nodes = nodes,
    .n_nodes = n_nodes,
  };
  return rmg_metrics_to_json (&metrics);
}
