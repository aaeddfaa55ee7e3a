/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/init.h>
#include "gst/session/data.h"
#include <rmg/value-memory.h>

#include <math.h>

static RmgGraph *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "test", NULL, &error);
  RmgGraph *graph;

  g_assert_no_error (error);
  graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

static RmgSession *
open_session (const char *text, RmgThreading threading, RmgFraming framing)
{
  RmgPlanOptions options = { .framing = framing, .threading = threading };
  g_autoptr (RmgGraph) graph = load (text);
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, &options, NULL, &error);

  g_assert_no_error (error);
  return session;
}

/* A whole number, or a list of one and a word, which differ in the log. */
static RmgValue *
make_value (const char *text)
{
  RmgValue *list;

  if (text[0] != '[')
    return rmg_value_new_int (g_ascii_strtoll (text, NULL, 10));
  list = rmg_value_new_array ();
  rmg_value_array_append (
      list, rmg_value_new_int (g_ascii_strtoll (text + 1, NULL, 10)));
  rmg_value_array_append (list, rmg_value_new_string ("x", -1));
  return list;
}

static void
append_value (GString *seen, const RmgValue *value)
{
  switch (rmg_value_get_kind (value)) {
    case RMG_VALUE_INT:
      g_string_append_printf (
          seen, "%" G_GINT64_FORMAT, rmg_value_get_int (value));
      break;
    case RMG_VALUE_DOUBLE:
      g_string_append_printf (seen, "%g", rmg_value_get_double (value));
      break;
    case RMG_VALUE_STRING:
      g_string_append (seen, rmg_value_get_string (value, NULL));
      break;
    default:
      g_string_append_c (seen, '[');
      for (gsize i = 0; i < rmg_value_get_length (value); i++) {
        append_value (seen, rmg_value_array_get (value, i));
        g_string_append_c (seen, ';');
      }
      g_string_append_c (seen, ']');
  }
}

typedef struct
{
  const char *const *items; /* for make_value() */
  guint next;
  GString *seen; /* outputs of values, items separated by "|" */
} ValueRun;

static RmgSessionResult
feed_value (RmgSession *session, gpointer data, GError **error)
{
  ValueRun *run = data;
  RmgSessionResult result;
  g_autoptr (RmgValue) value = NULL;

  if (run->items[run->next] == NULL)
    return RMG_SESSION_EOS;
  value = make_value (run->items[run->next]);
  result = rmg_session_push_value (session, NULL, value, error);
  if (result == RMG_SESSION_OK)
    run->next++;
  return result;
}

static gboolean
take_value (RmgOutput *output, gpointer data, GError **error)
{
  ValueRun *run = data;

  if (output->buffer == NULL) {
    g_string_append_c (run->seen, '|');
    return TRUE;
  }
  append_value (run->seen, rmg_value_buffer_peek (output->buffer));
  g_string_append_c (run->seen, ' ');
  return TRUE;
}

static char *
run_values (const char *manifest, RmgThreading threading, RmgFraming framing,
    const char *const *items)
{
  RmgSession *session = open_session (manifest, threading, framing);
  ValueRun run = { items, 0, g_string_new (NULL) };
  g_autoptr (GError) error = NULL;

  rmg_session_run (session, feed_value, take_value, &run, &error);
  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return g_string_free (run.seen, FALSE);
}

static void
assert_framed (const char *manifest, RmgFraming framing,
    const char *const *items, const char *expected)
{
  g_autofree char *seen_inline =
      run_values (manifest, RMG_THREADING_INLINE, framing, items);
  g_autofree char *seen_threaded =
      run_values (manifest, RMG_THREADING_THREADED, framing, items);

  g_assert_cmpstr (seen_inline, ==, expected);
  g_assert_cmpstr (seen_threaded, ==, expected);
}

static void
assert_values (
    const char *manifest, const char *const *items, const char *expected)
{
  assert_framed (manifest, RMG_FRAMING_ITEMS, items, expected);
}

#define MANIFEST(nodes, connections)                                           \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"test\"},\"nodes\":[" nodes     \
  "],\"connections\":[" connections "]}"
#define NODE(id, type, params)                                                 \
  "{\"id\":\"" id "\",\"node_type\":\"" type "\",\"params\":{" params "}}"
#define LINK(from, to) "{\"from\":\"" from "\",\"to\":\"" to "\"}"

#define LINEAR                                                                 \
  MANIFEST (NODE ("m", "MultiplyNode", "\"factor\":2") "," NODE (              \
                "a", "AddNode", "\"addend\":10"),                              \
      LINK ("m", "a"))
#define DIAMOND                                                                \
  MANIFEST (NODE ("in", "PassThroughNode", "") "," NODE (                      \
                "m", "MultiplyNode", "\"factor\":2") "," NODE ("a", "AddNode", \
                "\"addend\":10") "," NODE ("out", "PassThroughNode", ""),      \
      LINK ("in", "m") "," LINK ("in", "a") "," LINK ("m", "out") "," LINK (   \
          "a", "out"))

