/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join/leg.h"

static void
push_segment (RmgJoinLeg *leg)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  rmg_join_leg_push_event (leg, gst_event_new_segment (&segment));
}

static void
push (RmgJoinLeg *leg, GstClockTime pts, GstClockTime duration)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 8, NULL);

  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) = duration;
  rmg_join_leg_push_buffer (leg, buffer);
}

static void
pop (RmgJoinLeg *leg)
{
  g_autoptr (GstCaps) caps = NULL;
  GstMiniObject *object = rmg_join_leg_pop (leg, &caps);

  gst_mini_object_unref (object);
}

static void
test_leg_next_time_is_that_of_the_oldest_entry_then_the_position (void)
{
  RmgJoinLeg *leg = rmg_join_leg_new (0);

  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, GST_CLOCK_TIME_NONE);
  push_segment (leg);
  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, 0);
  push (leg, 10, 5);
  push (leg, 20, 5);
  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, 10);
  pop (leg);
  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, 20);
  pop (leg);
  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, 25);
  rmg_join_leg_free (leg);
}

static void
test_leg_overlapping_buffer_is_ordered_by_the_position (void)
{
  RmgJoinLeg *leg = rmg_join_leg_new (0);

  push_segment (leg);
  push (leg, 10, 30);
  push (leg, 20, 5);
  pop (leg);
  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, 40);
  rmg_join_leg_free (leg);
}

static void
test_leg_gap_is_an_entry_at_its_end (void)
{
  RmgJoinLeg *leg = rmg_join_leg_new (0);

  push_segment (leg);
  rmg_join_leg_push_event (leg, gst_event_new_gap (10, 20));
  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, 30);
  g_assert_cmpuint (leg->entries.length, ==, 1);
  g_assert_cmpuint (leg->n_buffers, ==, 0);
  rmg_join_leg_free (leg);
}

static void
test_leg_is_finished_when_eos_has_arrived_and_entries_have_left (void)
{
  RmgJoinLeg *leg = rmg_join_leg_new (0);

  push (leg, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
  rmg_join_leg_push_event (leg, gst_event_new_eos ());
  g_assert_false (rmg_join_leg_is_finished (leg));
  pop (leg);
  g_assert_true (rmg_join_leg_is_finished (leg));
  rmg_join_leg_push_event (leg, gst_event_new_stream_start ("again"));
  g_assert_false (rmg_join_leg_is_finished (leg));
  rmg_join_leg_free (leg);
}

static void
test_leg_caps_belong_to_the_entries_after_them (void)
{
  RmgJoinLeg *leg = rmg_join_leg_new (0);
  g_autoptr (GstCaps) first = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstCaps) second = gst_caps_new_empty_simple ("text/x-raw");

  rmg_join_leg_push_event (leg, gst_event_new_caps (first));
  push (leg, 0, 1);
  rmg_join_leg_push_event (leg, gst_event_new_caps (second));
  push (leg, 1, 1);
  g_assert_true (leg->caps == first);
  pop (leg);
  g_assert_true (leg->caps == second);
  rmg_join_leg_free (leg);
}

static void
test_leg_flush_returns_its_bytes_and_keeps_the_latest_caps (void)
{
  RmgJoinLeg *leg = rmg_join_leg_new (0);
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-raw");

  push_segment (leg);
  push (leg, 0, 1);
  rmg_join_leg_push_event (leg, gst_event_new_caps (caps));
  push (leg, 1, 1);
  g_assert_cmpuint (rmg_join_leg_flush (leg), ==, 16);
  g_assert_true (leg->caps == caps);
  g_assert_cmpuint (rmg_join_leg_get_next_time (leg), ==, GST_CLOCK_TIME_NONE);
  rmg_join_leg_free (leg);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/join-leg/time",
      test_leg_next_time_is_that_of_the_oldest_entry_then_the_position);
  g_test_add_func ("/join-leg/overlap",
      test_leg_overlapping_buffer_is_ordered_by_the_position);
  g_test_add_func ("/join-leg/gap", test_leg_gap_is_an_entry_at_its_end);
  g_test_add_func ("/join-leg/finished",
      test_leg_is_finished_when_eos_has_arrived_and_entries_have_left);
  g_test_add_func (
      "/join-leg/caps", test_leg_caps_belong_to_the_entries_after_them);
  g_test_add_func ("/join-leg/flush",
      test_leg_flush_returns_its_bytes_and_keeps_the_latest_caps);
  return g_test_run ();
}
