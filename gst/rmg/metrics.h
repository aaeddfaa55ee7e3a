/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Snapshots of the numbers that a session measures. docs/metrics.md describes
 * each of them. */
#pragma once

#include <rmg/node-metrics.h>

G_BEGIN_DECLS

/**
 * RmgMetricsEvent:
 * @time_us: wall clock time in µs since 1970-01-01 UTC
 * @node_id: id of the node
 * @kind: "failure" for a failed attempt, "breaker" and "state" for a change, "drop"
 *   for the first of the buffers in a row that the node does not receive
 * @text: the error, the states before and after ("closed -> open"), or the reason
 *   of the drop
 *
 * Event of a node. Its texts belong to the snapshot.
 */
typedef struct
{
  gint64 time_us;
  const char *node_id;
  const char *kind;
  const char *text;
} RmgMetricsEvent;

/**
 * RmgPathMetrics:
 * @from: id of the node at which the data enters the graph
 * @to: id of the node at which it leaves the graph
 * @latency: distribution of the wall times from the arrival of data at the input
 *   until its arrival at the output; empty if no data with a time stamp, or the
 *   number of an item, has passed
 *
 * Latency of the path from an input to an output. Its texts belong to the snapshot.
 */
typedef struct
{
  const char *from;
  const char *to;
  RmgHistogram latency;
} RmgPathMetrics;

/**
 * RmgCopyReason:
 * @RMG_COPY_ENTRY: a threaded session copies borrowed memory in the push
 * @RMG_COPY_WRITE: an element changes data in place, which borrowed memory does
 *   not allow
 * @RMG_COPY_SETTLE: a node, or an output that was not released, held borrowed memory
 *   when its loan ended
 * @RMG_COPY_ITEM: the buffers of an item are joined to one
 *
 * Why a session copied data that was pushed or pulled.
 */
typedef enum
{
  RMG_COPY_ENTRY,
  RMG_COPY_WRITE,
  RMG_COPY_SETTLE,
  RMG_COPY_ITEM,
} RmgCopyReason;

/**
 * RMG_N_COPY_REASONS:
 *
 * Number of values of #RmgCopyReason.
 */
#define RMG_N_COPY_REASONS 4

/**
 * rmg_copy_reason_get_name:
 * @reason: a reason
 *
 * Returns: (transfer none): the word of exports, such as "settle"
 */
RMG_API const char *rmg_copy_reason_get_name (RmgCopyReason reason);

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
 * rmg_metrics_get_copies:
 * @self: the metrics
 * @reason: reason of the copies
 * @n_bytes: (out) (optional): receives the number of bytes, or
 *   %RMG_METRIC_UNKNOWN
 *
 * Copies that the session made at its borders: of borrowed memory, see
 * rmg_buffer_new_borrowed(), and of items, see rmg_session_pull_item(). They are
 * counted also without #RmgSessionOptions.metrics.
 *
 * Returns: number of copies; %RMG_METRIC_UNKNOWN for a bin, which is no session
 */
RMG_API guint64 rmg_metrics_get_copies (
    const RmgMetrics *self, RmgCopyReason reason, guint64 *n_bytes);

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
 * rmg_metrics_get_state:
 * @self: the metrics
 *
 * Returns: (transfer none): state of the session, a word of rmg_state_get_name()
 */
RMG_API const char *rmg_metrics_get_state (const RmgMetrics *self);

/**
 * rmg_metrics_get_state_since_us:
 * @self: the metrics
 *
 * Returns: wall clock time of the last change of the state, in µs since 1970-01-01
 *   UTC, or %RMG_METRIC_UNKNOWN
 */
RMG_API guint64 rmg_metrics_get_state_since_us (const RmgMetrics *self);

/**
 * rmg_metrics_get_state_reason:
 * @self: the metrics
 *
 * Returns: (transfer none) (nullable): reason of the last change of the state, such
 *   as "data arrived"
 */
RMG_API const char *rmg_metrics_get_state_reason (const RmgMetrics *self);

/**
 * rmg_metrics_get_n_events:
 * @self: the metrics
 *
 * Returns: number of events in the snapshot, which has the last 64
 */
RMG_API guint rmg_metrics_get_n_events (const RmgMetrics *self);

/**
 * rmg_metrics_get_event:
 * @self: the metrics
 * @index: index of the event, oldest first, less than
 *   rmg_metrics_get_n_events()
 *
 * Returns: (transfer none): the event, owned by @self
 */
RMG_API const RmgMetricsEvent *rmg_metrics_get_event (
    const RmgMetrics *self, guint index);

/**
 * rmg_metrics_get_n_paths:
 * @self: the metrics
 *
 * Returns: number of pairs of an input and an output that its data can reach; 0
 *   if the session was not measured
 */
RMG_API guint rmg_metrics_get_n_paths (const RmgMetrics *self);

/**
 * rmg_metrics_get_path:
 * @self: the metrics
 * @index: index of the path, less than rmg_metrics_get_n_paths()
 *
 * Returns: (transfer none): latency of the path, owned by @self
 */
RMG_API const RmgPathMetrics *rmg_metrics_get_path (
    const RmgMetrics *self, guint index);

/**
 * rmg_metrics_get_latency:
 * @self: the metrics
 * @latency: (out caller-allocates): receives the sum of the distributions of all
 *   paths
 *
 * Reads the latency from any input to any output.
 */
RMG_API void rmg_metrics_get_latency (
    const RmgMetrics *self, RmgHistogram *latency);

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

/**
 * rmg_metrics_list_to_openmetrics: (skip)
 * @list: (array length=n_metrics): snapshots
 * @n_metrics: number of snapshots
 *
 * Writes several snapshots at once, as rmg_metrics_to_openmetrics() does.
 * Snapshots of one pipeline are summed by node: counters, levels and histograms
 * add up, times of last buffers are the latest, and a breaker is in each state
 * that it has in one of the sessions. Thread: any.
 *
 * Returns: (transfer full): the text, UTF-8, which ends with "# EOF\n"
 */
RMG_API char *rmg_metrics_list_to_openmetrics (
    RmgMetrics *const *list, guint n_metrics);

/**
 * rmg_metrics_to_otlp_json:
 * @self: the metrics
 * @time_us: time of the snapshot in µs since 1970-01-01 UTC
 *
 * Writes the families of rmg_metrics_to_openmetrics() in the JSON of OTLP, the
 * protocol of OpenTelemetry: the body of a POST to /v1/metrics. Thread: any.
 *
 * Returns: (transfer full): an ExportMetricsServiceRequest, UTF-8
 */
RMG_API char *rmg_metrics_to_otlp_json (const RmgMetrics *self, gint64 time_us);

G_END_DECLS
