/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Snapshots of the numbers that a session measures. docs/metrics.md describes
 * each of them. */
#pragma once

#include <rmg/api.h>

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RMG_METRIC_UNKNOWN:
 *
 * Value of a number that was not measured or cannot be measured. A number that
 * was measured and is zero is 0.
 */
#define RMG_METRIC_UNKNOWN G_GUINT64_CONSTANT (18446744073709551615)

/**
 * RMG_HISTOGRAM_BUCKETS:
 *
 * Number of buckets of a #RmgHistogram.
 */
#define RMG_HISTOGRAM_BUCKETS 40

/**
 * RmgHistogram:
 * @sum_ns: sum of all values
 * @counts: number of values in each bucket: bucket 0 counts those up to 1 ns,
 *   bucket i those above 2^(i-1) and up to 2^i ns, the last one all greater ones
 *
 * Distribution of durations in ns.
 */
typedef struct
{
  guint64 sum_ns;
  guint64 counts[RMG_HISTOGRAM_BUCKETS];
} RmgHistogram;

/**
 * rmg_histogram_get_bound_ns:
 * @bucket: index of a bucket
 *
 * Returns: greatest value of the bucket in ns; %RMG_METRIC_UNKNOWN for the last
 *   bucket, which has no bound
 */
RMG_API guint64 rmg_histogram_get_bound_ns (guint bucket);

/**
 * rmg_histogram_get_count:
 * @self: a histogram
 *
 * Returns: number of values
 */
RMG_API guint64 rmg_histogram_get_count (const RmgHistogram *self);

/**
 * rmg_histogram_get_quantile_ns:
 * @self: a histogram
 * @quantile: 0 to 1, for example 0.99
 *
 * Estimates the value that the fraction @quantile of all values does not exceed.
 * The values of a bucket are taken to lie evenly between its bounds, so the result
 * differs from the real value by a factor of less than 2.
 *
 * Returns: the value in ns; %RMG_METRIC_UNKNOWN if @self is empty
 */
RMG_API guint64 rmg_histogram_get_quantile_ns (
    const RmgHistogram *self, double quantile);

/**
 * RmgDropReason:
 * @RMG_DROP_FAILED: the node has failed and is not retried, or its leg has
 * @RMG_DROP_BREAKER: the breaker of the node is open
 * @RMG_DROP_WAITING: the node waits for its next attempt, and its policy does
 *   not hold the data
 * @RMG_DROP_STALLED: the leg is down because it stalled
 * @RMG_DROP_FLUSHED: the buffer waited for the next attempt when a flush or a
 *   stop came
 *
 * Why a buffer did not reach a node, or left it unprocessed.
 */
typedef enum
{
  RMG_DROP_FAILED,
  RMG_DROP_BREAKER,
  RMG_DROP_WAITING,
  RMG_DROP_STALLED,
  RMG_DROP_FLUSHED,
} RmgDropReason;

/**
 * RMG_N_DROP_REASONS:
 *
 * Number of values of #RmgDropReason.
 */
#define RMG_N_DROP_REASONS 5

/**
 * rmg_drop_reason_get_name:
 * @reason: a reason
 *
 * Returns: (transfer none): the word of exports, such as "failed"
 */
RMG_API const char *rmg_drop_reason_get_name (RmgDropReason reason);

