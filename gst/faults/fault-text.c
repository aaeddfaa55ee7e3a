/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fault records for a terminal, at most one screen of 24 lines. */

#include "gst/faults/fault.h"

#include <string.h>

#define MAX_COLUMNS 80
#define MARGIN "            " /* width of the names of the fields */
#define MAX_LINES 3           /* of a field */
#define MAX_ATTEMPTS 6
#define MIN_COLUMNS 16 /* of a cause */

static char *
make_one_line (const char *text)
{
  char *line = g_utf8_make_valid (text, -1);

  return g_strstrip (g_strdelimit (line, "\n\r\t", ' '));
}

/* Returns the start of the next line. */
static const char *
find_break (const char *text, guint n_columns)
{
  const char *space = NULL;
  guint n = 0;

  for (; *text != '\0' && n < n_columns; text = g_utf8_next_char (text), n++)
    if (*text == ' ')
      space = text + 1;
  return *text == '\0' || space == NULL ? text : space;
}

/* Long texts are cut after MAX_LINES lines. */
static void
append_field (GString *out, const char *name, const char *text)
{
  g_autofree char *line = NULL;
  const char *rest;

  if (text == NULL || *text == '\0')
    return;
  rest = line = make_one_line (text);
  for (guint i = 0; i < MAX_LINES && *rest != '\0'; i++) {
    const char *next = find_break (rest, MAX_COLUMNS - strlen (MARGIN) - 1);

    g_string_append_printf (out, "  %-10s", i == 0 ? name : "");
    g_string_append_len (out, rest, next - rest);
    g_string_append (out, i + 1 == MAX_LINES && *next != '\0' ? "…\n" : "\n");
    rest = next;
  }
}

static char *
describe_reaction (const RmgFaultAttempt *attempt)
{
  if (attempt->delay_ms == 0)
    return g_strdup (attempt->action);
  return g_strdup_printf ("%s in %u ms", attempt->action, attempt->delay_ms);
}

/* Cuts @text (transfer full) to @n_columns. */
static char *
shorten (char *text, gsize n_columns)
{
  g_autofree char *whole = text;
  g_autofree char *start = NULL;

  if ((gsize) g_utf8_strlen (whole, -1) <= n_columns)
    return g_steal_pointer (&whole);
  start = g_utf8_substring (whole, 0, n_columns - 1);
  return g_strconcat (start, "…", NULL);
}

/* One line: number, time since the first failure, cause, reaction. */
static void
append_attempt (GString *out, const RmgFaultAttempt *attempt, gint64 first_us)
{
  g_autofree char *reaction = describe_reaction (attempt);
  g_autofree char *cause = NULL;
  g_autofree char *head = g_strdup_printf (MARGIN "%3u  +%.3f s  ",
      attempt->number, (attempt->time_us - first_us) / 1e6);
  gsize used = strlen (head) + strlen (reaction) + strlen ("; ");

  cause = shorten (make_one_line (attempt->message),
      used + MIN_COLUMNS < MAX_COLUMNS ? MAX_COLUMNS - used : MIN_COLUMNS);
  g_string_append_printf (out, "%s%s; %s\n", head, cause, reaction);
}

static void
append_attempts (GString *out, const RmgFault *self)
{
  guint n_recorded = rmg_fault_get_n_recorded (self);
  guint first = n_recorded > MAX_ATTEMPTS ? n_recorded - MAX_ATTEMPTS : 0;

  if (n_recorded < 2)
    return;
  g_string_append_printf (
      out, "  %-10s%u failed", "attempts", self->n_attempts);
  if (self->n_attempts > MAX_ATTEMPTS)
    g_string_append_printf (out, ", the last %u were", MAX_ATTEMPTS);
  g_string_append (out, "\n");
  for (guint i = first; i < n_recorded; i++)
    append_attempt (out, rmg_fault_get_attempt (self, i),
        rmg_fault_get_attempt (self, 0)->time_us);
}

char *
rmg_fault_to_text (const RmgFault *self)
{
  GString *out = g_string_new (NULL);
  g_autofree char *headline = make_one_line (self->error->message);

  g_string_append_printf (out, "%s\n", headline);
  append_field (out, "element", self->element_path);
  append_field (out, "kind", rmg_fault_kind_get_name (self->kind));
  append_attempts (out, self);
  append_field (out, "lost", self->lost);
  append_field (out, "hint", self->hint);
  append_field (out, "debug", self->debug);
  return g_string_free (out, FALSE);
}
