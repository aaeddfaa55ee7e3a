/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/runtime.h"

#include "gst/bin/first-data.h"
#include "gst/bin/hosts.h"
#include "gst/bin/item-watch.h"
#include "gst/bin/levels.h"
#include "gst/bin/log.h"
#include "gst/bin/measure.h"
#include "gst/bin/rebuild.h"
#include "gst/bin/stall-look.h"
#include "gst/elements/guard/rmgguard.h"
#include "gst/elements/join/rmgjoin.h"
#include "gst/supervision/attempts.h"
#include "gst/supervision/give-up.h"
#include "gst/supervision/late-start.h"
#include "gst/supervision/messages.h"
#include "gst/supervision/restart.h"
#include "gst/supervision/run-state.h"
#include "gst/supervision/watcher.h"
#include "translator/build/bin.h"

#define JOB_LIMIT_MS 1000 /* of a job of the run before, at the start */

struct _RmgRuntime
{
  GstBin *bin; /* borrowed */
  RmgPlan *plan;
  RmgNodeSet *nodes; /* owned by the supervisor */
  RmgSupervisor
      *supervisor; /* a job of the timer thread may hold a reference */
  RmgHosts hosts;
  RmgMeasuring measuring;
  RmgTrace *trace;     /* (nullable) */
  RmgLatency *latency; /* (nullable): %NULL if it is not measured */
  RmgHeld held;        /* by all nodes */
};

/* The thread of an inline session feeds all legs, so no leg may wait. */
static void
set_waits (GPtrArray *elements, gboolean waits)
{
  for (guint i = 0; i < elements->len; i++)
    if (RMG_IS_JOIN (elements->pdata[i]))
      g_object_set (elements->pdata[i], "waits", waits, NULL);
}

static char *
describe (gpointer data)
{
  g_autoptr (RmgStallReport) report = rmg_runtime_take_stall_report (data);

  return rmg_stall_report_to_json (report);
}

/* Without threads and hosts, all nodes work on the item that is pushed. */
static void
watch_items (RmgRuntime *self)
{
  RmgSupervisor *supervisor = self->supervisor;

  supervisor->has_items = self->plan->framing == RMG_FRAMING_ITEMS;
  supervisor->watches_items = supervisor->has_items &&
      (self->plan->threaded || self->hosts.hosts->len > 0);
  if (supervisor->watches_items)
    rmg_item_watch (self->nodes);
}

void
rmg_runtime_set_item (RmgRuntime *self, guint64 item)
{
  self->supervisor->item = item;
}

static gboolean
rebuild (RmgNode *node, gpointer data, GError **error)
{
  RmgRuntime *self = data;
  const RmgRebuild parts = { self->bin, self->plan, self->nodes, self->latency,
    self->measuring, self->supervisor->watches_items };

  return rmg_rebuild_node (&parts, node, error);
}

RmgRuntime *
rmg_runtime_new (GstBin *bin, RmgPlan *plan, const RmgListener *listener,
    gpointer data, GError **error)
{
  g_autoptr (GPtrArray) elements = rmg_plan_build (plan, bin, error);
  RmgRuntime *self;

  if (elements == NULL)
    return NULL;
  self = g_new0 (RmgRuntime, 1);
  self->bin = bin;
  self->plan = rmg_plan_ref (plan);
  self->nodes = rmg_node_set_new (plan, elements);
  set_waits (elements, plan->threaded);
  self->supervisor =
      rmg_supervisor_new (GST_ELEMENT (bin), self->nodes, listener, data);
  self->supervisor->describe = describe;
  self->supervisor->describe_data = self;
  self->supervisor->rebuild = rebuild;
  self->supervisor->rebuild_data = self;
  rmg_attempts_attach (self->supervisor, !plan->threaded);
  rmg_hosts_init (&self->hosts, self->nodes, !plan->threaded, listener, data);
  watch_items (self);
  GST_DEBUG_OBJECT (bin, "built %u nodes of %u elements, %s", plan->nodes->len,
      elements->len, plan->threaded ? "threaded" : "inline");
  return self;
}