/**
 * RmgNodeMetrics:
 * @id: id of the node
 * @type: type of the node, as the manifest spells it
 * @executions: calls into the node, retries included
 * @errors: calls that failed
 * @retries: calls that repeat a failed call
 * @restarts: retries before which the node's elements lost their state
 * @rebuilds: retries before which the node's elements were built again
 * @dropped: buffers dropped, for each #RmgDropReason
 * @last_buffer_us: wall clock time of the last buffer that entered or left the
 *   node, in µs since 1970-01-01 UTC; %RMG_METRIC_UNKNOWN before the first one
 * @buffers_in: buffers that entered the node
 * @buffers_out: buffers that left the node
 * @bytes_in: bytes that entered the node
 * @bytes_out: bytes that left the node
 * @busy_ns: wall time inside the node, without the nodes downstream
 * @min_ns: wall time of the shortest call
 * @max_ns: wall time of the longest call
 * @busy: distribution of the wall times of the calls; empty if @busy_ns is not
 *   known
 * @cpu_ns: CPU time of the threads that the node owns
 * @backpressure_ns: wall time during which the node waited for elements
 *   downstream
 * @held_bytes: bytes of data and state that the node held at the time of the
 *   snapshot, with the queues upstream of it
 * @peak_held_bytes: maximum of @held_bytes so far
 * @queue_buffers: buffers in the queues upstream of the node;
 *   %RMG_METRIC_UNKNOWN if it has no queue
 * @queue_bytes: bytes in these queues
 * @queue_ns: running time of the data in these queues
 *
 * Numbers of one node. %RMG_METRIC_UNKNOWN marks a number that is not known.
 */
typedef struct
{
  const char *id;
  const char *type;

  guint64 executions;
  guint64 errors;
  guint64 retries;
  guint64 restarts;
  guint64 rebuilds;
  guint64 dropped[RMG_N_DROP_REASONS];
  guint64 last_buffer_us;
  guint64 buffers_in;
  guint64 buffers_out;
  guint64 bytes_in;
  guint64 bytes_out;

  guint64 busy_ns;
  guint64 min_ns;
  guint64 max_ns;
  RmgHistogram busy;
  guint64 cpu_ns;
  guint64 backpressure_ns;

  guint64 held_bytes;
  guint64 peak_held_bytes;
  guint64 queue_buffers;
  guint64 queue_bytes;
  guint64 queue_ns;
} RmgNodeMetrics;

#define RMG_TYPE_NODE_METRICS (rmg_node_metrics_get_type ())
RMG_API GType rmg_node_metrics_get_type (void);

/**
 * rmg_node_metrics_copy:
 * @self: numbers of a node
 *
 * Copies @self.
 *
 * Returns: (transfer full): the copy; free it with rmg_node_metrics_free()
 */
RMG_API RmgNodeMetrics *rmg_node_metrics_copy (const RmgNodeMetrics *self);

/**
 * rmg_node_metrics_free:
 * @self: (transfer full): a result of rmg_node_metrics_copy()
 *
 * Frees @self.
 */
RMG_API void rmg_node_metrics_free (RmgNodeMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgNodeMetrics, rmg_node_metrics_free)

/**
 * RmgMetrics:
 *
 * Snapshot of the numbers of a session and of its nodes. Immutable; may be
 * shared between threads.
 */
typedef struct _RmgMetrics RmgMetrics;

#define RMG_TYPE_METRICS (rmg_metrics_get_type ())
RMG_API GType rmg_metrics_get_type (void);

/**
 * rmg_metrics_ref:
 * @self: the metrics
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @self
 */
RMG_API RmgMetrics *rmg_metrics_ref (RmgMetrics *self);

/**
 * rmg_metrics_unref:
 * @self: (transfer full): the metrics
 *
 * Releases a reference; the last one frees @self. Thread: any.
 */
RMG_API void rmg_metrics_unref (RmgMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgMetrics, rmg_metrics_unref)

/**
 * rmg_metrics_get_pipeline_id:
 * @self: the metrics
 *
 * Returns: (transfer none): name of the manifest, or "pipeline" if it has none
 */
RMG_API const char *rmg_metrics_get_pipeline_id (const RmgMetrics *self);

/**
 * rmg_metrics_get_status:
 * @self: the metrics
 *
 * Returns: (transfer none) (nullable): "success", "failed" or "interrupted";
 *   %NULL if the session was running
 */
RMG_API const char *rmg_metrics_get_status (const RmgMetrics *self);

/**
 * rmg_metrics_is_threaded:
 * @self: the metrics
 *
 * Returns: whether the nodes ran on streaming threads
 */
RMG_API gboolean rmg_metrics_is_threaded (const RmgMetrics *self);

