/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Opening and closing sessions, and their properties. */

#include "gst/session/parts.h"
#include <rmg/init.h>

#define DEFAULT_MAX_BYTES (4 * 1024 * 1024)
#define DEFAULT_CLOSE_TIMEOUT_MS 5000

G_DEFINE_FINAL_TYPE (RmgSession, rmg_session, G_TYPE_OBJECT)

static void
bin_failed (RmgNode *node, const RmgFailure *failure, const GError *error,
    gpointer data)
{
  RmgSession *self = data;

  g_mutex_lock (&self->lock);
  if (self->failure == NULL)
    self->failure =
        g_error_new_literal (RMG_ERROR, RMG_ERROR_NODE_FAILED, error->message);
  g_mutex_unlock (&self->lock);
  rmg_session_wake (self);
}

static gboolean
bin_message (GstMessage *message, gpointer data)
{
  RmgSession *self = data;

  if (self->options.message_func == NULL)
    return TRUE;
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->messages, gst_message_ref (message));
  g_mutex_unlock (&self->lock);
  rmg_session_wake (self);
  return TRUE;
}

static void
bin_ended (gpointer data)
{
  RmgSession *self = data;

  g_mutex_lock (&self->lock);
  if (self->n_running_sinks > 0)
    self->n_running_sinks--;
  g_mutex_unlock (&self->lock);
  rmg_session_wake (self);
}

static void
bin_task (guint node, gpointer data)
{
  RmgSession *self = data;

  g_atomic_int_compare_and_exchange (
      (int *) &self->surprise, (int) RMG_PLAN_NONE, (int) node);
}

static void
bin_completed (gpointer data)
{
  rmg_session_wake (data);
}

static const RmgListener listener = {
  bin_failed,
  bin_message,
  bin_ended,
  bin_task,
  bin_completed,
};

gboolean
rmg_session_get_failure (RmgSession *self, GError **error)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->failure != NULL;
  if (failed && error != NULL)
    *error = g_error_copy (self->failure);
  g_mutex_unlock (&self->lock);
  return failed;
}

static void
deliver_messages (RmgSession *self)
{
  GstMessage *message;

  while (self->options.message_func != NULL) {
    g_mutex_lock (&self->lock);
    message = g_queue_pop_head (&self->messages);
    g_mutex_unlock (&self->lock);
    if (message == NULL)
      return;
    self->options.message_func (message, self->options.message_data);
    gst_message_unref (message);
  }
}

void
rmg_session_pump (RmgSession *self)
{
  if (rmg_runtime_is_parked (self->runtime))
    rmg_runtime_resume (self->runtime);
  rmg_runtime_flush_hosts (self->runtime);
  if (rmg_runtime_is_parked (self->runtime))
    rmg_session_wake_at (self, rmg_runtime_get_due (self->runtime));
  deliver_messages (self);
}

static guint
count_sinks (const RmgPlan *plan)
{
  guint n_sinks = 0;

  for (guint i = 0; i < plan->nodes->len; i++)
    if (g_array_index (plan->nodes, RmgPlanNode, i).flags & RMG_NODE_SINK)
      n_sinks++;
  return n_sinks;
}

static void
make_ports (RmgSession *self)
{
  self->n_inlets = self->plan->inputs->len;
  self->inlets = g_new0 (RmgInlet, self->n_inlets);
  for (guint i = 0; i < self->n_inlets; i++)
    rmg_inlet_init (&self->inlets[i], self,
        &g_array_index (self->plan->inputs, RmgPlanPort, i));

  self->n_outlets = self->plan->outputs->len;
  self->outlets = g_new0 (RmgOutlet, self->n_outlets);
  for (guint i = 0; i < self->n_outlets; i++)
    rmg_outlet_init (&self->outlets[i], self,
        &g_array_index (self->plan->outputs, RmgPlanPort, i));
  self->n_running_sinks = count_sinks (self->plan);
}