void
rmg_runtime_free (RmgRuntime *self)
{
  g_autoptr (GPtrArray) elements = NULL;

  rmg_runtime_stop (self);
  rmg_hosts_clear (&self->hosts);
  elements = rmg_node_set_copy_elements (self->nodes);
  GST_DEBUG_OBJECT (self->bin, "demolish %u elements", elements->len);
  for (guint i = 0; i < elements->len; i++)
    gst_element_set_state (elements->pdata[i], GST_STATE_NULL);
  rmg_supervisor_wait (self->supervisor);
  rmg_levels_detach (self->nodes);
  for (guint i = 0; i < elements->len; i++)
    gst_bin_remove (self->bin, elements->pdata[i]);
  g_object_unref (self->supervisor);
  rmg_plan_unref (self->plan);
  g_clear_pointer (&self->trace, rmg_trace_unref);
  g_clear_pointer (&self->latency, rmg_latency_free);
  g_free (self);
}

const RmgPlan *
rmg_runtime_get_plan (const RmgRuntime *self)
{
  return self->plan;
}

const RmgNodeSet *
rmg_runtime_get_nodes (const RmgRuntime *self)
{
  return self->nodes;
}

/* A job that gives up a node may end after the elements have stopped. */
static void
forget_failures (RmgRuntime *self)
{
  if (!rmg_supervisor_wait_within (self->supervisor, JOB_LIMIT_MS))
    GST_WARNING_OBJECT (self->bin, "starts beside a blocked job");
  for (guint i = 0; i < self->plan->nodes->len; i++) {
    const RmgNode *node = rmg_node_set_get (self->nodes, i);

    if (node->guard != NULL)
      rmg_guard_reset (RMG_GUARD (node->guard));
  }
}

void
rmg_runtime_start (RmgRuntime *self)
{
  forget_failures (self);
  for (guint i = 0; i < self->plan->nodes->len; i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    rmg_node_reset_breaker (node);
    rmg_node_handle_event (node, RMG_NODE_EVENT_START);
    rmg_node_reset (node);
    g_atomic_int_set (&node->input_ended, FALSE);
    g_atomic_int_set (&node->had_data, FALSE);
    g_atomic_int_set (&node->restart_due, RMG_RESTART_NONE);
  }
  rmg_first_data_watch (self->nodes, self->plan);
  rmg_restart_set_closing (self->supervisor, FALSE);
  rmg_watcher_start (self->supervisor);
}

void
rmg_runtime_prepare_late_start (RmgRuntime *self)
{
  rmg_late_start_prepare (self->supervisor);
}

gboolean
rmg_runtime_start_nodes (RmgRuntime *self)
{
  return rmg_late_start_run (self->supervisor);
}

static void
send_event (RmgRuntime *self, RmgNodeEvent event)
{
  for (guint i = 0; i < self->plan->nodes->len; i++)
    rmg_node_handle_event (rmg_node_set_get (self->nodes, i), event);
}

void
rmg_runtime_drain (RmgRuntime *self)
{
  send_event (self, RMG_NODE_EVENT_DRAIN);
}

void
rmg_runtime_note_flush (RmgRuntime *self)
{
  send_event (self, RMG_NODE_EVENT_FLUSH);
}

void
rmg_runtime_set_clock (RmgRuntime *self, RmgClockFunc func, gpointer data)
{
  self->supervisor->clock = func;
  self->supervisor->clock_data = data;
}

void
rmg_runtime_stop (RmgRuntime *self)
{
  rmg_watcher_stop (self->supervisor);
  rmg_restart_set_closing (self->supervisor, TRUE);
  send_event (self, RMG_NODE_EVENT_STOP);
}

void
rmg_runtime_reset (RmgRuntime *self, guint64 item)
{
  rmg_supervisor_wait (self->supervisor);
  for (guint i = 0; i < self->plan->nodes->len; i++)
    rmg_node_set_item (rmg_node_set_get (self->nodes, i), item);
  rmg_restart_repeat_settings (self->nodes);
}

gboolean
rmg_runtime_handle_message (RmgRuntime *self, GstMessage *message)
{
  return rmg_messages_handle (self->supervisor, message);
}

gboolean
rmg_runtime_report_flow (RmgRuntime *self, GstFlowReturn flow)
{
  return rmg_give_up_culprit (self->supervisor, flow, NULL);
}

gboolean
rmg_runtime_is_parked (RmgRuntime *self)
{
  return rmg_attempts_is_parked (self->supervisor);
}

