/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/metrics.h"

#include "gst/metrics/histogram.h"

#include <gst/gst.h>
#include <rmg/state.h>

#define GST_CAT_DEFAULT (get_debug_category ())

#define DEFAULT_PIPELINE_ID "pipeline"

static const char *const drop_reasons[RMG_N_DROP_REASONS] = {
  [RMG_DROP_FAILED] = "failed",
  [RMG_DROP_BREAKER] = "breaker",
  [RMG_DROP_WAITING] = "waiting",
  [RMG_DROP_STALLED] = "stalled",
  [RMG_DROP_FLUSHED] = "flushed",
  [RMG_DROP_QUEUE] = "queue",
};

static const char *const copy_reasons[RMG_N_COPY_REASONS] = {
  [RMG_COPY_ENTRY] = "entry",
  [RMG_COPY_WRITE] = "write",
  [RMG_COPY_SETTLE] = "settle",
  [RMG_COPY_ITEM] = "item",
};

G_DEFINE_BOXED_TYPE (RmgNodeMetrics, rmg_node_metrics, rmg_node_metrics_copy,
    rmg_node_metrics_free)
G_DEFINE_BOXED_TYPE (
    RmgMetrics, rmg_metrics, rmg_metrics_ref, rmg_metrics_unref)

static const char *const breaker_states[RMG_N_BREAKER_METRICS] = {
  [RMG_BREAKER_METRIC_CLOSED] = "closed",
  [RMG_BREAKER_METRIC_OPEN] = "open",
  [RMG_BREAKER_METRIC_HALF_OPEN] = "half-open",
};

const char *
rmg_drop_reason_get_name (RmgDropReason reason)
{
  g_return_val_if_fail (reason < RMG_N_DROP_REASONS, NULL);

  return drop_reasons[reason];
}

const char *
rmg_copy_reason_get_name (RmgCopyReason reason)
{
  g_return_val_if_fail (reason < RMG_N_COPY_REASONS, NULL);

  return copy_reasons[reason];
}

const char *
rmg_breaker_metric_get_name (RmgBreakerMetric state)
{
  g_return_val_if_fail (state < RMG_N_BREAKER_METRICS, NULL);

  return breaker_states[state];
}

RmgNodeMetrics *
rmg_node_metrics_copy (const RmgNodeMetrics *self)
{
  RmgNodeMetrics *copy = g_new (RmgNodeMetrics, 1);

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->type = g_strdup (self->type);
  copy->last_error =
      self->last_error != NULL ? g_error_copy (self->last_error) : NULL;
  return copy;
}

static void
clear_node (RmgNodeMetrics *self)
{
  g_free ((char *) self->id);
  g_free ((char *) self->type);
  g_clear_error (&self->last_error);
}

void
rmg_node_metrics_free (RmgNodeMetrics *self)
{
  clear_node (self);
  g_free (self);
}

static gpointer
new_debug_category (gpointer unused)
{
  GstDebugCategory *category = NULL;

  GST_DEBUG_CATEGORY_INIT (category, "rmgmetrics", 0, "snapshots of metrics");
  return category;
}

static GstDebugCategory *
get_debug_category (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, new_debug_category, NULL);
}

RmgMetrics *
rmg_metrics_new (guint n_nodes)
{
  RmgMetrics *self = g_atomic_rc_box_new0 (RmgMetrics);

  self->start_us = RMG_METRIC_UNKNOWN;
  self->end_us = RMG_METRIC_UNKNOWN;
  self->duration_ns = RMG_METRIC_UNKNOWN;
  self->media_ns = RMG_METRIC_UNKNOWN;
  self->memory_bytes = RMG_METRIC_UNKNOWN;
  self->peak_memory_bytes = RMG_METRIC_UNKNOWN;
  for (guint i = 0; i < RMG_N_COPY_REASONS; i++)
    self->n_copies[i] = self->n_copied_bytes[i] = RMG_METRIC_UNKNOWN;
  self->nodes = g_new0 (RmgNodeMetrics, n_nodes);
  self->n_nodes = n_nodes;
  GST_DEBUG ("snapshot of %u nodes", n_nodes);
  return self;
}

RmgMetrics *
rmg_metrics_ref (RmgMetrics *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  RmgMetrics *self = data;

  for (guint i = 0; i < self->n_nodes; i++)
    clear_node (&self->nodes[i]);
  for (guint i = 0; i < self->n_events; i++) {
    g_free ((char *) self->events[i].node_id);
    g_free ((char *) self->events[i].text);
  }
  for (guint i = 0; i < self->n_paths; i++) {
    g_free ((char *) self->paths[i].from);
    g_free ((char *) self->paths[i].to);
  }
  g_free (self->paths);
  g_free (self->events);
  g_free (self->nodes);
  g_free (self->pipeline_id);
  g_free (self->state_reason);
}