static GstBusSyncReply
drop_message (GstBus *bus, GstMessage *message, gpointer data)
{
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* The listener receives all relevant messages; the bus has no reader. */
static GstElement *
wrap_in_pipeline (RmgBin *bin)
{
  GstElement *pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  gst_bus_set_sync_handler (bus, drop_message, NULL, NULL);
  gst_bin_add (GST_BIN (pipeline), GST_ELEMENT (bin));
  return pipeline;
}

static gboolean
build (RmgSession *self, GError **error)
{
  RmgBin *bin = rmg_bin_new_for_plan (self->plan, &listener, self, error);

  if (bin == NULL)
    return FALSE;
  self->bin = gst_object_ref_sink (bin);
  self->runtime = rmg_bin_get_runtime (bin);
  self->threaded = self->plan->threaded;
  self->top = self->threaded ? wrap_in_pipeline (self->bin)
                             : gst_object_ref (GST_ELEMENT (self->bin));
  if (self->options.metrics)
    rmg_runtime_measure (self->runtime);
  make_ports (self);
  return TRUE;
}

static void
tear_down (RmgSession *self)
{
  for (guint i = 0; i < self->n_inlets; i++)
    rmg_inlet_clear (&self->inlets[i]);
  for (guint i = 0; i < self->n_outlets; i++)
    rmg_outlet_clear (&self->outlets[i]);
  g_clear_pointer (&self->inlets, g_free);
  g_clear_pointer (&self->outlets, g_free);
  self->n_inlets = self->n_outlets = 0;
  gst_clear_object (&self->top);
  gst_clear_object (&self->bin);
}

static gboolean
start (RmgSession *self, GError **error)
{
  if (gst_element_set_state (self->top, GST_STATE_PLAYING) !=
      GST_STATE_CHANGE_FAILURE)
    return TRUE;
  if (!rmg_session_get_failure (self, error))
    g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED,
        "the pipeline refused to start and gave no reason");
  return FALSE;
}

static gboolean
make_plan (RmgSession *self, RmgThreading threading, GError **error)
{
  RmgPlanOptions options = { self->options.framing, threading,
    self->options.input_caps, FALSE };

  g_clear_pointer (&self->plan, rmg_plan_unref);
  self->plan = rmg_plan_new (self->graph, &options, NULL, error);
  return self->plan != NULL;
}

static gboolean
plan_build_start (RmgSession *self, RmgThreading threading, GError **error)
{
  return make_plan (self, threading, error) && build (self, error) &&
      start (self, error);
}

/* A node has started a thread that its type had not announced: before the
 * first buffer the session becomes threaded. */
static gboolean
settle_surprise (RmgSession *self, GError **error)
{
  guint node = (guint) g_atomic_int_get ((int *) &self->surprise);
  const RmgPlanNode *plan;

  if (self->threaded || node == RMG_PLAN_NONE)
    return TRUE;

  plan = &g_array_index (self->plan->nodes, RmgPlanNode, node);
  if (self->options.threading == RMG_THREADING_INLINE) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_NOT_INLINE,
        "node \"%s\" (%s) has started a thread", plan->id, plan->type);
    return FALSE;
  }
  gst_element_set_state (self->top, GST_STATE_NULL);
  tear_down (self);
  return plan_build_start (self, RMG_THREADING_THREADED, error);
}

static void
take_options (RmgSession *self, const RmgSessionOptions *options)
{
  if (options != NULL)
    self->options = *options;
  if (self->options.input_caps != NULL)
    gst_caps_ref (self->options.input_caps);
  if (self->options.max_bytes == 0)
    self->options.max_bytes = DEFAULT_MAX_BYTES;
  if (self->options.close_timeout_ms == 0)
    self->options.close_timeout_ms = DEFAULT_CLOSE_TIMEOUT_MS;
}

RmgSession *
rmg_session_open (
    RmgGraph *graph, const RmgSessionOptions *options, GError **error)
{
  RmgSession *self;

  g_return_val_if_fail (graph != NULL, NULL);

  rmg_init ();
  self = g_object_new (RMG_TYPE_SESSION, NULL);
  self->graph = rmg_graph_ref (graph);
  take_options (self, options);

  if (!plan_build_start (self, self->options.threading, error) ||
      !settle_surprise (self, error)) {
    rmg_session_close (self, NULL);
    return NULL;
  }
  return self;
}

typedef struct
{
  GMutex lock;
  GCond done;
  gboolean is_done;
  GstElement *top;
  gatomicrefcount refs;
} Closing;

