/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgvad pad to pad. The signal is a square wave that is loud or quiet, so
 * that the energy engine's decisions are known to the frame. */
#include "elements/item-end.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#include <string.h>

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

#define RATE 8000
#define FRAME_MS 10
#define FRAME (RATE * FRAME_MS / 1000)
#define CAPS "audio/x-raw,format=S16LE,rate=8000,channels=1,layout=interleaved"

/* A digit is so many tens of frames: loud behind '+', quiet behind '-'. */
static GBytes *
make_audio (const char *pattern)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *at = pattern; *at != '\0'; at += 2) {
    const gint16 amplitude = at[0] == '+' ? 8000 : 10;
    const guint n = (guint) (at[1] - '0') * 10 * FRAME;

    for (guint i = 0; i < n; i++) {
      gint16 sample = i % 16 < 8 ? amplitude : (gint16) -amplitude;

      g_byte_array_append (bytes, (const guint8 *) &sample, sizeof sample);
    }
  }
  return g_byte_array_free_to_bytes (bytes);
}

static GstClockTime
time_of (guint64 frame)
{
  return gst_util_uint64_scale_int (frame, GST_SECOND, RATE);
}

typedef struct
{
  GstHarness *harness;
  GstBus *bus;
} Fixture;

static Fixture
open_vad (const char *launch)
{
  Fixture fixture;

  fixture.harness = gst_harness_new_parse (launch);
  fixture.bus = gst_bus_new ();
  gst_element_set_bus (fixture.harness->element, fixture.bus);
  gst_harness_set_src_caps_str (fixture.harness, CAPS);
  return fixture;
}

static void
close_vad (Fixture *fixture)
{
  gst_element_set_bus (fixture->harness->element, NULL);
  gst_object_unref (fixture->bus);
  gst_harness_teardown (fixture->harness);
}

static GstElement *
find_vad (Fixture *fixture)
{
  return gst_harness_find_element (fixture->harness, "rmgvad");
}

static GstBuffer *
cut (GBytes *audio, gsize first, gsize n_frames, guint64 position)
{
  const gint16 *samples = g_bytes_get_data (audio, NULL);
  GstBuffer *buffer =
      gst_buffer_new_memdup (samples + first, n_frames * sizeof *samples);

  GST_BUFFER_PTS (buffer) = time_of (position);
  GST_BUFFER_DURATION (buffer) =
      time_of (position + n_frames) - time_of (position);
  return buffer;
}

static gsize
count_frames (GBytes *audio)
{
  return g_bytes_get_size (audio) / sizeof (gint16);
}

/* @random: NULL for one buffer */
static void
push_audio (Fixture *fixture, GBytes *audio, GRand *random)
{
  const gsize n = count_frames (audio);

  for (gsize at = 0; at < n;) {
    const gsize drawn =
        random != NULL ? (gsize) g_rand_int_range (random, 1, 700) : n;
    const gsize length = MIN (n - at, drawn);

    g_assert_cmpint (
        gst_harness_push (fixture->harness, cut (audio, at, length, at)), ==,
        GST_FLOW_OK);
    at += length;
  }
}

/* Every element message in one line each, with all fields. */
static char *
take_messages (Fixture *fixture)
{
  GString *log = g_string_new (NULL);
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (fixture->bus, GST_MESSAGE_ELEMENT)) !=
      NULL) {
    g_autofree char *text =
        gst_structure_to_string (gst_message_get_structure (message));

    g_string_append_printf (log, "%s\n", text);
    gst_message_unref (message);
  }
  return g_string_free (log, FALSE);
}

static GstStructure *
take_message (Fixture *fixture, const char *name)
{
  GstStructure *found = NULL;

  while (found == NULL) {
    GstMessage *message =
        gst_bus_pop_filtered (fixture->bus, GST_MESSAGE_ELEMENT);

    if (message == NULL)
      return NULL;
    if (gst_message_has_name (message, name))
      found = gst_structure_copy (gst_message_get_structure (message));
    gst_message_unref (message);
  }
  return found;
}

/* Returns: the bytes that left, and by @frames where in the stream each of
 * them lies */
static GByteArray *
take_output (Fixture *fixture, GArray *frames)
{
  GByteArray *bytes = g_byte_array_new ();
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (fixture->harness)) != NULL) {
    GstMapInfo map;
    guint64 first = gst_util_uint64_scale_int_round (
        GST_BUFFER_PTS (buffer), RATE, GST_SECOND);

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (bytes, map.data, map.size);
    for (gsize i = 0; i < map.size / 2; i++, first++)
      g_array_append_val (frames, first);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  return bytes;
}