static void
test_session_linear_values_in_order (void)
{
  static const char *const items[] = { "5", "7", "3", NULL };

  assert_values (LINEAR, items, "20 |24 |16 |");
}

static void
test_session_diamond_joins_in_connection_order (void)
{
  static const char *const items[] = { "1", "[2", NULL };

  assert_values (DIAMOND, items, "2 11 |[4;x;] [12;x;] |");
}

static void
test_session_two_sinks_in_manifest_order (void)
{
  static const char *const items[] = { "1", "2", NULL };

  assert_values (MANIFEST (NODE ("in", "PassThroughNode", "") "," NODE ("z",
                               "MultiplyNode", "\"factor\":3") "," NODE ("b",
                               "AddNode", "\"addend\":1"),
                     LINK ("in", "b") "," LINK ("in", "z")),
      items, "3 |2 |6 |3 |");
}

static void
test_session_no_items_produces_nothing (void)
{
  static const char *const items[] = { NULL };

  assert_values (DIAMOND, items, "");
}

static void
test_session_leg_that_ends_leaves_sibling_everything (void)
{
  static const char *const items[] = { "1", "2", "3", "4", NULL };

  assert_framed (
      MANIFEST (
          NODE ("in", "PassThroughNode", "") "," NODE ("short", "gst:identity",
              "\"eos-after\":2") "," NODE ("whole", "AddNode",
              "\"addend\":0") "," NODE ("out", "PassThroughNode", ""),
          LINK ("in", "short") "," LINK ("in", "whole") "," LINK (
              "short", "out") "," LINK ("whole", "out")),
      RMG_FRAMING_STREAM, items, "1 1 2 3 4 ");
}

static void
test_session_unknown_input_is_an_error (void)
{
  RmgSession *session =
      open_session (LINEAR, RMG_THREADING_AUTO, RMG_FRAMING_ITEMS);
  g_autoptr (RmgValue) value = rmg_value_new_int (1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rmg_session_push_value (session, "a", value, &error), ==,
      RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  rmg_session_close (session, NULL);
}

static void
test_session_push_after_finish_is_eos (void)
{
  RmgSession *session =
      open_session (LINEAR, RMG_THREADING_AUTO, RMG_FRAMING_ITEMS);
  g_autoptr (RmgValue) value = rmg_value_new_int (1);
  g_auto (RmgOutput) output = { NULL };

  rmg_session_finish (session, NULL);
  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_EOS);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_EOS);
  rmg_session_close (session, NULL);
}

static RmgSessionResult
feed_four (RmgSession *session, gpointer data, GError **error)
{
  static const char *const items[] = { "1", "2", "3", "4", NULL };
  ValueRun *run = data;

  run->items = items;
  return feed_value (session, run, error);
}

