/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/rmg.h>

#include <math.h>

static void
post (RmgSegments *segments, GstElement *vad, const char *kind,
    GstClockTime time, double level_db)
{
  g_autoptr (GstMessage) message = gst_message_new_element (GST_OBJECT (vad),
      gst_structure_new ("rmgvad", "event", G_TYPE_STRING, kind, "stream-time",
          G_TYPE_UINT64, time, "level-db", G_TYPE_DOUBLE, level_db,
          "probability", G_TYPE_DOUBLE, 0.98765, NULL));

  rmg_segments_add_message (segments, message);
}

/* Two segments: one of 1.5 s, one after more than an hour whose level is not
 * known. */
static RmgSegments *
make_segments (void)
{
  RmgSegments *segments = rmg_segments_new ();
  g_autoptr (GstElement) vad = gst_object_ref_sink (gst_bin_new ("a \"b\""));

  post (segments, vad, "start", 250 * GST_MSECOND, 0.0);
  post (segments, vad, "end", 1750 * GST_MSECOND, -20.375);
  post (segments, vad, "start", 3723 * GST_SECOND + 4567 * GST_USECOND, 0.0);
  post (segments, vad, "end", 3724 * GST_SECOND + 62750 * GST_NSECOND, NAN);
  return segments;
}

typedef struct
{
  const char *path;
  RmgSegmentFormat format;
  const char *text;
} Format;

static const Format formats[] = {
  { "x.json", RMG_SEGMENT_FORMAT_JSON,
      "[\n"
      "  {\n"
      "    \"node\": \"a \\\"b\\\"\",\n"
      "    \"start\": 0.25,\n"
      "    \"end\": 1.75,\n"
      "    \"duration\": 1.5,\n"
      "    \"level_db\": -20.375,\n"
      "    \"probability\": 0.98765\n"
      "  },\n"
      "  {\n"
      "    \"node\": \"a \\\"b\\\"\",\n"
      "    \"start\": 3723.004567,\n"
      "    \"end\": 3724.000063,\n"
      "    \"duration\": 0.995496,\n"
      "    \"level_db\": null,\n"
      "    \"probability\": 0.98765\n"
      "  }\n"
      "]\n" },
  { "x.csv", RMG_SEGMENT_FORMAT_CSV,
      "start,end,duration,level_db,probability,node\n"
      "0.250,1.750,1.500,-20.38,0.9877,\"a \"\"b\"\"\"\n"
      "3723.005,3724.000,0.995,,0.9877,\"a \"\"b\"\"\"\n" },
  { "x.srt", RMG_SEGMENT_FORMAT_SRT,
      "1\n00:00:00,250 --> 00:00:01,750\nspeech\n\n"
      "2\n01:02:03,004 --> 01:02:04,000\nspeech\n\n" },
  { "x.rttm", RMG_SEGMENT_FORMAT_RTTM,
      "SPEAKER my_talk 1 0.250 1.500 <NA> <NA> speech <NA> <NA>\n"
      "SPEAKER my_talk 1 3723.005 0.995 <NA> <NA> speech <NA> <NA>\n" },
  { "x.txt", RMG_SEGMENT_FORMAT_LABELS,
      "0.250000\t1.750000\tspeech\n"
      "3723.004567\t3724.000063\tspeech\n" },
};

static void
test_segments_text_of_each_format (gconstpointer data)
{
  const Format *row = data;
  g_autoptr (RmgSegments) segments = make_segments ();
  g_autofree char *found =
      rmg_segments_to_string (segments, row->format, "my talk");

  g_assert_cmpstr (found, ==, row->text);
}

static void
test_segments_format_by_extension (gconstpointer data)
{
  const Format *row = data;
  g_autofree char *upper = g_ascii_strup (row->path, -1);
  RmgSegmentFormat found;

  g_assert_true (rmg_segment_format_from_path (row->path, &found));
  g_assert_cmpint (found, ==, row->format);
  g_assert_true (rmg_segment_format_from_path (upper, &found));
  g_assert_cmpint (found, ==, row->format);
}

static void
test_segments_other_extension_has_no_format (void)
{
  static const char *const paths[] = { "x", "json", "x.jso", "x.jsonl",
    "x.json.gz", "" };
  RmgSegmentFormat found;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_test_message ("%s", paths[i]);
    g_assert_false (rmg_segment_format_from_path (paths[i], &found));
  }
}

