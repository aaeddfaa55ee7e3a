/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sums of snapshots. Pure: no lock, no clock. */
#pragma once

#include "gst/metrics/metrics.h"

G_BEGIN_DECLS

/**
 * RmgMergedNode:
 * @node: sums; its texts belong to the snapshots
 * @pipeline: (transfer none): id of the pipeline
 * @n_breakers: number of sessions whose breaker is in each state
 *
 * A node of all sessions of a pipeline.
 */
typedef struct
{
  RmgNodeMetrics node;
  const char *pipeline;
  guint n_breakers[RMG_N_BREAKER_METRICS];
} RmgMergedNode;

/** RmgMergedPath: a path of all sessions of a pipeline. Its texts belong to the
 * snapshots. */
typedef struct
{
  RmgPathMetrics path;
  const char *pipeline;
} RmgMergedPath;

/** RmgMergedPipeline: sums over all sessions of a pipeline, whose id belongs to a
 * snapshot. A number is unknown if no session knows it. */
typedef struct
{
  const char *id;
  guint64 executions;
  guint64 memory_bytes;
  guint64 n_copies[RMG_N_COPY_REASONS];
  guint64 n_copied_bytes[RMG_N_COPY_REASONS];
} RmgMergedPipeline;

/** rmg_metrics_merge_pipelines: (transfer full) (element-type RmgMergedPipeline):
 * sums the sessions by pipeline, in the order of their first appearance. The
 * snapshots must outlive the result. */
GArray *rmg_metrics_merge_pipelines (RmgMetrics *const *list, guint n_metrics);

/** rmg_metrics_merge_paths: (transfer full) (element-type RmgMergedPath): sums the
 * paths that have the same pipeline and ends, in the order of their first
 * appearance. The snapshots must outlive the result. */
GArray *rmg_metrics_merge_paths (RmgMetrics *const *list, guint n_metrics);

/**
 * rmg_metrics_merge:
 * @list: (array length=n_metrics): snapshots, which must outlive the result
 *
 * Sums the nodes that have the same pipeline, id and type. A number that is known
 * in one of the snapshots is known in the sum.
 *
 * Returns: (transfer full) (element-type RmgMergedNode): the nodes in the order
 *   of their first appearance; free it with g_array_unref()
 */
GArray *rmg_metrics_merge (RmgMetrics *const *list, guint n_metrics);

G_END_DECLS