static void
assert_fails (const char *manifest, RmgThreading threading,
    const char *expected, const char *part_of_error)
{
  RmgSession *session = open_session (manifest, threading, RMG_FRAMING_ITEMS);
  ValueRun run = { NULL, 0, g_string_new (NULL) };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      rmg_session_run (session, feed_four, take_value, &run, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_nonnull (strstr (error->message, part_of_error));
  g_assert_cmpstr (run.seen->str, ==, expected);
  g_string_free (run.seen, TRUE);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_session_failed_leg_leaves_sibling_everything (void)
{
  static const char manifest[] = MANIFEST (
      NODE ("in", "PassThroughNode", "") "," NODE ("bad", "gst:rmgfault",
          "\"fail-after\":1,\"error\":\"stream-decode\"") "," NODE ("whole",
          "AddNode", "\"addend\":0") "," NODE ("out", "PassThroughNode", ""),
      LINK ("in", "bad") "," LINK ("in", "whole") "," LINK (
          "bad", "out") "," LINK ("whole", "out"));

  assert_fails (manifest, RMG_THREADING_INLINE, "1 1 |2 |3 |4 |",
      "node \"bad\" (gst:rmgfault)");
  assert_fails (manifest, RMG_THREADING_THREADED, "1 1 |2 |3 |4 |",
      "node \"bad\" (gst:rmgfault)");
}

static void
test_session_failure_comes_after_outputs (void)
{
  static const char manifest[] = MANIFEST (
      NODE ("bad", "gst:rmgfault",
          "\"fail-after\":2,\"error\":\"stream-decode\"") "," NODE ("a",
          "AddNode", "\"addend\":0"),
      LINK ("bad", "a"));

  assert_fails (manifest, RMG_THREADING_INLINE, "1 |2 |", "\"bad\"");
}

static void
test_session_missing_file_is_one_error (void)
{
  RmgPlanOptions options = { 0 };
  g_autoptr (RmgGraph) graph = load (MANIFEST (
      NODE ("r", "MediaReaderNode", "\"path\":\"/no/such.wav\""), ""));
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_session_open (graph, &options, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_nonnull (strstr (error->message, "node \"r\" (MediaReaderNode)"));
}

#define RATE 48000

static GstBuffer *
make_tone (guint64 first, guint n_frames)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n_frames * 4, NULL);
  GstMapInfo map;
  float *samples;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  samples = (float *) map.data;
  for (guint i = 0; i < n_frames; i++)
    samples[i] = (float) (0.5 * sin (2 * G_PI * 440 * (first + i) / RATE));
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static GstCaps *
audio_caps (void)
{
  return gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING,
      GST_AUDIO_NE (F32), "rate", G_TYPE_INT, RATE, "channels", G_TYPE_INT, 1,
      "layout", G_TYPE_STRING, "interleaved", NULL);
}

typedef struct
{
  guint64 pushed;
  guint64 total;
  guint step;
  GByteArray *bytes;
  guint n_items;
} AudioRun;

static RmgSessionResult
feed_audio (RmgSession *session, gpointer data, GError **error)
{
  AudioRun *run = data;
  guint n_frames = MIN (run->step, run->total - run->pushed);
  g_autoptr (GstCaps) caps = audio_caps ();
  g_autoptr (GstBuffer) buffer = NULL;
  RmgSessionResult result;

  if (n_frames == 0)
    return RMG_SESSION_EOS;
  buffer = make_tone (run->pushed, n_frames);
  result = rmg_session_push (session, NULL, caps, &buffer, error);
  if (result == RMG_SESSION_OK)
    run->pushed += n_frames;
  return result;
}

static gboolean
take_audio (RmgOutput *output, gpointer data, GError **error)
{
  AudioRun *run = data;
  GstMapInfo map;

  if (output->buffer == NULL) {
    run->n_items++;
    return TRUE;
  }
  gst_buffer_map (output->buffer, &map, GST_MAP_READ);
  g_byte_array_append (run->bytes, map.data, map.size);
  gst_buffer_unmap (output->buffer, &map);
  return TRUE;
}

static GByteArray *
run_audio (const char *manifest, RmgThreading threading, RmgFraming framing,
    guint step)
{
  RmgSession *session = open_session (manifest, threading, framing);
  AudioRun run = { 0, RATE, step, g_byte_array_new (), 0 };
  g_autoptr (GError) error = NULL;

  rmg_session_run (session, feed_audio, take_audio, &run, &error);
  g_assert_no_error (error);
  rmg_session_close (session, NULL);
  return run.bytes;
}

#define RESAMPLE                                                               \
  MANIFEST (NODE ("r", "AudioResampleNode", "\"target_sample_rate\":16000"), "")

static void
assert_same (GByteArray *a, GByteArray *b)
{
  g_assert_cmpmem (a->data, a->len, b->data, b->len);
  g_byte_array_unref (b);
}

static void
test_session_stream_equals_clip_by_every_route (void)
{
  g_autoptr (GByteArray) clip =
      run_audio (RESAMPLE, RMG_THREADING_INLINE, RMG_FRAMING_ITEMS, RATE);

  g_assert_cmpuint (clip->len, ==, 16000 * 4);
  assert_same (clip,
      run_audio (RESAMPLE, RMG_THREADING_INLINE, RMG_FRAMING_STREAM, 777));
  assert_same (clip,
      run_audio (RESAMPLE, RMG_THREADING_THREADED, RMG_FRAMING_STREAM, 480));
  assert_same (clip,
      run_audio (RESAMPLE, RMG_THREADING_THREADED, RMG_FRAMING_ITEMS, RATE));
}

static void
test_session_push_in_place_copies_nothing (void)
{
  RmgSession *session =
      open_session (MANIFEST (NODE ("p", "PassThroughNode", ""), ""),
          RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_autoptr (GstCaps) caps = audio_caps ();
  g_autoptr (GstBuffer) buffer = make_tone (0, 480);
  GstMemory *memory = gst_buffer_peek_memory (buffer, 0);
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (rmg_session_push (session, NULL, caps, &buffer, NULL), ==,
      RMG_SESSION_OK);
  g_assert_null (buffer);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_true (gst_buffer_peek_memory (output.buffer, 0) == memory);
  rmg_output_clear (&output);
  rmg_session_close (session, NULL);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session/linear", test_session_linear_values_in_order);
  g_test_add_func (
      "/session/diamond", test_session_diamond_joins_in_connection_order);
  g_test_add_func (
      "/session/two-sinks", test_session_two_sinks_in_manifest_order);
  g_test_add_func ("/session/no-items", test_session_no_items_produces_nothing);
  g_test_add_func ("/session/leg-ends",
      test_session_leg_that_ends_leaves_sibling_everything);
  g_test_add_func (
      "/session/unknown-input", test_session_unknown_input_is_an_error);
  g_test_add_func (
      "/session/push-after-finish", test_session_push_after_finish_is_eos);
  g_test_add_func (
      "/session/leg-fails", test_session_failed_leg_leaves_sibling_everything);
  g_test_add_func (
      "/session/failure-last", test_session_failure_comes_after_outputs);
  g_test_add_func (
      "/session/missing-file", test_session_missing_file_is_one_error);
  g_test_add_func ("/session/stream-equals-clip",
      test_session_stream_equals_clip_by_every_route);
  g_test_add_func (
      "/session/in-place", test_session_push_in_place_copies_nothing);
  return g_test_run ();
}
