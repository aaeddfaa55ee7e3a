/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Counters of a node. The streaming thread of the node writes them with relaxed
 * stores; any thread reads them. A node has one streaming thread at a time. */
#pragma once

#include "gst/metrics/histogram.h"
#include "gst/metrics/trace.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 buffers_in;
  guint64 buffers_out;
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 last_ticks; /* time of the last buffer, see ticks.h; 0 before it */
  guint64 min_ns;     /* 0 before the first call */
  guint64 max_ns;
  guint64 backpressure_ns;
  guint64 errors;
  guint64 retries;
  guint64 restarts;
  guint64 rebuilds;
  guint64 dropped[RMG_N_DROP_REASONS];
  guint64 breaker_opened;
  guint64 breaker_half_opened;
  guint64 breaker_closed;
  guint64 lent_cpu_ns;   /* used by downstream nodes on the node's threads */
  gboolean owns_threads; /* constant while data flows */
  guint depth; /* number of rmgbin around that of the node; constant */
  const RmgTraceNode *trace; /* (nullable): calls are recorded; constant too */
  RmgHistogram busy;         /* one value for each call */
} RmgCounters;

/** rmg_counter_add: adds to a member of #RmgCounters. One thread writes, so a
 * load and a store suffice. Thread: the streaming thread of the node. */
static inline void
rmg_counter_add (guint64 *counter, guint64 amount)
{
  __atomic_store_n (counter,
      __atomic_load_n (counter, __ATOMIC_RELAXED) + amount, __ATOMIC_RELAXED);
}

/** rmg_counter_read: reads a member of #RmgCounters. Thread: any. */
static inline guint64
rmg_counter_read (const guint64 *counter)
{
  return __atomic_load_n (counter, __ATOMIC_RELAXED);
}

/** rmg_counter_set: sets a member of #RmgCounters. Thread: the streaming thread
 * of the node. */
static inline void
rmg_counter_set (guint64 *counter, guint64 value)
{
  __atomic_store_n (counter, value, __ATOMIC_RELAXED);
}

/** rmg_counters_add_call: counts a call that kept the node busy for @own_ns.
 * Thread: the streaming thread of the node. */
void rmg_counters_add_call (RmgCounters *self, guint64 own_ns);

G_END_DECLS
