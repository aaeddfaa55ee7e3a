/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a snapshot, for the code that takes it. */
#pragma once

#include <rmg/metrics.h>

G_BEGIN_DECLS

struct _RmgMetrics
{
  char *pipeline_id;  /* (nullable) */
  const char *status; /* static: success, failed, interrupted; NULL while the
                       * session runs */
  const char *state;  /* (nullable): static word, while the session runs */
  gint64 state_us;    /* wall clock of its last change */
  char *state_reason; /* (nullable): of the last change */
  gboolean threaded;
  guint64 executions;
  guint64 start_us;
  guint64 end_us;
  guint64 duration_ns;
  guint64 media_ns;
  guint64 memory_bytes;
  guint64 peak_memory_bytes;
  guint64 n_copies[RMG_N_COPY_REASONS];
  guint64 n_copied_bytes[RMG_N_COPY_REASONS];
  RmgPathMetrics *paths; /* owns the texts in them */
  guint n_paths;
  RmgMetricsEvent *events; /* oldest first; owns the texts in them */
  guint n_events;
  guint64 n_all_events;  /* of the session, older ones included */
  RmgNodeMetrics *nodes; /* in manifest order; owns the texts in them */
  guint n_nodes;
};

/**
 * rmg_metrics_new:
 * @n_nodes: number of nodes
 *
 * Creates a snapshot whose times are unknown, whose counts are 0 and whose
 * nodes have no id. The caller writes the fields before it shares the snapshot.
 *
 * Returns: (transfer full): the snapshot
 */
RmgMetrics *rmg_metrics_new (guint n_nodes);

/** rmg_metrics_end_nodes: the session of @self has ended, and with it each node that
 * has not failed. */
void rmg_metrics_end_nodes (RmgMetrics *self);

/** rmg_metrics_sum_held_bytes: sum over the nodes whose held bytes are known. */
guint64 rmg_metrics_sum_held_bytes (const RmgMetrics *self);

G_END_DECLS
