/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/event-text.h"

#include <string.h>

static const char *
get_text (const GstStructure *fields, const char *name)
{
  const char *text = gst_structure_get_string (fields, name);

  return text != NULL ? text : "";
}

static guint
get_uint (const GstStructure *fields, const char *name)
{
  guint value = 0;

  gst_structure_get_uint (fields, name, &value);
  return value;
}

static gboolean
get_boolean (const GstStructure *fields, const char *name)
{
  gboolean value = FALSE;

  gst_structure_get_boolean (fields, name, &value);
  return value;
}

static void
describe_retry (GString *line, const GstStructure *fields)
{
  g_string_append_printf (line, "attempt %u failed, %s in %u ms: %s",
      get_uint (fields, "attempt"), get_text (fields, "action"),
      get_uint (fields, "delay-ms"), get_text (fields, "message"));
}

static void
describe_restart (GString *line, const GstStructure *fields)
{
  g_string_append_printf (line, "%s, lost %s", get_text (fields, "action"),
      get_text (fields, "lost"));
}

static void
describe_recovery (GString *line, const GstStructure *fields)
{
  guint64 duration_ms = 0;

  gst_structure_get_uint64 (fields, "duration-ms", &duration_ms);
  g_string_append_printf (line,
      "recovered after %u failed attempts in %" G_GUINT64_FORMAT " ms",
      get_uint (fields, "failures"), duration_ms);
}

static void
describe_breaker (GString *line, const GstStructure *fields)
{
  const char *error = get_text (fields, "error");

  g_string_append_printf (line, "breaker %s -> %s, %s%s%s",
      get_text (fields, "from"), get_text (fields, "to"),
      get_text (fields, "cause"), *error != '\0' ? ": " : "", error);
}

static void
describe_stall (GString *line, const GstStructure *fields)
{
  const char *what = get_boolean (fields, "leg") ? "leg " : "";
  guint timeout_ms = get_uint (fields, "timeout-ms");

  if (get_boolean (fields, "stalled"))
    g_string_append_printf (
        line, "%sstalled, no progress for %u ms", what, timeout_ms);
  else
    g_string_append_printf (line, "%smoves again", what);
}

static void
describe_failure (GString *line, const GstStructure *fields)
{
  guint n_attempts = get_uint (fields, "attempt-count");

  g_string_append (line, "failed");
  if (n_attempts > 1)
    g_string_append_printf (line, " after %u attempts", n_attempts);
  g_string_append_printf (line, ": %s", get_text (fields, "message"));
}

static const struct
{
  const char *name;
  void (*describe) (GString *line, const GstStructure *fields);
} events[] = {
  { "rmg-node-retrying", describe_retry },
  { "rmg-node-restarted", describe_restart },
  { "rmg-recovered", describe_recovery },
  { "rmg-breaker", describe_breaker },
  { "rmg-stall", describe_stall },
  { "rmg-node-failed", describe_failure },
};

/* Texts of errors may have several lines. */
static void
join_lines (GString *line)
{
  for (gsize i = 0; i < line->len; i++)
    if (g_ascii_iscntrl (line->str[i]))
      line->str[i] = ' ';
}

char *
tool_event_to_text (const GstStructure *fields)
{
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++) {
    GString *line;

    if (!gst_structure_has_name (fields, events[i].name))
      continue;
    line = g_string_new (get_text (fields, "node-id"));
    g_string_append (line, ": ");
    events[i].describe (line, fields);
    join_lines (line);
    return g_string_free (line, FALSE);
  }
  return NULL;
}

gboolean
tool_event_limit_take (ToolEventLimit *self, gint64 now_us)
{
  if (now_us - self->second_us >= G_USEC_PER_SEC) {
    self->second_us = now_us;
    self->n_printed = 0;
  }
  if (self->n_printed == TOOL_EVENTS_PER_SECOND) {
    self->n_omitted++;
    return FALSE;
  }
  self->n_printed++;
  return TRUE;
}
