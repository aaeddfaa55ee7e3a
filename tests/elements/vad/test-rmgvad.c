/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reports of rmgvad, and the borders of its stream. */
#include "elements/base/item-end.h"

#include "tests/lib/vad-fixture.h"
#include "tests/lib/vad-scene.h"

#include <string.h>

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

static void
test_vad_messages_have_fields_and_types (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-5+3-4");
  g_autoptr (GstStructure) start = NULL, activity = NULL, end = NULL;
  GstClockTime timestamp, stream_time, running_time, duration;
  gdouble probability, level_db;
  gboolean voice;

  rmg_test_vad_push_audio (&fixture, audio, NULL);
  start = rmg_test_vad_take_message (&fixture, "rmgvad");
  activity = rmg_test_vad_take_message (&fixture, "voice-activity");
  end = rmg_test_vad_take_message (&fixture, "rmgvad");

  g_assert_cmpstr (gst_structure_get_string (start, "event"), ==, "start");
  g_assert_true (gst_structure_get (start, "timestamp", G_TYPE_UINT64,
      &timestamp, "stream-time", G_TYPE_UINT64, &stream_time, "running-time",
      G_TYPE_UINT64, &running_time, "duration", G_TYPE_UINT64, &duration,
      "probability", G_TYPE_DOUBLE, &probability, "level-db", G_TYPE_DOUBLE,
      &level_db, NULL));
  g_assert_cmpuint (timestamp, ==, 480 * GST_MSECOND);
  g_assert_cmpuint (stream_time, ==, timestamp);
  g_assert_cmpuint (running_time, ==, timestamp);
  g_assert_cmpuint (duration, ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpfloat_with_epsilon (level_db, -12.247, 1e-2);
  g_assert_cmpfloat (probability, >, 0.9);

  g_assert_true (gst_structure_get (activity, "stream-time", G_TYPE_UINT64,
      &stream_time, "stream-has-voice", G_TYPE_BOOLEAN, &voice, NULL));
  g_assert_cmpuint (stream_time, ==, timestamp);
  g_assert_true (voice);

  g_assert_cmpstr (gst_structure_get_string (end, "event"), ==, "end");
  g_assert_true (gst_structure_get (end, "timestamp", G_TYPE_UINT64, &timestamp,
      "duration", G_TYPE_UINT64, &duration, NULL));
  g_assert_cmpuint (timestamp, ==, 820 * GST_MSECOND);
  g_assert_cmpuint (duration, ==, 340 * GST_MSECOND);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_frame_messages_have_fields_and_types (void)
{
  RmgTestVad fixture =
      rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY "post-frames=true");
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-1+1");
  GstClockTime running_time;
  gdouble probability, level_db;
  gboolean speech;

  rmg_test_vad_push_audio (&fixture, audio, NULL);
  for (guint i = 0; i < 20; i++) {
    g_autoptr (GstStructure) frame =
        rmg_test_vad_take_message (&fixture, "rmgvad-frame");

    g_assert_true (gst_structure_get (frame, "running-time", G_TYPE_UINT64,
        &running_time, "probability", G_TYPE_DOUBLE, &probability, "level-db",
        G_TYPE_DOUBLE, &level_db, "speech", G_TYPE_BOOLEAN, &speech, NULL));
    g_assert_cmpuint (
        running_time, ==, i * RMG_TEST_VAD_FRAME_MS * GST_MSECOND);
    g_assert_cmpint (speech, ==, i >= 10);
  }
  g_assert_null (rmg_test_vad_take_message (&fixture, "rmgvad-frame"));
  rmg_test_vad_close_vad (&fixture);
}

/* Frames of the adaptive engine, whatever it decides: one for every 30 ms, in
 * order, from @expected on. Returns: the first that has not come yet */
static guint
take_frames (RmgTestVad *fixture, guint expected, GstClockTime base)
{
  g_autoptr (GstStructure) frame = NULL;

  while ((frame = rmg_test_vad_take_message (fixture, "rmgvad-frame"))) {
    GstClockTime running_time;
    gdouble probability;

    g_assert_true (gst_structure_get (frame, "running-time", G_TYPE_UINT64,
        &running_time, "probability", G_TYPE_DOUBLE, &probability, NULL));
    g_assert_cmpuint (running_time, ==, base + expected * 30 * GST_MSECOND);
    g_assert_cmpfloat (probability, >=, 0.0);
    g_assert_cmpfloat (probability, <=, 1.0);
    expected++;
    gst_clear_structure (&frame);
  }
  return expected;
}

static void
test_vad_frames_are_reported_to_the_end (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad ("rmgvad post-frames=true");
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-5+4-1");
  guint n;

  rmg_test_vad_push_audio (&fixture, audio, NULL);
  n = take_frames (&fixture, 0, 0);
  g_assert_cmpuint (n, ==, 33 - 2); /* 1 s, and 60 ms of look-ahead */
  gst_harness_push_event (fixture.harness, gst_event_new_eos ());
  g_assert_cmpuint (take_frames (&fixture, n, 0), ==, 33);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_frames_restart_after_a_seek (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad ("rmgvad post-frames=true");
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-5");
  GstSegment segment;

  rmg_test_vad_push_audio (&fixture, audio, NULL);
  take_frames (&fixture, 0, 0);
  gst_harness_push_event (fixture.harness, gst_event_new_flush_start ());
  gst_harness_push_event (fixture.harness, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.position = segment.time = 10 * GST_SECOND;
  gst_harness_push_event (fixture.harness, gst_event_new_segment (&segment));
  gst_harness_push (fixture.harness,
      rmg_test_vad_cut (
          audio, 0, rmg_test_vad_count_frames (audio), 10 * RMG_TEST_VAD_RATE));
  gst_harness_push_event (fixture.harness, gst_event_new_eos ());
  g_assert_cmpuint (take_frames (&fixture, 0, 0), ==, 16);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_decision_delay_is_that_of_the_look_ahead (void)
{
  const struct
  {
    const char *launch;
    guint delay_ms;
  } cases[] = {
    { "rmgvad", 60 },
    { "rmgvad frame-ms=10", 80 },
    { "rmgvad frame-ms=60", 60 },
    { "rmgvad engine=energy", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    RmgTestVad fixture = rmg_test_vad_open_vad (cases[i].launch);
    g_autoptr (GstElement) vad = rmg_test_vad_find_vad (&fixture);
    guint64 delay;

    g_object_get (vad, "decision-delay", &delay, NULL);
    g_assert_cmpuint (delay, ==, cases[i].delay_ms * GST_MSECOND);
    rmg_test_vad_close_vad (&fixture);
  }
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const GstClockTimeDiff x = *(const GstClockTimeDiff *) a;
  const GstClockTimeDiff y = *(const GstClockTimeDiff *) b;

  return x < y ? -1 : x > y;
}

static GstClockTimeDiff
find_median (GArray *times)
{
  g_array_sort (times, compare_times);
  return g_array_index (times, GstClockTimeDiff, times->len / 2);
}

/* Speech in every other second from 2 s on. */
static void
add_error (const GstStructure *edge, GArray *starts, GArray *ends)
{
  const gboolean starts_here =
      g_str_equal (gst_structure_get_string (edge, "event"), "start");
  const GstClockTime label = starts_here ? 0 : GST_SECOND;
  GstClockTime time;
  GstClockTimeDiff error;

  gst_structure_get_uint64 (edge, "running-time", &time);
  error = (GstClockTimeDiff) ((time - label + GST_SECOND) % (2 * GST_SECOND)) -
      (GstClockTimeDiff) GST_SECOND;
  error = ABS (error);
  g_array_append_val (starts_here ? starts : ends, error);
}

static void
test_vad_reports_start_and_end_of_a_voice (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad ("rmgvad");
  float *samples = rmg_test_make_scene (16000, 20.0, 0.5);
  const gsize size = 16000 * RMG_TEST_SCENE_S * sizeof (float);
  GstBuffer *buffer = gst_buffer_new_wrapped (samples, size);
  g_autoptr (GArray) starts =
      g_array_new (FALSE, FALSE, sizeof (GstClockTimeDiff));
  g_autoptr (GArray) ends =
      g_array_new (FALSE, FALSE, sizeof (GstClockTimeDiff));
  GstStructure *edge;

  gst_harness_set_src_caps_str (fixture.harness,
      "audio/x-raw,format=F32LE,rate=16000,channels=1,layout=interleaved");
  GST_BUFFER_PTS (buffer) = 0;
  gst_harness_push (fixture.harness, buffer);
  gst_harness_push_event (fixture.harness, gst_event_new_eos ());
  while ((edge = rmg_test_vad_take_message (&fixture, "rmgvad")) != NULL) {
    add_error (edge, starts, ends);
    gst_structure_free (edge);
  }
  g_assert_cmpuint (starts->len, ==, 5);
  g_assert_cmpuint (ends->len, ==, 5);
  g_assert_cmpint (find_median (starts), <=, 60 * GST_MSECOND);
  /* the labels of the training follow syllables to their faint end */
  g_assert_cmpint (find_median (ends), <=, 120 * GST_MSECOND);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_annotate_shares_samples_of_a_shared_buffer (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("+5");
  g_autoptr (GstBuffer) in =
      rmg_test_vad_cut (audio, 0, rmg_test_vad_count_frames (audio), 0);
  g_autoptr (GstBuffer) out = NULL;
  GstAudioLevelMeta *meta;

  gst_harness_push (fixture.harness, gst_buffer_ref (in));
  out = gst_harness_pull (fixture.harness);
  g_assert_true (
      gst_buffer_peek_memory (in, 0) == gst_buffer_peek_memory (out, 0));
  meta = gst_buffer_get_audio_level_meta (out);
  g_assert_nonnull (meta);
  g_assert_true (meta->voice_activity);
  g_assert_cmpuint (meta->level, ==, 12);
  g_assert_null (gst_buffer_get_audio_level_meta (in));
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_annotate_passes_the_very_buffer (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-1");
  GstBuffer *in =
      rmg_test_vad_cut (audio, 0, rmg_test_vad_count_frames (audio), 0);
  g_autoptr (GstBuffer) out = NULL;

  gst_harness_push (fixture.harness, in);
  out = gst_harness_pull (fixture.harness);
  g_assert_true (out == in);
  g_assert_false (gst_buffer_get_audio_level_meta (out)->voice_activity);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_planar_channels_are_averaged (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  GstAudioInfo info;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 2 * 800 * 4, NULL);
  g_autoptr (GstStructure) start = NULL;
  GstMapInfo map;
  gdouble level_db;

  gst_harness_set_src_caps_str (fixture.harness,
      "audio/x-raw,format=F32LE,rate=8000,channels=2,"
      "layout=non-interleaved,channel-mask=(bitmask)3");
  gst_audio_info_set_format (
      &info, GST_AUDIO_FORMAT_F32LE, RMG_TEST_VAD_RATE, 2, NULL);
  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < 1600; i++)
    ((float *) map.data)[i] = (i < 800 ? 0.3f : -0.1f) * (i % 2 == 0 ? 1 : -1);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_add_audio_meta (buffer, &info, 800, NULL);
  GST_BUFFER_PTS (buffer) = 0;

  gst_harness_push (fixture.harness, buffer);
  start = rmg_test_vad_take_message (&fixture, "rmgvad");
  g_assert_true (gst_structure_get_double (start, "level-db", &level_db));
  g_assert_cmpfloat_with_epsilon (level_db, -20.0, 1e-3);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_item_end_carries_counts (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY "name=voice");
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-2+1");
  g_autoptr (GstEvent) event = NULL;
  const GstStructure *results, *counts;
  gboolean is_speech;
  gint64 n_speech, n_total;

  rmg_test_vad_push_audio (&fixture, audio, NULL);
  gst_harness_push_event (fixture.harness, rmg_item_end_new (0, TRUE));
  event = rmg_test_vad_take_event (&fixture, GST_EVENT_CUSTOM_DOWNSTREAM);
  g_assert_true (rmg_item_end_parse (event, NULL, NULL));
  results = rmg_item_end_get_results (event);
  counts = gst_value_get_structure (gst_structure_get_value (results, "voice"));
  g_assert_true (gst_structure_has_name (counts, "vad"));
  g_assert_true (gst_structure_get (counts, "is-speech", G_TYPE_BOOLEAN,
      &is_speech, "speech-frames", G_TYPE_INT64, &n_speech, "total-frames",
      G_TYPE_INT64, &n_total, NULL));
  g_assert_true (is_speech);
  g_assert_cmpint (n_speech, ==, 10);
  g_assert_cmpint (n_total, ==, 30);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_flush_forgets_open_speech (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) loud = rmg_test_vad_make_audio ("+3"),
                     quiet = rmg_test_vad_make_audio ("-9");
  g_autofree char *before = NULL, *after = NULL;
  GstSegment segment;

  rmg_test_vad_push_audio (&fixture, loud, NULL);
  before = rmg_test_vad_take_messages (&fixture);
  gst_harness_push_event (fixture.harness, gst_event_new_flush_start ());
  gst_harness_push_event (fixture.harness, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (fixture.harness, gst_event_new_segment (&segment));
  rmg_test_vad_push_audio (&fixture, quiet, NULL);
  after = rmg_test_vad_take_messages (&fixture);
  g_assert_nonnull (strstr (before, "start"));
  g_assert_cmpstr (after, ==, "");
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_discont_ends_speech (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) loud = rmg_test_vad_make_audio ("+3");
  g_autoptr (GstStructure) start = NULL, end = NULL;
  GstBuffer *jump = rmg_test_vad_cut (loud, 0, 80, 80000);
  GstClockTime timestamp;

  rmg_test_vad_push_audio (&fixture, loud, NULL);
  GST_BUFFER_FLAG_SET (jump, GST_BUFFER_FLAG_DISCONT);
  gst_harness_push (fixture.harness, jump);
  start = rmg_test_vad_take_message (&fixture, "rmgvad");
  end = rmg_test_vad_take_message (&fixture, "rmgvad");
  g_assert_cmpstr (gst_structure_get_string (end, "event"), ==, "end");
  g_assert_true (gst_structure_get_uint64 (end, "timestamp", &timestamp));
  g_assert_cmpuint (timestamp, ==, 300 * GST_MSECOND);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_gap_is_silence (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) loud = rmg_test_vad_make_audio ("+3");
  g_autoptr (GstStructure) start = NULL, end = NULL;
  g_autoptr (GstEvent) gap = NULL;
  GstClockTime timestamp;

  rmg_test_vad_push_audio (&fixture, loud, NULL);
  gst_harness_push_event (fixture.harness,
      gst_event_new_gap (300 * GST_MSECOND, 200 * GST_MSECOND));
  start = rmg_test_vad_take_message (&fixture, "rmgvad");
  end = rmg_test_vad_take_message (&fixture, "rmgvad");
  g_assert_true (gst_structure_get_uint64 (end, "timestamp", &timestamp));
  g_assert_cmpuint (timestamp, ==, 320 * GST_MSECOND);
  gap = rmg_test_vad_take_event (&fixture, GST_EVENT_GAP);
  g_assert_nonnull (gap);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_caps_change_drains_the_gate (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY "mode=gate");
  g_autoptr (GBytes) loud = rmg_test_vad_make_audio ("+3");
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GByteArray) bytes = NULL;

  rmg_test_vad_push_audio (&fixture, loud, NULL);
  gst_harness_set_src_caps_str (fixture.harness,
      "audio/x-raw,format=S16LE,rate=16000,channels=1,layout=interleaved");
  bytes = rmg_test_vad_take_output (&fixture, frames);
  g_assert_cmpuint (bytes->len, ==, g_bytes_get_size (loud));
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_threshold_changes_while_playing (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) loud = rmg_test_vad_make_audio ("+9");
  g_autoptr (GstElement) vad = rmg_test_vad_find_vad (&fixture);
  g_autoptr (GstStructure) start = NULL, end = NULL;
  GstClockTime timestamp;

  for (gsize at = 0; at < 60 * RMG_TEST_VAD_FRAME; at += RMG_TEST_VAD_FRAME) {
    if (at == 30 * RMG_TEST_VAD_FRAME)
      g_object_set (vad, "energy-threshold", 0.9, NULL);
    gst_harness_push (
        fixture.harness, rmg_test_vad_cut (loud, at, RMG_TEST_VAD_FRAME, at));
  }
  start = rmg_test_vad_take_message (&fixture, "rmgvad");
  end = rmg_test_vad_take_message (&fixture, "rmgvad");
  g_assert_true (gst_structure_get_uint64 (end, "timestamp", &timestamp));
  g_assert_cmpuint (timestamp, ==, 320 * GST_MSECOND);
  rmg_test_vad_close_vad (&fixture);
}

static void
test_vad_segments_are_json_at_the_time_of_decision (void)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (RMG_TEST_VAD_ENERGY);
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-5+3-4");
  g_autoptr (GstElement) vad = rmg_test_vad_find_vad (&fixture);
  GstHarness *segments = gst_harness_new_with_element (vad, NULL, "segments");
  g_autoptr (GstBuffer) start = NULL, end = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *text = NULL;
  gsize size;

  rmg_test_vad_push_audio (&fixture, audio, NULL);
  start = gst_harness_pull (segments);
  end = gst_harness_pull (segments);
  g_assert_cmpuint (GST_BUFFER_PTS (start), ==, 530 * GST_MSECOND);
  g_assert_cmpuint (GST_BUFFER_PTS (end), ==, 850 * GST_MSECOND);
  gst_buffer_extract_dup (end, 0, -1, (gpointer *) &text, &size);
  text = g_realloc (text, size + 1);
  text[size] = '\0';
  g_assert_true (g_str_has_prefix (text,
      "{\"event\":\"end\",\"timestamp\":820000000,\"stream-time\":820000000,"
      "\"running-time\":820000000,\"duration\":340000000,\"probability\":0.9"));
  gst_harness_teardown (segments);
  rmg_test_vad_close_vad (&fixture);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);

  g_test_add_func ("/vad/messages", test_vad_messages_have_fields_and_types);
  g_test_add_func (
      "/vad/frame-messages", test_vad_frame_messages_have_fields_and_types);
  g_test_add_func ("/vad/frames/end", test_vad_frames_are_reported_to_the_end);
  g_test_add_func ("/vad/frames/seek", test_vad_frames_restart_after_a_seek);
  g_test_add_func (
      "/vad/decision-delay", test_vad_decision_delay_is_that_of_the_look_ahead);
  g_test_add_func ("/vad/voice", test_vad_reports_start_and_end_of_a_voice);
  g_test_add_func ("/vad/annotate/shared",
      test_vad_annotate_shares_samples_of_a_shared_buffer);
  g_test_add_func (
      "/vad/annotate/same", test_vad_annotate_passes_the_very_buffer);
  g_test_add_func ("/vad/planar", test_vad_planar_channels_are_averaged);
  g_test_add_func ("/vad/item/counts", test_vad_item_end_carries_counts);
  g_test_add_func ("/vad/flush", test_vad_flush_forgets_open_speech);
  g_test_add_func ("/vad/discont", test_vad_discont_ends_speech);
  g_test_add_func ("/vad/gap", test_vad_gap_is_silence);
  g_test_add_func ("/vad/caps", test_vad_caps_change_drains_the_gate);
  g_test_add_func ("/vad/settings", test_vad_threshold_changes_while_playing);
  g_test_add_func (
      "/vad/segments", test_vad_segments_are_json_at_the_time_of_decision);
  return g_test_run ();
}