#define ENERGY                                                                 \
  "rmgvad engine=energy frame-ms=10 min-speech-ms=30 min-silence-ms=50 "       \
  "padding-ms=20 hangover-ms=0 "

static void
test_vad_messages_have_fields_and_types (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) audio = make_audio ("-5+3-4");
  g_autoptr (GstStructure) start = NULL, activity = NULL, end = NULL;
  GstClockTime timestamp, stream_time, running_time, duration;
  gdouble probability, level_db;
  gboolean voice;

  push_audio (&fixture, audio, NULL);
  start = take_message (&fixture, "rmgvad");
  activity = take_message (&fixture, "voice-activity");
  end = take_message (&fixture, "rmgvad");

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
  close_vad (&fixture);
}

static void
test_vad_frame_messages_have_fields_and_types (void)
{
  Fixture fixture = open_vad (ENERGY "post-frames=true");
  g_autoptr (GBytes) audio = make_audio ("-1+1");
  GstClockTime running_time;
  gdouble probability, level_db;
  gboolean speech;

  push_audio (&fixture, audio, NULL);
  for (guint i = 0; i < 20; i++) {
    g_autoptr (GstStructure) frame = take_message (&fixture, "rmgvad-frame");

    g_assert_true (gst_structure_get (frame, "running-time", G_TYPE_UINT64,
        &running_time, "probability", G_TYPE_DOUBLE, &probability, "level-db",
        G_TYPE_DOUBLE, &level_db, "speech", G_TYPE_BOOLEAN, &speech, NULL));
    g_assert_cmpuint (running_time, ==, i * FRAME_MS * GST_MSECOND);
    g_assert_cmpint (speech, ==, i >= 10);
  }
  g_assert_null (take_message (&fixture, "rmgvad-frame"));
  close_vad (&fixture);
}

/* --- splits ------------------------------------------------------------ */

static char *
run_split (const char *launch, GBytes *audio, GRand *random,
    GByteArray **output, GArray *frames)
{
  Fixture fixture = open_vad (launch);
  char *messages;

  push_audio (&fixture, audio, random);
  gst_harness_push_event (fixture.harness, gst_event_new_eos ());
  *output = take_output (&fixture, frames);
  messages = take_messages (&fixture);
  close_vad (&fixture);
  return messages;
}

static void
check_splits (const char *launch)
{
  g_autoptr (GBytes) audio = make_audio ("-3+2-1+1-4+5-9+1");
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GByteArray) output = NULL;
  g_autofree char *messages = run_split (launch, audio, NULL, &output, frames);

  g_assert_cmpstr (messages, !=, "");
  for (guint i = 0; i < 200; i++) {
    g_autoptr (GArray) where = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_autoptr (GByteArray) bytes = NULL;
    g_autofree char *told = run_split (launch, audio, random, &bytes, where);

    g_assert_cmpstr (told, ==, messages);
    g_assert_cmpmem (bytes->data, bytes->len, output->data, output->len);
    g_assert_cmpmem (where->data, where->len * sizeof (guint64), frames->data,
        frames->len * sizeof (guint64));
  }
}

static void
test_vad_annotate_any_split_tells_the_same (void)
{
  check_splits (ENERGY "post-frames=true");
}

static void
test_vad_gate_any_split_gives_the_same (void)
{
  check_splits (ENERGY "mode=gate");
}

static void
test_vad_adaptive_any_split_tells_the_same (void)
{
  check_splits ("rmgvad mode=gate post-frames=true");
}

/* --- annotate ------------------------------------------------------------- */

static void
test_vad_annotate_shares_samples_of_a_shared_buffer (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) audio = make_audio ("+5");
  g_autoptr (GstBuffer) in = cut (audio, 0, count_frames (audio), 0);
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
  close_vad (&fixture);
}

static void
test_vad_annotate_passes_the_very_buffer (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) audio = make_audio ("-1");
  GstBuffer *in = cut (audio, 0, count_frames (audio), 0);
  g_autoptr (GstBuffer) out = NULL;

  gst_harness_push (fixture.harness, in);
  out = gst_harness_pull (fixture.harness);
  g_assert_true (out == in);
  g_assert_false (gst_buffer_get_audio_level_meta (out)->voice_activity);
  close_vad (&fixture);
}

