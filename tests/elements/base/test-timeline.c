/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/timeline.h"

#define RATE_HZ 48000
#define MS(ms) ((GstClockTime) (ms) *GST_MSECOND)

static RmgTimeline
make_timeline (void)
{
  return (RmgTimeline){ .rate_hz = RATE_HZ };
}

static GstBuffer *
make_buffer (GstClockTime pts)
{
  GstBuffer *buffer = gst_buffer_new ();

  GST_BUFFER_PTS (buffer) = pts;
  return buffer;
}

static gboolean
interrupts (const RmgTimeline *self, GstClockTime pts, GstBufferFlags flags)
{
  g_autoptr (GstBuffer) buffer = make_buffer (pts);

  GST_BUFFER_FLAG_SET (buffer, flags);
  return rmg_timeline_is_interrupted (self, buffer);
}

/* gst_event_new_gap() refuses a gap without a start. */
static GstEvent *
make_gap (GstClockTime start, GstClockTime duration)
{
  return gst_event_new_custom (GST_EVENT_GAP,
      gst_structure_new ("GstEventGap", "timestamp", GST_TYPE_CLOCK_TIME, start,
          "duration", GST_TYPE_CLOCK_TIME, duration, NULL));
}

static void
test_time_of_a_frame_is_exact_after_years (void)
{
  RmgTimeline self = { .rate_hz = 44100, .anchor = 7 };
  const guint64 seconds = G_GUINT64_CONSTANT (3) * 365 * 24 * 3600;

  g_assert_cmpuint (rmg_timeline_get_time (&self, seconds * 44100), ==,
      seconds * GST_SECOND + 7);
  g_assert_cmpuint (rmg_timeline_get_time (&self, seconds * 44100 + 1), ==,
      seconds * GST_SECOND + GST_SECOND / 44100 + 7);
}

static void
test_stamps_up_to_40_ms_off_continue (void)
{
  static const struct
  {
    gint64 offset_ns;
    gboolean continues;
  } rows[] = {
    { 0, TRUE },
    { MS (40), TRUE },
    { -(gint64) MS (40), TRUE },
    { MS (40) + 1, FALSE },
    { -(gint64) MS (40) - 1, FALSE },
  };
  RmgTimeline self = make_timeline ();

  rmg_timeline_place (&self, MS (500));
  self.position = RATE_HZ;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (
        interrupts (&self, MS (1500) + (GstClockTime) rows[i].offset_ns, 0), ==,
        !rows[i].continues);
}

static void
test_audio_without_stamp_continues (void)
{
  RmgTimeline self = make_timeline ();

  self.position = RATE_HZ;
  g_assert_false (interrupts (&self, GST_CLOCK_TIME_NONE, 0));
}

static void
test_discont_interrupts_a_stretch_only (void)
{
  RmgTimeline self = make_timeline ();

  g_assert_false (interrupts (&self, MS (9000), GST_BUFFER_FLAG_DISCONT));
  self.position = 1;
  g_assert_true (
      interrupts (&self, GST_CLOCK_TIME_NONE, GST_BUFFER_FLAG_DISCONT));
}

static void
test_first_frame_without_stamp_is_the_start_of_the_segment (void)
{
  static const struct
  {
    GstFormat format;
    guint64 start;
    GstClockTime expected;
  } rows[] = {
    { GST_FORMAT_TIME, 0, 0 },
    { GST_FORMAT_TIME, MS (2500), MS (2500) },
    { GST_FORMAT_BYTES, 4096, 0 },
    { GST_FORMAT_DEFAULT, 4096, 0 },
    { GST_FORMAT_UNDEFINED, 0, 0 },
  };
  RmgTimeline self = make_timeline ();
  GstSegment segment;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    gst_segment_init (&segment, rows[i].format);
    segment.start = rows[i].start;
    self.position = 77;
    rmg_timeline_set_segment (&self, &segment);
    rmg_timeline_place (&self, GST_CLOCK_TIME_NONE);
    g_assert_cmpuint (rmg_timeline_get_end (&self), ==, rows[i].expected);
  }
}

