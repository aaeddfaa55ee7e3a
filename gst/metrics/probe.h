/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Counts and times the data that crosses the border between two nodes. The
 * probe replaces the chain function of a pad, so a graph without probes costs
 * nothing, and a measured border two clock readings a buffer.
 *
 * Time is exclusive: a stack of calls for each thread subtracts the time of
 * pushes inside a call, also downstream of tees and joins. */
#pragma once

#include "elements/base/held.h"
#include "gst/metrics/counters.h"
#include "gst/metrics/leaky-queue.h"
#include "gst/metrics/paths.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgWatch:
 * @producer: (nullable): the node that this buffer leaves
 * @consumer: (nullable): the node that it enters
 * @worker: (nullable): the node that works inside the pad's chain function;
 *   %NULL where only a tee, a queue or a join does
 * @waits: the time inside is a wait (a queue), charged to the pushing node
 * @left: (nullable): account of the queue that the buffer leaves
 * @entered: (nullable): account of the queue that it enters
 * @queue: (nullable): that queue
 * @leaky_left: (nullable): leaky queue that the buffer leaves
 * @leaky_entered: (nullable): leaky queue that it enters
 * @begins: (nullable): input of the graph at which the buffer arrives
 * @ends: (nullable): output of the graph at which it arrives
 *
 * Counters that a buffer changes when it crosses a pad. They must live as long
 * as the pad.
 */
typedef struct
{
  RmgCounters *producer;
  RmgCounters *consumer;
  RmgCounters *worker;
  gboolean waits;
  RmgHeld *left;
  RmgHeld *entered;
  GstElement *queue;
  RmgLeakyQueue *leaky_left;
  RmgLeakyQueue *leaky_entered;
  RmgPathInput *begins;
  RmgPathOutput *ends;
} RmgWatch;

/** rmg_probe_add_path: notes the arrival of each buffer at @ends on a src pad that
 * leads out of the graph, and counts it for @producer. Both live as long as data
 * flows through @pad. */
void rmg_probe_add_path (
    GstPad *pad, RmgCounters *producer, RmgPathOutput *ends);

/** rmg_probe_note_arrival: notes that @buffer arrives at an input of the graph.
 * @item: number of its item, or %RMG_PATH_NO_STAMP */
void rmg_probe_note_arrival (
    RmgPathInput *self, const GstBuffer *buffer, guint64 item);

/** rmg_probe_note_output: notes that @buffer arrives at an output of the graph. */
void rmg_probe_note_output (
    RmgPathOutput *self, const GstBuffer *buffer, guint64 item);

/** rmg_probe_fits: whether rmg_probe_add() would succeed for @pad. */
gboolean rmg_probe_fits (GstPad *pad);

/**
 * rmg_probe_add:
 * @pad: a sink pad
 * @watch: (transfer none): counters to change
 *
 * Returns: %FALSE if the pad has chain data, which the probe would replace
 */
gboolean rmg_probe_add (GstPad *pad, const RmgWatch *watch);

/**
 * rmg_probe_add_activity:
 * @pad: a sink pad
 * @watch: (transfer none): its nodes
 *
 * Notes the time of the last buffer of each node, and nothing else.
 *
 * Returns: %FALSE as rmg_probe_add()
 */
gboolean rmg_probe_add_activity (GstPad *pad, const RmgWatch *watch);

G_END_DECLS
