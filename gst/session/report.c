/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Progress of a session, and the counters of its nodes. */

#include "gst/session/data.h"
#include "translator/base/fork.h"

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

/* The first source pad of the reader answers both queries. */
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

  pad = rmg_fork_check (NULL) ? find_source_pad (self) : NULL;
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
  if (rmg_exchange_get_failure (&self->exchange, NULL))
    return "failed";
  if (self->end_monotonic_us == 0)
    return NULL;
  return rmg_exchange_is_interrupted (&self->exchange) ? "interrupted"
                                                       : "success";
}

static guint64
count_executions (const RmgSession *self)
{
  if (self->plan->framing == RMG_FRAMING_STREAM || self->n_inlets == 0)
    return 1;
  return self->inlets[0].item;
}

static void
read_times (RmgSession *self, RmgMetrics *metrics)
{
  GstClockTime position = rmg_session_get_position (self, NULL);
  gboolean ended = self->end_monotonic_us != 0;
  gint64 end_us = ended ? self->end_monotonic_us : g_get_monotonic_time ();
  gint64 duration_us = end_us - self->start_monotonic_us;

  metrics->start_us = self->start_us;
  metrics->end_us =
      ended ? (guint64) (self->start_us + duration_us) : RMG_METRIC_UNKNOWN;
  metrics->duration_ns = duration_us * 1000;
  metrics->media_ns =
      GST_CLOCK_TIME_IS_VALID (position) ? position : RMG_METRIC_UNKNOWN;
}

char *
rmg_session_trace_to_json (RmgSession *self)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->trace != NULL, NULL);

  return rmg_trace_to_json (self->trace);
}

/* Returns: bytes of queued inputs and of outputs that are not pulled */
static guint64
count_queued_bytes (RmgSession *self)
{
  guint64 n_bytes = 0;

  for (guint i = 0; i < self->n_inlets; i++)
    n_bytes += rmg_held_get_bytes (&self->inlets[i].held);
  for (guint i = 0; i < self->n_outlets; i++)
    n_bytes += rmg_held_get_bytes (&self->outlets[i].held);
  return n_bytes;
}

static void
read_copies (RmgSession *self, RmgMetrics *metrics)
{
  for (guint i = 0; i < RMG_N_COPY_REASONS; i++)
    metrics->n_copies[i] =
        rmg_copies_get (self->copies, i, &metrics->n_copied_bytes[i]);
}

RmgMetrics *
rmg_session_get_metrics (RmgSession *self)
{
  RmgMetrics *metrics;
  const char *name;

  g_return_val_if_fail (self != NULL, NULL);

  if (!rmg_fork_check (NULL))
    return rmg_metrics_new (0);
  name = self->plan->name;
  metrics = rmg_metrics_new (self->plan->nodes->len);
  metrics->pipeline_id = *name != '\0' ? g_strdup (name) : NULL;
  metrics->status = get_status (self);
  metrics->threaded = self->plan->threaded;
  metrics->executions = count_executions (self);
  read_times (self, metrics);
  read_copies (self, metrics);
  if (self->options.metrics)
    metrics->memory_bytes = count_queued_bytes (self);
  rmg_runtime_read_metrics (self->runtime, metrics);
  if (metrics->status != NULL && metrics->end_us != RMG_METRIC_UNKNOWN)
    rmg_metrics_end_nodes (metrics);
  return metrics;
}

char *
rmg_session_describe_stall (RmgSession *self, RmgStallFormat format)
{
  g_autoptr (RmgStallReport) report = NULL;

  g_return_val_if_fail (RMG_IS_SESSION (self), NULL);

  if (!rmg_fork_check (NULL))
    return NULL;
  report = rmg_runtime_take_stall_report (self->runtime);
  return format == RMG_STALL_JSON ? rmg_stall_report_to_json (report)
                                  : rmg_stall_report_to_text (report);
}