static void
test_stretch_without_stamp_starts_at_the_end_of_the_one_before (void)
{
  RmgTimeline self = make_timeline ();

  rmg_timeline_place (&self, MS (100));
  self.position = RATE_HZ / 10;
  rmg_timeline_end_stretch (&self);
  rmg_timeline_place (&self, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (rmg_timeline_get_time (&self, RATE_HZ), ==, MS (1200));
}

static void
test_restart_goes_back_to_the_start_of_the_segment (void)
{
  RmgTimeline self = make_timeline ();
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = MS (300);
  rmg_timeline_set_segment (&self, &segment);
  rmg_timeline_place (&self, MS (900));
  self.position = RATE_HZ;
  rmg_timeline_restart (&self);
  g_assert_cmpuint (rmg_timeline_get_end (&self), ==, MS (300));
}

static void
test_stamp_within_a_stretch_does_not_move_it (void)
{
  RmgTimeline self = make_timeline ();

  self.position = RATE_HZ;
  rmg_timeline_place (&self, MS (1030));
  g_assert_cmpuint (rmg_timeline_get_end (&self), ==, MS (1000));
}

static void
test_frames_until_a_time_are_rounded (void)
{
  RmgTimeline self = { .rate_hz = RATE_HZ, .anchor = MS (10), .position = 480 };

  g_assert_cmpuint (rmg_timeline_count_until (&self, MS (40)), ==, 960);
  g_assert_cmpuint (rmg_timeline_count_until (&self, MS (40) + 9), ==, 960);
  g_assert_cmpuint (rmg_timeline_count_until (&self, MS (20)), ==, 0);
  g_assert_cmpuint (rmg_timeline_count_until (&self, 0), ==, 0);
}

static void
test_stamps_of_neighbours_meet (void)
{
  RmgTimeline self = { .rate_hz = 44100, .anchor = 3 };
  GstClockTime end = 3;

  for (guint64 position = 0; position < 44100; position += 441 + position % 7) {
    g_autoptr (GstBuffer) buffer = gst_buffer_new ();

    rmg_timeline_stamp (&self, buffer, position, 441 + position % 7);
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, end);
    end += GST_BUFFER_DURATION (buffer);
  }
}

static void
test_gap_without_start_is_at_the_position (void)
{
  RmgTimeline self = { .rate_hz = RATE_HZ, .position = RATE_HZ };
  g_autoptr (GstEvent) event =
      rmg_timeline_stamp_gap (&self, make_gap (GST_CLOCK_TIME_NONE, MS (250)));
  GstClockTime start, end;

  g_assert_true (rmg_timeline_parse_gap (&self, event, &start, &end));
  g_assert_cmpuint (start, ==, MS (1000));
  g_assert_cmpuint (end, ==, MS (1250));
}

static void
test_gap_without_duration_has_no_length (void)
{
  RmgTimeline self = { .rate_hz = RATE_HZ, .position = RATE_HZ };
  g_autoptr (GstEvent) event = make_gap (MS (1000), GST_CLOCK_TIME_NONE);
  GstClockTime start, end;

  g_assert_false (rmg_timeline_parse_gap (&self, event, &start, &end));
  g_assert_cmpuint (end, ==, MS (1000));
}

static void
test_gap_is_news_if_it_ends_a_frame_after_the_position (void)
{
  RmgTimeline self = { .rate_hz = 1000, .position = 1000 };
  g_autoptr (GstEvent) rounded = make_gap (MS (900), MS (101));
  g_autoptr (GstEvent) later = make_gap (MS (900), MS (101) + 1);
  GstClockTime start, end;

  g_assert_false (rmg_timeline_parse_gap (&self, rounded, &start, &end));
  g_assert_true (rmg_timeline_parse_gap (&self, later, &start, &end));
  g_assert_cmpuint (end, ==, MS (1001) + 1);
}

