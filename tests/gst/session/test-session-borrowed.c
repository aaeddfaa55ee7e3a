/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Borrowed memory that the caller overwrites and frees as soon as it may: the
 * outputs are those of memory that the session owns, whatever the nodes hold. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <string.h>

#define RATE 16000

typedef struct
{
  const char *name;
  const char *lines;
  gboolean holds; /* data of a push until a later one, in an inline session */
} Graph;

#define TWO_LEGS                                                               \
  "in > a\n"                                                                   \
  "in > b\n"                                                                   \
  "a > out\n"                                                                  \
  "b > out\n"
#define RETRIED " @ 'retry':{'max_retries':2,'delay_ms':1}"

/* All audio is speech; the gate holds it until that has lasted for 90 ms. */
#define GATE "n VAD 'mode':'gate','probability_threshold':0"

static const Graph graphs[] = {
  { "pass", "n PassThroughNode" },
  { "vad", "n VAD" },
  { "energy", "n VADNode" },
  { "gate", GATE, TRUE },
  { "resample", "n AudioResampleNode 'target_sample_rate':48000" },
  { "resample-down", "n AudioResampleNode 'target_sample_rate':11025" },
  { "resample-to-same", "n AudioResampleNode 'target_sample_rate':16000" },
  { "convert", "n FormatConverterNode 'target_format':'i16'" },
  { "convert-in-place", "n FormatConverterNode 'target_format':'i32'" },
  { "convert-to-same", "n FormatConverterNode 'target_format':'f32'" },
  { "transform",
      "n AudioTransform 'output_sample_rate':8000,'output_channels':1" },
  { "short-chunks", "n AudioBuffer 'buffer_size_samples':11" },
  { "long-chunks", "n AudioBuffer 'buffer_size_samples':1000", TRUE },
  { "chunks-of-chunks",
      "n AudioBuffer 'buffer_size_samples':700\n"
      "o AudioBuffer 'buffer_size_samples':333\n"
      "n > o",
      TRUE },
  { "foreign-in-place", "n gst:volume 'volume':0.5" },
  { "foreign-identity", "n gst:identity 'sleep-time':0" },
  { "guarded", "n gst:volume 'volume':0.5" RETRIED },
  { "guarded-fault", "n gst:rmgfault 'fail-every':3" RETRIED },
  { "poisoned", "n gst:rmgfault 'nan':true" },
  { "tee",
      "in PassThroughNode\n"
      "a AudioBuffer 'buffer_size_samples':777\n"
      "b VAD 'mode':'gate','probability_threshold':0\n"
      "c FormatConverterNode 'target_format':'i32'\n"
      "in > a\nin > b\nin > c",
      TRUE },
  { "join",
      "in PassThroughNode\n"
      "a AudioBuffer 'buffer_size_samples':777\n"
      "b PassThroughNode\n"
      "out PassThroughNode\n" TWO_LEGS,
      TRUE },
  { "join-of-gate",
      "in PassThroughNode\n"
      "a VAD 'mode':'gate','probability_threshold':0\n"
      "b AudioBuffer 'buffer_size_samples':100\n"
      "out PassThroughNode\n" TWO_LEGS,
      TRUE },
  { "join-and-chunks",
      "in PassThroughNode\n"
      "a gst:volume 'volume':0.5\n"
      "b PassThroughNode\n"
      "out AudioBuffer 'buffer_size_samples':1999\n" TWO_LEGS,
      TRUE },
};

#define N_CLIP 2001

/* Items of several lengths, or one stream in pieces of 10 ms. */
static GPtrArray *
make_inputs (RmgFraming framing)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (5, RATE, 2, N_CLIP);
  GPtrArray *inputs = rmg_test_split (clip, RATE / 100);

  if (framing == RMG_FRAMING_ITEMS)
    g_ptr_array_insert (inputs, 1, gst_sample_ref (clip));
  return inputs;
}

/* A node that never holds data proves nothing about memory that is overwritten. */
static void
assert_held (const Graph *graph, RmgSession *session, guint64 n_before)
{
  if (graph->holds && !rmg_session_is_threaded (session))
    g_assert_cmpuint (rmg_borrowed_get_copies (NULL), >, n_before);
}

