/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The law of splits and items, and the output of the gate of rmgvad. */
#include "elements/base/item-end.h"

#include "tests/lib/vad-fixture.h"

#include <string.h>

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

static void
check_splits (const char *launch)
{
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-3+2-1+1-4+5-9+1");
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GByteArray) output = NULL;
  g_autofree char *messages =
      rmg_test_vad_run_split (launch, audio, NULL, &output, frames);

  g_assert_cmpstr (messages, !=, "");
  for (guint i = 0; i < 200; i++) {
    g_autoptr (GArray) where = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_autoptr (GByteArray) bytes = NULL;
    g_autofree char *found =
        rmg_test_vad_run_split (launch, audio, random, &bytes, where);

    g_assert_cmpstr (found, ==, messages);
    g_assert_cmpmem (bytes->data, bytes->len, output->data, output->len);
    g_assert_cmpmem (where->data, where->len * sizeof (guint64), frames->data,
        frames->len * sizeof (guint64));
  }
}

static void
test_vad_annotate_any_split_reports_the_same (void)
{
  check_splits (RMG_TEST_VAD_ENERGY "post-frames=true");
}

static void
test_vad_gate_any_split_produces_the_same (void)
{
  check_splits (RMG_TEST_VAD_ENERGY "mode=gate");
}

static void
test_vad_adaptive_any_split_reports_the_same (void)
{
  check_splits ("rmgvad mode=gate post-frames=true");
}

static void
test_vad_gate_passes_exactly_speech_and_padding (void)
{
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-5+3-9");
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GByteArray) output = NULL;
  g_autofree char *messages = rmg_test_vad_run_split (
      RMG_TEST_VAD_ENERGY "mode=gate", audio, NULL, &output, frames);

  /* the end is reported 50 ms after the speech, with 50 ms held back */
  g_assert_cmpuint (
      g_array_index (frames, guint64, 0), ==, 48 * RMG_TEST_VAD_FRAME);
  g_assert_cmpuint (frames->len, ==, (82 - 48) * RMG_TEST_VAD_FRAME);
  g_assert_cmpmem (output->data, output->len,
      (const gint16 *) g_bytes_get_data (audio, NULL) + 48 * RMG_TEST_VAD_FRAME,
      (82 - 48) * RMG_TEST_VAD_FRAME * sizeof (gint16));
}

/* Frame by frame: how far the input is ahead when audio leaves. */
static GstClockTime
measure_latency (RmgTestVad *fixture, GBytes *audio)
{
  GstClockTime least = GST_CLOCK_TIME_NONE;

  for (gsize at = 0; at < rmg_test_vad_count_frames (audio); at++) {
    g_autoptr (GstBuffer) out = NULL;

    gst_harness_push (fixture->harness, rmg_test_vad_cut (audio, at, 1, at));
    while ((out = gst_harness_try_pull (fixture->harness)) != NULL) {
      least = MIN (least,
          rmg_test_vad_time_of (at + 1) - GST_BUFFER_PTS (out) -
              GST_BUFFER_DURATION (out));
      gst_clear_buffer (&out);
    }
  }
  return least;
}

static void
check_latency (const char *launch, GstClockTime expected)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (launch);
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-3+9");

  g_assert_cmpuint (measure_latency (&fixture, audio), ==, expected);
  g_assert_cmpuint (gst_harness_query_latency (fixture.harness), ==, expected);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_gate_latency_is_as_reported (void)
{
  check_latency (RMG_TEST_VAD_ENERGY "mode=gate", 50 * GST_MSECOND);
  check_latency (RMG_TEST_VAD_ENERGY "mode=gate padding-ms=0 min-speech-ms=75",
      75 * GST_MSECOND);
  check_latency ("rmgvad mode=gate probability-threshold=0", 120 * GST_MSECOND);
  check_latency ("rmgvad mode=gate padding-ms=35 min-speech-ms=90 "
                 "probability-threshold=0",
      125 * GST_MSECOND);
}

static void
test_vad_annotate_adds_no_latency (void)
{
  check_latency ("rmgvad padding-ms=35 min-speech-ms=90", 0);
}

static void
test_vad_gate_sends_gaps_every_100_ms (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY "mode=gate");
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-9");
  GstClockTime end = 0, start, duration;
  GstEvent *event;

  for (gsize at = 0; at < rmg_test_vad_count_frames (audio); at += 40)
    gst_harness_push (fixture.harness, rmg_test_vad_cut (audio, at, 40, at));
  while ((event = gst_harness_try_pull_event (fixture.harness)) != NULL) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
      gst_event_parse_gap (event, &start, &duration);
      g_assert_cmpuint (start, ==, end);
      g_assert_cmpuint (duration, <=, 100 * GST_MSECOND);
      end = start + duration;
    }
    gst_event_unref (event);
  }
  /* all but the held audio and an incomplete gap */
  g_assert_cmpuint (end, >=, (900 - 50 - 100) * GST_MSECOND);
  rmg_test_vad_close_vad (&fixture);
}

