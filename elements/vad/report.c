/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/report.h"

static const char *
name_event (const RmgVadReport *report)
{
  return report->starts ? "start" : "end";
}

/* @channel: 0 for none */
static void
post_of_channel (GstElement *element, GstStructure *structure, guint channel)
{
  if (channel > 0)
    gst_structure_set (structure, "channel", G_TYPE_UINT, channel, NULL);
  gst_element_post_message (
      element, gst_message_new_element (GST_OBJECT_CAST (element), structure));
}

void
rmg_vad_report_post (GstElement *element, const RmgVadReport *report)
{
  post_of_channel (element,
      gst_structure_new ("rmgvad", "event", G_TYPE_STRING, name_event (report),
          "timestamp", G_TYPE_UINT64, report->timestamp, "stream-time",
          G_TYPE_UINT64, report->stream_time, "running-time", G_TYPE_UINT64,
          report->running_time, "duration", G_TYPE_UINT64, report->duration,
          "probability", G_TYPE_DOUBLE, report->probability, "level-db",
          G_TYPE_DOUBLE, report->level_db, NULL),
      report->channel);
  if (report->is_alone)
    post_of_channel (element,
        gst_structure_new ("voice-activity", "stream-time", G_TYPE_UINT64,
            report->stream_time, "stream-has-voice", G_TYPE_BOOLEAN,
            report->starts, NULL),
        0);
}

void
rmg_vad_report_post_frame (GstElement *element, const RmgVadFrameReport *report)
{
  post_of_channel (element,
      gst_structure_new ("rmgvad-frame", "running-time", G_TYPE_UINT64,
          report->running_time, "probability", G_TYPE_DOUBLE,
          report->probability, "level-db", G_TYPE_DOUBLE, report->level_db,
          "speech", G_TYPE_BOOLEAN, report->speech, NULL),
      report->channel);
}

static void
append_time (GString *json, const char *name, GstClockTime time)
{
  if (GST_CLOCK_TIME_IS_VALID (time))
    g_string_append_printf (
        json, ",\"%s\":%" G_GUINT64_FORMAT, name, (guint64) time);
  else
    g_string_append_printf (json, ",\"%s\":null", name);
}

static void
append_number (GString *json, const char *name, gdouble value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.6f", value);
  g_string_append_printf (json, ",\"%s\":%s", name, text);
}

GstBuffer *
rmg_vad_report_to_json (const RmgVadReport *report)
{
  GString *json = g_string_new (NULL);
  gsize size;

  g_string_append_printf (json, "{\"event\":\"%s\"", name_event (report));
  append_time (json, "timestamp", report->timestamp);
  append_time (json, "stream-time", report->stream_time);
  append_time (json, "running-time", report->running_time);
  append_time (json, "duration", report->duration);
  append_number (json, "probability", report->probability);
  append_number (json, "level-db", report->level_db);
  if (report->channel > 0)
    g_string_append_printf (json, ",\"channel\":%u", report->channel);
  g_string_append_c (json, '}');

  size = json->len;
  return gst_buffer_new_wrapped (g_string_free (json, FALSE), size);
}
