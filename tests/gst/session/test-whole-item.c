/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmg_session_pull_item(): the data of rmg_session_pull() in one buffer, and the
 * number of items that needed a copy. */

#include <rmg/init.h>
#include <rmg/whole-item.h>
#include "tests/lib/session-fixture.h"

#include <gst/audio/audio.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *lines;
  guint n_copies; /* of the items, inline */
} Graph;

#define N_ITEMS 3
#define BOTH                                                                   \
  "in > a\n"                                                                   \
  "in > b\n"                                                                   \
  "a > out\n"                                                                  \
  "b > out\n"

static const Graph graphs[] = {
  { "pass", "n PassThroughNode", 0 },
  { "vad", "n VAD", 0 },
  { "resample", "n AudioResampleNode 'target_sample_rate':16000", 0 },
  { "resample-up", "n AudioResampleNode 'target_sample_rate':96000", 0 },
  { "resample-odd", "n AudioResampleNode 'target_sample_rate':44100", 0 },
  { "resample-twice",
      "n AudioResampleNode 'target_sample_rate':44100\n"
      "o AudioResampleNode 'target_sample_rate':16000\n"
      "n > o",
      0 },
  { "resample-and-convert",
      "n AudioResampleNode 'target_sample_rate':16000\n"
      "o FormatConverterNode 'target_format':'i16'\n"
      "n > o",
      0 },
  { "resample-and-vad",
      "n AudioResampleNode 'target_sample_rate':16000\n"
      "o VAD\n"
      "n > o",
      0 },
  { "convert", "n FormatConverterNode 'target_format':'i16'", 0 },
  { "chunks", "n AudioBuffer 'buffer_size_samples':1000", 0 },
  { "join",
      "in PassThroughNode\n"
      "a VADNode\n"
      "b VADNode\n"
      "out PassThroughNode\n" BOTH,
      N_ITEMS },
};

static GPtrArray *
make_inputs (void)
{
  GPtrArray *inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  for (guint i = 0; i < N_ITEMS; i++)
    g_ptr_array_add (
        inputs, rmg_test_noise_clip (i, 48000, 1 + i % 2, 5001 + i * 7));
  return inputs;
}

typedef RmgSessionResult (*PullFunc) (RmgSession *, RmgOutput *, GError **);

static void
append_output (
    GString *text, GByteArray *item, RmgOutput *output, gboolean ends)
{
  GstMapInfo map;

  if (output->buffer != NULL) {
    g_assert_true (gst_buffer_map (output->buffer, &map, GST_MAP_READ));
    g_byte_array_append (item, map.data, (guint) map.size);
    gst_buffer_unmap (output->buffer, &map);
  }
  if (ends) {
    g_autofree char *sum =
        g_compute_checksum_for_data (G_CHECKSUM_SHA1, item->data, item->len);

    g_string_append_printf (text, "%s %" G_GUINT64_FORMAT " %u %s%s\n",
        output->node_id, output->item, item->len, sum,
        output->results != NULL ? " +" : "");
    g_byte_array_set_size (item, 0);
  }
}

/* Items as text: node, number, bytes, checksum, results. @context outlives the
 * session. */
static char *
run (RmgSession *session, GMainContext *context, GPtrArray *inputs,
    PullFunc pull)
{
  g_autoptr (GSource) source = rmg_session_create_source (session);
  g_autoptr (GByteArray) item = g_byte_array_new ();
  GString *text = g_string_new (NULL);
  RmgSessionResult result = RMG_SESSION_OK;
  guint next = 0;

  g_source_attach (source, context);
  while (result != RMG_SESSION_EOS) {
    g_auto (RmgOutput) output = { NULL };
    g_autoptr (GError) error = NULL;

    if (next < inputs->len) {
      GstSample *input = inputs->pdata[next];
      g_autoptr (GstBuffer) buffer =
          gst_buffer_copy_deep (gst_sample_get_buffer (input));

      next += rmg_session_push (session, NULL, gst_sample_get_caps (input),
                  &buffer, &error) == RMG_SESSION_OK;
    } else {
      rmg_session_finish (session, &error);
    }
    g_assert_no_error (error);
    while ((result = pull (session, &output, &error)) == RMG_SESSION_OK) {
      append_output (text, item, &output,
          pull == rmg_session_pull_item || output.buffer == NULL);
      rmg_output_clear (&output);
    }
    g_assert_no_error (error);
    if (result == RMG_SESSION_EMPTY)
      g_main_context_iteration (context, next == inputs->len);
  }
  return g_string_free (text, FALSE);
}

static guint64
assert_same (const Graph *graph, RmgThreading threading)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GPtrArray) inputs = make_inputs ();
  RmgSession *session =
      rmg_test_open (graph->lines, threading, RMG_FRAMING_ITEMS);
  RmgSession *other =
      rmg_test_open (graph->lines, threading, RMG_FRAMING_ITEMS);
  g_autofree char *items =
      run (session, context, inputs, rmg_session_pull_item);
  g_autofree char *expected = run (other, context, inputs, rmg_session_pull);
  guint64 n_copies = rmg_session_get_item_copies (session);

  g_assert_cmpstr (items, ==, expected);
  g_assert_cmpuint (rmg_session_get_item_copies (other), ==, 0);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_true (rmg_session_close (other, NULL));
  return n_copies;
}

static void
test_pull_item_returns_the_data_of_pull (gconstpointer data)
{
  const Graph *graph = data;

  g_assert_cmpuint (
      assert_same (graph, RMG_THREADING_INLINE), ==, graph->n_copies);
  g_assert_cmpuint (assert_same (graph, RMG_THREADING_THREADED), <=, N_ITEMS);
}