/* Messages and bytes of each item, one run after the other. */
static char *
run_items (const char *launch, GBytes **items, guint n_items)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (launch);
  GString *log = g_string_new (NULL);

  for (guint i = 0; i < n_items; i++) {
    g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_autoptr (GByteArray) bytes = NULL;
    g_autofree char *messages = NULL, *sum = NULL;

    rmg_test_vad_push_audio (&fixture, items[i], NULL);
    gst_harness_push_event (fixture.harness, rmg_item_end_new (i, TRUE));
    bytes = rmg_test_vad_take_output (&fixture, frames);
    messages = rmg_test_vad_take_messages (&fixture);
    sum = g_compute_checksum_for_data (
        G_CHECKSUM_SHA256, bytes->data, bytes->len);
    g_string_append_printf (log, "%s%s\n", messages, sum);
  }
  rmg_test_vad_close_vad (&fixture);
  return g_string_free (log, FALSE);
}

static void
check_items (const char *launch)
{
  g_autoptr (GBytes) x = rmg_test_vad_make_audio ("-2+3"),
                     y = rmg_test_vad_make_audio ("+2-3+1");
  GBytes *items[] = { x, y };
  g_autofree char *together = run_items (launch, items, 2);
  g_autofree char *first = run_items (launch, &items[0], 1);
  g_autofree char *second = run_items (launch, &items[1], 1);
  g_autofree char *apart = g_strconcat (first, second, NULL);

  g_assert_cmpstr (together, ==, apart);
}

/* A clip of speech that ends within a frame, after 40 ms of silence. */
#define CLIP_FRAMES 7151
#define ONSET 320

typedef void (*EndClip) (RmgTestVad *fixture);

static void
end_by_eos (RmgTestVad *fixture)
{
  gst_harness_push_event (fixture->harness, gst_event_new_eos ());
}

static void
end_by_item (RmgTestVad *fixture)
{
  gst_harness_push_event (fixture->harness, rmg_item_end_new (0, TRUE));
}

static void
end_by_caps (RmgTestVad *fixture)
{
  gst_harness_set_src_caps_str (fixture->harness,
      "audio/x-raw,format=S16LE,rate=16000,channels=1,layout=interleaved");
}

static void
end_by_segment (RmgTestVad *fixture)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (fixture->harness, gst_event_new_segment (&segment));
}

static void
end_by_stream_start (RmgTestVad *fixture)
{
  gst_harness_push_event (
      fixture->harness, gst_event_new_stream_start ("next"));
}

static void
end_by_gap (RmgTestVad *fixture)
{
  gst_harness_push_event (fixture->harness,
      gst_event_new_gap (rmg_test_vad_time_of (CLIP_FRAMES), 60 * GST_SECOND));
}

static void
push_silent_buffer (RmgTestVad *fixture, guint64 position, gboolean is_discont)
{
  g_autoptr (GBytes) silence = rmg_test_vad_make_audio ("-1");
  GstBuffer *buffer = rmg_test_vad_cut (silence, 0, 8, position);

  if (is_discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  gst_harness_push (fixture->harness, buffer);
}

static void
end_by_discont (RmgTestVad *fixture)
{
  push_silent_buffer (fixture, CLIP_FRAMES, TRUE);
}

static void
end_by_jump (RmgTestVad *fixture)
{
  push_silent_buffer (fixture, 100 * RMG_TEST_VAD_RATE, FALSE);
}

static void
end_by_frame_length (RmgTestVad *fixture)
{
  gst_harness_set (fixture->harness, "rmgvad", "frame-ms", 77, NULL);
  push_silent_buffer (fixture, CLIP_FRAMES, FALSE);
}

static const EndClip ends[] = { end_by_eos, end_by_item, end_by_caps,
  end_by_segment, end_by_stream_start, end_by_gap, end_by_discont, end_by_jump,
  end_by_frame_length };

static GBytes *
make_clip (void)
{
  g_autoptr (GBytes) silence = rmg_test_vad_make_audio ("-1");
  g_autoptr (GBytes) speech = rmg_test_vad_make_audio ("+9");
  GByteArray *clip = g_byte_array_new ();

  g_byte_array_append (
      clip, g_bytes_get_data (silence, NULL), ONSET * sizeof (gint16));
  g_byte_array_append (clip, g_bytes_get_data (speech, NULL),
      (CLIP_FRAMES - ONSET) * sizeof (gint16));
  return g_byte_array_free_to_bytes (clip);
}

static void
assert_segment (RmgTestVad *fixture, guint64 onset)
{
  g_autoptr (GstStructure) start =
      rmg_test_vad_take_message (fixture, "rmgvad");
  g_autoptr (GstStructure) end = rmg_test_vad_take_message (fixture, "rmgvad");
  guint64 time = 0;

  gst_structure_get_uint64 (start, "timestamp", &time);
  g_assert_cmpuint (time, ==, rmg_test_vad_time_of (onset));
  gst_structure_get_uint64 (end, "timestamp", &time);
  g_assert_cmpuint (time, ==, rmg_test_vad_time_of (CLIP_FRAMES));
}

static void
check_end (const char *mode, guint frame_ms, EndClip end)
{
  const guint frame = frame_ms * RMG_TEST_VAD_RATE / 1000;
  const guint64 onset = frame > CLIP_FRAMES ? 0 : ONSET / frame * frame;
  g_autofree char *launch = g_strdup_printf (
      "rmgvad engine=energy min-speech-ms=0 padding-ms=0 mode=%s frame-ms=%u",
      mode, frame_ms);
  const gboolean gates = g_str_equal (mode, "gate");
  RmgTestVad fixture = rmg_test_vad_open_vad (launch);
  g_autoptr (GBytes) clip = make_clip ();
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GRand) random = g_rand_new_with_seed (frame_ms);
  g_autoptr (GByteArray) output = NULL;
  gsize skipped = gates ? (gsize) onset : 0;

  rmg_test_vad_push_audio (&fixture, clip, random);
  end (&fixture);
  output = rmg_test_vad_take_output (&fixture, frames);
  g_assert_cmpuint (output->len, >=, (CLIP_FRAMES - skipped) * sizeof (gint16));
  g_assert_cmpmem (output->data, (CLIP_FRAMES - skipped) * sizeof (gint16),
      (const gint16 *) g_bytes_get_data (clip, NULL) + skipped,
      (CLIP_FRAMES - skipped) * sizeof (gint16));
  g_assert_cmpuint (g_array_index (frames, guint64, 0), ==, skipped);
  assert_segment (&fixture, onset);
  rmg_test_vad_close_vad (&fixture);
}

