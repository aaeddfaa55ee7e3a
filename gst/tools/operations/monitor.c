/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/monitor.h"

#define SAMPLE_MS 250

struct _ToolMonitor
{
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  RmgSession *session; /* (nullable): atomic */
  ToolFlow flow;       /* of the thread */
  ToolSampleFunc func; /* (nullable) */
  gpointer user_data;
};

static guint64
count_known (guint64 count)
{
  return count != RMG_METRIC_UNKNOWN ? count : 0;
}

static guint64
count_buffers (const RmgMetrics *metrics)
{
  guint64 total = 0;

  for (guint i = 0; i < rmg_metrics_get_n_nodes (metrics); i++) {
    const RmgNodeMetrics *node = rmg_metrics_get_node (metrics, i);

    total += count_known (node->buffers_in) + count_known (node->buffers_out);
  }
  return total;
}

static void
sample (ToolMonitor *self)
{
  RmgSession *session = tool_monitor_get_session (self);

  if (session != NULL) {
    g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

    tool_flow_update (
        &self->flow, count_buffers (metrics), g_get_monotonic_time ());
    tool_flow_set_state (&self->flow, rmg_metrics_get_state (metrics),
        rmg_metrics_get_state_reason (metrics));
  }
}

static gboolean
on_time (gpointer user_data)
{
  ToolMonitor *self = user_data;

  sample (self);
  if (self->func != NULL)
    self->func (&self->flow, g_get_monotonic_time (), self->user_data);
  return G_SOURCE_CONTINUE;
}

static gpointer
run_thread (gpointer data)
{
  ToolMonitor *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

ToolMonitor *
tool_monitor_new (void)
{
  ToolMonitor *self = g_new0 (ToolMonitor, 1);
  g_autoptr (GSource) timer = g_timeout_source_new (SAMPLE_MS);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_source_set_callback (timer, on_time, self, NULL);
  g_source_attach (timer, self->context);
  return self;
}

void
tool_monitor_set_func (
    ToolMonitor *self, ToolSampleFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

void
tool_monitor_start (ToolMonitor *self)
{
  self->thread = g_thread_new ("rmg-monitor", run_thread, self);
}

static gboolean
quit (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* The source quits from inside the loop: a loop that does not run yet would miss
 * the call. */
void
tool_monitor_stop (ToolMonitor *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  if (self->thread == NULL)
    return;
  g_source_set_callback (source, quit, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
tool_monitor_free (ToolMonitor *self)
{
  tool_monitor_stop (self);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

void
tool_monitor_watch (ToolMonitor *self, RmgSession *session)
{
  g_atomic_pointer_set (&self->session, session);
}

RmgSession *
tool_monitor_get_session (ToolMonitor *self)
{
  return g_atomic_pointer_get (&self->session);
}

/* Samples again: the last sample may be older than the data. */
const ToolFlow *
tool_monitor_get_flow (ToolMonitor *self)
{
  sample (self);
  return &self->flow;
}

GMainContext *
tool_monitor_get_context (ToolMonitor *self)
{
  return self->context;
}
