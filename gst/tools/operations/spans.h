/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The spans of a run for OTLP: one for the run, with children for its retries,
 * restarts, open breakers and stalls. Never one for a buffer. The clock is an argument. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** TOOL_MAX_SPANS: number of children that are kept, the first ones. */
#define TOOL_MAX_SPANS 1000

typedef struct
{
  char *trace_id;  /* 32 hexadecimal digits */
  char *root_id;   /* 16 */
  gint64 start_us; /* since 1970-01-01 UTC */
  GArray *spans;
  guint n_dropped;
} ToolSpans;

void tool_spans_init (ToolSpans *self, gint64 start_us);
void tool_spans_clear (ToolSpans *self);

/** tool_spans_take: adds the span of an element message of the runtime, or ends
 * one. Other messages change nothing. */
void tool_spans_take (
    ToolSpans *self, const GstStructure *fields, gint64 now_us);

/**
 * tool_spans_to_json:
 * @pipeline: name of the pipeline
 * @failure: (nullable): text of the error, if the run failed
 * @now_us: end of the run, and of the spans that have not ended
 *
 * Returns: (transfer full): an ExportTraceServiceRequest
 */
char *tool_spans_to_json (const ToolSpans *self, const char *pipeline,
    const char *failure, gint64 now_us);

G_END_DECLS
