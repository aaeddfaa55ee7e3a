/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/log.h"

#include "translator/base/json-writer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OWN_CATEGORY "rmg"

static gboolean is_json;    /* constant after tool_log_start() */
static gboolean is_journal; /* constant too */

/* Names of levels, as in GST_DEBUG, and priorities of syslog(3). */
static const struct
{
  const char *name;
  const char *priority;
} levels[] = {
  [GST_LEVEL_NONE] = { "NONE", "6" },
  [GST_LEVEL_ERROR] = { "ERROR", "3" },
  [GST_LEVEL_WARNING] = { "WARNING", "4" },
  [GST_LEVEL_FIXME] = { "WARNING", "4" },
  [GST_LEVEL_INFO] = { "INFO", "6" },
  [GST_LEVEL_DEBUG] = { "DEBUG", "7" },
  [GST_LEVEL_LOG] = { "LOG", "7" },
  [GST_LEVEL_TRACE] = { "TRACE", "7" },
  [GST_LEVEL_MEMDUMP] = { "MEMDUMP", "7" },
};

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *second = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", second, (int) (time_us % G_USEC_PER_SEC));
}

static void
write_source (RmgJsonWriter *json, const ToolLogEntry *entry)
{
  g_autofree char *source = entry->file != NULL
      ? g_strdup_printf ("%s:%d", entry->file, entry->line)
      : NULL;

  rmg_json_writer_string (json, "source", source);
  rmg_json_writer_string (json, "function", entry->function);
}

static void
write_message (RmgJsonWriter *json, const char *message)
{
  g_autofree char *text = g_strdup (message);

  rmg_json_writer_string (json, "message", g_strchomp (text));
}

char *
tool_log_to_json (const ToolLogEntry *entry, gint64 time_us)
{
  GString *text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);
  g_autofree char *time = format_time (time_us);

  json.compact = TRUE;
  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_string (&json, "time", time);
  rmg_json_writer_string (&json, "level", levels[entry->level].name);
  rmg_json_writer_string (&json, "category", entry->category);
  rmg_json_writer_string (&json, "node", entry->node);
  rmg_json_writer_string (&json, "object", entry->object);
  write_source (&json, entry);
  write_message (&json, entry->message);
  if (entry->details != NULL)
    rmg_json_writer_raw (&json, "details", entry->details);
  rmg_json_writer_end_object (&json);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

static void
write_journal (const ToolLogEntry *entry)
{
  g_autofree char *line = g_strdup_printf ("%d", entry->line);
  const GLogField all[] = {
    { "MESSAGE", entry->message, -1 },
    { "PRIORITY", levels[entry->level].priority, -1 },
    { "SYSLOG_IDENTIFIER", "rmg", -1 },
    { "RMG_CATEGORY", entry->category, -1 },
    { "RMG_NODE", entry->node, -1 },
    { "RMG_OBJECT", entry->object, -1 },
    { "RMG_DETAILS", entry->details, -1 },
    { "CODE_FILE", entry->file, -1 },
    { "CODE_LINE", entry->line > 0 ? line : NULL, -1 },
    { "CODE_FUNC", entry->function, -1 },
  };
  GLogField known[G_N_ELEMENTS (all)];
  gsize n_known = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i].value != NULL)
      known[n_known++] = all[i];
  g_log_writer_journald (G_LOG_LEVEL_MESSAGE, known, n_known, NULL);
}

void
tool_log_write (const ToolLogEntry *entry)
{
  g_autofree char *text = NULL;

  if (is_journal) {
    write_journal (entry);
    return;
  }
  text = tool_log_to_json (entry, g_get_real_time ());
  fwrite (text, 1, strlen (text), stderr);
}

void
tool_log_start (void)
{
  is_json = TRUE;
  is_journal = g_log_writer_is_journald (STDERR_FILENO);
}

gboolean
tool_log_is_json (void)
{
  return is_json;
}

void
tool_log_print (GstDebugLevel level, const char *node, const char *prefix,
    const char *message)
{
  const ToolLogEntry entry = {
    .level = level, .category = OWN_CATEGORY, .node = node, .message = message
  };

  if (is_json)
    tool_log_write (&entry);
  else
    fprintf (stderr, "%s%s%s", prefix, message,
        g_str_has_suffix (message, "\n") ? "" : "\n");
}

/* Numbers and texts as such, anything else as GStreamer writes it. */
static gboolean
write_field (GQuark id, const GValue *value, gpointer user_data)
{
  RmgJsonWriter *json = user_data;
  const char *name = g_quark_to_string (id);
  GValue number = G_VALUE_INIT;
  g_autofree char *text = NULL;

  g_value_init (&number, G_TYPE_INT64);
  if (G_VALUE_HOLDS_STRING (value))
    rmg_json_writer_string (json, name, g_value_get_string (value));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    rmg_json_writer_boolean (json, name, g_value_get_boolean (value));
  else if (G_VALUE_HOLDS_DOUBLE (value))
    rmg_json_writer_double (json, name, g_value_get_double (value));
  else if (g_value_transform (value, &number))
    rmg_json_writer_int (json, name, g_value_get_int64 (&number));
  else
    rmg_json_writer_string (json, name, text = gst_value_serialize (value));
  return TRUE;
}

static GstDebugLevel
get_event_level (const char *name)
{
  static const struct
  {
    const char *name;
    GstDebugLevel level;
  } known[] = {
    { "rmg-node-failed", GST_LEVEL_ERROR },
    { "rmg-recovered", GST_LEVEL_INFO },
    { "rmg-state", GST_LEVEL_INFO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].name, name) == 0)
      return known[i].level;
  return GST_LEVEL_WARNING;
}

void
tool_log_print_event (const GstStructure *fields)
{
  g_autoptr (GString) text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);
  const char *name = gst_structure_get_name (fields);
  ToolLogEntry entry = { .level = get_event_level (name),
    .category = OWN_CATEGORY,
    .node = gst_structure_get_string (fields, "node-id"),
    .message = name };

  json.compact = TRUE;
  rmg_json_writer_begin_object (&json, NULL);
  gst_structure_foreach (fields, write_field, &json);
  rmg_json_writer_end_object (&json);
  entry.details = text->str;
  tool_log_write (&entry);
}
