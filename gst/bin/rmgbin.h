/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The runtime: a bin that holds the elements of a plan, supervises its nodes
 * and knows their metrics. Sessions own one; applications put it into their
 * pipeline as the element rmgbin. */
#pragma once

#include "gst/metrics/metrics.h"
#include "gst/nodes/node.h"

G_BEGIN_DECLS

#define RMG_TYPE_BIN (rmg_bin_get_type ())
G_DECLARE_FINAL_TYPE (RmgBin, rmg_bin, RMG, BIN, GstBin)
GST_ELEMENT_REGISTER_DECLARE (rmgbin)

/**
 * RmgBinListener:
 * @failed: a node has been given up; @error (transfer none) is the one error
 * @message: an element message, for the session's own thread to deliver
 * @ended: a sink of the manifest has seen the end of its stream
 * @task: node @node has started a thread
 * @completed: a hosted item waits for rmg_bin_flush_hosts()
 *
 * What a session wants to hear instead of bus messages.
 * Thread: any streaming thread; no lock is held.
 */
typedef struct
{
  void (*failed) (const GError *error, gpointer data);
  void (*message) (GstMessage *message, gpointer data);
  void (*ended) (gpointer data);
  void (*task) (guint node, gpointer data);
  void (*completed) (gpointer data);
} RmgBinListener;

/**
 * rmg_bin_new_for_plan:
 * @plan: what to build
 * @listener: static: callbacks
 * @data: their argument; outlives the bin's streaming
 * @error: (out) (optional): what could not be built
 *
 * Returns: (transfer floating) (nullable): the bin, in state NULL, its ports
 *   not linked
 */
RmgBin *rmg_bin_new_for_plan (RmgPlan *plan, const RmgBinListener *listener,
    gpointer data, GError **error);

/** rmg_bin_get_port_pad: (transfer full): the element's pad behind a port. */
GstPad *rmg_bin_get_port_pad (RmgBin *self, const RmgPlanPort *port);

/** rmg_bin_measure: measures every border between nodes from now on. State
 * NULL only. */
void rmg_bin_measure (RmgBin *self);

/** rmg_bin_measure_output: counts what leaves through @port at @pad, where
 * @waits says whether that pad may block. */
void rmg_bin_measure_output (
    RmgBin *self, const RmgPlanPort *port, GstPad *pad, gboolean waits);

/** rmg_bin_report_flow: a buffer pushed into the bin was answered with an
 * error; finds the node at fault and gives it up. %FALSE where the fault lies
 * behind the pads of the bin. */
gboolean rmg_bin_report_flow (RmgBin *self, GstFlowReturn flow);

/** rmg_bin_is_parked: whether a failed buffer waits for its next attempt. */
gboolean rmg_bin_is_parked (RmgBin *self);

/** rmg_bin_get_due: monotonic us of the next attempt, or -1. */
gint64 rmg_bin_get_due (RmgBin *self);

/** rmg_bin_resume: makes the attempts that are due. Thread: the session's. */
void rmg_bin_resume (RmgBin *self);

/** rmg_bin_is_full: whether a host has as many items as it takes. */
gboolean rmg_bin_is_full (RmgBin *self);

/** rmg_bin_flush_hosts: lets completed items of an inline session go on.
 * Thread: the session's. */
void rmg_bin_flush_hosts (RmgBin *self);

/**
 * rmg_bin_read_metrics:
 * @nodes: (out caller-allocates): as many as the plan has nodes
 *
 * Thread: any. The texts stay the plan's.
 */
void rmg_bin_read_metrics (RmgBin *self, RmgNodeMetrics *nodes);

G_END_DECLS
