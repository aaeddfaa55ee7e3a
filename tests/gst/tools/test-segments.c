/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/segments.h"

#include <glib/gstdio.h>
#include <math.h>

typedef struct
{
  ToolSegments *segments;
  GstElement *vad;
  GstElement *other;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->segments = tool_segments_new ();
  fixture->vad = gst_object_ref_sink (gst_bin_new ("vad"));
  fixture->other = gst_object_ref_sink (gst_bin_new ("other"));
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  tool_segments_free (fixture->segments);
  gst_object_unref (fixture->vad);
  gst_object_unref (fixture->other);
}

static const ToolSegment *
post (Fixture *fixture, GstElement *from, GstStructure *event)
{
  g_autoptr (GstMessage) message =
      gst_message_new_element (GST_OBJECT (from), event);

  return tool_segments_take (fixture->segments, message);
}

static const ToolSegment *
post_event (Fixture *fixture, GstElement *from, const char *kind,
    GstClockTime stream_time, GstClockTime running_time)
{
  return post (fixture, from,
      gst_structure_new ("rmgvad", "event", G_TYPE_STRING, kind, "stream-time",
          G_TYPE_UINT64, stream_time, "running-time", G_TYPE_UINT64,
          running_time, "level-db", G_TYPE_DOUBLE, -20.0, "probability",
          G_TYPE_DOUBLE, 0.75, NULL));
}

static void
test_end_completes_the_start (Fixture *fixture, gconstpointer unused)
{
  const ToolSegment *segment;

  g_assert_null (post_event (fixture, fixture->vad, "start", 10, 0));
  segment = post_event (fixture, fixture->vad, "end", 30, 20);

  g_assert_nonnull (segment);
  g_assert_cmpstr (segment->node, ==, "vad");
  g_assert_cmpuint (segment->start, ==, 10);
  g_assert_cmpuint (segment->end, ==, 30);
  g_assert_cmpfloat (segment->level_db, ==, -20.0);
  g_assert_cmpfloat (segment->probability, ==, 0.75);
}

static void
test_end_without_start_is_nothing (Fixture *fixture, gconstpointer unused)
{
  g_assert_null (post_event (fixture, fixture->vad, "end", 30, 30));
  g_assert_cmpuint (fixture->segments->found->len, ==, 0);
}

static void
test_nodes_do_not_mix (Fixture *fixture, gconstpointer unused)
{
  const ToolSegment *segment;

  post_event (fixture, fixture->vad, "start", 1, 1);
  post_event (fixture, fixture->other, "start", 2, 2);
  segment = post_event (fixture, fixture->vad, "end", 3, 3);
  g_assert_cmpuint (segment->start, ==, 1);
  segment = post_event (fixture, fixture->other, "end", 4, 4);

  g_assert_cmpuint (segment->start, ==, 2);
  g_assert_cmpstr (segment->node, ==, "other");
}

/* Both detectors find speech; the segment that starts first ends last. */
static void
add_two_nodes (Fixture *fixture)
{
  post_event (fixture, fixture->vad, "start", GST_SECOND, 0);
  post_event (fixture, fixture->other, "start", 2 * GST_SECOND, 0);
  post_event (fixture, fixture->other, "end", 3 * GST_SECOND, 0);
  post_event (fixture, fixture->vad, "end", 4 * GST_SECOND, 0);
}

static void
test_segments_are_in_the_order_of_their_starts (
    Fixture *fixture, gconstpointer unused)
{
  add_two_nodes (fixture);
  g_assert_cmpstr (
      g_array_index (fixture->segments->found, ToolSegment, 0).node, ==, "vad");
  g_assert_cmpstr (
      g_array_index (fixture->segments->found, ToolSegment, 1).node, ==,
      "other");
}

static char *
write_file (Fixture *fixture, const char *extension)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_strconcat (folder, "/s", extension, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_true (tool_segments_check_path (path, &error));
  tool_segments_write (fixture->segments, path, "talk", &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return text;
}

static void
test_files_name_the_node_of_several (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    const char *extension;
    const char *text;
  } rows[] = {
    { ".srt",
        "1\n00:00:01,000 --> 00:00:04,000\nspeech vad\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nspeech other\n\n" },
    { ".rttm",
        "SPEAKER talk 1 1.000 3.000 <NA> <NA> speech_vad <NA> <NA>\n"
        "SPEAKER talk 1 2.000 1.000 <NA> <NA> speech_other <NA> <NA>\n" },
    { ".TXT",
        "1.000000\t4.000000\tspeech vad\n"
        "2.000000\t3.000000\tspeech other\n" },
  };

  add_two_nodes (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = write_file (fixture, rows[i].extension);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_file_of_one_node_has_plain_labels (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = NULL;

  post_event (fixture, fixture->vad, "start", GST_SECOND, 0);
  post_event (fixture, fixture->vad, "end", 2 * GST_SECOND, 0);
  text = write_file (fixture, ".txt");
  g_assert_cmpstr (text, ==, "1.000000\t2.000000\tspeech\n");
}

static void
test_live_source_counts_by_running_time (Fixture *fixture, gconstpointer unused)
{
  const ToolSegment *segment;

  post_event (fixture, fixture->vad, "start", GST_CLOCK_TIME_NONE, 5);
  segment = post_event (fixture, fixture->vad, "end", GST_CLOCK_TIME_NONE, 9);

  g_assert_cmpuint (segment->start, ==, 5);
  g_assert_cmpuint (segment->end, ==, 9);
}

static void
test_missing_level_is_unknown (Fixture *fixture, gconstpointer unused)
{
  const ToolSegment *segment;

  post_event (fixture, fixture->vad, "start", 1, 1);
  segment = post (fixture, fixture->vad,
      gst_structure_new ("rmgvad", "event", G_TYPE_STRING, "end", "stream-time",
          G_TYPE_UINT64, (guint64) 2, NULL));

  g_assert_true (isnan (segment->level_db));
}

static void
test_other_messages_are_passed_over (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GstMessage) message =
      gst_message_new_eos (GST_OBJECT (fixture->vad));

  g_assert_null (tool_segments_take (fixture->segments, message));
  post (fixture, fixture->vad, gst_structure_new_empty ("level"));
  post (fixture, fixture->vad, gst_structure_new_empty ("rmgvad"));
  g_assert_cmpuint (fixture->segments->open->len, ==, 0);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  add ("/tools/segments/pair", test_end_completes_the_start);
  add ("/tools/segments/end-alone", test_end_without_start_is_nothing);
  add ("/tools/segments/nodes", test_nodes_do_not_mix);
  add ("/tools/segments/order", test_segments_are_in_the_order_of_their_starts);
  add ("/tools/segments/labels", test_files_name_the_node_of_several);
  add ("/tools/segments/label", test_file_of_one_node_has_plain_labels);
  add ("/tools/segments/live", test_live_source_counts_by_running_time);
  add ("/tools/segments/no-level", test_missing_level_is_unknown);
  add ("/tools/segments/others", test_other_messages_are_passed_over);
  return g_test_run ();
}
