/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One run: its options, and its results so far. */
#pragma once

#include "gst/tools/code.h"
#include "gst/tools/faults.h"
#include "gst/tools/frames.h"
#include "gst/tools/operations.h"
#include "gst/tools/operations/event-text.h"
#include "gst/tools/progress.h"
#include <rmg/segments.h>
#include "gst/tools/stall.h"
#include "gst/tools/stop.h"
#include "gst/tools/values.h"
#include "gst/tools/warnings.h"
#include "gst/tools/wiring.h"

#include <stdio.h>

G_BEGIN_DECLS

typedef struct
{
  ToolWiring wiring;
  ToolCode code;
  ToolOperationsSettings operations;
  const char *metrics;
  const char *trace;
  const char *segments;
  const char *frames;
  const char *partial; /* (nullable): for all writers */
  const char *format;  /* (nullable): values as JSON, media as text */
  guint timeout_ms;
  gboolean verbose;
  gboolean quiet;
} ToolRunSettings;

typedef struct
{
  const ToolRunSettings *settings;
  const char *manifest;
  gboolean is_value;
  FILE *text; /* where lines for people go */
  RmgSession *session;
  RmgSegments *segments;
  ToolFrames frames;
  ToolWarnings warnings;
  ToolEventLimit event_limit;
  GPtrArray *failures; /* (nullable) (element-type GSource): not printed yet */
  GArray *inputs;      /* (nullable) (element-type ToolInput) */
  GPtrArray *faults;   /* (nullable) (element-type RmgFault) */
  ToolItems items;
  ToolValues values;
  ToolProgress progress;
  ToolStop stop;
  ToolStall stall;
  ToolOperations operations;
} ToolRun;

gboolean tool_run_has_format (const ToolRun *run, const char *format);

/** tool_run_prints: whether results in @format are printed. A log of objects has
 * standard error for itself. */
gboolean tool_run_prints (const ToolRun *run, const char *format);

/** tool_run_writes_stdout: whether -O directs the data to standard output. */
gboolean tool_run_writes_stdout (const ToolRunSettings *settings);

/** tool_run_begin_events: before the session runs, in its main context. */
void tool_run_begin_events (ToolRun *run);

/**
 * tool_run_print_event:
 * @message: any message of the session
 *
 * Prints the event of a node, if @message is one. The failure of a node is
 * printed if the run goes on; otherwise it is the error of the run.
 */
void tool_run_print_event (ToolRun *run, GstMessage *message);

/** tool_run_end_events: after the session has run. */
void tool_run_end_events (ToolRun *run);

/**
 * tool_run_write_files:
 * @metrics: metrics of the session
 *
 * Writes the requested files next to the output. Call it after a failure too: it
 * writes the results so far.
 */
gboolean tool_run_write_files (
    const ToolRun *run, const RmgMetrics *metrics, GError **error);

/** tool_run_print_result: prints the results of a successful run. */
gboolean tool_run_print_result (
    const ToolRun *run, const RmgMetrics *metrics, GError **error);

G_END_DECLS
