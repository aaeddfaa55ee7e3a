/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Opening and closing sessions, and their properties. */

#include "gst/session/abort.h"
#include "gst/session/close.h"
#include "gst/session/dot.h"
#include "translator/base/fork.h"
#include "gst/session/io.h"
#include "gst/session/log.h"
#include "gst/session/skip.h"
#include "gst/session/slices.h"
#include "gst/session/whole-item.h"
#include <rmg/files.h>
#include <rmg/init.h>

GST_DEBUG_CATEGORY (rmg_session_debug);

#define DEFAULT_MAX_BYTES (4 * 1024 * 1024)
#define DEFAULT_CLOSE_TIMEOUT_MS 5000

G_DEFINE_FINAL_TYPE (RmgSession, rmg_session, G_TYPE_OBJECT)

/* A thread of GStreamer may start a pipeline again that did not start, until it is
 * in NULL: the node that fails again has its fault. */
static gboolean
is_known (RmgSession *self, const GstStructure *fields)
{
  return fields != NULL && gst_structure_has_name (fields, "rmg-node-failed") &&
      rmg_exchange_has_fault (
          &self->exchange, gst_structure_get_string (fields, "node-id"));
}

static void
bin_failed (RmgNode *node, RmgFault *fault, gpointer data)
{
  RmgSession *self = data;

  if (rmg_exchange_has_fault (&self->exchange, fault->node_id))
    return;
  GST_WARNING_OBJECT (self, "failed: %s", fault->error->message);
  rmg_exchange_fail (&self->exchange, fault);
}

/* The messages about nodes begin with "rmg-". The word after a transition is in
 * the name, so that the viewer shows it. */
static void
trace_message (RmgTrace *trace, GstMessage *message)
{
  const GstStructure *fields = gst_message_get_structure (message);
  const char *name = fields != NULL ? gst_structure_get_name (fields) : "";
  g_autofree char *event = NULL;
  gboolean is_stalled;
  const char *to;

  if (!g_str_has_prefix (name, "rmg-"))
    return;
  to = gst_structure_get_string (fields, "to");
  if (gst_structure_get_boolean (fields, "stalled", &is_stalled))
    to = is_stalled ? "begins" : "ends";
  event = g_strjoin (" ", name + strlen ("rmg-"), to, NULL);
  rmg_trace_add_event (
      trace, event, gst_structure_get_string (fields, "node-id"));
}

static gboolean
bin_message (GstMessage *message, gpointer data)
{
  RmgSession *self = data;

  if (is_known (self, gst_message_get_structure (message)))
    return TRUE;
  if (self->trace != NULL)
    trace_message (self->trace, message);
  if (g_atomic_int_get (&self->keeps_messages))
    rmg_exchange_push_message (&self->exchange, message);
  return TRUE;
}

static void
bin_ended (gpointer data)
{
  RmgSession *self = data;

  rmg_exchange_end_sink (&self->exchange);
}

static void
bin_task (guint node, gpointer data)
{
  RmgSession *self = data;

  rmg_exchange_share (&self->exchange);
  g_atomic_int_compare_and_exchange (
      (int *) &self->surprise, (int) RMG_PLAN_NONE, (int) node);
}

static void
bin_completed (gpointer data)
{
  RmgSession *self = data;

  rmg_wakeup_wake (&self->exchange.wakeup);
}

static const RmgListener listener = {
  bin_failed,
  bin_message,
  bin_ended,
  bin_task,
  bin_completed,
};

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
make_inlets (RmgSession *self)
{
  RmgWakeup *wakeup = self->plan->threaded ? &self->exchange.wakeup : NULL;

  self->n_inlets = self->plan->inputs->len;
  self->inlets = g_new0 (RmgInlet, self->n_inlets);
  for (guint i = 0; i < self->n_inlets; i++)
    rmg_inlet_init (&self->inlets[i], self->bin, self->plan,
        &g_array_index (self->plan->inputs, RmgPlanPort, i), wakeup);
  for (guint i = 0; self->options.metrics && i < self->n_inlets; i++)
    rmg_inlet_measure (&self->inlets[i], self->runtime);
}

