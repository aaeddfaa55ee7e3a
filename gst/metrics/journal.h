/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The last events of all nodes of a session, and the errors of one node. Written
 * when a node fails or changes its state, never for a buffer that succeeds. */
#pragma once

#include "gst/metrics/metrics.h"

G_BEGIN_DECLS

/** RMG_JOURNAL_SIZE: number of events that are kept. */
#define RMG_JOURNAL_SIZE 64

typedef struct _RmgJournal RmgJournal;

RmgJournal *rmg_journal_new (void);
RmgJournal *rmg_journal_ref (RmgJournal *self);
void rmg_journal_unref (RmgJournal *self);

/**
 * rmg_journal_add:
 * @self: (nullable): without a journal nothing happens
 * @kind: static, see #RmgMetricsEvent
 * @text: see #RmgMetricsEvent
 * @time_us: wall clock time in us since 1970
 *
 * Thread: any.
 */
void rmg_journal_add (RmgJournal *self, const char *node_id, const char *kind,
    const char *text, gint64 time_us);

/** rmg_journal_read: writes the events into @metrics, oldest first. Thread:
 * any. */
void rmg_journal_read (RmgJournal *self, RmgMetrics *metrics);

/* Counts of the errors of a node, and the last one. All zero is empty. The owner
 * has a lock. */
typedef struct
{
  RmgErrorCount counts[RMG_MAX_ERROR_COUNTS];
  guint n_counts;
  GError *last; /* (nullable) */
  gint64 last_us;
} RmgErrorLog;

/** rmg_error_log_add: @error is copied. Kinds beyond the last count as domain
 * "other". */
void rmg_error_log_add (RmgErrorLog *self, const GError *error, gint64 time_us);
void rmg_error_log_clear (RmgErrorLog *self);

/** rmg_error_log_read: the caller owns the texts in @node. */
void rmg_error_log_read (const RmgErrorLog *self, RmgNodeMetrics *node);

G_END_DECLS
