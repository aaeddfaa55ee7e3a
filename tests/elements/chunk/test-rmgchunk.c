/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/audio-map.h"
#include "elements/chunk/rmgchunk.h"
#include "elements/base/item-end.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#define RATE 48000
#define CAPS                                                                   \
  "audio/x-raw,format=" GST_AUDIO_NE (                                         \
      S16) ",rate=48000,channels=2,"                                           \
           "layout=interleaved,channel-mask=(bitmask)3"

static GstHarness *
make_harness (const char *launch)
{
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

static GstClockTime
time_of (guint64 frame)
{
  return gst_util_uint64_scale (frame, GST_SECOND, RATE);
}

/* Frames [first, first + n) of a signal that never repeats a frame. Streams
 * start at multiples of 48 frames, whose times are whole. */
static GstBuffer *
make_buffer (guint64 first, gsize n)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n * 4, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < n; i++)
    ((guint32 *) map.data)[i] = (guint32) (first + i);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = time_of (first);
  GST_BUFFER_DURATION (buffer) = time_of (first + n) - time_of (first);
  GST_BUFFER_OFFSET (buffer) = first;
  GST_BUFFER_OFFSET_END (buffer) = first + n;
  return buffer;
}

/* The next buffer holds exactly these frames and times. */
static void
assert_frames (GstHarness *h, guint64 first, gsize n)
{
  g_autoptr (GstBuffer) buffer = gst_harness_try_pull (h);
  GstMapInfo map;

  g_assert_nonnull (buffer);
  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_assert_cmpuint (map.size, ==, n * 4);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpuint (((guint32 *) map.data)[i], ==, first + i);
  gst_buffer_unmap (buffer, &map);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, time_of (first));
  g_assert_cmpuint (
      GST_BUFFER_DURATION (buffer), ==, time_of (first + n) - time_of (first));
  g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, first);
  g_assert_cmpuint (GST_BUFFER_OFFSET_END (buffer), ==, first + n);
}

static void
push (GstHarness *h, guint64 first, gsize n)
{
  g_assert_cmpint (
      gst_harness_push (h, make_buffer (first, n)), ==, GST_FLOW_OK);
}

static void
test_long_buffer_is_cut (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");

  push (h, 0, 250);
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 100);
  g_assert_null (gst_harness_try_pull (h));
  gst_harness_teardown (h);
}

static void
test_short_buffers_are_joined (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");

  push (h, 0, 33);
  push (h, 33, 33);
  push (h, 66, 35);
  assert_frames (h, 0, 100);
  gst_harness_teardown (h);
}

static void
test_cut_shares_the_memory (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");
  GstBuffer *buffer = make_buffer (0, 250);
  GstMemory *memory = gst_buffer_get_memory (buffer, 0);
  g_autoptr (GstBuffer) second = NULL;
  GstMemory *part;

  gst_harness_push (h, buffer);
  assert_frames (h, 0, 100);
  second = gst_harness_try_pull (h);
  part = gst_buffer_peek_memory (second, 0);
  g_assert_true (part->parent == memory);
  gst_memory_unref (memory);
  gst_harness_teardown (h);
}

static void
test_eos_drains_the_rest (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");

  push (h, 0, 130);
  gst_harness_push_event (h, gst_event_new_eos ());
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 30);
  gst_harness_teardown (h);
}

static void
test_item_end_drains_before_it_is_forwarded (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");
  g_autoptr (GstEvent) event = NULL;
  guint64 item = 0;

  push (h, 0, 130);
  gst_harness_push_event (h, rmg_item_end_new (4, TRUE));
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 30);
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    if (rmg_item_end_parse (event, &item, NULL))
      break;
    g_clear_pointer (&event, gst_event_unref);
  }
  g_assert_cmpuint (item, ==, 4);
  gst_harness_teardown (h);
}

