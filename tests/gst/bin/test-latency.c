/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Latency of the paths of real graphs. */

#include "gst/bin/latency.h"

#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/rmg.h>
#include <string.h>

#define N_INPUTS 20
#define SLEEP_US 2000
#define RATE_HZ 8000
#define N_FRAMES 80

static const RmgThreading both[] = { RMG_THREADING_INLINE,
  RMG_THREADING_THREADED };

/* Returns: (transfer full): metrics at the end of a run */
static RmgMetrics *
run (const char *lines, RmgThreading threading, RmgFraming framing,
    GPtrArray *inputs)
{
  const RmgSessionOptions options = { .metrics = TRUE };
  const RmgPlanOptions plan_options = { .threading = threading,
    .framing = framing };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GError) error = NULL;
  g_autofree char *outputs = NULL;
  RmgMetrics *metrics;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  outputs = rmg_test_pump (session, inputs, &error);
  g_assert_no_error (error);
  metrics = rmg_session_get_metrics (session);
  g_assert_true (rmg_session_close (session, NULL));
  return metrics;
}

static GPtrArray *
make_audio (void)
{
  g_autoptr (GstSample) clip =
      rmg_test_noise_clip (1, RATE_HZ, 1, N_INPUTS * N_FRAMES);

  return rmg_test_split (clip, N_FRAMES);
}

static const RmgPathMetrics *
find_path (const RmgMetrics *metrics, const char *from, const char *to)
{
  for (guint i = 0; i < rmg_metrics_get_n_paths (metrics); i++) {
    const RmgPathMetrics *path = rmg_metrics_get_path (metrics, i);

    if (strcmp (path->from, from) == 0 && strcmp (path->to, to) == 0)
      return path;
  }
  return NULL;
}

static void
assert_counted (const RmgMetrics *metrics, const char *from, const char *to,
    guint64 n_buffers)
{
  const RmgPathMetrics *path = find_path (metrics, from, to);

  g_assert_nonnull (path);
  g_assert_cmpuint (rmg_histogram_get_count (&path->latency), ==, n_buffers);
}

/* The path through the node that sleeps takes at least as long. */
static void
test_latency_counts_each_buffer_on_each_path (void)
{
  static const char lines[] = "in PassThroughNode\n"
                              "slow gst:identity 'sleep-time':2000\n"
                              "fast PassThroughNode\nin > slow\nin > fast";
  g_autoptr (GPtrArray) inputs = make_audio ();
  g_autoptr (RmgMetrics) metrics =
      run (lines, RMG_THREADING_THREADED, RMG_FRAMING_STREAM, inputs);
  RmgHistogram latency;

  g_assert_cmpuint (rmg_metrics_get_n_paths (metrics), ==, 2);
  assert_counted (metrics, "in", "slow", N_INPUTS);
  assert_counted (metrics, "in", "fast", N_INPUTS);
  g_assert_cmpuint (find_path (metrics, "in", "slow")->latency.sum_ns, >=,
      N_INPUTS * SLEEP_US * G_GUINT64_CONSTANT (1000));
  rmg_metrics_get_latency (metrics, &latency);
  g_assert_cmpuint (rmg_histogram_get_count (&latency), ==, 2 * N_INPUTS);
}

static void
test_latency_is_measured_in_inline_and_threaded_sessions (void)
{
  g_autoptr (GPtrArray) inputs = make_audio ();

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++) {
    g_autoptr (RmgMetrics) metrics = run ("in PassThroughNode\nout VAD\n"
                                          "in > out",
        both[i], RMG_FRAMING_STREAM, inputs);

    assert_counted (metrics, "in", "out", N_INPUTS);
  }
}

/* Values of an item have no time stamp. */
static void
test_latency_of_values_is_that_of_their_items (void)
{
  g_autoptr (GPtrArray) inputs = rmg_test_values (N_INPUTS);

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++) {
    g_autoptr (RmgMetrics) metrics =
        run ("a AddNode 'addend':1\nb MultiplyNode 'factor':2\na > b", both[i],
            RMG_FRAMING_ITEMS, inputs);

    assert_counted (metrics, "a", "b", N_INPUTS);
  }
}