static void
test_vad_planar_channels_are_averaged (void)
{
  Fixture fixture = open_vad (ENERGY);
  GstAudioInfo info;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 2 * 800 * 4, NULL);
  g_autoptr (GstStructure) start = NULL;
  GstMapInfo map;
  gdouble level_db;

  gst_harness_set_src_caps_str (fixture.harness,
      "audio/x-raw,format=F32LE,rate=8000,channels=2,"
      "layout=non-interleaved,channel-mask=(bitmask)3");
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32LE, RATE, 2, NULL);
  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < 1600; i++)
    ((float *) map.data)[i] = i < 800 ? 0.3f : -0.1f;
  gst_buffer_unmap (buffer, &map);
  gst_buffer_add_audio_meta (buffer, &info, 800, NULL);
  GST_BUFFER_PTS (buffer) = 0;

  gst_harness_push (fixture.harness, buffer);
  start = take_message (&fixture, "rmgvad");
  g_assert_true (gst_structure_get_double (start, "level-db", &level_db));
  g_assert_cmpfloat_with_epsilon (level_db, -20.0, 1e-3);
  close_vad (&fixture);
}

/* --- gate ------------------------------------------------------------------- */

static void
test_vad_gate_passes_exactly_speech_and_padding (void)
{
  g_autoptr (GBytes) audio = make_audio ("-5+3-9");
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GByteArray) output = NULL;
  g_autofree char *messages =
      run_split (ENERGY "mode=gate", audio, NULL, &output, frames);

  /* the end is told 50 ms behind the speech, when 50 ms are held back */
  g_assert_cmpuint (g_array_index (frames, guint64, 0), ==, 48 * FRAME);
  g_assert_cmpuint (frames->len, ==, (82 - 48) * FRAME);
  g_assert_cmpmem (output->data, output->len,
      (const gint16 *) g_bytes_get_data (audio, NULL) + 48 * FRAME,
      (82 - 48) * FRAME * sizeof (gint16));
}

/* Frame by frame: how far the input is ahead when audio leaves. */
static GstClockTime
measure_latency (Fixture *fixture, GBytes *audio)
{
  GstClockTime least = GST_CLOCK_TIME_NONE;

  for (gsize at = 0; at < count_frames (audio); at++) {
    g_autoptr (GstBuffer) out = NULL;

    gst_harness_push (fixture->harness, cut (audio, at, 1, at));
    while ((out = gst_harness_try_pull (fixture->harness)) != NULL) {
      least = MIN (least,
          time_of (at + 1) - GST_BUFFER_PTS (out) - GST_BUFFER_DURATION (out));
      gst_clear_buffer (&out);
    }
  }
  return least;
}

static void
check_latency (const char *launch, GstClockTime expected)
{
  Fixture fixture = open_vad (launch);
  g_autoptr (GBytes) audio = make_audio ("-3+9");

  g_assert_cmpuint (measure_latency (&fixture, audio), ==, expected);
  g_assert_cmpuint (gst_harness_query_latency (fixture.harness), ==, expected);
  close_vad (&fixture);
}

static void
test_vad_gate_latency_is_as_reported (void)
{
  check_latency (ENERGY "mode=gate", 50 * GST_MSECOND);
  check_latency (
      ENERGY "mode=gate padding-ms=0 min-speech-ms=75", 75 * GST_MSECOND);
  check_latency (
      "rmgvad mode=gate padding-ms=35 min-speech-ms=90", 125 * GST_MSECOND);
}

static void
test_vad_annotate_adds_no_latency (void)
{
  check_latency ("rmgvad padding-ms=35 min-speech-ms=90", 0);
}

static void
test_vad_gate_tells_gaps_every_100_ms (void)
{
  Fixture fixture = open_vad (ENERGY "mode=gate");
  g_autoptr (GBytes) audio = make_audio ("-9");
  GstClockTime told = 0, start, duration;
  GstEvent *event;

  for (gsize at = 0; at < count_frames (audio); at += 40)
    gst_harness_push (fixture.harness, cut (audio, at, 40, at));
  while ((event = gst_harness_try_pull_event (fixture.harness)) != NULL) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
      gst_event_parse_gap (event, &start, &duration);
      g_assert_cmpuint (start, ==, told);
      g_assert_cmpuint (duration, <=, 100 * GST_MSECOND);
      told = start + duration;
    }
    gst_event_unref (event);
  }
  /* all but what is held back and a gap that is not full yet */
  g_assert_cmpuint (told, >=, (900 - 50 - 100) * GST_MSECOND);
  close_vad (&fixture);
}

