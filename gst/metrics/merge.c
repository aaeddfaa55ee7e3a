/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/merge.h"

#include "gst/metrics/histogram.h"

#include <stddef.h>
#include <string.h>

#define SUM(member) offsetof (RmgNodeMetrics, member)

static const gsize sums[] = {
  SUM (executions),
  SUM (errors),
  SUM (retries),
  SUM (restarts),
  SUM (rebuilds),
  SUM (exhausted),
  SUM (buffers_in),
  SUM (buffers_out),
  SUM (bytes_in),
  SUM (bytes_out),
  SUM (busy_ns),
  SUM (cpu_ns),
  SUM (backpressure_ns),
  SUM (held_bytes),
  SUM (queue_buffers),
  SUM (queue_bytes),
  SUM (queue_ns),
};

static void
add_known (guint64 *sum, guint64 value)
{
  if (value == RMG_METRIC_UNKNOWN)
    return;
  *sum = *sum == RMG_METRIC_UNKNOWN ? value : *sum + value;
}

static void
add_array (guint64 *total, const guint64 *values, guint n)
{
  for (guint i = 0; i < n; i++)
    add_known (&total[i], values[i]);
}

static void
add_latest (guint64 *latest, guint64 value)
{
  if (value == RMG_METRIC_UNKNOWN)
    return;
  *latest = *latest == RMG_METRIC_UNKNOWN ? value : MAX (*latest, value);
}

static RmgErrorCount *
find_error (RmgNodeMetrics *node, const RmgErrorCount *wanted)
{
  for (guint i = 0; i < node->n_error_counts; i++) {
    RmgErrorCount *count = &node->error_counts[i];

    if (g_str_equal (count->domain, wanted->domain) &&
        count->code == wanted->code)
      return count;
  }
  return NULL;
}

static void
add_error (RmgNodeMetrics *node, const RmgErrorCount *error)
{
  RmgErrorCount *count = find_error (node, error);

  if (count != NULL) {
    count->count += error->count;
  } else if (node->n_error_counts < RMG_MAX_ERROR_COUNTS) {
    node->error_counts[node->n_error_counts++] = *error;
  } else {
    count = &node->error_counts[RMG_MAX_ERROR_COUNTS - 1];
    *count = (RmgErrorCount){ "other", 0, count->count + error->count };
  }
}

static void
add_node (RmgNodeMetrics *total, const RmgNodeMetrics *node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sums); i++)
    add_known (&G_STRUCT_MEMBER (guint64, total, sums[i]),
        G_STRUCT_MEMBER (guint64, node, sums[i]));
  add_array (total->dropped, node->dropped, RMG_N_DROP_REASONS);
  add_array (
      total->breaker_changes, node->breaker_changes, RMG_N_BREAKER_METRICS);
  add_latest (&total->last_buffer_us, node->last_buffer_us);
  rmg_histogram_merge (&total->busy, &node->busy);
  for (guint i = 0; i < node->n_error_counts; i++)
    add_error (total, &node->error_counts[i]);
}

static RmgMergedNode *
find_node (GArray *merged, const char *pipeline, const RmgNodeMetrics *node)
{
  for (guint i = 0; i < merged->len; i++) {
    RmgMergedNode *at = &g_array_index (merged, RmgMergedNode, i);

    if (g_str_equal (at->pipeline, pipeline) &&
        g_str_equal (at->node.id, node->id) &&
        g_str_equal (at->node.type, node->type))
      return at;
  }
  return NULL;
}

static void
merge_node (GArray *merged, const char *pipeline, const RmgNodeMetrics *node)
{
  RmgMergedNode *at = find_node (merged, pipeline, node);

  if (at != NULL) {
    add_node (&at->node, node);
  } else {
    const RmgMergedNode first = { *node, pipeline, { 0 } };

    g_array_append_val (merged, first);
    at = &g_array_index (merged, RmgMergedNode, merged->len - 1);
  }
  at->n_breakers[node->breaker]++;
}

GArray *
rmg_metrics_merge (RmgMetrics *const *list, guint n_metrics)
{
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (RmgMergedNode));

  for (guint i = 0; i < n_metrics; i++)
    for (guint k = 0; k < list[i]->n_nodes; k++)
      merge_node (
          merged, rmg_metrics_get_pipeline_id (list[i]), &list[i]->nodes[k]);
  return merged;
}

static RmgMergedPath *
find_path (GArray *merged, const char *pipeline, const RmgPathMetrics *path)
{
  for (guint i = 0; i < merged->len; i++) {
    RmgMergedPath *at = &g_array_index (merged, RmgMergedPath, i);

    if (g_str_equal (at->pipeline, pipeline) &&
        g_str_equal (at->path.from, path->from) &&
        g_str_equal (at->path.to, path->to))
      return at;
  }
  return NULL;
}

static void
merge_path (GArray *merged, const char *pipeline, const RmgPathMetrics *path)
{
  const RmgMergedPath first = { *path, pipeline };
  RmgMergedPath *at = find_path (merged, pipeline, path);

  if (at != NULL)
    rmg_histogram_merge (&at->path.latency, &path->latency);
  else
    g_array_append_val (merged, first);
}

GArray *
rmg_metrics_merge_paths (RmgMetrics *const *list, guint n_metrics)
{
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (RmgMergedPath));

  for (guint i = 0; i < n_metrics; i++)
    for (guint k = 0; k < list[i]->n_paths; k++)
      merge_path (
          merged, rmg_metrics_get_pipeline_id (list[i]), &list[i]->paths[k]);
  return merged;
}

static RmgMergedPipeline *
find_pipeline (GArray *merged, const char *id)
{
  for (guint i = 0; i < merged->len; i++) {
    RmgMergedPipeline *at = &g_array_index (merged, RmgMergedPipeline, i);

    if (g_str_equal (at->id, id))
      return at;
  }
  return NULL;
}

static void
merge_pipeline (GArray *merged, const RmgMetrics *metrics)
{
  RmgMergedPipeline first = { rmg_metrics_get_pipeline_id (metrics),
    metrics->executions, metrics->memory_bytes };
  RmgMergedPipeline *at = find_pipeline (merged, first.id);

  if (at == NULL) {
    memcpy (first.n_copies, metrics->n_copies, sizeof first.n_copies);
    memcpy (first.n_copied_bytes, metrics->n_copied_bytes,
        sizeof first.n_copied_bytes);
    g_array_append_val (merged, first);
    return;
  }
  add_known (&at->executions, metrics->executions);
  add_known (&at->memory_bytes, metrics->memory_bytes);
  add_array (at->n_copies, metrics->n_copies, RMG_N_COPY_REASONS);
  add_array (at->n_copied_bytes, metrics->n_copied_bytes, RMG_N_COPY_REASONS);
}

GArray *
rmg_metrics_merge_pipelines (RmgMetrics *const *list, guint n_metrics)
{
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (RmgMergedPipeline));

  for (guint i = 0; i < n_metrics; i++)
    merge_pipeline (merged, list[i]);
  return merged;
}
