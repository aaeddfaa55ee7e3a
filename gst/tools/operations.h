/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The parts of rmg run for its operators: a server, and messages to the service
 * manager. */
#pragma once

#include "gst/tools/command.h"
#include "gst/tools/operations/exporter.h"
#include "gst/tools/operations/notify.h"
#include "gst/tools/operations/server.h"

G_BEGIN_DECLS

typedef struct
{
  const char *listen; /* (nullable) */
  const char *log;    /* (nullable): "text" or "json" */
  const char *otlp;   /* (nullable): URL of a collector */
} ToolOperationsSettings;

#define TOOL_OPERATIONS_OPTIONS(type, member)                                  \
  { "listen", 0, TOOL_OPTION_TEXT, "ADDRESS:PORT",                             \
    "serve metrics and health by HTTP; port 0: any",                           \
    G_STRUCT_OFFSET (type, member.listen) },                                   \
      { "otlp", 0, TOOL_OPTION_TEXT, "URL",                                    \
        "export metrics and spans to a collector of OpenTelemetry",            \
        G_STRUCT_OFFSET (type, member.otlp) },                                 \
  {                                                                            \
    "log", 0, TOOL_OPTION_CHOICE, "text|json",                                 \
        "format of the log on standard error; default text",                   \
        G_STRUCT_OFFSET (type, member.log)                                     \
  }

typedef struct
{
  ToolMonitor *monitor;   /* (nullable): %NULL without a listener */
  ToolServer *server;     /* (nullable) */
  ToolNotify *notify;     /* (nullable) */
  ToolExporter *exporter; /* (nullable) */
} ToolOperations;

/**
 * tool_operations_open:
 * @self: (out caller-allocates): close it in any case
 *
 * Starts the requested parts, before the session is opened, and prints where the
 * server listens.
 *
 * Returns: %FALSE with %TOOL_USAGE or %TOOL_FAILED
 */
gboolean tool_operations_open (ToolOperations *self,
    const ToolOperationsSettings *settings, GError **error);

/** tool_operations_watch: @session must stay open until
 * tool_operations_close(). */
void tool_operations_watch (ToolOperations *self, RmgSession *session);

/** tool_operations_need_metrics: whether a part reads the metrics of the session
 * that tool_operations_watch() will receive. */
gboolean tool_operations_need_metrics (const ToolOperations *self);

/** tool_operations_take: passes on a message of the session. */
void tool_operations_take (ToolOperations *self, GstMessage *message);

/** tool_operations_finish: exports the end of the run. A collector that does not
 * answer is a warning. @failure: (nullable): of the run */
void tool_operations_finish (
    ToolOperations *self, const RmgMetrics *metrics, const GError *failure);

/** tool_operations_close: stops everything. */
void tool_operations_close (ToolOperations *self);

G_END_DECLS
