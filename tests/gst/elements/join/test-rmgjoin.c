/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join/rmgjoin.h"
#include "tests/lib/join-fixture.h"

#include <string.h>

static void
test_join_stream_same_order_for_any_interleaving (void)
{
  /* leg a: 10 ms buffers, leg b: 20 ms, leg c: 30 ms */
  const char *scripts[] = {
    "abcaabaacbaabcABC",
    "aaaaaaaAbbbbBcccC",
    "cccCbbbbBaaaaaaaA",
    "bbbbcccaaaaaaaABC",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++) {
    g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 3);
    const char *script = scripts[i];

    join_fixture_push_script (fixture, script);
    g_test_message ("%s", script);
    g_assert_cmpstr (fixture->log->str, ==,
        "a0 b0 c0 a1 a2 b1 a3 c1 a4 b2 a5 a6 b3 c2 eos ");
  }
}

static void
test_join_stream_head_leaves_as_soon_as_decided (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);

  join_fixture_push (fixture, 0, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "a0 ");
  join_fixture_push (fixture, 0, 1, 10);
  g_assert_cmpstr (fixture->log->str, ==, "a0 ");
  join_fixture_push (fixture, 1, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "a0 b0 a1 ");
}

static void
test_join_stream_leg_that_has_not_started_is_waited_for (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new ("stream", 2);

  join_fixture_start_leg (fixture->legs[0], "audio/x-raw");
  join_fixture_push (fixture, 0, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "");
  join_fixture_start_leg (fixture->legs[1], "audio/x-raw");
  g_assert_cmpstr (fixture->log->str, ==, "a0 ");
}

static void
test_join_stream_early_eos_never_blocks (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);

  join_fixture_push_eos (fixture, 0);
  join_fixture_push_script (fixture, "bbbB");
  g_assert_cmpstr (fixture->log->str, ==, "b0 b1 b2 eos ");
}

/* The segment waits for the caps: GStreamer warns of the other order. */
static void
test_join_items_end_before_caps_keeps_the_order_of_headers (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new ("items", 2);

  gst_pad_push_event (fixture->legs[0], gst_event_new_stream_start ("0"));
  gst_pad_push_event (fixture->legs[1], gst_event_new_stream_start ("1"));
  join_fixture_end_item (fixture, 0, 0);
  join_fixture_push_eos (fixture, 1);
  join_fixture_start_leg (fixture->legs[0], "audio/x-raw");
  join_fixture_push (fixture, 0, 0, 10);
  join_fixture_push_eos (fixture, 0);
  g_assert_nonnull (strstr (fixture->log->str, "a0 eos "));
}

static void
test_join_stream_gap_moves_leg_and_later_legs (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);

  fixture->logs_gaps = TRUE;
  join_fixture_push (fixture, 1, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "");
  join_fixture_push_gap (fixture, 0, 0, 100);
  g_assert_cmpstr (fixture->log->str, ==, "b0 ");
  join_fixture_push_gap (fixture, 1, 10, 50);
  g_assert_cmpstr (fixture->log->str, ==, "b0 gap10-60 ");
}

/* The same data, whichever leg comes first. */
static void
test_join_stream_gaps_do_not_depend_on_the_first_leg (void)
{
  static const guint orders[][2] = { { 0, 1 }, { 1, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
    g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);

    fixture->logs_gaps = TRUE;
    for (guint k = 0; k < 2; k++) {
      guint leg = orders[i][k];

      join_fixture_push_gap (fixture, leg, 0, 10 + 20 * leg);
      join_fixture_push_gap (fixture, leg, 10 + 20 * leg, 40);
      join_fixture_push_eos (fixture, leg);
    }
    g_assert_cmpstr (
        fixture->log->str, ==, "gap0-10 gap10-30 gap30-50 gap50-70 eos ");
  }
}

static void
test_join_stream_unstamped_take_position_of_leg (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);

  join_fixture_push_unstamped (fixture, 1, 0);
  join_fixture_push_unstamped (fixture, 0, 0);
  join_fixture_push_unstamped (fixture, 0, 1);
  join_fixture_push_eos (fixture, 0);
  join_fixture_push_eos (fixture, 1);
  g_assert_cmpstr (fixture->log->str, ==, "a0 a1 b0 eos ");
}