static void
test_items_do_not_know_each_other (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");

  push (h, 0, 130);
  gst_harness_push_event (h, rmg_item_end_new (0, TRUE));
  push (h, 7200, 130);
  gst_harness_push_event (h, rmg_item_end_new (1, TRUE));
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 30);
  assert_frames (h, 7200, 100);
  assert_frames (h, 7300, 30);
  gst_harness_teardown (h);
}

static void
test_time_jump_drains_and_marks (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");
  g_autoptr (GstBuffer) after = NULL;

  push (h, 0, 130);
  push (h, 9000, 100);
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 30);
  after = gst_harness_try_pull (h);
  g_assert_cmpuint (GST_BUFFER_PTS (after), ==, time_of (9000));
  g_assert_true (GST_BUFFER_IS_DISCONT (after));
  gst_harness_teardown (h);
}

static void
test_discont_drains (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");
  GstBuffer *buffer = make_buffer (144, 100);

  push (h, 0, 144);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  gst_harness_push (h, buffer);
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 44);
  assert_frames (h, 144, 100);
  gst_harness_teardown (h);
}

static void
test_caps_change_drains_in_the_old_format (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");

  push (h, 0, 130);
  gst_harness_set_src_caps_str (
      h, "audio/x-raw,format=S8,rate=8000,channels=1,layout=interleaved");
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 30);
  gst_harness_teardown (h);
}

static void
test_flush_drops_held_frames (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");
  GstSegment segment;

  push (h, 0, 30);
  gst_harness_push_event (h, gst_event_new_flush_start ());
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  push (h, 480, 100);
  assert_frames (h, 480, 100);
  gst_harness_teardown (h);
}

static void
test_frames_changed_while_playing_apply_to_the_next (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "rmgchunk");

  push (h, 0, 130);
  g_object_set (element, "frames", 50, NULL);
  push (h, 130, 30);
  assert_frames (h, 0, 100);
  assert_frames (h, 100, 50);
  gst_harness_teardown (h);
}

static void
test_held_bytes_are_those_not_pushed (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "rmgchunk");
  guint64 held;

  push (h, 0, 130);
  g_object_get (element, "held-bytes", &held, NULL);
  g_assert_cmpuint (held, ==, 30 * 4);
  gst_harness_teardown (h);
}

static void
test_latency_is_one_buffer (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=4800");

  g_assert_cmpuint (gst_harness_query_latency (h), ==, 100 * GST_MSECOND);
  gst_harness_teardown (h);
}

/* One second held back in pieces of 10 ms: a word at least each 100 ms, and
 * none that claims to have passed the frames that are held. */
static void
test_long_wait_sends_gaps_at_the_held_frame (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=96000");
  guint gaps = 0;
  GstEvent *event;

  for (guint i = 0; i < 100; i++)
    push (h, 480 + i * 480, 480);
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    GstClockTime time, duration;

    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
      gst_event_parse_gap (event, &time, &duration);
      g_assert_cmpuint (time, ==, time_of (480));
      g_assert_cmpuint (duration, ==, 0);
      gaps++;
    }
    gst_event_unref (event);
  }
  g_assert_cmpuint (gaps, ==, 10);
  gst_harness_teardown (h);
}

static void
test_gap_after_held_frames_drains_them (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");

  push (h, 0, 30);
  gst_harness_push_event (h, gst_event_new_gap (time_of (30), GST_SECOND));
  assert_frames (h, 0, 30);
  gst_harness_teardown (h);
}

static void
test_gap_of_no_length_drains_nothing (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=100");

  push (h, 0, 30);
  gst_harness_push_event (h, gst_event_new_gap (time_of (30), 0));
  push (h, 30, 70);
  assert_frames (h, 0, 100);
  gst_harness_teardown (h);
}

