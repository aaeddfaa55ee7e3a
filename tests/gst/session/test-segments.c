/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/segments.h>

#include <math.h>

typedef struct
{
  RmgSegments *segments;
  GstElement *vad;
  GstElement *other;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->segments = rmg_segments_new ();
  fixture->vad = gst_object_ref_sink (gst_bin_new ("vad"));
  fixture->other = gst_object_ref_sink (gst_bin_new ("other"));
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  rmg_segments_unref (fixture->segments);
  gst_object_unref (fixture->vad);
  gst_object_unref (fixture->other);
}

static const RmgSegment *
post (Fixture *fixture, GstElement *from, GstStructure *event)
{
  g_autoptr (GstMessage) message =
      gst_message_new_element (GST_OBJECT (from), event);

  return rmg_segments_add_message (fixture->segments, message);
}

static const RmgSegment *
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
  const RmgSegment *segment;

  g_assert_null (post_event (fixture, fixture->vad, "start", 10, 0));
  segment = post_event (fixture, fixture->vad, "end", 30, 20);

  g_assert_nonnull (segment);
  g_assert_cmpstr (segment->node_id, ==, "vad");
  g_assert_cmpuint (segment->start, ==, 10);
  g_assert_cmpuint (segment->end, ==, 30);
  g_assert_cmpfloat (segment->level_db, ==, -20.0);
  g_assert_cmpfloat (segment->probability, ==, 0.75);
  g_assert_cmpuint (segment->channel, ==, 0);
}

static void
test_end_without_start_is_nothing (Fixture *fixture, gconstpointer unused)
{
  g_assert_null (post_event (fixture, fixture->vad, "end", 30, 30));
  g_assert_cmpuint (rmg_segments_get_n_segments (fixture->segments), ==, 0);
}

static void
test_nodes_do_not_mix (Fixture *fixture, gconstpointer unused)
{
  const RmgSegment *segment;

  post_event (fixture, fixture->vad, "start", 1, 1);
  post_event (fixture, fixture->other, "start", 2, 2);
  segment = post_event (fixture, fixture->vad, "end", 3, 3);
  g_assert_cmpuint (segment->start, ==, 1);
  segment = post_event (fixture, fixture->other, "end", 4, 4);

  g_assert_cmpuint (segment->start, ==, 2);
  g_assert_cmpstr (segment->node_id, ==, "other");
}

static GstStructure *
make_event (const char *kind, guint64 time, guint channel)
{
  return gst_structure_new ("rmgvad", "event", G_TYPE_STRING, kind,
      "stream-time", G_TYPE_UINT64, time, "channel", G_TYPE_UINT, channel,
      NULL);
}

static void
test_channels_do_not_mix (Fixture *fixture, gconstpointer unused)
{
  const RmgSegment *segment;

  post (fixture, fixture->vad, make_event ("start", 1, 1));
  post (fixture, fixture->vad, make_event ("start", 2, 2));
  g_assert_null (post (fixture, fixture->vad, make_event ("end", 2, 3)));
  segment = post (fixture, fixture->vad, make_event ("end", 3, 1));
  g_assert_cmpuint (segment->start, ==, 1);
  g_assert_cmpuint (segment->channel, ==, 1);
  segment = post (fixture, fixture->vad, make_event ("end", 4, 2));
  g_assert_cmpuint (segment->start, ==, 2);
  g_assert_cmpuint (segment->end, ==, 4);
  g_assert_cmpuint (segment->channel, ==, 2);
}

static void
test_live_source_counts_by_running_time (Fixture *fixture, gconstpointer unused)
{
  const RmgSegment *segment;

  post_event (fixture, fixture->vad, "start", GST_CLOCK_TIME_NONE, 5);
  segment = post_event (fixture, fixture->vad, "end", GST_CLOCK_TIME_NONE, 9);

  g_assert_cmpuint (segment->start, ==, 5);
  g_assert_cmpuint (segment->end, ==, 9);
}

static void
test_missing_level_is_unknown (Fixture *fixture, gconstpointer unused)
{
  const RmgSegment *segment;

  post_event (fixture, fixture->vad, "start", 1, 1);
  segment = post (fixture, fixture->vad,
      gst_structure_new ("rmgvad", "event", G_TYPE_STRING, "end", "stream-time",
          G_TYPE_UINT64, (guint64) 2, NULL));

  g_assert_true (isnan (segment->level_db));
}

static void
test_other_messages_add_nothing (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GstMessage) message =
      gst_message_new_eos (GST_OBJECT (fixture->vad));

  g_assert_null (rmg_segments_add_message (fixture->segments, message));
  g_assert_null (
      post (fixture, fixture->vad, gst_structure_new_empty ("level")));
  g_assert_null (
      post (fixture, fixture->vad, gst_structure_new_empty ("rmgvad")));
  post_event (fixture, fixture->vad, "frame", 1, 1);
  g_assert_null (post_event (fixture, fixture->vad, "end", 2, 2));
  g_assert_cmpuint (rmg_segments_get_n_segments (fixture->segments), ==, 0);
}

static void
test_second_start_replaces_the_first (Fixture *fixture, gconstpointer unused)
{
  post_event (fixture, fixture->vad, "start", 1, 1);
  post_event (fixture, fixture->vad, "start", 5, 5);
  g_assert_cmpuint (
      post_event (fixture, fixture->vad, "end", 9, 9)->start, ==, 5);
  g_assert_null (post_event (fixture, fixture->vad, "end", 10, 10));
}

static void
test_list_keeps_segments_by_their_start (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (RmgSegments) other = rmg_segments_ref (fixture->segments);

  post_event (fixture, fixture->vad, "start", 1, 1);
  post_event (fixture, fixture->other, "start", 2, 2);
  post_event (fixture, fixture->other, "end", 3, 3);
  post_event (fixture, fixture->vad, "end", 4, 4);
  g_assert_cmpuint (rmg_segments_get_n_segments (other), ==, 2);
  /* the segment that starts first ends last */
  g_assert_cmpuint (rmg_segments_get_segment (other, 0)->end, ==, 4);
  g_assert_cmpuint (rmg_segments_get_segment (other, 1)->end, ==, 3);
}

static void
test_copy_outlives_the_list (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (RmgSegment) copy = NULL;

  post_event (fixture, fixture->vad, "start", 1, 1);
  copy = rmg_segment_copy (post_event (fixture, fixture->vad, "end", 3, 3));
  rmg_segments_unref (fixture->segments);
  fixture->segments = rmg_segments_new ();
  g_assert_cmpstr (copy->node_id, ==, "vad");
  g_assert_cmpuint (copy->end, ==, 3);
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
  add ("/segments/pair", test_end_completes_the_start);
  add ("/segments/end-alone", test_end_without_start_is_nothing);
  add ("/segments/nodes", test_nodes_do_not_mix);
  add ("/segments/channels", test_channels_do_not_mix);
  add ("/segments/live", test_live_source_counts_by_running_time);
  add ("/segments/no-level", test_missing_level_is_unknown);
  add ("/segments/others", test_other_messages_add_nothing);
  add ("/segments/second-start", test_second_start_replaces_the_first);
  add ("/segments/list", test_list_keeps_segments_by_their_start);
  add ("/segments/copy", test_copy_outlives_the_list);
  return g_test_run ();
}
