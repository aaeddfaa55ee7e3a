/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The elements of a plan inside a bin, supervised and, if requested, measured.
 * An RmgBin holds one for each plan that it builds. */
#pragma once

#include "gst/bin/latency.h"
#include "gst/bin/stall-report.h"
#include "gst/metrics/metrics.h"
#include "gst/nodes/node-set.h"
#include "gst/supervision/supervisor.h"

#include <rmg/host-types.h>

G_BEGIN_DECLS

typedef struct _RmgRuntime RmgRuntime;

/**
 * rmg_runtime_new:
 * @bin: (transfer none): bin that receives the elements; outlives the runtime
 * @plan: the plan
 * @listener: static
 * @data: argument of the functions of @listener; outlives the streaming
 * @error: (out) (optional): the element that could not be built, and why
 *
 * Returns: (transfer full) (nullable): the runtime; its elements are in NULL
 *   and the ports of the plan are not linked
 */
RmgRuntime *rmg_runtime_new (GstBin *bin, RmgPlan *plan,
    const RmgListener *listener, gpointer data, GError **error);

/** rmg_runtime_free: sets the elements to NULL and removes them from the bin. */
void rmg_runtime_free (RmgRuntime *self);

const RmgPlan *rmg_runtime_get_plan (const RmgRuntime *self);
const RmgNodeSet *rmg_runtime_get_nodes (const RmgRuntime *self);

/** rmg_runtime_start: allows restarts. The bin goes to PAUSED. */
void rmg_runtime_start (RmgRuntime *self);

/** rmg_runtime_prepare_late_start: see rmg_late_start_prepare(). */
void rmg_runtime_prepare_late_start (RmgRuntime *self);

/** rmg_runtime_start_nodes: see rmg_late_start_run(). After the start. */
gboolean rmg_runtime_start_nodes (RmgRuntime *self);

/** rmg_runtime_set_clock: @func measures the open time of breakers and the delays
 * of retries that data passes, instead of the monotonic clock. Before data flows. */
void rmg_runtime_set_clock (RmgRuntime *self, RmgClockFunc func, gpointer data);

/** rmg_runtime_drain: the input of the bin has ended. Thread: any. */
void rmg_runtime_drain (RmgRuntime *self);

/** rmg_runtime_note_flush: a flush has arrived: more data follows, also after the
 * end. Thread: any. */
void rmg_runtime_note_flush (RmgRuntime *self);

/** rmg_runtime_stop: waits for a running restart and forbids others. */
void rmg_runtime_stop (RmgRuntime *self);

/** rmg_runtime_reset: prepares stopped elements for another start with item
 * @item: waits for the jobs of failures, and repeats the settings that encoders
 * lose. State NULL only. */
void rmg_runtime_reset (RmgRuntime *self, guint64 item);

/** rmg_runtime_handle_message: whether a message of a child must stay inside
 * the bin. Thread: any. */
gboolean rmg_runtime_handle_message (RmgRuntime *self, GstMessage *message);

/** rmg_runtime_get_port_pad: (transfer full): the element's pad of a port. */
GstPad *rmg_runtime_get_port_pad (
    const RmgRuntime *self, const RmgPlanPort *port);

/** rmg_runtime_measure: measures every border between nodes. State NULL only. */
void rmg_runtime_measure (RmgRuntime *self);

/** rmg_runtime_measure_activity: notes the time of the last buffer of each node,
 * for stall reports. State NULL only. */
void rmg_runtime_measure_activity (RmgRuntime *self);

/** rmg_runtime_measure_ports: measures the data that enters and leaves the bin,
 * after rmg_runtime_measure(), if no session does. */
void rmg_runtime_measure_ports (RmgRuntime *self);

/** rmg_runtime_get_latency: (nullable): inputs and outputs, for the ports of a
 * session; %NULL before rmg_runtime_measure(). */
const RmgLatency *rmg_runtime_get_latency (RmgRuntime *self);

/** rmg_runtime_trace: records the calls into the measured nodes in @trace. State
 * NULL only. */
void rmg_runtime_trace (RmgRuntime *self, RmgTrace *trace);

/** rmg_runtime_measure_output: counts the data that leaves through @port at
 * @pad. @waits: whether that pad may block. */
void rmg_runtime_measure_output (
    RmgRuntime *self, const RmgPlanPort *port, GstPad *pad, gboolean waits);

/** rmg_runtime_report_flow: gives up the node that refused a buffer with @flow.
 * %FALSE if an element downstream of the bin refused the buffer. */
gboolean rmg_runtime_report_flow (RmgRuntime *self, GstFlowReturn flow);

/** rmg_runtime_is_parked: whether a failed buffer waits for its next attempt. */
gboolean rmg_runtime_is_parked (RmgRuntime *self);

/** rmg_runtime_set_item: data of item @item follows. Thread: the session's. */
void rmg_runtime_set_item (RmgRuntime *self, guint64 item);

/** rmg_runtime_has_work: whether a failed buffer waits, a host has completed an
 * item, or an attempt of a host has a time limit. */
gboolean rmg_runtime_has_work (RmgRuntime *self);

/** rmg_runtime_get_due: monotonic time in us at which rmg_runtime_resume() or
 * rmg_runtime_flush_hosts() has work, or -1. */
gint64 rmg_runtime_get_due (RmgRuntime *self);

/** rmg_runtime_resume: makes the attempts that are due. Thread: the
 * session's. */
void rmg_runtime_resume (RmgRuntime *self);

/** rmg_runtime_is_full: whether a host has reached its limit. */
gboolean rmg_runtime_is_full (RmgRuntime *self);

/** rmg_runtime_flush_hosts: makes the attempts of hosts that are due, and pushes
 * the outputs of completed items of an inline session. Thread: the session's. */
void rmg_runtime_flush_hosts (RmgRuntime *self);

/** rmg_runtime_set_host_types: drivers of the session's own. State NULL only. */
void rmg_runtime_set_host_types (RmgRuntime *self, RmgHostTypes *types);

/** rmg_runtime_take_stall_report: (transfer full): the activity of each node
 * at this moment. Thread: any. */
RmgStallReport *rmg_runtime_take_stall_report (RmgRuntime *self);

/** rmg_runtime_read_metrics: writes the nodes of @metrics, which has one for
 * each node of the plan, and adds the bytes that they hold to its memory unless
 * that is unknown. Thread: any. */
void rmg_runtime_read_metrics (RmgRuntime *self, RmgMetrics *metrics);

/** rmg_runtime_get_held: (transfer none): account of all nodes. */
RmgHeld *rmg_runtime_get_held (RmgRuntime *self);

G_END_DECLS