static void
test_any_split_produces_the_same_buffers (void)
{
  GRand *rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 200; round++) {
    GstHarness *h = make_harness ("rmgchunk frames=160");
    gsize n;

    for (gsize done = 0; done < 3000; done += n) {
      n = (gsize) g_rand_int_range (rand, 1, 700);
      n = MIN (n, 3000 - done);
      push (h, done, n);
    }
    gst_harness_push_event (h, gst_event_new_eos ());
    for (guint i = 0; i < 18; i++)
      assert_frames (h, i * 160, 160);
    assert_frames (h, 18 * 160, 120);
    gst_harness_teardown (h);
  }
  g_rand_free (rand);
}

static GstBuffer *
make_planar (const GstAudioInfo *info, guint32 first, gsize n)
{
  GstBuffer *buffer = rmg_audio_buffer_new (info, n);
  g_auto (RmgAudioMap) map = { 0 };

  rmg_audio_map (&map, info, buffer, GST_MAP_WRITE);
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 2; c++)
      ((gint16 *) map.frames.planes[c])[i] = (gint16) (first + i + 1000 * c);
  return buffer;
}

static void
assert_planar (GstHarness *h, const GstAudioInfo *info, guint32 first, gsize n)
{
  g_autoptr (GstBuffer) buffer = gst_harness_try_pull (h);
  g_auto (RmgAudioMap) map = { 0 };

  g_assert_true (rmg_audio_map (&map, info, buffer, GST_MAP_READ));
  g_assert_cmpuint (map.frames.n_frames, ==, n);
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 2; c++)
      g_assert_cmpint (
          ((gint16 *) map.frames.planes[c])[i], ==, first + i + 1000 * c);
}

static void
test_planar_audio_is_cut_and_joined (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgchunk frames=100");
  GstAudioInfo info;

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, RATE, 2, NULL);
  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_harness_set_src_caps (h, gst_audio_info_to_caps (&info));
  gst_harness_push (h, make_planar (&info, 0, 230));
  gst_harness_push (h, make_planar (&info, 230, 90));
  gst_harness_push_event (h, gst_event_new_eos ());
  for (guint i = 0; i < 3; i++)
    assert_planar (h, &info, i * 100, 100);
  assert_planar (h, &info, 300, 20);
  gst_harness_teardown (h);
}

/* GStreamer counts the shares of a memory in 16 bits. */
static void
test_70000_chunks_of_one_buffer_are_valid (void)
{
  GstHarness *h = make_harness ("rmgchunk frames=1");

  push (h, 0, 70000);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 70000);
  for (guint i = 0; i < 70000; i++)
    assert_frames (h, i, 1);
  gst_harness_teardown (h);
}

typedef struct
{
  const char *path;
  GTestFunc function;
} Test;

static const Test tests[] = {
  { "cut", test_long_buffer_is_cut },
  { "join", test_short_buffers_are_joined },
  { "share", test_cut_shares_the_memory },
  { "share-limit", test_70000_chunks_of_one_buffer_are_valid },
  { "eos", test_eos_drains_the_rest },
  { "item-end", test_item_end_drains_before_it_is_forwarded },
  { "items", test_items_do_not_know_each_other },
  { "jump", test_time_jump_drains_and_marks },
  { "discont", test_discont_drains },
  { "caps-change", test_caps_change_drains_in_the_old_format },
  { "flush", test_flush_drops_held_frames },
  { "playing", test_frames_changed_while_playing_apply_to_the_next },
  { "held-bytes", test_held_bytes_are_those_not_pushed },
  { "latency", test_latency_is_one_buffer },
  { "gap/wait", test_long_wait_sends_gaps_at_the_held_frame },
  { "gap/real", test_gap_after_held_frames_drains_them },
  { "gap/sign", test_gap_of_no_length_drains_nothing },
  { "split", test_any_split_produces_the_same_buffers },
  { "planar", test_planar_audio_is_cut_and_joined },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgchunk, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/rmgchunk/", tests[i].path, NULL);

    g_test_add_func (path, tests[i].function);
  }
  return g_test_run ();
}