/* --- borders ---------------------------------------------------------------- */

static GstEvent *
take_event (Fixture *fixture, GstEventType type)
{
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (fixture->harness)) != NULL) {
    if (GST_EVENT_TYPE (event) == type)
      return event;
    gst_event_unref (event);
  }
  return NULL;
}

static void
test_vad_item_end_carries_counts (void)
{
  Fixture fixture = open_vad (ENERGY "name=voice");
  g_autoptr (GBytes) audio = make_audio ("-2+1");
  g_autoptr (GstEvent) event = NULL;
  const GstStructure *results, *counts;
  gboolean is_speech;
  gint64 n_speech, n_total;

  push_audio (&fixture, audio, NULL);
  gst_harness_push_event (fixture.harness, rmg_item_end_new (0, TRUE));
  event = take_event (&fixture, GST_EVENT_CUSTOM_DOWNSTREAM);
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
  close_vad (&fixture);
}

/* Messages and bytes of each item, one run after the other. */
static char *
run_items (const char *launch, GBytes **items, guint n_items)
{
  Fixture fixture = open_vad (launch);
  GString *log = g_string_new (NULL);

  for (guint i = 0; i < n_items; i++) {
    g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_autoptr (GByteArray) bytes = NULL;
    g_autofree char *messages = NULL, *sum = NULL;

    push_audio (&fixture, items[i], NULL);
    gst_harness_push_event (fixture.harness, rmg_item_end_new (i, TRUE));
    bytes = take_output (&fixture, frames);
    messages = take_messages (&fixture);
    sum = g_compute_checksum_for_data (
        G_CHECKSUM_SHA256, bytes->data, bytes->len);
    g_string_append_printf (log, "%s%s\n", messages, sum);
  }
  close_vad (&fixture);
  return g_string_free (log, FALSE);
}

static void
check_items (const char *launch)
{
  g_autoptr (GBytes) x = make_audio ("-2+3"), y = make_audio ("+2-3+1");
  GBytes *items[] = { x, y };
  g_autofree char *together = run_items (launch, items, 2);
  g_autofree char *first = run_items (launch, &items[0], 1);
  g_autofree char *second = run_items (launch, &items[1], 1);
  g_autofree char *apart = g_strconcat (first, second, NULL);

  g_assert_cmpstr (together, ==, apart);
}

static void
test_vad_items_together_are_items_apart (void)
{
  check_items (ENERGY "post-frames=true");
  check_items (ENERGY "mode=gate");
  check_items ("rmgvad mode=gate post-frames=true");
}

static void
test_vad_flush_forgets_open_speech (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) loud = make_audio ("+3"), quiet = make_audio ("-9");
  g_autofree char *before = NULL, *after = NULL;
  GstSegment segment;

  push_audio (&fixture, loud, NULL);
  before = take_messages (&fixture);
  gst_harness_push_event (fixture.harness, gst_event_new_flush_start ());
  gst_harness_push_event (fixture.harness, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (fixture.harness, gst_event_new_segment (&segment));
  push_audio (&fixture, quiet, NULL);
  after = take_messages (&fixture);
  g_assert_nonnull (strstr (before, "start"));
  g_assert_cmpstr (after, ==, "");
  close_vad (&fixture);
}

static void
test_vad_discont_ends_speech (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) loud = make_audio ("+3");
  g_autoptr (GstStructure) start = NULL, end = NULL;
  GstBuffer *jump = cut (loud, 0, 80, 80000);
  GstClockTime timestamp;

  push_audio (&fixture, loud, NULL);
  GST_BUFFER_FLAG_SET (jump, GST_BUFFER_FLAG_DISCONT);
  gst_harness_push (fixture.harness, jump);
  start = take_message (&fixture, "rmgvad");
  end = take_message (&fixture, "rmgvad");
  g_assert_cmpstr (gst_structure_get_string (end, "event"), ==, "end");
  g_assert_true (gst_structure_get_uint64 (end, "timestamp", &timestamp));
  g_assert_cmpuint (timestamp, ==, 300 * GST_MSECOND);
  close_vad (&fixture);
}