static void
push_clip (RmgSession *session, guint n_frames, gboolean ends)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (1, 48000, 1, n_frames);
  g_autoptr (GstBuffer) buffer =
      gst_buffer_copy_deep (gst_sample_get_buffer (clip));

  g_assert_cmpint ((ends ? rmg_session_push : rmg_session_push_part) (session,
                       NULL, gst_sample_get_caps (clip), &buffer, NULL),
      ==, RMG_SESSION_OK);
}

static void
test_pull_item_of_unchanged_input_is_the_pushed_buffer (void)
{
  RmgSession *session =
      rmg_test_open ("n VADNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GstSample) clip = rmg_test_noise_clip (1, 48000, 1, 500);
  GstBuffer *buffer = gst_buffer_copy_deep (gst_sample_get_buffer (clip));
  GstBuffer *pushed = buffer;
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (rmg_session_push (session, NULL, gst_sample_get_caps (clip),
                       &buffer, NULL),
      ==, RMG_SESSION_OK);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_true (output.buffer == pushed);
  g_assert_nonnull (output.results);
  g_assert_true (rmg_session_close (session, NULL));
}

/* Users may change the array that they are handed. */
static void
test_pull_item_of_a_resampler_is_writable_and_in_one_piece (void)
{
  RmgSession *session =
      rmg_test_open ("n AudioResampleNode 'target_sample_rate':16000",
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_auto (RmgOutput) output = { NULL };

  push_clip (session, 48000, TRUE);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpuint (gst_buffer_get_size (output.buffer), ==, 16000 * 4);
  g_assert_cmpuint (gst_buffer_n_memory (output.buffer), ==, 1);
  g_assert_true (gst_buffer_is_writable (output.buffer));
  g_assert_false (
      GST_MEMORY_IS_READONLY (gst_buffer_peek_memory (output.buffer, 0)));
  g_assert_cmpuint (GST_BUFFER_PTS (output.buffer), ==, 0);
  g_assert_cmpuint (GST_BUFFER_DURATION (output.buffer), ==, GST_SECOND);
  g_assert_cmpuint (rmg_session_get_item_copies (session), ==, 0);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_pull_item_of_incomplete_item_leaves_its_buffers_to_pull (void)
{
  RmgSession *session = rmg_test_open (
      "n PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_auto (RmgOutput) output = { NULL };
  g_autoptr (RmgMetrics) metrics = NULL;
  guint64 n_bytes;

  push_clip (session, 100, FALSE);
  push_clip (session, 200, FALSE);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, NULL), ==, RMG_SESSION_EMPTY);
  g_assert_null (output.buffer);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpuint (gst_buffer_get_size (output.buffer), ==, 400);
  rmg_output_clear (&output);

  push_clip (session, 300, TRUE);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpuint (gst_buffer_get_size (output.buffer), ==, 2000);
  g_assert_cmpuint (output.item, ==, 0);
  g_assert_cmpuint (rmg_session_get_item_copies (session), ==, 1);
  metrics = rmg_session_get_metrics (session);
  g_assert_cmpuint (
      rmg_metrics_get_copies (metrics, RMG_COPY_ITEM, &n_bytes), ==, 1);
  g_assert_cmpuint (n_bytes, ==, 2000);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_pull_item_of_no_data_has_no_buffer (void)
{
  RmgSession *session =
      rmg_test_open ("n VAD 'mode':'gate','probability_threshold':1.0",
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_auto (RmgOutput) output = { NULL };

  push_clip (session, 4800, TRUE);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_null (output.buffer);
  g_assert_cmpstr (output.node_id, ==, "n");
  rmg_output_clear (&output);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, NULL), ==, RMG_SESSION_EMPTY);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_pull_item_of_several_values_is_an_error_and_loses_none (void)
{
  RmgSession *session = rmg_test_open (
      "n PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GError) error = NULL;
  g_auto (RmgOutput) output = { NULL };
  guint n_values = 0;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstSample) value = rmg_test_value (i);
    g_autoptr (GstBuffer) buffer =
        gst_buffer_ref (gst_sample_get_buffer (value));

    rmg_session_push_part (
        session, NULL, gst_sample_get_caps (value), &buffer, NULL);
  }
  rmg_session_end_item (session, NULL, NULL);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, &error), ==, RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "item 0 has 2 buffers"));
  while (rmg_session_pull (session, &output, NULL) == RMG_SESSION_OK) {
    n_values += output.buffer != NULL;
    rmg_output_clear (&output);
  }
  g_assert_cmpuint (n_values, ==, 2);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_pull_item_of_a_stream_is_an_error (void)
{
  RmgSession *session = rmg_test_open (
      "n PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_autoptr (GError) error = NULL;
  g_auto (RmgOutput) output = { NULL };

  push_clip (session, 100, TRUE);
  g_assert_cmpint (
      rmg_session_pull_item (session, &output, &error), ==, RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_FAILED);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++) {
    g_autofree char *path = g_strconcat ("/whole-item/", graphs[i].name, NULL);

    g_test_add_data_func (
        path, &graphs[i], test_pull_item_returns_the_data_of_pull);
  }
  g_test_add_func ("/whole-item/unchanged",
      test_pull_item_of_unchanged_input_is_the_pushed_buffer);
  g_test_add_func ("/whole-item/writable",
      test_pull_item_of_a_resampler_is_writable_and_in_one_piece);
  g_test_add_func ("/whole-item/incomplete",
      test_pull_item_of_incomplete_item_leaves_its_buffers_to_pull);
  g_test_add_func (
      "/whole-item/no-data", test_pull_item_of_no_data_has_no_buffer);
  g_test_add_func ("/whole-item/values",
      test_pull_item_of_several_values_is_an_error_and_loses_none);
  g_test_add_func (
      "/whole-item/stream", test_pull_item_of_a_stream_is_an_error);
  return g_test_run ();
}
