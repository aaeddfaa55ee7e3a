/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Segments as the files that other programs read: one row a format. */

#include "gst/tools/segments.h"

#include "gst/tools/report.h"
#include "gst/tools/segments-json.h"

#include <math.h>
#include <string.h>

#define S(time) ((double) (time) / GST_SECOND)

typedef void (*WriteSegments) (
    GString *text, const ToolSegments *segments, const char *name);

static const ToolSegment *
get (const ToolSegments *segments, guint index)
{
  return &g_array_index (segments->found, ToolSegment, index);
}

static void
write_json (GString *text, const ToolSegments *segments, const char *name)
{
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  tool_segments_to_json (segments, &json, NULL);
  g_string_append_c (text, '\n');
}

static void
append_number (GString *text, double number, int digits)
{
  if (isfinite (number))
    g_string_append_printf (text, "%.*f", digits, number);
}

static void
write_csv (GString *text, const ToolSegments *segments, const char *name)
{
  g_string_append (text, "start,end,duration,level_db,probability,node\n");
  for (guint i = 0; i < segments->found->len; i++) {
    const ToolSegment *segment = get (segments, i);
    g_auto (GStrv) parts = g_strsplit (segment->node, "\"", -1);
    g_autofree char *node = g_strjoinv ("\"\"", parts);

    g_string_append_printf (text, "%.3f,%.3f,%.3f,", S (segment->start),
        S (segment->end), S (segment->end - segment->start));
    append_number (text, segment->level_db, 2);
    g_string_append_c (text, ',');
    append_number (text, segment->probability, 4);
    g_string_append_printf (text, ",\"%s\"\n", node);
  }
}

/* The node is named where several detectors found speech. */
static char *
make_label (
    const ToolSegments *segments, const ToolSegment *segment, char separator)
{
  if (segments->nodes->len < 2)
    return g_strdup ("speech");
  return g_strdup_printf ("speech%c%s", separator, segment->node);
}

static void
append_srt_time (GString *text, GstClockTime time)
{
  guint64 ms = time / GST_MSECOND;

  g_string_append_printf (text, "%02u:%02u:%02u,%03u", (guint) (ms / 3600000),
      (guint) (ms / 60000 % 60), (guint) (ms / 1000 % 60), (guint) (ms % 1000));
}

static void
write_srt (GString *text, const ToolSegments *segments, const char *name)
{
  for (guint i = 0; i < segments->found->len; i++) {
    const ToolSegment *segment = get (segments, i);
    g_autofree char *label = make_label (segments, segment, ' ');

    g_string_append_printf (text, "%u\n", i + 1);
    append_srt_time (text, segment->start);
    g_string_append (text, " --> ");
    append_srt_time (text, segment->end);
    g_string_append_printf (text, "\n%s\n\n", label);
  }
}

/* The name of the recording is one word in this format. */
static void
write_rttm (GString *text, const ToolSegments *segments, const char *name)
{
  g_autofree char *word = g_strdelimit (g_strdup (name), " \t\n", '_');

  for (guint i = 0; i < segments->found->len; i++) {
    const ToolSegment *segment = get (segments, i);
    g_autofree char *label =
        g_strdelimit (make_label (segments, segment, '_'), " \t\n", '_');

    g_string_append_printf (text,
        "SPEAKER %s 1 %.3f %.3f <NA> <NA> %s <NA> <NA>\n", word,
        S (segment->start), S (segment->end - segment->start), label);
  }
}

static void
write_labels (GString *text, const ToolSegments *segments, const char *name)
{
  for (guint i = 0; i < segments->found->len; i++) {
    const ToolSegment *segment = get (segments, i);
    g_autofree char *label = make_label (segments, segment, ' ');

    g_string_append_printf (
        text, "%.6f\t%.6f\t%s\n", S (segment->start), S (segment->end), label);
  }
}

static const struct
{
  const char *extension;
  WriteSegments write;
} formats[] = {
  { ".json", write_json },
  { ".csv", write_csv },
  { ".srt", write_srt },
  { ".rttm", write_rttm },
  { ".txt", write_labels },
};

static WriteSegments
find_format (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].extension))
      return formats[i].write;
  return NULL;
}

gboolean
tool_segments_check_path (const char *path, GError **error)
{
  if (find_format (path) != NULL)
    return TRUE;
  g_set_error (error, TOOL_ERROR, TOOL_USAGE,
      "--segments: expected a name ending in .json, .csv, .srt, .rttm or "
      ".txt, got '%s'",
      path);
  return FALSE;
}

gboolean
tool_segments_write (const ToolSegments *self, const char *path,
    const char *name, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  find_format (path) (text, self, name);
  return tool_write_file (path, text->str, error);
}