/* The chunk begins with the data of its first input. */
static void
test_latency_of_a_chunk_is_that_of_its_first_input (void)
{
  g_autoptr (GPtrArray) inputs = make_audio ();
  g_autoptr (RmgMetrics) metrics =
      run ("in gst:identity 'sleep-time':2000\ncut gst:rmgchunk 'frames':800\n"
           "in > cut",
          RMG_THREADING_THREADED, RMG_FRAMING_STREAM, inputs);

  assert_counted (metrics, "in", "cut", N_INPUTS * N_FRAMES / 800);
  g_assert_cmpuint (find_path (metrics, "in", "cut")->latency.sum_ns, >=,
      2 * 9 * SLEEP_US * G_GUINT64_CONSTANT (1000));
}

static void
test_latency_leads_from_sources_to_the_sinks_they_reach (void)
{
  g_autoptr (GPtrArray) none =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_autoptr (RmgMetrics) metrics =
      run ("a gst:audiotestsrc 'num-buffers':20\nb gst:audiotestsrc "
           "'num-buffers':10\nx gst:fakesink\ny gst:fakesink\na > x\nb > y",
          RMG_THREADING_THREADED, RMG_FRAMING_STREAM, none);

  g_assert_cmpuint (rmg_metrics_get_n_paths (metrics), ==, 2);
  assert_counted (metrics, "a", "x", 20);
  assert_counted (metrics, "b", "y", 10);
}

static void
test_latency_of_data_without_stamps_is_not_known (void)
{
  g_autoptr (GPtrArray) none =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_autoptr (RmgMetrics) metrics =
      run ("a gst:fakesrc 'num-buffers':20,'format':2,'sizetype':2\n"
           "x gst:fakesink\na > x",
          RMG_THREADING_THREADED, RMG_FRAMING_STREAM, none);
  const RmgPathMetrics *path = find_path (metrics, "a", "x");

  g_assert_nonnull (path);
  g_assert_cmpuint (rmg_histogram_get_count (&path->latency), ==, 0);
  g_assert_cmpuint (rmg_histogram_get_quantile_ns (&path->latency, 0.5), ==,
      RMG_METRIC_UNKNOWN);
}

/* A bin has foreign neighbours. Its output is counted too. */
static void
test_latency_of_a_bin_is_that_between_its_pads (void)
{
  g_autofree char *manifest = rmg_test_manifest ("a PassThroughNode\n"
                                                 "b PassThroughNode\na > b");
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "audiotestsrc num-buffers=20 ! rmgbin name=bin ! fakesink", NULL);
  g_autoptr (GstElement) bin = gst_bin_get_by_name (GST_BIN (pipeline), "bin");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autofree char *text = NULL;

  g_object_set (bin, "manifest-json", manifest, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  g_object_get (bin, "metrics", &text, NULL);
  g_assert_nonnull (strstr (text, "\"from\": \"a\""));
  g_assert_nonnull (strstr (text, "\"to\": \"b\""));
  g_assert_nonnull (strstr (text, "\"count\": 20"));
  g_assert_nonnull (
      strstr (strstr (text, "\"node_id\": \"b\""), "\"buffers_out\": 20"));
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
test_latency_without_metrics_has_no_paths (void)
{
  g_autoptr (RmgSession) session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  g_assert_cmpuint (rmg_metrics_get_n_paths (metrics), ==, 0);
  g_assert_true (rmg_session_close (g_steal_pointer (&session), NULL));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func (
      "/latency/paths", test_latency_counts_each_buffer_on_each_path);
  g_test_add_func ("/latency/threading",
      test_latency_is_measured_in_inline_and_threaded_sessions);
  g_test_add_func (
      "/latency/items", test_latency_of_values_is_that_of_their_items);
  g_test_add_func (
      "/latency/chunk", test_latency_of_a_chunk_is_that_of_its_first_input);
  g_test_add_func ("/latency/sources",
      test_latency_leads_from_sources_to_the_sinks_they_reach);
  g_test_add_func (
      "/latency/unknown", test_latency_of_data_without_stamps_is_not_known);
  g_test_add_func (
      "/latency/bin", test_latency_of_a_bin_is_that_between_its_pads);
  g_test_add_func ("/latency/off", test_latency_without_metrics_has_no_paths);
  return g_test_run ();
}
