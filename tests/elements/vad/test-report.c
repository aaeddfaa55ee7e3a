/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/report.h"

#include <string.h>

static const RmgVadReport start_report = {
  .starts = TRUE,
  .timestamp = 1500,
  .stream_time = 500,
  .running_time = GST_CLOCK_TIME_NONE,
  .duration = GST_CLOCK_TIME_NONE,
  .probability = 0.75,
  .level_db = -20.5,
  .is_alone = TRUE,
};

static char *
to_text (GstBuffer *buffer)
{
  GstMapInfo map;
  char *text;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  text = g_strndup ((const char *) map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  return text;
}

static void
test_report_document_has_null_for_unknown_times (void)
{
  g_autoptr (GstBuffer) buffer = rmg_vad_report_to_json (&start_report);
  g_autofree char *text = to_text (buffer);

  g_assert_cmpstr (text, ==,
      "{\"event\":\"start\",\"timestamp\":1500,\"stream-time\":500,"
      "\"running-time\":null,\"duration\":null,\"probability\":0.750000,"
      "\"level-db\":-20.500000}");
}

static void
test_report_document_of_an_end_has_its_duration (void)
{
  RmgVadReport report = start_report;
  g_autoptr (GstBuffer) buffer = NULL;
  g_autofree char *text = NULL;

  report.starts = FALSE;
  report.duration = 4000;
  buffer = rmg_vad_report_to_json (&report);
  text = to_text (buffer);
  g_assert_nonnull (strstr (text, "\"event\":\"end\""));
  g_assert_nonnull (strstr (text, "\"duration\":4000"));
}

/* @report NULL: one of a frame */
static char *
post (const RmgVadReport *report)
{
  const RmgVadFrameReport frame = { 30, 0.5, -30.0, TRUE, 0 };
  g_autoptr (GstElement) element = gst_object_ref_sink (gst_bin_new ("vad"));
  g_autoptr (GstBus) bus = gst_bus_new ();
  GString *log = g_string_new (NULL);
  GstMessage *message;

  gst_element_set_bus (element, bus);
  if (report != NULL)
    rmg_vad_report_post (element, report);
  else
    rmg_vad_report_post_frame (element, &frame);
  while ((message = gst_bus_pop (bus)) != NULL) {
    g_autofree char *text =
        gst_structure_to_string (gst_message_get_structure (message));

    g_string_append_printf (log, "%s\n", text);
    gst_message_unref (message);
  }
  gst_element_set_bus (element, NULL);
  return g_string_free (log, FALSE);
}

static void
test_report_is_two_messages (void)
{
  g_autofree char *log = post (&start_report);

  g_assert_cmpstr (log, ==,
      "rmgvad, event=(string)start, timestamp=(guint64)1500, "
      "stream-time=(guint64)500, running-time=(guint64)18446744073709551615, "
      "duration=(guint64)18446744073709551615, probability=(double)0.75, "
      "level-db=(double)-20.5;\n"
      "voice-activity, stream-time=(guint64)500, "
      "stream-has-voice=(boolean)true;\n");
}

static void
test_report_of_a_channel_names_it (void)
{
  RmgVadReport report = start_report;
  g_autoptr (GstBuffer) buffer = NULL;
  g_autofree char *text = NULL, *log = NULL;

  report.channel = 2;
  report.is_alone = FALSE;
  buffer = rmg_vad_report_to_json (&report);
  text = to_text (buffer);
  log = post (&report);
  g_assert_true (g_str_has_suffix (text, ",\"channel\":2}"));
  g_assert_nonnull (strstr (log, ", channel=(uint)2;"));
  g_assert_null (strstr (log, "voice-activity"));
}

static void
test_report_of_a_frame_is_one_message (void)
{
  g_autofree char *log = post (NULL);

  g_assert_cmpstr (log, ==,
      "rmgvad-frame, running-time=(guint64)30, probability=(double)0.5, "
      "level-db=(double)-30, speech=(boolean)true;\n");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/report/null", test_report_document_has_null_for_unknown_times);
  g_test_add_func (
      "/report/end", test_report_document_of_an_end_has_its_duration);
  g_test_add_func ("/report/messages", test_report_is_two_messages);
  g_test_add_func ("/report/channel", test_report_of_a_channel_names_it);
  g_test_add_func ("/report/frame", test_report_of_a_frame_is_one_message);
  return g_test_run ();
}