gboolean
rmg_runtime_has_work (RmgRuntime *self)
{
  return rmg_attempts_is_parked (self->supervisor) ||
      (self->hosts.hosts->len > 0 &&
          (rmg_hosts_have_completed (&self->hosts) ||
              rmg_hosts_get_due (&self->hosts) >= 0));
}

gint64
rmg_runtime_get_due (RmgRuntime *self)
{
  const gint64 hosts_us = rmg_hosts_get_due (&self->hosts);
  const gint64 guards_us = rmg_attempts_get_due (self->supervisor);

  if (hosts_us < 0 || guards_us < 0)
    return MAX (hosts_us, guards_us);
  return MIN (hosts_us, guards_us);
}

void
rmg_runtime_resume (RmgRuntime *self)
{
  rmg_attempts_resume (self->supervisor);
}

GstPad *
rmg_runtime_get_port_pad (const RmgRuntime *self, const RmgPlanPort *port)
{
  g_autoptr (GstElement) element = rmg_node_element_ref (
      rmg_node_set_get_element (self->nodes, port->element));

  return gst_element_get_static_pad (element, port->pad);
}

gboolean
rmg_runtime_is_full (RmgRuntime *self)
{
  return rmg_hosts_is_full (&self->hosts);
}

void
rmg_runtime_flush_hosts (RmgRuntime *self)
{
  if (self->hosts.hosts->len == 0)
    return;
  rmg_hosts_resume (&self->hosts, rmg_supervisor_get_time (self->supervisor));
  rmg_hosts_flush (&self->hosts);
}

void
rmg_runtime_set_host_types (RmgRuntime *self, RmgHostTypes *types)
{
  rmg_hosts_set_types (&self->hosts, types);
}

void
rmg_runtime_measure (RmgRuntime *self)
{
  self->measuring = RMG_MEASURING_ALL;
  self->supervisor->measured = TRUE;
  self->latency = rmg_latency_new (self->nodes, self->plan);
  rmg_measure_nodes (self->nodes, self->plan, self->latency, &self->held);
}

void
rmg_runtime_measure_activity (RmgRuntime *self)
{
  self->measuring = RMG_MEASURING_ACTIVITY;
  rmg_measure_activity (self->nodes, self->plan);
}

void
rmg_runtime_measure_ports (RmgRuntime *self)
{
  rmg_measure_ports (self->nodes, self->plan, self->latency);
}

const RmgLatency *
rmg_runtime_get_latency (RmgRuntime *self)
{
  return self->latency;
}

void
rmg_runtime_trace (RmgRuntime *self, RmgTrace *trace)
{
  self->trace = rmg_trace_ref (trace);
  for (guint i = 0; i < self->plan->nodes->len; i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    node->counters.trace = rmg_trace_add_node (trace, node->plan->id);
  }
}

void
rmg_runtime_measure_output (
    RmgRuntime *self, const RmgPlanPort *port, GstPad *pad, gboolean waits)
{
  rmg_measure_output (rmg_node_set_get (self->nodes, port->node), pad, waits);
}

RmgStallReport *
rmg_runtime_take_stall_report (RmgRuntime *self)
{
  return rmg_stall_look (self->bin, self->plan, self->nodes);
}

/* The accounts of queues may be too high after a flush, so the sum is that of
 * the levels just read. */
static void
add_memory (RmgRuntime *self, RmgMetrics *metrics)
{
  if (metrics->memory_bytes == RMG_METRIC_UNKNOWN)
    return;
  metrics->memory_bytes += rmg_metrics_sum_held_bytes (metrics);
  rmg_held_raise (&self->held, metrics->memory_bytes);
  metrics->peak_memory_bytes = rmg_held_get_peak (&self->held);
}

void
rmg_runtime_read_metrics (RmgRuntime *self, RmgMetrics *metrics)
{
  for (guint i = 0; i < self->plan->nodes->len; i++)
    rmg_measure_read (rmg_node_set_get (self->nodes, i), &metrics->nodes[i]);
  rmg_journal_read (rmg_node_set_get_journal (self->nodes), metrics);
  if (self->latency != NULL)
    rmg_latency_read (self->latency, metrics);
  add_memory (self, metrics);
  metrics->state = rmg_state_get_name (rmg_run_state_read (
      self->supervisor, &metrics->state_us, &metrics->state_reason));
}

RmgHeld *
rmg_runtime_get_held (RmgRuntime *self)
{
  return &self->held;
}
