/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What a session knows about its run, as plain numbers: the runtime counts,
 * the writers (JSON here) only read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was not measured, or cannot be. Written as null, never as 0. */
#define RMG_METRIC_UNKNOWN G_MAXUINT64

typedef struct
{
  const char *id;   /* borrowed */
  const char *type; /* borrowed */

  guint64 executions; /* calls into the node; every retry is one more */
  guint64 errors;     /* calls that failed */
  guint64 retries;    /* calls that were made because one had failed */
  guint64 restarts;   /* retries for which its elements lost their state */
  guint64 buffers_in;
  guint64 buffers_out;
  guint64 bytes_in;
  guint64 bytes_out;

  guint64 busy_ns;         /* wall time inside the node alone */
  guint64 min_ns;          /* shortest call */
  guint64 max_ns;          /* longest call */
  guint64 cpu_ns;          /* CPU time of the threads that the node owns */
  guint64 backpressure_ns; /* waiting for what lies behind it */

  guint64 held_bytes; /* held now: queues, pools, the element itself */
  guint64 peak_held_bytes;
} RmgNodeMetrics;

typedef struct
{
  const char *pipeline_id; /* borrowed; %NULL is written as "pipeline" */
  const char *status;      /* borrowed: success, failed, interrupted; %NULL
                               while it runs */
  gboolean threaded;
  guint64 executions;          /* runs of the whole pipeline: items, or 1 */
  guint64 start_us;            /* wall clock, since 1970-01-01 UTC */
  guint64 end_us;              /* likewise; unknown while it runs */
  guint64 duration_ns;         /* wall time of the run */
  guint64 media_ns;            /* running time of the media that went through */
  guint64 peak_memory_bytes;   /* of the session, not of the process */
  const RmgNodeMetrics *nodes; /* borrowed, in manifest order */
  gsize n_nodes;
} RmgMetrics;

/**
 * rmg_metrics_to_json:
 * @metrics: the numbers
 *
 * Writes the document that docs/metrics.md describes. Thread: any.
 *
 * Returns: (transfer full): one JSON object, UTF-8, without a final newline
 */
char *rmg_metrics_to_json (const RmgMetrics *metrics);

G_END_DECLS