/* 1000 ms: longer than the clip. */
static void
test_vad_speech_up_to_the_end_is_complete (gconstpointer mode)
{
  const guint lengths_ms[] = { 1, 7, 10, 30, 100, 250, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths_ms); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (ends); k++) {
      g_test_message (
          "frames of %u ms, end %" G_GSIZE_FORMAT, lengths_ms[i], k);
      check_end (mode, lengths_ms[i], ends[k]);
    }
}

static GByteArray *
pass_gate (const char *launch, char **messages)
{
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-3+5-1+9-9+2");
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  GByteArray *output = NULL;

  *messages = rmg_test_vad_run_split (launch, audio, NULL, &output, frames);
  return output;
}

/* Frames of 10 ms: speech for 1 s and 9 frames, from 280 ms on. */
static void
test_vad_gate_cut_segments_lose_nothing (void)
{
  g_autofree char *whole = NULL, *cut = NULL;
  g_autoptr (GByteArray) expected =
      pass_gate (RMG_TEST_VAD_ENERGY "mode=gate", &whole);
  g_autoptr (GByteArray) output =
      pass_gate (RMG_TEST_VAD_ENERGY "mode=gate max-segment-ms=200", &cut);

  g_assert_cmpmem (output->data, output->len, expected->data, expected->len);
  g_assert_null (strstr (whole, "duration=(guint64)200000000"));
  g_assert_nonnull (strstr (cut, "duration=(guint64)200000000"));
}

static void
test_vad_cut_segments_any_split_produces_the_same (void)
{
  check_splits (RMG_TEST_VAD_ENERGY "mode=gate max-segment-ms=70");
}

static void
test_vad_items_together_are_items_apart (void)
{
  check_items (RMG_TEST_VAD_ENERGY "post-frames=true");
  check_items (RMG_TEST_VAD_ENERGY "mode=gate");
  check_items ("rmgvad mode=gate post-frames=true");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);

  g_test_add_func (
      "/vad/split/annotate", test_vad_annotate_any_split_reports_the_same);
  g_test_add_func (
      "/vad/split/gate", test_vad_gate_any_split_produces_the_same);
  g_test_add_func (
      "/vad/split/adaptive", test_vad_adaptive_any_split_reports_the_same);
  g_test_add_func ("/vad/annotate/latency", test_vad_annotate_adds_no_latency);
  g_test_add_func (
      "/vad/gate/exact", test_vad_gate_passes_exactly_speech_and_padding);
  g_test_add_data_func (
      "/vad/gate/end", "gate", test_vad_speech_up_to_the_end_is_complete);
  g_test_add_data_func ("/vad/annotate/end", "annotate",
      test_vad_speech_up_to_the_end_is_complete);
  g_test_add_func ("/vad/gate/latency", test_vad_gate_latency_is_as_reported);
  g_test_add_func ("/vad/gate/cut", test_vad_gate_cut_segments_lose_nothing);
  g_test_add_func (
      "/vad/gate/cut-split", test_vad_cut_segments_any_split_produces_the_same);
  g_test_add_func ("/vad/gate/gaps", test_vad_gate_sends_gaps_every_100_ms);
  g_test_add_func ("/vad/item/law", test_vad_items_together_are_items_apart);
  return g_test_run ();
}
