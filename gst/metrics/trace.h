/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Records the calls into nodes on their threads, and events of nodes, for a
 * viewer. The memory is bounded: each thread has a ring, and the number of rings
 * is limited. The oldest records are dropped and counted. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** RMG_TRACE_RING_SIZE: number of records that are kept of a thread. */
#define RMG_TRACE_RING_SIZE 32768

/** RMG_TRACE_MAX_RINGS: number of threads that are kept. A further thread takes
 * the ring of the thread that was silent for the longest time. */
#define RMG_TRACE_MAX_RINGS 32

typedef struct _RmgTrace RmgTrace;

/** RmgTraceNode: a node whose calls are recorded. */
typedef struct
{
  RmgTrace *trace;
  const char *id;
} RmgTraceNode;

/** rmg_trace_new: an empty trace. Times are relative to this call. */
RmgTrace *rmg_trace_new (void);

RmgTrace *rmg_trace_ref (RmgTrace *self);
void rmg_trace_unref (RmgTrace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgTrace, rmg_trace_unref)

/** rmg_trace_add_node: (transfer none): the node @id; lives as long as @self.
 * Thread: any. */
const RmgTraceNode *rmg_trace_add_node (RmgTrace *self, const char *id);

/**
 * rmg_trace_add_call:
 * @node: the node that was called
 * @start_ns: monotonic time of the start
 * @total_ns: duration of the call
 * @own_ns: the part of it inside the node
 *
 * Records a call on the calling thread.
 */
void rmg_trace_add_call (const RmgTraceNode *node, guint64 start_ns,
    guint64 total_ns, guint64 own_ns);

/**
 * rmg_trace_add_event:
 * @name: name of the event; one of a small set, since the trace keeps a copy
 * @node_id: (nullable): id of the node
 *
 * Records an event on the calling thread, at this moment.
 */
void rmg_trace_add_event (
    RmgTrace *self, const char *name, const char *node_id);

/** rmg_trace_to_json: (transfer full): the records in the JSON trace event
 * format, which Perfetto and Chrome read. Thread: any. */
char *rmg_trace_to_json (RmgTrace *self);

G_END_DECLS
