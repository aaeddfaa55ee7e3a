/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/data.h"
#include "tests/lib/session-fixture.h"

#include <rmg/rmg.h>

#define RATE_HZ 8000

static GstCaps *
make_caps (void)
{
  return gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE",
      "layout", G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT, RATE_HZ,
      "channels", G_TYPE_INT, 1, NULL);
}

static void
push_audio (RmgSession *session, guint n_frames, GstClockTime pts)
{
  g_autoptr (GstCaps) caps = make_caps ();
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n_frames * 2, NULL);

  gst_buffer_memset (buffer, 0, 0, n_frames * 2);
  GST_BUFFER_PTS (buffer) = pts;
  g_assert_cmpint (rmg_session_push (session, NULL, caps, &buffer, NULL), ==,
      RMG_SESSION_OK);
  g_assert_null (buffer);
}

/* Pulls the next buffer; ends of items are skipped. */
static GstBuffer *
pull_buffer (RmgSession *session)
{
  RmgOutput output;
  GstBuffer *buffer = NULL;

  while (buffer == NULL) {
    g_assert_cmpint (
        rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
    buffer = g_steal_pointer (&output.buffer);
    rmg_output_clear (&output);
  }
  return buffer;
}

static void
assert_times (
    RmgSession *session, GstClockTime pts_ms, GstClockTime duration_ms)
{
  g_autoptr (GstBuffer) buffer = pull_buffer (session);

  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, pts_ms * GST_MSECOND);
  g_assert_cmpuint (
      GST_BUFFER_DURATION (buffer), ==, duration_ms * GST_MSECOND);
}

static void
test_input_stream_of_audio_stamped_by_frames (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);

  push_audio (session, 80, GST_CLOCK_TIME_NONE);
  push_audio (session, 160, GST_CLOCK_TIME_NONE);
  assert_times (session, 0, 10);
  assert_times (session, 10, 20);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_input_each_item_of_audio_starts_at_zero (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);

  push_audio (session, 80, GST_CLOCK_TIME_NONE);
  push_audio (session, 160, GST_CLOCK_TIME_NONE);
  assert_times (session, 0, 10);
  assert_times (session, 0, 20);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_input_stamps_of_the_caller_are_kept (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_autoptr (GstBuffer) buffer = NULL;

  push_audio (session, 80, 77);
  buffer = pull_buffer (session);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, 77);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_input_stream_of_values_stamped_by_number (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);

  for (guint i = 0; i < 3; i++) {
    g_autoptr (RmgValue) value = rmg_value_new_int (i);
    g_autoptr (GstBuffer) buffer = NULL;

    g_assert_cmpint (rmg_session_push_value (session, NULL, value, NULL), ==,
        RMG_SESSION_OK);
    buffer = pull_buffer (session);
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, i);
  }
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_input_items_of_values_have_no_stamp (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (RmgValue) value = rmg_value_new_int (1);
  g_autoptr (GstBuffer) buffer = NULL;

  rmg_session_push_value (session, NULL, value, NULL);
  buffer = pull_buffer (session);
  g_assert_false (GST_BUFFER_PTS_IS_VALID (buffer));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_input_list_of_numbers_is_one_buffer (void)
{
  static const RmgNumber numbers[] = {
    { .is_integer = TRUE, .integer = 3 },
    { .is_integer = FALSE, .real = 0.5 },
  };
  RmgSession *session =
      rmg_test_open ("a MultiplyNode 'factor':2\nb AddNode 'addend':1\na > b",
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GstBuffer) buffer = NULL;
  const RmgNumber *results;
  gsize n_results;

  g_assert_cmpint (rmg_session_push_values (session, NULL, numbers, 2, NULL),
      ==, RMG_SESSION_OK);
  buffer = pull_buffer (session);
  results = rmg_value_get_numbers (rmg_value_buffer_peek (buffer), &n_results);
  g_assert_cmpuint (n_results, ==, 2);
  g_assert_true (results[0].is_integer);
  g_assert_cmpint (results[0].integer, ==, 7);
  g_assert_cmpfloat (results[1].real, ==, 2);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_input_inline_has_no_queue_and_always_room (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);

  g_assert_cmpuint (session->n_inlets, ==, 1);
  g_assert_cmpstr (session->inlets[0].node_id, ==, "a");
  g_assert_null (session->inlets[0].queue);
  g_assert_true (rmg_inlet_has_room (&session->inlets[0], 0));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_input_threaded_room_ends_at_the_limit (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_THREADED, RMG_FRAMING_STREAM);

  g_assert_nonnull (session->inlets[0].queue);
  g_assert_true (rmg_inlet_has_room (&session->inlets[0], 1));
  g_assert_false (rmg_inlet_has_room (&session->inlets[0], 0));
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/input/stream", test_input_stream_of_audio_stamped_by_frames);
  g_test_add_func (
      "/input/items", test_input_each_item_of_audio_starts_at_zero);
  g_test_add_func ("/input/numbers", test_input_list_of_numbers_is_one_buffer);
  g_test_add_func ("/input/kept", test_input_stamps_of_the_caller_are_kept);
  g_test_add_func (
      "/input/values", test_input_stream_of_values_stamped_by_number);
  g_test_add_func (
      "/input/value-items", test_input_items_of_values_have_no_stamp);
  g_test_add_func (
      "/input/inline", test_input_inline_has_no_queue_and_always_room);
  g_test_add_func (
      "/input/threaded", test_input_threaded_room_ends_at_the_limit);
  return g_test_run ();
}
