/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Numbers of one node in a snapshot. docs/metrics.md describes each of them. */
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
 * @RMG_DROP_QUEUE: the leaky queue upstream of the node was full
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
  RMG_DROP_QUEUE,
} RmgDropReason;

/**
 * RMG_N_DROP_REASONS:
 *
 * Number of values of #RmgDropReason.
 */
#define RMG_N_DROP_REASONS 6

/**
 * rmg_drop_reason_get_name:
 * @reason: a reason
 *
 * Returns: (transfer none): the word of exports, such as "failed"
 */
RMG_API const char *rmg_drop_reason_get_name (RmgDropReason reason);

/**
 * RMG_MAX_ERROR_COUNTS:
 *
 * Number of kinds of errors that are counted for a node; the last one counts
 * all further kinds if there are more.
 */
#define RMG_MAX_ERROR_COUNTS 8

/**
 * RmgErrorCount:
 * @domain: name of the error domain, such as "gst-resource-error-quark"; "other"
 *   for all kinds beyond %RMG_MAX_ERROR_COUNTS
 * @code: error code in the domain
 * @count: failed attempts with this error
 *
 * Number of errors of one kind.
 */
typedef struct
{
  const char *domain;
  int code;
  guint64 count;
} RmgErrorCount;

/**
 * RmgBreakerMetric:
 * @RMG_BREAKER_METRIC_CLOSED: the node receives every buffer
 * @RMG_BREAKER_METRIC_OPEN: the node receives none
 * @RMG_BREAKER_METRIC_HALF_OPEN: the node receives probes
 *
 * State of the circuit breaker of a node.
 */
typedef enum
{
  RMG_BREAKER_METRIC_CLOSED,
  RMG_BREAKER_METRIC_OPEN,
  RMG_BREAKER_METRIC_HALF_OPEN,
} RmgBreakerMetric;

/**
 * RMG_N_BREAKER_METRICS:
 *
 * Number of values of #RmgBreakerMetric.
 */
#define RMG_N_BREAKER_METRICS 3

/**
 * rmg_breaker_metric_get_name:
 * @state: a state
 *
 * Returns: (transfer none): the word of exports, such as "half-open"
 */
RMG_API const char *rmg_breaker_metric_get_name (RmgBreakerMetric state);

/**
 * RmgNodeMetrics:
 * @id: id of the node
 * @type: type of the node, as the manifest spells it
 * @state: state of the node, a word such as "running"
 * @state_us: wall clock time of the last change of @state, in µs since
 *   1970-01-01 UTC; %RMG_METRIC_UNKNOWN before the first one
 * @state_reason: (nullable): reason of the last change; static
 * @executions: calls into the node, retries included
 * @errors: calls that failed
 * @retries: calls that repeat a failed call
 * @restarts: retries before which the node's elements lost their state
 * @rebuilds: retries before which the node's elements were built again, and lost
 *   their state
 * @error_counts: failed attempts by kind of error
 * @n_error_counts: number of entries of @error_counts
 * @last_error: (nullable): error of the last failed attempt
 * @last_error_us: wall clock time of that attempt, in µs since 1970-01-01 UTC;
 *   %RMG_METRIC_UNKNOWN if none failed
 * @breaker: state of the breaker
 * @breaker_changes: changes of the breaker to each state
 * @exhausted: 1 if the node has failed and is not retried, otherwise 0
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
  const char *state;
  guint64 state_us;
  const char *state_reason;

  guint64 executions;
  guint64 errors;
  guint64 retries;
  guint64 restarts;
  guint64 rebuilds;
  RmgErrorCount error_counts[RMG_MAX_ERROR_COUNTS];
  guint n_error_counts;
  GError *last_error;
  guint64 last_error_us;
  RmgBreakerMetric breaker;
  guint64 breaker_changes[RMG_N_BREAKER_METRICS];
  guint64 exhausted;
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

G_END_DECLS