static void
test_gap_before_caps_is_read (void)
{
  RmgTimeline self = { 0 };
  g_autoptr (GstEvent) event = make_gap (MS (5), MS (10));

  rmg_timeline_pass_gap (&self, event);
  g_assert_cmpuint (rmg_timeline_get_end (&self), ==, MS (15));
}

/* The audio after the gap has no stamp. */
static void
test_passed_audio_continues_after_a_passed_gap (void)
{
  RmgTimeline self = make_timeline ();
  g_autoptr (GstEvent) past = make_gap (MS (900), MS (100));
  g_autoptr (GstEvent) gap = make_gap (MS (1000), MS (500));
  g_autoptr (GstBuffer) first = gst_buffer_new ();
  g_autoptr (GstBuffer) second = gst_buffer_new ();

  rmg_timeline_pass (&self, &first, RATE_HZ);
  rmg_timeline_pass_gap (&self, past);
  g_assert_cmpuint (self.position, ==, RATE_HZ);
  rmg_timeline_pass_gap (&self, gap);
  rmg_timeline_pass (&self, &second, RATE_HZ);
  g_assert_cmpuint (GST_BUFFER_PTS (first), ==, 0);
  g_assert_cmpuint (GST_BUFFER_DURATION (first), ==, MS (1000));
  g_assert_cmpuint (GST_BUFFER_PTS (second), ==, MS (1500));
}

static void
test_passed_buffer_with_stamp_is_untouched (void)
{
  RmgTimeline self = make_timeline ();
  g_autoptr (GstBuffer) buffer = make_buffer (MS (20));
  GstBuffer *before = gst_buffer_ref (buffer);

  g_assert_false (rmg_timeline_pass (&self, &buffer, RATE_HZ));
  g_assert_true (buffer == before);
  g_assert_false (GST_BUFFER_DURATION_IS_VALID (buffer));
  g_assert_cmpuint (rmg_timeline_get_end (&self), ==, MS (1020));
  gst_buffer_unref (before);
}

static void
test_passed_jump_starts_a_stretch (void)
{
  RmgTimeline self = make_timeline ();
  g_autoptr (GstBuffer) first = make_buffer (0);
  g_autoptr (GstBuffer) second = make_buffer (MS (1041));

  rmg_timeline_pass (&self, &first, RATE_HZ);
  g_assert_true (rmg_timeline_pass (&self, &second, RATE_HZ));
  g_assert_cmpuint (rmg_timeline_get_end (&self), ==, MS (2041));
}

typedef struct
{
  const char *path;
  GTestFunc function;
} Test;

static const Test tests[] = {
  { "exact", test_time_of_a_frame_is_exact_after_years },
  { "tolerance", test_stamps_up_to_40_ms_off_continue },
  { "continue", test_audio_without_stamp_continues },
  { "discont", test_discont_interrupts_a_stretch_only },
  { "segment", test_first_frame_without_stamp_is_the_start_of_the_segment },
  { "stretch", test_stretch_without_stamp_starts_at_the_end_of_the_one_before },
  { "restart", test_restart_goes_back_to_the_start_of_the_segment },
  { "place", test_stamp_within_a_stretch_does_not_move_it },
  { "until", test_frames_until_a_time_are_rounded },
  { "stamp", test_stamps_of_neighbours_meet },
  { "gap/no-start", test_gap_without_start_is_at_the_position },
  { "gap/no-duration", test_gap_without_duration_has_no_length },
  { "gap/news", test_gap_is_news_if_it_ends_a_frame_after_the_position },
  { "gap/before-caps", test_gap_before_caps_is_read },
  { "gap/pass", test_passed_audio_continues_after_a_passed_gap },
  { "pass/stamped", test_passed_buffer_with_stamp_is_untouched },
  { "pass/jump", test_passed_jump_starts_a_stretch },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/timeline/", tests[i].path, NULL);

    g_test_add_func (path, tests[i].function);
  }
  return g_test_run ();
}