static gboolean
is_measured (const RmgSession *self)
{
  return self->options.metrics || self->options.trace;
}

static void
make_outlets (RmgSession *self)
{
  self->n_outlets = self->plan->outputs->len;
  self->outlets = g_new0 (RmgOutlet, self->n_outlets);
  for (guint i = 0; i < self->n_outlets; i++) {
    const RmgPlanPort *port =
        &g_array_index (self->plan->outputs, RmgPlanPort, i);

    rmg_outlet_init (
        &self->outlets[i], self->bin, self->plan, port, &self->exchange);
    if (is_measured (self))
      rmg_outlet_measure (
          &self->outlets[i], self->runtime, port, self->plan->threaded);
  }
}

/* With several outputs, the items of one wait for the shares of the others, so
 * none of them may block the pipeline. */
static gboolean
may_wait (const RmgSession *self)
{
  return self->plan->threaded &&
      (self->plan->framing == RMG_FRAMING_STREAM || self->n_outlets <= 1);
}

static void
make_ports (RmgSession *self)
{
  make_inlets (self);
  make_outlets (self);
  g_atomic_int_set (
      &self->exchange.n_running_sinks, (int) count_sinks (self->plan));
  self->exchange.max_bytes = self->options.max_bytes;
  self->exchange.waits = may_wait (self);
  if (self->plan->threaded)
    rmg_exchange_share (&self->exchange);
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
  self->top = self->plan->threaded ? wrap_in_pipeline (self->bin)
                                   : gst_object_ref (GST_ELEMENT (self->bin));
  if (self->options.host_types != NULL)
    rmg_runtime_set_host_types (self->runtime, self->options.host_types);
  if (is_measured (self))
    rmg_runtime_measure (self->runtime);
  else if (self->options.activity)
    rmg_runtime_measure_activity (self->runtime);
  if (self->trace != NULL)
    rmg_runtime_trace (self->runtime, self->trace);
  make_ports (self);
  return TRUE;
}

static void
tear_down (RmgSession *self)
{
  rmg_skip_close (self);
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
  if (!rmg_exchange_get_failure (&self->exchange, error))
    g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED,
        "the pipeline refused to start and gave no reason");
  return FALSE;
}

static gboolean
build_and_start (RmgSession *self, GError **error)
{
  GST_INFO_OBJECT (self, "%s", self->plan->reason);
  return build (self, error) && start (self, error);
}

/* A node has started a thread that the catalog does not announce: before the
 * first buffer the session becomes threaded. */
static gboolean
settle_surprise (RmgSession *self, GError **error)
{
  guint node = (guint) g_atomic_int_get ((int *) &self->surprise);
  const RmgPlanNode *plan_node;
  RmgPlan *threaded;

  if (self->plan->threaded || node == RMG_PLAN_NONE)
    return TRUE;

  plan_node = &g_array_index (self->plan->nodes, RmgPlanNode, node);
  GST_INFO_OBJECT (self, "node %s (%s) has started a thread", plan_node->id,
      plan_node->type);
  if (self->plan->threading == RMG_THREADING_INLINE) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_NOT_INLINE,
        "node \"%s\" (%s) has started a thread", plan_node->id,
        plan_node->type);
    return FALSE;
  }
  gst_element_set_state (self->top, GST_STATE_NULL);
  tear_down (self);
  threaded = rmg_plan_to_threaded (self->plan, error);
  if (threaded == NULL)
    return FALSE;
  rmg_plan_unref (self->plan);
  self->plan = threaded;
  return build_and_start (self, error);
}

/* Whether the items of the plan that runs can be ended alone, and cut. */
static gboolean
open_items (RmgSession *self, GError **error)
{
  self->may_abort = rmg_abort_is_possible (self->plan);
  self->may_slice = rmg_slices_plan_allows (self->plan);
  self->slice_frames = RMG_SLICE_FIRST_FRAMES;
  return rmg_skip_open (self, error);
}

