/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgvad with a detector for each channel: each channel is reported as if it were
 * alone, and the gate passes the speech of any channel. */
#include "tests/lib/vad-fixture.h"

#include <string.h>

#define EACH RMG_TEST_VAD_ENERGY "channels=each "
#define STEREO_CAPS                                                            \
  "audio/x-raw,format=S16LE,rate=8000,channels=2,layout=interleaved,"          \
  "channel-mask=(bitmask)3"
#define N_CHANNELS 2

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

typedef struct
{
  const char *name;
  const char *patterns[N_CHANNELS];
} Scene;

static const Scene scenes[] = {
  { "overlap", { "-3+5-9-3", "-5+9-6" } },
  { "apart", { "-3+3-9-5", "-9-3+4-4" } },
  { "nested", { "+5-9-6", "-2+2-9-7" } },
  { "second-first", { "-6+9-5", "-2+6-9-3" } },
  { "one-quiet", { "-9-9-2", "-4+4-9-3" } },
  { "to-the-end", { "-9+9+2", "-9+3-8" } },
};

static GBytes *
interleave (GBytes *const *channels)
{
  const gsize n = rmg_test_vad_count_frames (channels[0]);
  g_autofree gint16 *samples = g_new (gint16, N_CHANNELS * n);

  for (guint channel = 0; channel < N_CHANNELS; channel++) {
    const gint16 *from = g_bytes_get_data (channels[channel], NULL);

    g_assert_cmpuint (rmg_test_vad_count_frames (channels[channel]), ==, n);
    for (gsize i = 0; i < n; i++)
      samples[N_CHANNELS * i + channel] = from[i];
  }
  return g_bytes_new (samples, N_CHANNELS * n * sizeof *samples);
}

static void
push_stereo (RmgTestVad *fixture, GBytes *audio, GRand *random)
{
  const gint16 *samples = g_bytes_get_data (audio, NULL);
  const gsize n = rmg_test_vad_count_frames (audio) / N_CHANNELS;

  gst_harness_set_src_caps_str (fixture->harness, STEREO_CAPS);
  for (gsize at = 0; at < n;) {
    const gsize drawn =
        random != NULL ? (gsize) g_rand_int_range (random, 1, 700) : n;
    const gsize length = MIN (n - at, drawn);
    GstBuffer *buffer = gst_buffer_new_memdup (
        samples + N_CHANNELS * at, N_CHANNELS * length * sizeof *samples);

    GST_BUFFER_PTS (buffer) = rmg_test_vad_time_of (at);
    g_assert_cmpint (
        gst_harness_push (fixture->harness, buffer), ==, GST_FLOW_OK);
    at += length;
  }
  gst_harness_push_event (fixture->harness, gst_event_new_eos ());
}

/* Marks in @passed the frames that leave. */
static void
mark_output (RmgTestVad *fixture, gsize frame_bytes, GByteArray *passed)
{
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (fixture->harness)) != NULL) {
    const gsize n = gst_buffer_get_size (buffer) / frame_bytes;
    const guint64 first = gst_util_uint64_scale_int_round (
        GST_BUFFER_PTS (buffer), RMG_TEST_VAD_RATE, GST_SECOND);

    g_assert_cmpuint (first + n, <=, passed->len);
    memset (passed->data + first, 1, n);
    gst_buffer_unref (buffer);
  }
}

static GByteArray *
make_marks (gsize n)
{
  GByteArray *marks = g_byte_array_new ();

  g_byte_array_set_size (marks, (guint) n);
  memset (marks->data, 0, n);
  return marks;
}

static char *
run_stereo (
    const char *launch, const Scene *scene, GRand *random, GByteArray **passed)
{
  GBytes *channels[N_CHANNELS] = { rmg_test_vad_make_audio (scene->patterns[0]),
    rmg_test_vad_make_audio (scene->patterns[1]) };
  g_autoptr (GBytes) audio = interleave (channels);
  RmgTestVad fixture = rmg_test_vad_open_vad (launch);
  char *messages;

  push_stereo (&fixture, audio, random);
  *passed = make_marks (rmg_test_vad_count_frames (channels[0]));
  mark_output (&fixture, N_CHANNELS * sizeof (gint16), *passed);
  messages = rmg_test_vad_take_messages (&fixture);
  rmg_test_vad_close_vad (&fixture);
  g_bytes_unref (channels[0]);
  g_bytes_unref (channels[1]);
  return messages;
}

static char *
run_alone (const char *launch, const char *pattern, GByteArray *passed)
{
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio (pattern);
  RmgTestVad fixture = rmg_test_vad_open_vad (launch);
  char *messages;

  rmg_test_vad_push_audio (&fixture, audio, NULL);
  gst_harness_push_event (fixture.harness, gst_event_new_eos ());
  mark_output (&fixture, sizeof (gint16), passed);
  messages = rmg_test_vad_take_messages (&fixture);
  rmg_test_vad_close_vad (&fixture);
  return messages;
}