/**
 * rmg_metrics_get_executions:
 * @self: the metrics
 *
 * Returns: number of runs of the whole pipeline: the items pushed, or 1 in
 *   stream framing
 */
RMG_API guint64 rmg_metrics_get_executions (const RmgMetrics *self);

/**
 * rmg_metrics_get_start_us:
 * @self: the metrics
 *
 * Returns: wall clock time of the start, in µs since 1970-01-01 UTC, or
 *   %RMG_METRIC_UNKNOWN
 */
RMG_API guint64 rmg_metrics_get_start_us (const RmgMetrics *self);

/**
 * rmg_metrics_get_end_us:
 * @self: the metrics
 *
 * Returns: wall clock time of the end, in µs since 1970-01-01 UTC, or
 *   %RMG_METRIC_UNKNOWN if the session was running
 */
RMG_API guint64 rmg_metrics_get_end_us (const RmgMetrics *self);

/**
 * rmg_metrics_get_duration_ns:
 * @self: the metrics
 *
 * Returns: wall time from the start to the end or to the snapshot, in ns, or
 *   %RMG_METRIC_UNKNOWN
 */
RMG_API guint64 rmg_metrics_get_duration_ns (const RmgMetrics *self);

/**
 * rmg_metrics_get_media_ns:
 * @self: the metrics
 *
 * Returns: running time of the media that the pipeline has processed, in ns,
 *   or %RMG_METRIC_UNKNOWN
 */
RMG_API guint64 rmg_metrics_get_media_ns (const RmgMetrics *self);

/**
 * rmg_metrics_get_memory_bytes:
 * @self: the metrics
 *
 * Returns: bytes of data and state that the nodes, the queued inputs and the
 *   outputs that are not pulled held at the time of the snapshot, or
 *   %RMG_METRIC_UNKNOWN
 */
RMG_API guint64 rmg_metrics_get_memory_bytes (const RmgMetrics *self);

/**
 * rmg_metrics_get_peak_memory_bytes:
 * @self: the metrics
 *
 * Returns: maximum of rmg_metrics_get_memory_bytes() so far, or
 *   %RMG_METRIC_UNKNOWN
 */
RMG_API guint64 rmg_metrics_get_peak_memory_bytes (const RmgMetrics *self);

/**
 * rmg_metrics_get_n_nodes:
 * @self: the metrics
 *
 * Returns: number of nodes
 */
RMG_API guint rmg_metrics_get_n_nodes (const RmgMetrics *self);

/**
 * rmg_metrics_get_node:
 * @self: the metrics
 * @index: index of the node in manifest order, less than
 *   rmg_metrics_get_n_nodes()
 *
 * Returns: (transfer none): numbers of the node, owned by @self
 */
RMG_API const RmgNodeMetrics *rmg_metrics_get_node (
    const RmgMetrics *self, guint index);

/**
 * rmg_metrics_find_node:
 * @self: the metrics
 * @id: id of a node
 *
 * Returns: (transfer none) (nullable): numbers of the node, owned by @self;
 *   %NULL if no node has this id
 */
RMG_API const RmgNodeMetrics *rmg_metrics_find_node (
    const RmgMetrics *self, const char *id);

/**
 * rmg_metrics_to_json:
 * @self: the metrics
 *
 * Writes the document that docs/metrics.md describes. Thread: any.
 *
 * Returns: (transfer full): one JSON object, UTF-8, without a final newline
 */
RMG_API char *rmg_metrics_to_json (const RmgMetrics *self);

/**
 * rmg_metrics_to_openmetrics:
 * @self: the metrics
 *
 * Writes the counters and gauges that docs/metrics.md lists in the text format
 * OpenMetrics 1.0, which Prometheus reads. A number that is not known has no
 * sample. Thread: any.
 *
 * Returns: (transfer full): the text, UTF-8, which ends with "# EOF\n"
 */
RMG_API char *rmg_metrics_to_openmetrics (const RmgMetrics *self);

G_END_DECLS