static void
test_vad_gap_is_silence (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) loud = make_audio ("+3");
  g_autoptr (GstStructure) start = NULL, end = NULL;
  g_autoptr (GstEvent) gap = NULL;
  GstClockTime timestamp;

  push_audio (&fixture, loud, NULL);
  gst_harness_push_event (fixture.harness,
      gst_event_new_gap (300 * GST_MSECOND, 200 * GST_MSECOND));
  start = take_message (&fixture, "rmgvad");
  end = take_message (&fixture, "rmgvad");
  g_assert_true (gst_structure_get_uint64 (end, "timestamp", &timestamp));
  g_assert_cmpuint (timestamp, ==, 320 * GST_MSECOND);
  gap = take_event (&fixture, GST_EVENT_GAP);
  g_assert_nonnull (gap);
  close_vad (&fixture);
}

static void
test_vad_caps_change_drains_the_gate (void)
{
  Fixture fixture = open_vad (ENERGY "mode=gate");
  g_autoptr (GBytes) loud = make_audio ("+3");
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GByteArray) bytes = NULL;

  push_audio (&fixture, loud, NULL);
  gst_harness_set_src_caps_str (fixture.harness,
      "audio/x-raw,format=S16LE,rate=16000,channels=1,layout=interleaved");
  bytes = take_output (&fixture, frames);
  g_assert_cmpuint (bytes->len, ==, g_bytes_get_size (loud));
  close_vad (&fixture);
}

static void
test_vad_threshold_changes_while_playing (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) loud = make_audio ("+9");
  g_autoptr (GstElement) vad = find_vad (&fixture);
  g_autoptr (GstStructure) start = NULL, end = NULL;
  GstClockTime timestamp;

  for (gsize at = 0; at < 60 * FRAME; at += FRAME) {
    if (at == 30 * FRAME)
      g_object_set (vad, "energy-threshold", 0.9, NULL);
    gst_harness_push (fixture.harness, cut (loud, at, FRAME, at));
  }
  start = take_message (&fixture, "rmgvad");
  end = take_message (&fixture, "rmgvad");
  g_assert_true (gst_structure_get_uint64 (end, "timestamp", &timestamp));
  g_assert_cmpuint (timestamp, ==, 320 * GST_MSECOND);
  close_vad (&fixture);
}

/* --- segments ---------------------------------------------------------------- */

static void
test_vad_segments_are_json_at_the_time_of_decision (void)
{
  Fixture fixture = open_vad (ENERGY);
  g_autoptr (GBytes) audio = make_audio ("-5+3-4");
  g_autoptr (GstElement) vad = find_vad (&fixture);
  GstHarness *segments = gst_harness_new_with_element (vad, NULL, "segments");
  g_autoptr (GstBuffer) start = NULL, end = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *text = NULL;
  gsize size;

  push_audio (&fixture, audio, NULL);
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
  close_vad (&fixture);
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
  g_test_add_func (
      "/vad/split/annotate", test_vad_annotate_any_split_tells_the_same);
  g_test_add_func ("/vad/split/gate", test_vad_gate_any_split_gives_the_same);
  g_test_add_func (
      "/vad/split/adaptive", test_vad_adaptive_any_split_tells_the_same);
  g_test_add_func ("/vad/annotate/shared",
      test_vad_annotate_shares_samples_of_a_shared_buffer);
  g_test_add_func (
      "/vad/annotate/same", test_vad_annotate_passes_the_very_buffer);
  g_test_add_func ("/vad/annotate/latency", test_vad_annotate_adds_no_latency);
  g_test_add_func ("/vad/planar", test_vad_planar_channels_are_averaged);
  g_test_add_func (
      "/vad/gate/exact", test_vad_gate_passes_exactly_speech_and_padding);
  g_test_add_func ("/vad/gate/latency", test_vad_gate_latency_is_as_reported);
  g_test_add_func ("/vad/gate/gaps", test_vad_gate_tells_gaps_every_100_ms);
  g_test_add_func ("/vad/item/counts", test_vad_item_end_carries_counts);
  g_test_add_func ("/vad/item/law", test_vad_items_together_are_items_apart);
  g_test_add_func ("/vad/flush", test_vad_flush_forgets_open_speech);
  g_test_add_func ("/vad/discont", test_vad_discont_ends_speech);
  g_test_add_func ("/vad/gap", test_vad_gap_is_silence);
  g_test_add_func ("/vad/caps", test_vad_caps_change_drains_the_gate);
  g_test_add_func ("/vad/settings", test_vad_threshold_changes_while_playing);
  g_test_add_func (
      "/vad/segments", test_vad_segments_are_json_at_the_time_of_decision);
  return g_test_run ();
}
