/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Which pads are measured, and which counters they change. The elements of a
 * node, its conversions, its guard and its commit form one group. Data enters
 * and leaves the node where it crosses the border of the group. */
#pragma once

#include "gst/bin/latency.h"

G_BEGIN_DECLS

/**
 * RmgMeasuring:
 * @RMG_MEASURING_OFF: nothing: no pad is changed
 * @RMG_MEASURING_ACTIVITY: the time of the last buffer of each node
 * @RMG_MEASURING_ALL: all numbers
 *
 * Extent of the measurement of a bin.
 */
typedef enum
{
  RMG_MEASURING_OFF,
  RMG_MEASURING_ACTIVITY,
  RMG_MEASURING_ALL,
} RmgMeasuring;

/** rmg_measure_nodes: measures every border between nodes, and adds the bytes
 * that the nodes hold to @total. With @latency (nullable) it measures that of
 * sources and sinks. Both outlive the streaming. The elements are in NULL. */
void rmg_measure_nodes (const RmgNodeSet *nodes, const RmgPlan *plan,
    const RmgLatency *latency, RmgHeld *total);

/** rmg_measure_ports: measures the latency at the open inputs and outputs of
 * @plan, and counts the buffers of the latter. For a bin whose neighbours are
 * foreign elements. */
void rmg_measure_ports (
    const RmgNodeSet *nodes, const RmgPlan *plan, const RmgLatency *latency);

/** rmg_measure_activity: notes the time of the last buffer of each node, at every
 * border between nodes. The elements are in NULL. */
void rmg_measure_activity (const RmgNodeSet *nodes, const RmgPlan *plan);

/** rmg_measure_element: measures the sink pads of element @index of the plan, which
 * is in NULL, as rmg_measure_nodes() or rmg_measure_activity() does. */
void rmg_measure_element (const RmgNodeSet *nodes, const RmgPlan *plan,
    const RmgLatency *latency, guint index, RmgMeasuring measuring);

/** rmg_measure_set_depth: @depth is the number of rmgbin around that of the nodes.
 * The time of a node has the times of the nodes of a bin in it. No data flows. */
void rmg_measure_set_depth (const RmgNodeSet *nodes, guint depth);

/** rmg_measure_output: counts the data of @node that arrives at @pad. @waits:
 * whether that pad may block. */
void rmg_measure_output (RmgNode *node, GstPad *pad, gboolean waits);

/** rmg_measure_read: reads the counters of @node. The caller owns the texts in
 * @metrics. Thread: any. */
void rmg_measure_read (RmgNode *node, RmgNodeMetrics *metrics);

G_END_DECLS