static void
closing_unref (Closing *closing)
{
  if (!g_atomic_ref_count_dec (&closing->refs))
    return;
  g_mutex_clear (&closing->lock);
  g_cond_clear (&closing->done);
  gst_object_unref (closing->top);
  g_free (closing);
}

static gpointer
stop_pipeline (gpointer data)
{
  Closing *closing = data;

  gst_element_set_state (closing->top, GST_STATE_NULL);
  g_mutex_lock (&closing->lock);
  closing->is_done = TRUE;
  g_cond_signal (&closing->done);
  g_mutex_unlock (&closing->lock);
  closing_unref (closing);
  return NULL;
}

static gboolean
stop_within (GstElement *top, guint timeout_ms)
{
  Closing *closing = g_new0 (Closing, 1);
  gint64 deadline_us =
      g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  gboolean is_done;

  g_mutex_init (&closing->lock);
  g_cond_init (&closing->done);
  g_atomic_ref_count_init (&closing->refs);
  g_atomic_ref_count_inc (&closing->refs);
  closing->top = gst_object_ref (top);
  g_thread_unref (g_thread_new ("rmg-close", stop_pipeline, closing));

  g_mutex_lock (&closing->lock);
  while (!closing->is_done &&
      g_cond_wait_until (&closing->done, &closing->lock, deadline_us))
    continue;
  is_done = closing->is_done;
  g_mutex_unlock (&closing->lock);
  closing_unref (closing);
  return is_done;
}

static void
set_closing (RmgSession *self)
{
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
  rmg_session_drop_sources (self);
}

static void
rmg_session_finalize (GObject *object)
{
  RmgSession *self = RMG_SESSION (object);

  tear_down (self);
  g_queue_clear_full (&self->messages, (GDestroyNotify) gst_message_unref);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->plan, rmg_plan_unref);
  g_clear_pointer (&self->graph, rmg_graph_unref);
  gst_clear_caps (&self->options.input_caps);
  if (self->options.message_destroy != NULL)
    self->options.message_destroy (self->options.message_data);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->space);
  G_OBJECT_CLASS (rmg_session_parent_class)->finalize (object);
}

/* The threads of an abandoned session may continue at any time and use it, so
 * it keeps a reference to itself and is never freed. */
static void
report_abandoned (RmgSession *self, GError **error)
{
  static int n_abandoned = 0;
  int count = g_atomic_int_add (&n_abandoned, 1) + 1;

  g_set_error (error, RMG_ERROR, RMG_ERROR_ABANDONED,
      "the pipeline of \"%s\" did not stop within %u ms and was abandoned "
      "(%d so far)",
      rmg_graph_get_name (self->graph), self->options.close_timeout_ms, count);
}

static gboolean
stop (RmgSession *self, GError **error)
{
  if (self->closing)
    return TRUE;
  set_closing (self);
  if (self->top == NULL)
    return TRUE;
  if (!self->threaded) {
    gst_element_set_state (self->top, GST_STATE_NULL);
    return TRUE;
  }
  if (stop_within (self->top, self->options.close_timeout_ms))
    return TRUE;
  g_object_ref (self);
  report_abandoned (self, error);
  return FALSE;
}

gboolean
rmg_session_close (RmgSession *self, GError **error)
{
  gboolean stopped;

  g_return_val_if_fail (RMG_IS_SESSION (self), FALSE);

  stopped = stop (self, error);
  g_object_unref (self);
  return stopped;
}

static void
rmg_session_dispose (GObject *object)
{
  stop (RMG_SESSION (object), NULL);
  G_OBJECT_CLASS (rmg_session_parent_class)->dispose (object);
}

static void
rmg_session_init (RmgSession *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->space);
  g_queue_init (&self->messages);
  self->surprise = RMG_PLAN_NONE;
  self->start_us = g_get_real_time ();
  self->start_monotonic_us = g_get_monotonic_time ();
}

static void
rmg_session_class_init (RmgSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rmg_session_dispose;
  object_class->finalize = rmg_session_finalize;
}

const RmgPlan *
rmg_session_get_plan (RmgSession *self)
{
  return self->plan;
}

gboolean
rmg_session_is_threaded (RmgSession *self)
{
  return self->threaded;
}
