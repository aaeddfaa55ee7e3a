/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Exports a run to a collector of OpenTelemetry: its metrics every ten seconds
 * and at the end, from a thread of its own, so that a slow collector holds up
 * nothing; its spans at the end. */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

typedef struct _ToolExporter ToolExporter;

/** tool_exporter_new: (nullable): %NULL with #GIOErrorEnum, see
 * tool_sender_new(). Starts the thread. */
ToolExporter *tool_exporter_new (const char *url, GError **error);

/** tool_exporter_watch: exports @session from now on; it must stay open until
 * tool_exporter_finish(). */
void tool_exporter_watch (ToolExporter *self, RmgSession *session);

/** tool_exporter_take: notes a message of the session. Thread: the session's. */
void tool_exporter_take (ToolExporter *self, GstMessage *message);

/**
 * tool_exporter_finish:
 * @metrics: (nullable): metrics at the end
 * @failure: (nullable): the failure of the run
 *
 * Stops the thread and exports the end of the run. Waits for the collector 3
 * seconds at most for each of two documents.
 *
 * Returns: %FALSE with the reason, the first of the run
 */
gboolean tool_exporter_finish (ToolExporter *self, const RmgMetrics *metrics,
    const GError *failure, GError **error);

void tool_exporter_free (ToolExporter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ToolExporter, tool_exporter_free)

G_END_DECLS
