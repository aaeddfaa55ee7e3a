/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/spans.h"

#include "gst/metrics/otlp-json.h"

#include <string.h>

#define BREAKER "breaker "

#define KIND_INTERNAL 1
#define STATUS_OK 1
#define STATUS_ERROR 2

typedef struct
{
  char *id;
  char *name;
  char *node;
  char *cause; /* (nullable) */
  gint64 start_us;
  gint64 end_us; /* 0: has not ended */
} Span;

static void
clear_span (gpointer data)
{
  Span *span = data;

  g_free (span->id);
  g_free (span->name);
  g_free (span->node);
  g_free (span->cause);
}

/* An id of zeros is not valid. */
static char *
new_id (guint n_words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    g_string_append_printf (text, "%08x", MAX (g_random_int (), 1));
  return g_string_free (text, FALSE);
}

void
tool_spans_init (ToolSpans *self, gint64 start_us)
{
  *self = (ToolSpans){ new_id (4), new_id (2), start_us };
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  g_array_set_clear_func (self->spans, clear_span);
}

void
tool_spans_clear (ToolSpans *self)
{
  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_pointer (&self->trace_id, g_free);
  g_clear_pointer (&self->root_id, g_free);
}

/* @name: (transfer full) */
static void
add_span (ToolSpans *self, char *name, const GstStructure *fields,
    const char *cause, gint64 start_us, gint64 end_us)
{
  Span span = { new_id (2), name,
    g_strdup (gst_structure_get_string (fields, "node-id")),
    g_strdup (gst_structure_get_string (fields, cause)), start_us, end_us };

  if (self->spans->len < TOOL_MAX_SPANS) {
    g_array_append_val (self->spans, span);
    return;
  }
  clear_span (&span);
  self->n_dropped++;
}

/* The span lasts as long as the delay before the attempt. */
static void
take_retry (ToolSpans *self, const GstStructure *fields, gint64 now_us)
{
  guint delay_ms = 0;

  gst_structure_get_uint (fields, "delay-ms", &delay_ms);
  add_span (self, g_strdup ("retry"), fields, "message", now_us,
      now_us + delay_ms * G_TIME_SPAN_MILLISECOND);
}

static void
take_restart (ToolSpans *self, const GstStructure *fields, gint64 now_us)
{
  const char *action = gst_structure_get_string (fields, "action");

  add_span (self, g_strdup (action), fields, "lost", now_us, now_us);
}

/* Ends the spans of the node whose names begin with @prefix. */
static void
end_spans (ToolSpans *self, const char *prefix, const GstStructure *fields,
    gint64 now_us)
{
  const char *node = gst_structure_get_string (fields, "node-id");

  for (guint i = 0; i < self->spans->len; i++) {
    Span *span = &g_array_index (self->spans, Span, i);

    if (span->end_us == 0 && g_strcmp0 (span->node, node) == 0 &&
        g_str_has_prefix (span->name, prefix))
      span->end_us = now_us;
  }
}

static void
take_breaker (ToolSpans *self, const GstStructure *fields, gint64 now_us)
{
  const char *to = gst_structure_get_string (fields, "to");

  end_spans (self, BREAKER, fields, now_us);
  if (to != NULL && strcmp (to, "closed") != 0)
    add_span (
        self, g_strconcat (BREAKER, to, NULL), fields, "error", now_us, 0);
}

/* The span lasts until the node, or its leg, moves again. */
static void
take_stall (ToolSpans *self, const GstStructure *fields, gint64 now_us)
{
  gboolean is_stalled = FALSE, is_leg = FALSE;
  const char *name;

  gst_structure_get_boolean (fields, "stalled", &is_stalled);
  gst_structure_get_boolean (fields, "leg", &is_leg);
  name = is_leg ? "leg down" : "stall";
  end_spans (self, name, fields, now_us);
  if (is_stalled)
    add_span (self, g_strdup (name), fields, "report", now_us, 0);
}

static const struct
{
  const char *name;
  void (*take) (ToolSpans *self, const GstStructure *fields, gint64 now_us);
} messages[] = {
  { "rmg-node-retrying", take_retry },
  { "rmg-node-restarted", take_restart },
  { "rmg-breaker", take_breaker },
  { "rmg-stall", take_stall },
};

void
tool_spans_take (ToolSpans *self, const GstStructure *fields, gint64 now_us)
{
  gint64 time_us = now_us;

  gst_structure_get_int64 (fields, "time-us", &time_us);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    if (gst_structure_has_name (fields, messages[i].name))
      messages[i].take (self, fields, time_us);
}

static void
begin_span (
    RmgJsonWriter *json, const ToolSpans *self, const Span *span, gint64 now_us)
{
  gint64 end_us = span->end_us != 0 ? span->end_us : now_us;

  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "traceId", self->trace_id);
  rmg_json_writer_string (json, "spanId", span->id);
  rmg_json_writer_string (json, "name", span->name);
  rmg_json_writer_int (json, "kind", KIND_INTERNAL);
  rmg_otlp_write_time (json, "startTimeUnixNano", span->start_us);
  rmg_otlp_write_time (json, "endTimeUnixNano", MAX (end_us, span->start_us));
}

static void
write_child (
    RmgJsonWriter *json, const ToolSpans *self, const Span *span, gint64 now_us)
{
  begin_span (json, self, span, now_us);
  rmg_json_writer_string (json, "parentSpanId", self->root_id);
  rmg_json_writer_begin_array (json, "attributes");
  rmg_otlp_write_attribute (json, "rmg.node", span->node);
  if (span->cause != NULL)
    rmg_otlp_write_attribute (json, "rmg.cause", span->cause);
  rmg_json_writer_end_array (json);
  rmg_json_writer_end_object (json);
}

static void
write_status (RmgJsonWriter *json, const char *failure)
{
  rmg_json_writer_begin_object (json, "status");
  rmg_json_writer_int (
      json, "code", failure != NULL ? STATUS_ERROR : STATUS_OK);
  if (failure != NULL)
    rmg_json_writer_string (json, "message", failure);
  rmg_json_writer_end_object (json);
}

char *
tool_spans_to_json (const ToolSpans *self, const char *pipeline,
    const char *failure, gint64 now_us)
{
  GString *text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);
  g_autofree char *dropped = g_strdup_printf ("%u", self->n_dropped);
  char name[] = "rmg run";
  const Span root = { self->root_id, name, .start_us = self->start_us };

  json.compact = TRUE;
  rmg_otlp_begin (&json, "resourceSpans", "scopeSpans", "spans");
  begin_span (&json, self, &root, now_us);
  rmg_json_writer_begin_array (&json, "attributes");
  rmg_otlp_write_attribute (&json, "rmg.pipeline", pipeline);
  if (self->n_dropped > 0)
    rmg_otlp_write_attribute (&json, "rmg.dropped_spans", dropped);
  rmg_json_writer_end_array (&json);
  write_status (&json, failure);
  rmg_json_writer_end_object (&json);
  for (guint i = 0; i < self->spans->len; i++)
    write_child (&json, self, &g_array_index (self->spans, Span, i), now_us);
  rmg_otlp_end (&json);
  return g_string_free (text, FALSE);
}
