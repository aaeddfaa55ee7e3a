/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The inputs and outputs of a graph whose latency is measured: sources, open inputs,
 * sinks and open outputs. */
#pragma once

#include "gst/metrics/paths.h"
#include "gst/nodes/node-set.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *inputs;  /* (element-type RmgPathInput): of each node, or NULL */
  GPtrArray *outputs; /* (element-type RmgPathOutput): of each node, or NULL */
} RmgLatency;

/** rmg_latency_new: one path for each pair of an input and an output that its
 * data can reach. @nodes and @plan outlive the result. */
RmgLatency *rmg_latency_new (const RmgNodeSet *nodes, const RmgPlan *plan);
void rmg_latency_free (RmgLatency *self);

/** rmg_latency_get_input: (nullable): %NULL if @node is no input, or if @self
 * (nullable) is not measured. */
RmgPathInput *rmg_latency_get_input (const RmgLatency *self, guint node);

/** rmg_latency_get_output: (nullable): as rmg_latency_get_input(). */
RmgPathOutput *rmg_latency_get_output (const RmgLatency *self, guint node);

/** rmg_latency_read: copies the paths into @metrics. Thread: any. */
void rmg_latency_read (const RmgLatency *self, RmgMetrics *metrics);

G_END_DECLS
