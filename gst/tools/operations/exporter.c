/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/exporter.h"

#include "gst/tools/operations/sender.h"
#include "gst/tools/operations/spans.h"

#define INTERVAL_US (10 * G_USEC_PER_SEC)

struct _ToolExporter
{
  char *url;
  ToolSpans spans; /* of the thread of the session */

  GThread *thread; /* (nullable) */
  GMutex lock;     /* guards the fields below */
  GCond changed;
  RmgSession *session; /* (nullable) */
  gboolean is_stopped;
  GError *failure; /* (nullable): the first one */
};

/* @error: (transfer full) (nullable) */
static void
keep_failure (ToolExporter *self, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->failure == NULL)
    self->failure = g_steal_pointer (&error);
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}

static void
send_metrics (ToolExporter *self, ToolSender *sender, const RmgMetrics *metrics)
{
  g_autoptr (GError) error = NULL;

  if (!tool_sender_post (sender, "/v1/metrics",
          rmg_metrics_to_otlp_json (metrics, g_get_real_time ()), &error))
    keep_failure (self, g_steal_pointer (&error));
}

/* Waits for the next export. Returns: (transfer full) (nullable): the session;
 * NULL at the end */
static RmgSession *
wait_for_turn (ToolExporter *self)
{
  gint64 next_us = g_get_monotonic_time () + INTERVAL_US;
  RmgSession *session = NULL;

  g_mutex_lock (&self->lock);
  while (!self->is_stopped &&
      (self->session == NULL || g_get_monotonic_time () < next_us))
    g_cond_wait_until (&self->changed, &self->lock, next_us);
  if (!self->is_stopped)
    session = g_object_ref (self->session);
  g_mutex_unlock (&self->lock);
  return session;
}

static gpointer
run_thread (gpointer data)
{
  ToolExporter *self = data;
  g_autoptr (ToolSender) sender = tool_sender_new (self->url, NULL);
  RmgSession *session;

  while ((session = wait_for_turn (self)) != NULL) {
    g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

    g_object_unref (session);
    send_metrics (self, sender, metrics);
  }
  return NULL;
}

ToolExporter *
tool_exporter_new (const char *url, GError **error)
{
  g_autoptr (ToolSender) sender = tool_sender_new (url, error);
  ToolExporter *self;

  if (sender == NULL)
    return NULL;
  self = g_new0 (ToolExporter, 1);
  self->url = g_strdup (url);
  tool_spans_init (&self->spans, g_get_real_time ());
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("rmg-exporter", run_thread, self);
  return self;
}

void
tool_exporter_watch (ToolExporter *self, RmgSession *session)
{
  g_mutex_lock (&self->lock);
  self->session = session;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
tool_exporter_take (ToolExporter *self, GstMessage *message)
{
  const GstStructure *fields = gst_message_get_structure (message);

  if (fields != NULL)
    tool_spans_take (&self->spans, fields, g_get_real_time ());
}

static void
stop_thread (ToolExporter *self)
{
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_stopped = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
}

gboolean
tool_exporter_finish (ToolExporter *self, const RmgMetrics *metrics,
    const GError *failure, GError **error)
{
  g_autoptr (ToolSender) sender = tool_sender_new (self->url, NULL);
  g_autoptr (GError) reason = NULL;
  char *spans = tool_spans_to_json (&self->spans,
      metrics != NULL ? rmg_metrics_get_pipeline_id (metrics) : NULL,
      failure != NULL ? failure->message : NULL, g_get_real_time ());

  stop_thread (self);
  if (metrics != NULL)
    send_metrics (self, sender, metrics);
  if (!tool_sender_post (sender, "/v1/traces", spans, &reason))
    keep_failure (self, g_steal_pointer (&reason));
  if (self->failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->failure));
  return FALSE;
}

void
tool_exporter_free (ToolExporter *self)
{
  stop_thread (self);
  tool_spans_clear (&self->spans);
  g_clear_error (&self->failure);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->url);
  g_free (self);
}
