/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Counts and times what goes over the border between two nodes. The chain
 * function of a pad is exchanged for one that measures, so an unmeasured graph
 * pays nothing and a measured one two readings of the clock a buffer.
 *
 * Time is exclusive: a per-thread stack of the calls under way subtracts what
 * a node pushed on inside its own call, behind tees and joins too. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Written by the streaming threads with relaxed stores, read by anybody. One
 * node runs on one thread at a time. */
typedef struct
{
  guint64 calls;
  guint64 buffers_in;
  guint64 buffers_out;
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 busy_ns;
  guint64 min_ns; /* 0 before the first call */
  guint64 max_ns;
  guint64 backpressure_ns;
  guint64 errors;
  guint64 retries;
  guint64 restarts;
  guint64 lent_cpu_ns; /* CPU that the nodes behind used on its own threads */
  gboolean owns_threads;
} RmgMeter;

/**
 * RmgWatch:
 * @producer: (nullable): the node that this buffer leaves
 * @consumer: (nullable): the node that it enters
 * @worker: (nullable): the node that works inside the pad's chain function;
 *   %NULL where only a tee, a queue or a join does
 * @waits: the time inside is waiting (a queue), charged to whoever pushes
 *
 * What crossing a pad means. The meters must live as long as the pad.
 */
typedef struct
{
  RmgMeter *producer;
  RmgMeter *consumer;
  RmgMeter *worker;
  gboolean waits;
} RmgWatch;

/**
 * rmg_meter_watch_pad:
 * @pad: a sink pad
 * @watch: (transfer none): what is counted there
 *
 * Returns: %FALSE when the pad has chain data of its own and is left alone
 */
gboolean rmg_meter_watch_pad (GstPad *pad, const RmgWatch *watch);

/** rmg_meter_add: adds to a counter of a meter. Thread: the one that runs the
 * node. */
void rmg_meter_add (guint64 *counter, guint64 amount);

/** rmg_meter_read: reads a counter. Thread: any. */
guint64 rmg_meter_read (const guint64 *counter);

G_END_DECLS