void
rmg_metrics_unref (RmgMetrics *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const char *
rmg_metrics_get_pipeline_id (const RmgMetrics *self)
{
  return self->pipeline_id != NULL ? self->pipeline_id : DEFAULT_PIPELINE_ID;
}

const char *
rmg_metrics_get_status (const RmgMetrics *self)
{
  return self->status;
}

gboolean
rmg_metrics_is_threaded (const RmgMetrics *self)
{
  return self->threaded;
}

guint64
rmg_metrics_get_executions (const RmgMetrics *self)
{
  return self->executions;
}

guint64
rmg_metrics_get_start_us (const RmgMetrics *self)
{
  return self->start_us;
}

guint64
rmg_metrics_get_end_us (const RmgMetrics *self)
{
  return self->end_us;
}

guint64
rmg_metrics_get_duration_ns (const RmgMetrics *self)
{
  return self->duration_ns;
}

guint64
rmg_metrics_get_media_ns (const RmgMetrics *self)
{
  return self->media_ns;
}

guint64
rmg_metrics_get_memory_bytes (const RmgMetrics *self)
{
  return self->memory_bytes;
}

guint64
rmg_metrics_get_peak_memory_bytes (const RmgMetrics *self)
{
  return self->peak_memory_bytes;
}

guint64
rmg_metrics_get_copies (
    const RmgMetrics *self, RmgCopyReason reason, guint64 *n_bytes)
{
  g_return_val_if_fail (reason < RMG_N_COPY_REASONS, RMG_METRIC_UNKNOWN);

  if (n_bytes != NULL)
    *n_bytes = self->n_copied_bytes[reason];
  return self->n_copies[reason];
}

guint
rmg_metrics_get_n_nodes (const RmgMetrics *self)
{
  return self->n_nodes;
}

const RmgNodeMetrics *
rmg_metrics_get_node (const RmgMetrics *self, guint index)
{
  g_return_val_if_fail (index < self->n_nodes, NULL);

  return &self->nodes[index];
}

const RmgNodeMetrics *
rmg_metrics_find_node (const RmgMetrics *self, const char *id)
{
  for (guint i = 0; i < self->n_nodes; i++)
    if (g_strcmp0 (self->nodes[i].id, id) == 0)
      return &self->nodes[i];
  return NULL;
}

guint64
rmg_metrics_sum_held_bytes (const RmgMetrics *self)
{
  guint64 n_bytes = 0;

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].held_bytes != RMG_METRIC_UNKNOWN)
      n_bytes += self->nodes[i].held_bytes;
  return n_bytes;
}

guint
rmg_metrics_get_n_events (const RmgMetrics *self)
{
  return self->n_events;
}

const RmgMetricsEvent *
rmg_metrics_get_event (const RmgMetrics *self, guint index)
{
  g_return_val_if_fail (index < self->n_events, NULL);

  return &self->events[index];
}

guint
rmg_metrics_get_n_paths (const RmgMetrics *self)
{
  return self->n_paths;
}

const RmgPathMetrics *
rmg_metrics_get_path (const RmgMetrics *self, guint index)
{
  g_return_val_if_fail (index < self->n_paths, NULL);

  return &self->paths[index];
}

void
rmg_metrics_get_latency (const RmgMetrics *self, RmgHistogram *latency)
{
  *latency = (RmgHistogram){ 0 };
  for (guint i = 0; i < self->n_paths; i++)
    rmg_histogram_merge (latency, &self->paths[i].latency);
}

static gboolean
any_node_is (const RmgMetrics *self, const char *state)
{
  for (guint i = 0; i < self->n_nodes; i++)
    if (g_strcmp0 (self->nodes[i].state, state) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_data (const RmgMetrics *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].last_buffer_us != RMG_METRIC_UNKNOWN)
      return TRUE;
  return FALSE;
}

const char *
rmg_metrics_get_state (const RmgMetrics *self)
{
  static const char *const faults[] = { "failed", "restarting", "degraded" };

  if (self->status != NULL)
    return g_str_equal (self->status, "failed") ? "failed" : "stopped";
  if (self->state != NULL)
    return self->state;
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (any_node_is (self, faults[i]))
      return faults[i];
  return has_data (self) ? "running" : "starting";
}

guint64
rmg_metrics_get_state_since_us (const RmgMetrics *self)
{
  if (self->status != NULL && self->end_us != RMG_METRIC_UNKNOWN)
    return self->end_us;
  return self->state != NULL ? (guint64) self->state_us : RMG_METRIC_UNKNOWN;
}

/* The end of a session need not change the state of its nodes. */
static const char *
get_end_reason (const RmgMetrics *self)
{
  static const struct
  {
    const char *status;
    const char *reason;
  } reasons[] = {
    { "success", "the stream has ended" },
    { "interrupted", "the run was interrupted" },
    { "failed", "the session has failed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].status, self->status))
      return reasons[i].reason;
  return NULL;
}

const char *
rmg_metrics_get_state_reason (const RmgMetrics *self)
{
  if (self->status == NULL ||
      g_strcmp0 (self->state, rmg_metrics_get_state (self)) == 0)
    return self->state_reason;
  return get_end_reason (self);
}

void
rmg_metrics_end_nodes (RmgMetrics *self)
{
  const char *const stopped = rmg_state_get_name (RMG_STATE_STOPPED);
  const char *const failed = rmg_state_get_name (RMG_STATE_FAILED);

  for (guint i = 0; i < self->n_nodes; i++) {
    RmgNodeMetrics *node = &self->nodes[i];

    if (g_strcmp0 (node->state, stopped) == 0 ||
        g_strcmp0 (node->state, failed) == 0)
      continue;
    node->state = stopped;
    node->state_reason = get_end_reason (self);
    node->state_us = self->end_us;
  }
}