/* Returns: the lines that start with @start and contain @part, without @part */
static char *
choose_lines (const char *messages, const char *start, const char *part)
{
  g_auto (GStrv) lines = g_strsplit (messages, "\n", -1);
  GString *chosen = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *at = strstr (lines[i], part);

    if (!g_str_has_prefix (lines[i], start) || at == NULL)
      continue;
    g_string_append_len (chosen, lines[i], at - lines[i]);
    g_string_append (chosen, at + strlen (part));
    g_string_append_c (chosen, '\n');
  }
  return g_string_free (chosen, FALSE);
}

static void
test_channel_reports_as_if_it_were_alone (gconstpointer data)
{
  const Scene *scene = data;
  g_autoptr (GByteArray) passed = NULL;
  g_autofree char *messages =
      run_stereo (EACH "post-frames=true", scene, NULL, &passed);

  for (guint channel = 0; channel < N_CHANNELS; channel++) {
    g_autofree char *part = g_strdup_printf (", channel=(uint)%u", channel + 1);
    g_autofree char *of_channel = choose_lines (messages, "rmgvad", part);
    g_autoptr (GByteArray) unused = make_marks (passed->len);
    g_autofree char *alone = run_alone (RMG_TEST_VAD_ENERGY "post-frames=true",
        scene->patterns[channel], unused);
    g_autofree char *expected = choose_lines (alone, "rmgvad", "");

    g_assert_cmpstr (of_channel, ==, expected);
  }
}

static void
test_channel_split_changes_nothing (gconstpointer data)
{
  const Scene *scene = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GByteArray) whole = NULL, parts = NULL;
  g_autofree char *expected =
      run_stereo (EACH "mode=gate", scene, NULL, &whole);
  g_autofree char *messages =
      run_stereo (EACH "mode=gate", scene, random, &parts);

  g_assert_cmpstr (messages, ==, expected);
  g_assert_cmpmem (parts->data, parts->len, whole->data, whole->len);
}

static void
test_gate_passes_speech_of_any_channel (gconstpointer data)
{
  const Scene *scene = data;
  g_autoptr (GByteArray) passed = NULL;
  g_autofree char *messages =
      run_stereo (EACH "mode=gate", scene, NULL, &passed);
  g_autoptr (GByteArray) expected = make_marks (passed->len);

  for (guint channel = 0; channel < N_CHANNELS; channel++)
    g_free (run_alone (
        RMG_TEST_VAD_ENERGY "mode=gate", scene->patterns[channel], expected));
  g_assert_cmpmem (passed->data, passed->len, expected->data, expected->len);
}

/* The messages of webrtcdsp know no channels: speech starts with the first
 * channel and ends with the last. */
static void
test_voice_activity_is_that_of_any_channel (void)
{
  g_autoptr (GByteArray) passed = NULL;
  g_autofree char *messages = run_stereo (EACH, &scenes[0], NULL, &passed);
  g_autofree char *starts =
      choose_lines (messages, "voice-activity", "has-voice=(boolean)true");
  g_autofree char *ends =
      choose_lines (messages, "voice-activity", "has-voice=(boolean)false");

  g_assert_cmpstr (
      starts, ==, "voice-activity, stream-time=(guint64)280000000, stream-;\n");
  g_assert_cmpstr (
      ends, ==, "voice-activity, stream-time=(guint64)1420000000, stream-;\n");
}

static void
test_channels_mix_names_no_channel (void)
{
  g_autoptr (GByteArray) passed = NULL;
  g_autofree char *messages =
      run_stereo (RMG_TEST_VAD_ENERGY, &scenes[0], NULL, &passed);

  g_assert_nonnull (strstr (messages, "rmgvad"));
  g_assert_null (strstr (messages, "channel"));
}

static void
add_scenes (const char *path, GTestDataFunc run)
{
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    g_autofree char *name =
        g_strdup_printf ("/vad/channels/%s/%s", path, scenes[i].name);

    g_test_add_data_func (name, &scenes[i], run);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);

  add_scenes ("alone", test_channel_reports_as_if_it_were_alone);
  add_scenes ("split", test_channel_split_changes_nothing);
  add_scenes ("gate", test_gate_passes_speech_of_any_channel);
  g_test_add_func (
      "/vad/channels/activity", test_voice_activity_is_that_of_any_channel);
  g_test_add_func ("/vad/channels/mix", test_channels_mix_names_no_channel);
  return g_test_run ();
}
