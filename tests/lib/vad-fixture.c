/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/vad-fixture.h"

#define RMG_TEST_VAD_CAPS                                                      \
  "audio/x-raw,format=S16LE,rate=8000,channels=1,layout=interleaved"

GBytes *
rmg_test_vad_make_audio (const char *pattern)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *at = pattern; *at != '\0'; at += 2) {
    const gint16 amplitude = at[0] == '+' ? 8000 : 10;
    const guint n = (guint) (at[1] - '0') * 10 * RMG_TEST_VAD_FRAME;

    for (guint i = 0; i < n; i++) {
      gint16 sample = i % 16 < 8 ? amplitude : (gint16) -amplitude;

      g_byte_array_append (bytes, (const guint8 *) &sample, sizeof sample);
    }
  }
  return g_byte_array_free_to_bytes (bytes);
}

GstClockTime
rmg_test_vad_time_of (guint64 frame)
{
  return gst_util_uint64_scale_int (frame, GST_SECOND, RMG_TEST_VAD_RATE);
}

RmgTestVad
rmg_test_vad_open_vad (const char *launch)
{
  RmgTestVad fixture;

  fixture.harness = gst_harness_new_parse (launch);
  fixture.bus = gst_bus_new ();
  gst_element_set_bus (fixture.harness->element, fixture.bus);
  gst_harness_set_src_caps_str (fixture.harness, RMG_TEST_VAD_CAPS);
  return fixture;
}

void
rmg_test_vad_close_vad (RmgTestVad *fixture)
{
  gst_element_set_bus (fixture->harness->element, NULL);
  gst_object_unref (fixture->bus);
  gst_harness_teardown (fixture->harness);
}

GstElement *
rmg_test_vad_find_vad (RmgTestVad *fixture)
{
  return gst_harness_find_element (fixture->harness, "rmgvad");
}

GstBuffer *
rmg_test_vad_cut (GBytes *audio, gsize first, gsize n_frames, guint64 position)
{
  const gint16 *samples = g_bytes_get_data (audio, NULL);
  GstBuffer *buffer =
      gst_buffer_new_memdup (samples + first, n_frames * sizeof *samples);

  GST_BUFFER_PTS (buffer) = rmg_test_vad_time_of (position);
  GST_BUFFER_DURATION (buffer) = rmg_test_vad_time_of (position + n_frames) -
      rmg_test_vad_time_of (position);
  return buffer;
}

gsize
rmg_test_vad_count_frames (GBytes *audio)
{
  return g_bytes_get_size (audio) / sizeof (gint16);
}

void
rmg_test_vad_push_audio (RmgTestVad *fixture, GBytes *audio, GRand *random)
{
  const gsize n = rmg_test_vad_count_frames (audio);

  for (gsize at = 0; at < n;) {
    const gsize drawn =
        random != NULL ? (gsize) g_rand_int_range (random, 1, 700) : n;
    const gsize length = MIN (n - at, drawn);

    g_assert_cmpint (gst_harness_push (fixture->harness,
                         rmg_test_vad_cut (audio, at, length, at)),
        ==, GST_FLOW_OK);
    at += length;
  }
}

char *
rmg_test_vad_take_messages (RmgTestVad *fixture)
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

GstStructure *
rmg_test_vad_take_message (RmgTestVad *fixture, const char *name)
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

GByteArray *
rmg_test_vad_take_output (RmgTestVad *fixture, GArray *frames)
{
  GByteArray *bytes = g_byte_array_new ();
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (fixture->harness)) != NULL) {
    GstMapInfo map;
    guint64 first = gst_util_uint64_scale_int_round (
        GST_BUFFER_PTS (buffer), RMG_TEST_VAD_RATE, GST_SECOND);

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (bytes, map.data, map.size);
    for (gsize i = 0; i < map.size / 2; i++, first++)
      g_array_append_val (frames, first);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  return bytes;
}

char *
rmg_test_vad_run_split (const char *launch, GBytes *audio, GRand *random,
    GByteArray **output, GArray *frames)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (launch);
  char *messages;

  rmg_test_vad_push_audio (&fixture, audio, random);
  gst_harness_push_event (fixture.harness, gst_event_new_eos ());
  *output = rmg_test_vad_take_output (&fixture, frames);
  messages = rmg_test_vad_take_messages (&fixture);
  rmg_test_vad_close_vad (&fixture);
  return messages;
}

GstEvent *
rmg_test_vad_take_event (RmgTestVad *fixture, GstEventType type)
{
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (fixture->harness)) != NULL) {
    if (GST_EVENT_TYPE (event) == type)
      return event;
    gst_event_unref (event);
  }
  return NULL;
}