static const struct
{
  RmgSegmentFormat format;
  const char *text;
} of_channel[] = {
  { RMG_SEGMENT_FORMAT_JSON,
      "[\n"
      "  {\n"
      "    \"node\": \"vad\",\n"
      "    \"start\": 1.0,\n"
      "    \"end\": 4.0,\n"
      "    \"duration\": 3.0,\n"
      "    \"level_db\": null,\n"
      "    \"probability\": null,\n"
      "    \"channel\": 2\n"
      "  }\n"
      "]\n" },
  { RMG_SEGMENT_FORMAT_CSV,
      "start,end,duration,level_db,probability,node,channel\n"
      "1.000,4.000,3.000,,,\"vad\",2\n" },
  { RMG_SEGMENT_FORMAT_SRT,
      "1\n00:00:01,000 --> 00:00:04,000\nspeech channel 2\n\n" },
  { RMG_SEGMENT_FORMAT_RTTM,
      "SPEAKER x 2 1.000 3.000 <NA> <NA> speech_channel_2 <NA> <NA>\n" },
  { RMG_SEGMENT_FORMAT_LABELS, "1.000000\t4.000000\tspeech channel 2\n" },
};

static void
post_of_channel (
    RmgSegments *segments, GstElement *vad, const char *kind, GstClockTime time)
{
  g_autoptr (GstMessage) message = gst_message_new_element (GST_OBJECT (vad),
      gst_structure_new ("rmgvad", "event", G_TYPE_STRING, kind, "stream-time",
          G_TYPE_UINT64, time, "channel", G_TYPE_UINT, 2, NULL));

  rmg_segments_add_message (segments, message);
}

static void
test_segments_of_a_channel_name_it (void)
{
  g_autoptr (RmgSegments) segments = rmg_segments_new ();
  g_autoptr (GstElement) vad = gst_object_ref_sink (gst_bin_new ("vad"));

  post_of_channel (segments, vad, "start", GST_SECOND);
  post_of_channel (segments, vad, "end", 4 * GST_SECOND);
  for (gsize i = 0; i < G_N_ELEMENTS (of_channel); i++) {
    g_autofree char *text =
        rmg_segments_to_string (segments, of_channel[i].format, "x");

    g_assert_cmpstr (text, ==, of_channel[i].text);
  }
}

static const struct
{
  RmgSegmentFormat format;
  const char *text;
} labelled[] = {
  { RMG_SEGMENT_FORMAT_SRT,
      "1\n00:00:01,000 --> 00:00:04,000\nspeech a b\n\n"
      "2\n00:00:02,000 --> 00:00:03,000\nspeech c\n\n" },
  { RMG_SEGMENT_FORMAT_RTTM,
      "SPEAKER x 1 1.000 3.000 <NA> <NA> speech_a_b <NA> <NA>\n"
      "SPEAKER x 1 2.000 1.000 <NA> <NA> speech_c <NA> <NA>\n" },
  { RMG_SEGMENT_FORMAT_LABELS,
      "1.000000\t4.000000\tspeech a b\n"
      "2.000000\t3.000000\tspeech c\n" },
};

static void
test_segments_of_several_nodes_are_labelled (void)
{
  g_autoptr (RmgSegments) segments = rmg_segments_new ();
  g_autoptr (GstElement) first = gst_object_ref_sink (gst_bin_new ("a b"));
  g_autoptr (GstElement) second = gst_object_ref_sink (gst_bin_new ("c"));

  post (segments, first, "start", GST_SECOND, 0.0);
  post (segments, second, "start", 2 * GST_SECOND, 0.0);
  post (segments, second, "end", 3 * GST_SECOND, 0.0);
  post (segments, first, "end", 4 * GST_SECOND, 0.0);
  for (gsize i = 0; i < G_N_ELEMENTS (labelled); i++) {
    g_autofree char *found =
        rmg_segments_to_string (segments, labelled[i].format, "x");

    g_assert_cmpstr (found, ==, labelled[i].text);
  }
}

static const char *const empty_texts[] = { "[]\n",
  "start,end,duration,level_db,probability,node\n", "", "", "" };

static void
test_segments_empty_list_is_an_empty_document (void)
{
  g_autoptr (RmgSegments) segments = rmg_segments_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (empty_texts); i++) {
    g_autofree char *found =
        rmg_segments_to_string (segments, (RmgSegmentFormat) i, "x");

    g_assert_cmpstr (found, ==, empty_texts[i]);
  }
}

static void
test_segments_format_has_a_gtype (void)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (RMG_TYPE_SEGMENT_FORMAT);

  g_assert_cmpuint (values->n_values, ==, G_N_ELEMENTS (formats));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *text = g_strconcat ("/segments/", formats[i].path, NULL);
    g_autofree char *path =
        g_strconcat ("/segments/path/", formats[i].path, NULL);

    g_test_add_data_func (text, &formats[i], test_segments_text_of_each_format);
    g_test_add_data_func (path, &formats[i], test_segments_format_by_extension);
  }
  g_test_add_func (
      "/segments/path/other", test_segments_other_extension_has_no_format);
  g_test_add_func (
      "/segments/empty", test_segments_empty_list_is_an_empty_document);
  g_test_add_func (
      "/segments/several", test_segments_of_several_nodes_are_labelled);
  g_test_add_func ("/segments/type", test_segments_format_has_a_gtype);
  g_test_add_func (
      "/segments-text/channel", test_segments_of_a_channel_name_it);
  return g_test_run ();
}