static void
take_options (RmgSession *self, const RmgSessionOptions *options)
{
  if (options != NULL)
    self->options = *options;
  if (self->options.host_types != NULL)
    rmg_host_types_ref (self->options.host_types);
  self->message_func = self->options.message_func;
  self->message_data = self->options.message_data;
  if (self->options.max_bytes == 0)
    self->options.max_bytes = DEFAULT_MAX_BYTES;
  if (self->options.close_timeout_ms == 0)
    self->options.close_timeout_ms = DEFAULT_CLOSE_TIMEOUT_MS;
  if (self->options.trace)
    self->trace = rmg_trace_new ();
}

RmgSession *
rmg_session_new (
    RmgPlan *plan, const RmgSessionOptions *options, GError **error)
{
  RmgSession *self;

  g_return_val_if_fail (plan != NULL, NULL);

  if (!rmg_fork_check (error))
    return NULL;
  rmg_init ();
  self = g_object_new (RMG_TYPE_SESSION, NULL);
  self->plan = rmg_plan_ref (plan);
  take_options (self, options);

  if (!rmg_plan_check_files (plan, NULL, 0, error) ||
      !build_and_start (self, error) || !settle_surprise (self, error) ||
      !open_items (self, error)) {
    rmg_session_close (self, NULL);
    return NULL;
  }
  rmg_session_dump_dot (self, "opened");
  return self;
}

RmgSession *
rmg_session_open (RmgGraph *graph, const RmgPlanOptions *plan_options,
    const RmgSessionOptions *options, GError **error)
{
  g_autoptr (RmgPlan) plan = NULL;

  g_return_val_if_fail (graph != NULL, NULL);

  if (!rmg_fork_check (error))
    return NULL;
  rmg_init ();
  plan = rmg_plan_new (graph, plan_options, NULL, error);
  return plan != NULL ? rmg_session_new (plan, options, error) : NULL;
}

static void
rmg_session_finalize (GObject *object)
{
  RmgSession *self = RMG_SESSION (object);

  rmg_whole_item_clear (self);
  tear_down (self);
  g_clear_pointer (&self->plan, rmg_plan_unref);
  g_clear_error (&self->stall);
  g_clear_pointer (&self->options.host_types, rmg_host_types_unref);
  if (self->message_destroy != NULL)
    self->message_destroy (self->message_data);
  if (self->progress_destroy != NULL)
    self->progress_destroy (self->progress_data);
  rmg_exchange_clear (&self->exchange);
  g_clear_pointer (&self->copies, rmg_copies_unref);
  g_clear_pointer (&self->trace, rmg_trace_unref);
  G_OBJECT_CLASS (rmg_session_parent_class)->finalize (object);
}

gboolean
rmg_session_close (RmgSession *self, GError **error)
{
  gboolean stopped;

  g_return_val_if_fail (RMG_IS_SESSION (self), FALSE);

  stopped = rmg_session_stop (self, error);
  if (rmg_fork_check (NULL))
    rmg_session_deliver (self);
  g_object_unref (self);
  return stopped;
}

static void
rmg_session_dispose (GObject *object)
{
  rmg_session_stop (RMG_SESSION (object), NULL);
  G_OBJECT_CLASS (rmg_session_parent_class)->dispose (object);
}

static void
rmg_session_init (RmgSession *self)
{
  rmg_exchange_init (&self->exchange);
  self->copies = rmg_copies_new ();
  self->surprise = RMG_PLAN_NONE;
  self->keeps_messages = TRUE;
  self->start_us = g_get_real_time ();
  self->start_monotonic_us = g_get_monotonic_time ();
}

static void
rmg_session_class_init (RmgSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (
      rmg_session_debug, "rmgsession", 0, "sessions that run plans");
  object_class->dispose = rmg_session_dispose;
  object_class->finalize = rmg_session_finalize;
}

const RmgPlan *
rmg_session_get_plan (RmgSession *self)
{
  return self->plan;
}

guint
rmg_session_get_n_faults (RmgSession *self)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), 0);

  return rmg_exchange_get_n_faults (&self->exchange);
}

RmgFault *
rmg_session_get_fault (RmgSession *self, guint index)
{
  g_return_val_if_fail (RMG_IS_SESSION (self), NULL);

  return rmg_exchange_get_fault (&self->exchange, index);
}

gboolean
rmg_session_is_threaded (RmgSession *self)
{
  return self->plan->threaded;
}