static void
test_join_stream_stamps_become_running_times (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new ("stream", 1);
  GstBuffer *buffer = join_fixture_new_buffer (0, 0);
  GstSegment segment;

  join_fixture_start_leg (fixture->legs[0], "audio/x-raw");
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = 5 * GST_SECOND;
  segment.base = 2 * GST_SECOND;
  gst_pad_push_event (fixture->legs[0], gst_event_new_segment (&segment));
  GST_BUFFER_PTS (buffer) = 6 * GST_SECOND;
  gst_pad_push (fixture->legs[0], buffer);

  g_assert_cmpuint (fixture->pts, ==, 3 * GST_SECOND);
}

static void
test_join_caps_of_head_leave_when_they_change (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new ("stream", 2);

  fixture->logs_caps = TRUE;
  join_fixture_start_leg (fixture->legs[0], "audio/x-raw");
  join_fixture_start_leg (fixture->legs[1], "text/x-raw");
  join_fixture_push_script (fixture, "aabAB");
  g_assert_cmpstr (fixture->log->str, ==,
      "audio/x-raw a0 text/x-raw b0 audio/x-raw a1 eos ");
}

static void
test_join_flush_of_one_leg_empties_it (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);
  guint64 n_bytes;

  join_fixture_push (fixture, 1, 0, 10);
  gst_pad_push_event (fixture->legs[1], gst_event_new_flush_start ());
  gst_pad_push_event (fixture->legs[1], gst_event_new_flush_stop (TRUE));
  g_object_get (fixture->join, "held-bytes", &n_bytes, NULL);

  g_assert_cmpuint (n_bytes, ==, 0);
  g_assert_cmpstr (fixture->log->str, ==, "");
}

static void
test_join_flush_of_all_legs_leaves_once (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);

  for (guint i = 0; i < 2; i++)
    gst_pad_push_event (fixture->legs[i], gst_event_new_flush_start ());
  for (guint i = 0; i < 2; i++)
    gst_pad_push_event (fixture->legs[i], gst_event_new_flush_stop (TRUE));
  for (guint i = 0; i < 2; i++)
    join_fixture_start_leg (fixture->legs[i], "audio/x-raw");
  join_fixture_push_script (fixture, "baAB");
  g_assert_cmpstr (fixture->log->str, ==, "flush flushed a0 b0 eos ");
}

/* Does the work of a source in a flushing seek, at once and on this thread. */
static gboolean
seek_source (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstBuffer *buffer;

  gst_event_unref (event);
  gst_pad_push_event (pad, gst_event_new_flush_start ());
  gst_pad_push_event (pad, gst_event_new_flush_stop (TRUE));
  join_fixture_start_leg (pad, "audio/x-raw");
  buffer = join_fixture_new_buffer (GST_PAD_NAME (pad)[3] - '0', 9);
  GST_BUFFER_PTS (buffer) = 0;
  GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
  return gst_pad_push (pad, buffer) == GST_FLOW_OK;
}

static void
test_join_seek_flushes_once_and_before_new_data (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);

  g_object_set (fixture->join, "waits", FALSE, NULL);
  for (guint i = 0; i < 2; i++)
    gst_pad_set_event_function (fixture->legs[i], seek_source);
  join_fixture_push (fixture, 1, 0, 10);
  g_assert_true (gst_pad_push_event (fixture->sink,
      gst_event_new_seek (1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
          GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, 0)));
  g_assert_cmpstr (fixture->log->str, ==, "flush flushed a9 b9 ");
}

static void
test_join_release_of_leg_frees_the_others (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);
  g_autoptr (GstPad) sink = gst_pad_get_peer (fixture->legs[0]);

  join_fixture_push (fixture, 1, 0, 10);
  g_assert_cmpstr (fixture->log->str, ==, "");
  gst_element_release_request_pad (fixture->join, sink);
  g_assert_cmpstr (fixture->log->str, ==, "b0 ");
}

