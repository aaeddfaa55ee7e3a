/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/resample/track.h"

#define IN_HZ 48000
#define OUT_HZ 16000
#define MS(ms) ((GstClockTime) (ms) *GST_MSECOND)

static RmgResampleTrack
make_track (void)
{
  RmgResampleTrack track = { .in = { .rate_hz = IN_HZ },
    .out_rate_hz = OUT_HZ };

  rmg_resample_track_restart (&track);
  return track;
}

static void
read_frames (RmgResampleTrack *track, GstClockTime pts, guint64 offset, gsize n)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();

  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_OFFSET (buffer) = offset;
  rmg_resample_track_read (track, buffer, n);
}

static GstBuffer *
stamp (RmgResampleTrack *track, gsize n_frames)
{
  GstBuffer *buffer = gst_buffer_new ();

  rmg_resample_track_stamp (track, buffer, n_frames);
  return buffer;
}

/* Output in parts of 10 ms; the input has no stamp after the first one. */
static void
test_track_output_is_counted_from_the_input (void)
{
  RmgResampleTrack track = make_track ();

  read_frames (&track, MS (500), GST_BUFFER_OFFSET_NONE, 4800);
  for (guint i = 0; i < 10; i++) {
    g_autoptr (GstBuffer) out = stamp (&track, OUT_HZ / 100);

    read_frames (&track, GST_CLOCK_TIME_NONE, GST_BUFFER_OFFSET_NONE, 480);
    g_assert_cmpuint (GST_BUFFER_PTS (out), ==, MS (500 + 10 * i));
    g_assert_cmpuint (GST_BUFFER_DURATION (out), ==, MS (10));
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (out), ==, i == 0);
  }
}

static void
test_track_offsets_are_output_frames (void)
{
  static const struct
  {
    GstClockTime pts;
    guint64 offset;
    guint64 expected;
  } offset_rows[] = {
    { MS (0), 96000, 32000 },
    { MS (500), GST_BUFFER_OFFSET_NONE, 8000 },
    { GST_CLOCK_TIME_NONE, GST_BUFFER_OFFSET_NONE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (offset_rows); i++) {
    RmgResampleTrack track = make_track ();
    g_autoptr (GstBuffer) out = NULL;

    read_frames (&track, offset_rows[i].pts, offset_rows[i].offset, 480);
    out = stamp (&track, 160);
    g_assert_cmpuint (GST_BUFFER_OFFSET (out), ==, offset_rows[i].expected);
    g_assert_cmpuint (
        GST_BUFFER_OFFSET_END (out), ==, offset_rows[i].expected + 160);
  }
}

static void
test_track_stretch_continues_at_the_end_of_the_input (void)
{
  RmgResampleTrack track = make_track ();
  g_autoptr (GstBuffer) first = NULL, second = NULL;

  read_frames (&track, MS (100), GST_BUFFER_OFFSET_NONE, 4800);
  first = stamp (&track, 1);
  rmg_resample_track_end_stretch (&track);
  read_frames (&track, GST_CLOCK_TIME_NONE, GST_BUFFER_OFFSET_NONE, 480);
  second = stamp (&track, 1);
  g_assert_cmpuint (GST_BUFFER_PTS (second), ==, MS (200));
  g_assert_true (GST_BUFFER_IS_DISCONT (second));
}

static void
test_track_restart_goes_back_to_the_segment (void)
{
  RmgResampleTrack track = make_track ();
  g_autoptr (GstBuffer) out = NULL;

  track.in.start = MS (700);
  read_frames (&track, MS (100), GST_BUFFER_OFFSET_NONE, 4800);
  rmg_resample_track_restart (&track);
  read_frames (&track, GST_CLOCK_TIME_NONE, GST_BUFFER_OFFSET_NONE, 480);
  out = stamp (&track, 1);
  g_assert_cmpuint (GST_BUFFER_PTS (out), ==, MS (700));
}

static void
assert_sign (GstEvent *event, GstClockTime expected)
{
  GstClockTime start, duration;

  gst_event_parse_gap (event, &start, &duration);
  g_assert_cmpuint (start, ==, expected);
  g_assert_cmpuint (duration, ==, 0);
  gst_event_unref (event);
}

static void
test_track_signs_follow_each_100_ms_without_output (void)
{
  RmgResampleTrack track = make_track ();

  read_frames (&track, MS (40), GST_BUFFER_OFFSET_NONE, 4799);
  g_assert_null (rmg_resample_track_sign (&track));
  read_frames (&track, GST_CLOCK_TIME_NONE, GST_BUFFER_OFFSET_NONE, 1);
  assert_sign (rmg_resample_track_sign (&track), MS (40));
  g_assert_null (rmg_resample_track_sign (&track));
  gst_buffer_unref (stamp (&track, 160));
  assert_sign (rmg_resample_track_make_sign (&track), MS (50));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track/count", test_track_output_is_counted_from_the_input);
  g_test_add_func ("/track/offset", test_track_offsets_are_output_frames);
  g_test_add_func (
      "/track/stretch", test_track_stretch_continues_at_the_end_of_the_input);
  g_test_add_func (
      "/track/restart", test_track_restart_goes_back_to_the_segment);
  g_test_add_func (
      "/track/sign", test_track_signs_follow_each_100_ms_without_output);
  return g_test_run ();
}
