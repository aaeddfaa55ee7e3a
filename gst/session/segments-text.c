/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The text formats of segments, one row each. */

#include <rmg/segments.h>

#include "translator/base/json-writer.h"

#include <math.h>
#include <string.h>

#define S(time) ((double) (time) / GST_SECOND)

typedef void (*WriteSegments) (
    GString *text, const RmgSegments *segments, const char *name);

/* A time to the microsecond, as many digits as a sample needs. */
static void
write_time (RmgJsonWriter *json, const char *name, GstClockTime time)
{
  rmg_json_writer_double (json, name,
      round ((double) time / GST_USECOND) / (GST_SECOND / GST_USECOND));
}

static void
write_json (GString *text, const RmgSegments *segments, const char *name)
{
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_array (&json, NULL);
  for (guint i = 0; i < rmg_segments_get_n_segments (segments); i++) {
    const RmgSegment *segment = rmg_segments_get_segment (segments, i);

    rmg_json_writer_begin_object (&json, NULL);
    rmg_json_writer_string (&json, "node", segment->node_id);
    write_time (&json, "start", segment->start);
    write_time (&json, "end", segment->end);
    write_time (&json, "duration", segment->end - segment->start);
    rmg_json_writer_double (&json, "level_db", segment->level_db);
    rmg_json_writer_double (&json, "probability", segment->probability);
    if (segment->channel > 0)
      rmg_json_writer_int (&json, "channel", segment->channel);
    rmg_json_writer_end_object (&json);
  }
  rmg_json_writer_end_array (&json);
  g_string_append_c (text, '\n');
}

static void
append_number (GString *text, double number, int digits)
{
  if (isfinite (number))
    g_string_append_printf (text, "%.*f", digits, number);
}

static gboolean
has_channels (const RmgSegments *segments)
{
  for (guint i = 0; i < rmg_segments_get_n_segments (segments); i++)
    if (rmg_segments_get_segment (segments, i)->channel > 0)
      return TRUE;
  return FALSE;
}

static void
write_csv (GString *text, const RmgSegments *segments, const char *name)
{
  const gboolean channels = has_channels (segments);

  g_string_append_printf (text,
      "start,end,duration,level_db,probability,node%s\n",
      channels ? ",channel" : "");
  for (guint i = 0; i < rmg_segments_get_n_segments (segments); i++) {
    const RmgSegment *segment = rmg_segments_get_segment (segments, i);
    g_auto (GStrv) parts = g_strsplit (segment->node_id, "\"", -1);
    g_autofree char *node = g_strjoinv ("\"\"", parts);

    g_string_append_printf (text, "%.3f,%.3f,%.3f,", S (segment->start),
        S (segment->end), S (segment->end - segment->start));
    append_number (text, segment->level_db, 2);
    g_string_append_c (text, ',');
    append_number (text, segment->probability, 4);
    g_string_append_printf (text, ",\"%s\"", node);
    if (channels)
      g_string_append_printf (text, ",%u", segment->channel);
    g_string_append_c (text, '\n');
  }
}

static gboolean
has_several_nodes (const RmgSegments *segments)
{
  for (guint i = 1; i < rmg_segments_get_n_segments (segments); i++)
    if (g_strcmp0 (rmg_segments_get_segment (segments, i)->node_id,
            rmg_segments_get_segment (segments, 0)->node_id) != 0)
      return TRUE;
  return FALSE;
}

/* The node is named where several nodes found speech, and a channel always. */
static char *
make_label (const RmgSegment *segment, gboolean several, char separator)
{
  GString *label = g_string_new ("speech");

  if (several)
    g_string_append_printf (label, "%c%s", separator, segment->node_id);
  if (segment->channel > 0)
    g_string_append_printf (
        label, "%cchannel%c%u", separator, separator, segment->channel);
  return g_string_free (label, FALSE);
}

static void
append_srt_time (GString *text, GstClockTime time)
{
  guint64 ms = time / GST_MSECOND;

  g_string_append_printf (text, "%02u:%02u:%02u,%03u", (guint) (ms / 3600000),
      (guint) (ms / 60000 % 60), (guint) (ms / 1000 % 60), (guint) (ms % 1000));
}

static void
write_srt (GString *text, const RmgSegments *segments, const char *name)
{
  const gboolean several = has_several_nodes (segments);

  for (guint i = 0; i < rmg_segments_get_n_segments (segments); i++) {
    const RmgSegment *segment = rmg_segments_get_segment (segments, i);
    g_autofree char *label = make_label (segment, several, ' ');

    g_string_append_printf (text, "%u\n", i + 1);
    append_srt_time (text, segment->start);
    g_string_append (text, " --> ");
    append_srt_time (text, segment->end);
    g_string_append_printf (text, "\n%s\n\n", label);
  }
}

/* Names are one word in this format. */
static void
write_rttm (GString *text, const RmgSegments *segments, const char *name)
{
  const gboolean several = has_several_nodes (segments);
  g_autofree char *word = g_strdelimit (g_strdup (name), " \t\n", '_');

  for (guint i = 0; i < rmg_segments_get_n_segments (segments); i++) {
    const RmgSegment *segment = rmg_segments_get_segment (segments, i);
    g_autofree char *label =
        g_strdelimit (make_label (segment, several, '_'), " \t\n", '_');

    g_string_append_printf (text,
        "SPEAKER %s %u %.3f %.3f <NA> <NA> %s <NA> <NA>\n", word,
        MAX (segment->channel, 1), S (segment->start),
        S (segment->end - segment->start), label);
  }
}

static void
write_labels (GString *text, const RmgSegments *segments, const char *name)
{
  const gboolean several = has_several_nodes (segments);

  for (guint i = 0; i < rmg_segments_get_n_segments (segments); i++) {
    const RmgSegment *segment = rmg_segments_get_segment (segments, i);
    g_autofree char *label = make_label (segment, several, ' ');

    g_string_append_printf (
        text, "%.6f\t%.6f\t%s\n", S (segment->start), S (segment->end), label);
  }
}

static const struct
{
  const char *extension;
  WriteSegments write;
} formats[] = {
  [RMG_SEGMENT_FORMAT_JSON] = { ".json", write_json },
  [RMG_SEGMENT_FORMAT_CSV] = { ".csv", write_csv },
  [RMG_SEGMENT_FORMAT_SRT] = { ".srt", write_srt },
  [RMG_SEGMENT_FORMAT_RTTM] = { ".rttm", write_rttm },
  [RMG_SEGMENT_FORMAT_LABELS] = { ".txt", write_labels },
};

gboolean
rmg_segment_format_from_path (const char *path, RmgSegmentFormat *format)
{
  const char *extension = strrchr (path, '.');

  for (gsize i = 0; extension != NULL && i < G_N_ELEMENTS (formats); i++) {
    if (g_ascii_strcasecmp (extension, formats[i].extension) != 0)
      continue;
    *format = (RmgSegmentFormat) i;
    return TRUE;
  }
  return FALSE;
}

char *
rmg_segments_to_string (
    const RmgSegments *self, RmgSegmentFormat format, const char *recording)
{
  GString *text;

  g_return_val_if_fail (format < G_N_ELEMENTS (formats), NULL);

  text = g_string_new (NULL);
  formats[format].write (text, self, recording);
  return g_string_free (text, FALSE);
}