static void
test_join_overflow_names_leg_in_one_error (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  const GstStructure *details;
  GstFlowReturn flow = GST_FLOW_OK;

  g_object_set (fixture->join, "max-bytes", (guint64) 5, "waits", FALSE, NULL);
  for (guint i = 0; flow == GST_FLOW_OK; i++)
    flow = join_fixture_push (fixture, 1, i, 10);

  message = gst_bus_pop_filtered (fixture->bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  gst_message_parse_error_details (message, &details);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  g_assert_cmpstr (gst_structure_get_string (details, "leg"), ==, "sink_0");
  g_assert_null (gst_bus_pop_filtered (fixture->bus, GST_MESSAGE_ERROR));
  g_assert_cmpint (flow, ==, GST_FLOW_EOS);
  g_assert_cmpstr (fixture->log->str, ==, "eos ");
}

static void
test_join_restart_drops_held_buffers (void)
{
  g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);
  guint64 n_bytes;

  join_fixture_push (fixture, 1, 0, 10);
  gst_element_set_state (fixture->join, GST_STATE_READY);
  g_object_get (fixture->join, "held-bytes", &n_bytes, NULL);
  g_assert_cmpuint (n_bytes, ==, 0);
}

typedef struct
{
  JoinFixture *fixture;
  guint leg;
} Pusher;

static gpointer
push_all (gpointer data)
{
  Pusher *self = data;

  for (guint i = 0; i < 5; i++)
    join_fixture_push (self->fixture, self->leg, i, 10 + 5 * self->leg);
  join_fixture_push_eos (self->fixture, self->leg);
  return NULL;
}

static void
test_join_two_threads_produce_one_order (void)
{
  for (guint round = 0; round < 1000; round++) {
    g_autoptr (JoinFixture) fixture = join_fixture_new_started ("stream", 2);
    Pusher pushers[] = { { fixture, 0 }, { fixture, 1 } };
    GThread *first = g_thread_new ("first", push_all, &pushers[0]);

    push_all (&pushers[1]);
    g_thread_join (first);
    g_assert_cmpstr (
        fixture->log->str, ==, "a0 b0 a1 b1 a2 a3 b2 a4 b3 b4 eos ");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (rmgjoin, NULL);

  g_test_add_func ("/join/items/end-before-caps",
      test_join_items_end_before_caps_keeps_the_order_of_headers);
  g_test_add_func ("/join/stream/interleaving",
      test_join_stream_same_order_for_any_interleaving);
  g_test_add_func (
      "/join/stream/decided", test_join_stream_head_leaves_as_soon_as_decided);
  g_test_add_func ("/join/stream/not-started",
      test_join_stream_leg_that_has_not_started_is_waited_for);
  g_test_add_func ("/join/stream/eos", test_join_stream_early_eos_never_blocks);
  g_test_add_func (
      "/join/stream/gap", test_join_stream_gap_moves_leg_and_later_legs);
  g_test_add_func ("/join/stream/gap/order",
      test_join_stream_gaps_do_not_depend_on_the_first_leg);
  g_test_add_func ("/join/stream/unstamped",
      test_join_stream_unstamped_take_position_of_leg);
  g_test_add_func (
      "/join/stream/stamps", test_join_stream_stamps_become_running_times);
  g_test_add_func ("/join/caps", test_join_caps_of_head_leave_when_they_change);
  g_test_add_func ("/join/flush/one", test_join_flush_of_one_leg_empties_it);
  g_test_add_func ("/join/flush/all", test_join_flush_of_all_legs_leaves_once);
  g_test_add_func (
      "/join/flush/seek", test_join_seek_flushes_once_and_before_new_data);
  g_test_add_func ("/join/release", test_join_release_of_leg_frees_the_others);
  g_test_add_func ("/join/overflow", test_join_overflow_names_leg_in_one_error);
  g_test_add_func ("/join/restart", test_join_restart_drops_held_buffers);
  g_test_add_func ("/join/threads", test_join_two_threads_produce_one_order);
  return g_test_run ();
}