static void
assert_same (const Graph *graph, RmgThreading threading, RmgFraming framing)
{
  g_autoptr (GPtrArray) inputs = make_inputs (framing);
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_test_open (graph->lines, threading, framing);
  const guint64 n_before = rmg_borrowed_get_copies (NULL);
  g_autofree char *borrowed = rmg_test_pump_borrowed (session, inputs, &error);
  g_autofree char *expected = NULL;

  g_assert_no_error (error);
  if (framing == RMG_FRAMING_STREAM)
    assert_held (graph, session, n_before);
  g_assert_true (rmg_session_close (session, NULL));
  expected = rmg_test_run (graph->lines, threading, framing, inputs, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (borrowed, ==, expected);
  g_assert_nonnull (strstr (expected, "LE "));
}

static void
test_borrowed_input_overwritten_after_push_outputs_the_same (gconstpointer data)
{
  for (guint framing = 0; framing < 2; framing++) {
    assert_same (data, RMG_THREADING_AUTO, framing);
    assert_same (data, RMG_THREADING_THREADED, framing);
  }
}

#define N_FRAMES 100

/* One push of borrowed floats, of which the test keeps a reference. */
typedef struct
{
  RmgSession *session;
  GstCaps *caps;
  GstBuffer *buffer;
  int n_releases; /* atomic */
  float samples[N_FRAMES];
} Lent;

static void
count_release (gpointer n_releases)
{
  g_atomic_int_inc ((int *) n_releases);
}

static RmgSessionResult
push_lent (Lent *lent, GError **error)
{
  g_autoptr (GstBuffer) pushed = gst_buffer_ref (lent->buffer);

  return rmg_session_push (lent->session, NULL, lent->caps, &pushed, error);
}

static void
lend (Lent *lent, const char *lines, RmgThreading threading)
{
  *lent = (Lent){ rmg_test_open (lines, threading, RMG_FRAMING_ITEMS) };
  for (guint i = 0; i < N_FRAMES; i++)
    lent->samples[i] = (float) i / N_FRAMES;
  lent->caps = gst_caps_from_string (
      "audio/x-raw,format=F32LE,rate=16000,channels=1,layout=interleaved");
  lent->buffer = rmg_buffer_new_borrowed (
      lent->samples, sizeof lent->samples, count_release, &lent->n_releases);
}

static void
end_loan (Lent *lent)
{
  gst_buffer_unref (lent->buffer);
  gst_caps_unref (lent->caps);
  g_assert_true (rmg_session_close (lent->session, NULL));
  g_assert_cmpint (g_atomic_int_get (&lent->n_releases), ==, 1);
}

static void
test_borrowed_input_of_transform_is_not_copied (void)
{
  static const char *const nodes[] = {
    "n FormatConverterNode 'target_format':'i16'",
    "n FormatConverterNode 'target_format':'i32'",
    "n AudioResampleNode 'target_sample_rate':8000",
    "n AudioTransform 'output_sample_rate':8000,'output_channels':2",
  };
  const guint64 n_before = rmg_borrowed_get_copies (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++) {
    Lent lent;

    lend (&lent, nodes[i], RMG_THREADING_INLINE);
    g_assert_cmpint (push_lent (&lent, NULL), ==, RMG_SESSION_OK);
    g_assert_true (rmg_borrowed_settle (lent.buffer));
    g_assert_cmpint (lent.n_releases, ==, 1);
    g_assert_cmpuint (rmg_borrowed_get_copies (NULL), ==, n_before);
    end_loan (&lent);
  }
}

/* A binding recognises an unchanged array by its address. */
static void
test_borrowed_input_unchanged_is_pulled_in_place (void)
{
  const guint64 n_before = rmg_borrowed_get_copies (NULL);
  g_auto (RmgOutput) output = { NULL };
  GstMapInfo map;
  Lent lent;

  lend (&lent, "n VADNode", RMG_THREADING_INLINE);
  g_assert_cmpint (push_lent (&lent, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpint (
      rmg_session_pull (lent.session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_true (gst_buffer_map (output.buffer, &map, GST_MAP_READ));
  g_assert_true (map.data == (guint8 *) lent.samples);
  gst_buffer_unmap (output.buffer, &map);
  rmg_output_clear (&output);
  g_assert_true (rmg_borrowed_settle (lent.buffer));
  g_assert_cmpuint (rmg_borrowed_get_copies (NULL), ==, n_before);
  end_loan (&lent);
}

static void
test_borrowed_input_of_threaded_session_is_copied_once (void)
{
  guint64 n_before, bytes_before, bytes_after;
  Lent lent;

  n_before = rmg_borrowed_get_copies (&bytes_before);
  lend (
      &lent, "n AudioBuffer 'buffer_size_samples':64", RMG_THREADING_THREADED);
  g_assert_cmpint (push_lent (&lent, NULL), ==, RMG_SESSION_OK);
  g_assert_true (rmg_borrowed_settle (lent.buffer));
  g_assert_cmpint (g_atomic_int_get (&lent.n_releases), ==, 1);
  g_assert_cmpuint (rmg_borrowed_get_copies (&bytes_after), ==, n_before + 1);
  g_assert_cmpuint (bytes_after - bytes_before, ==, sizeof lent.samples);
  end_loan (&lent);
}

typedef struct
{
  const char *name;
  const char *lines;
  RmgThreading threading;
  guint64 n_copies[RMG_N_COPY_REASONS];
} CopiesCase;

static const CopiesCase copies_cases[] = {
  { "none", "n PassThroughNode", RMG_THREADING_INLINE },
  { "settle", "n AudioBuffer 'buffer_size_samples':1000", RMG_THREADING_INLINE,
      { [RMG_COPY_SETTLE] = 1 } },
  { "write", "n gst:volume 'volume':0.5", RMG_THREADING_INLINE,
      { [RMG_COPY_WRITE] = 1 } },
  { "entry", "n gst:volume 'volume':0.5", RMG_THREADING_THREADED,
      { [RMG_COPY_ENTRY] = 1 } },
};

/* The lengths are those of the input: nothing is copied in part. */
static void
assert_copies (RmgSession *session, const guint64 *n_expected)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  for (guint i = 0; i < RMG_N_COPY_REASONS; i++) {
    guint64 n_bytes;

    g_assert_cmpuint (
        rmg_metrics_get_copies (metrics, i, &n_bytes), ==, n_expected[i]);
    g_assert_cmpuint (n_bytes, ==, n_expected[i] * N_FRAMES * sizeof (float));
  }
}

/* Without metrics as well. */
static void
test_borrowed_copies_are_metrics_of_the_session (gconstpointer data)
{
  const CopiesCase *c = data;
  g_auto (RmgOutput) output = { NULL };
  RmgSession *other = rmg_test_open (c->lines, c->threading, RMG_FRAMING_ITEMS);
  GstBuffer *pushed;
  Lent lent;

  lend (&lent, c->lines, c->threading);
  pushed = gst_buffer_ref (lent.buffer);
  g_assert_cmpint (
      rmg_session_push_part (lent.session, NULL, lent.caps, &pushed, NULL), ==,
      RMG_SESSION_OK);
  while (rmg_session_pull (lent.session, &output, NULL) == RMG_SESSION_OK)
    rmg_output_clear (&output);
  g_assert_true (rmg_borrowed_settle (lent.buffer));
  assert_copies (lent.session, c->n_copies);
  assert_copies (other, copies_cases[0].n_copies);
  g_assert_true (rmg_session_close (other, NULL));
  end_loan (&lent);
}

static void
test_borrowed_input_already_settled_is_refused (void)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    Lent lent;

    lend (&lent, "n PassThroughNode",
        i == 0 ? RMG_THREADING_INLINE : RMG_THREADING_THREADED);
    g_assert_true (rmg_borrowed_settle (lent.buffer));
    g_assert_cmpint (push_lent (&lent, &error), ==, RMG_SESSION_ERROR);
    g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
    end_loan (&lent);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++) {
    g_autofree char *path =
        g_strconcat ("/session-borrowed/", graphs[i].name, NULL);

    g_test_add_data_func (path, &graphs[i],
        test_borrowed_input_overwritten_after_push_outputs_the_same);
  }
  g_test_add_func ("/session-borrowed/copies/transform",
      test_borrowed_input_of_transform_is_not_copied);
  g_test_add_func ("/session-borrowed/copies/unchanged",
      test_borrowed_input_unchanged_is_pulled_in_place);
  g_test_add_func ("/session-borrowed/copies/threaded",
      test_borrowed_input_of_threaded_session_is_copied_once);
  for (guint i = 0; i < G_N_ELEMENTS (copies_cases); i++) {
    g_autofree char *path =
        g_strconcat ("/session-borrowed/metrics/", copies_cases[i].name, NULL);

    g_test_add_data_func (path, &copies_cases[i],
        test_borrowed_copies_are_metrics_of_the_session);
  }
  g_test_add_func ("/session-borrowed/settled",
      test_borrowed_input_already_settled_is_refused);
  return g_test_run ();
}
