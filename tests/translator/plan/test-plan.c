/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include <rmg/plan.h>

#include <gst/gst.h>
#include <string.h>

static char *
find_data (const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return g_build_filename (g_getenv ("RMG_TEST_DATA"), "manifests", file, NULL);
}

static RmgPlan *
make_plan (const char *name, const RmgPlanOptions *options, GError **error)
{
  g_autofree char *path = find_data (name, ".json");
  g_autoptr (RmgGraph) graph = rmg_graph_load (path, NULL, error);

  return graph != NULL ? rmg_plan_new (graph, options, NULL, error) : NULL;
}

static void
test_plan_as_written (gconstpointer name)
{
  g_autofree char *path = find_data (name, ".plan");
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan = make_plan (name, NULL, &error);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &expected, NULL, NULL));
  found = rmg_plan_to_string (plan);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_plan_inline_refused_with_node_in_the_way (void)
{
  RmgPlanOptions options = { .threading = RMG_THREADING_INLINE };
  g_autoptr (GError) error = NULL;

  g_assert_null (make_plan ("conversions", &options, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NOT_INLINE);
  g_assert_nonnull (strstr (error->message, "\"reader\""));
}

static void
test_plan_to_threaded_equals_a_threaded_plan (void)
{
  RmgPlanOptions options = { .framing = RMG_FRAMING_STREAM,
    .threading = RMG_THREADING_THREADED };
  RmgPlanOptions inlined = { .framing = RMG_FRAMING_STREAM };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan = make_plan ("diamond", &inlined, &error);
  g_autoptr (RmgPlan) threaded = NULL;
  g_autoptr (RmgPlan) expected = make_plan ("diamond", &options, &error);
  g_autofree char *found_text = NULL;
  g_autofree char *expected_text = rmg_plan_to_string (expected);

  g_assert_no_error (error);
  g_assert_false (rmg_plan_is_threaded (plan));
  threaded = rmg_plan_to_threaded (plan, &error);
  g_assert_no_error (error);
  g_assert_true (rmg_plan_is_threaded (threaded));
  found_text = rmg_plan_to_string (threaded);
  g_assert_cmpstr (found_text, ==, expected_text);
}

static void
test_plan_threaded_legs_have_queues (void)
{
  RmgPlanOptions options = { .threading = RMG_THREADING_THREADED };
  g_autoptr (RmgPlan) plan = make_plan ("diamond", &options, NULL);
  g_autofree char *text = rmg_plan_to_string (plan);

  g_assert_true (rmg_plan_is_threaded (plan));
  /* its sibling holds 80000 frames back, 10 s at 8 kHz */
  g_assert_nonnull (
      strstr (text, "set in.queue1: max-size-time=11000000000\n"));
}

static void
test_plan_with_a_queue_of_the_policy_is_threaded (void)
{
  RmgPlanOptions inlined = { .threading = RMG_THREADING_INLINE };
  g_autoptr (RmgGraph) graph =
      rmg_test_read_graph ("a=VAD; b=VAD @ 'queue': {}", "a>b");
  g_autoptr (RmgPlan) plan = rmg_plan_new (graph, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (rmg_plan_is_threaded (plan));
  g_assert_cmpstr (
      rmg_plan_get_reason (plan), ==, "threaded: node \"b\" has a queue");
  g_assert_null (rmg_plan_new (graph, &inlined, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NOT_INLINE);
}

static void
test_plan_known_input_needs_no_conversion (void)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "audio/x-raw, format=S16LE, layout=interleaved, rate=16000, channels=1");
  RmgPlanOptions options = { .input_caps = caps };
  g_autoptr (RmgPlan) plan = make_plan ("to-wav", &options, NULL);
  g_autofree char *text = rmg_plan_to_string (plan);

  g_assert_null (strstr (text, "note: "));
}

static void
test_plan_rates_that_meet_refused_with_both_routes (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make_plan ("rates-meet", NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_CAPS);
  g_assert_nonnull (strstr (error->message, "in -> low -> mix"));
  g_assert_nonnull (strstr (error->message, "in -> high -> mix"));
}

static void
test_plan_audio_into_numbers_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make_plan ("audio-into-numbers", NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_LINK);
  g_assert_nonnull (strstr (error->message, "\"times\""));
}

static void
test_plan_writer_of_unknown_format_is_one_error (void)
{
  g_autofree char *path = find_data ("unknown-format", ".json");
  g_autoptr (RmgGraph) graph = rmg_graph_load (path, NULL, NULL);
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  RmgPlan *plan = rmg_plan_new (graph, NULL, diagnostics, NULL);

  g_assert_null (plan);
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (diagnostics), ==, 1);
}

/* The plan of a writer with these parameters, without its location. */
static char *
plan_writer (const char *params)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"w\"}, \"nodes\": "
      "[{\"id\": \"out\", \"node_type\": \"MediaWriterNode\", \"params\": "
      "%s}], "
      "\"connections\": []}",
      params);
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, strlen (text), "w", NULL, NULL);
  g_autoptr (RmgGraph) graph =
      rmg_graph_new_from_manifest (manifest, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgPlan) plan = rmg_plan_new (graph, NULL, NULL, &error);
  g_autofree char *whole = NULL;
  g_autoptr (GRegex) location =
      g_regex_new ("set out: location=[^\n]*\n", 0, 0, NULL);

  g_assert_no_error (error);
  whole = rmg_plan_to_string (plan);
  return g_regex_replace_literal (location, whole, -1, 0, "", 0, NULL);
}

#define RAW_CAPS "audio/x-raw, format=S16LE, rate=16000, channels=1"

/* Parameters of writers whose plans are equal but for the location. */
static const char *const spellings[][2] = {
  { "{\"output_path\": \"x.m4a\"}", "{\"output_path\": \"x.M4A\"}" },
  { "{\"output_path\": \"x.m4a\"}", "{\"path\": \"x.m4a\"}" },
  { "{\"output_path\": \"x.m4a\"}", "{\"location\": \"a.b/x.M4a\"}" },
  { "{\"path\": \"x.raw\", \"caps\": \"" RAW_CAPS "\"}",
      "{\"path\": \"x.m4a\", \"caps\": \"" RAW_CAPS "\"}" },
  { "{\"path\": \"x.wav\"}", "{\"path\": \"x.WAV\"}" },
  { "{\"path\": \"x.raw\"}", "{\"path\": \"x.PCM\"}" },
};

static void
test_plan_writer_spellings_plan_the_same (gconstpointer data)
{
  const char *const *pair = data;
  g_autofree char *first = plan_writer (pair[0]);
  g_autofree char *second = plan_writer (pair[1]);

  g_assert_cmpstr (first, ==, second);
}

static void
test_plan_raw_writer_with_the_name_of_a_container_is_inline (void)
{
  g_autofree char *text =
      plan_writer ("{\"path\": \"x.m4a\", \"caps\": \"" RAW_CAPS "\"}");

  g_assert_true (g_str_has_prefix (text, "inline: "));
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "linear", "tee", "diamond",
    "two-in-two-out", "gst-task", "conversions", "downmix", "transform-format",
    "values" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/plan/policy-queue", test_plan_with_a_queue_of_the_policy_is_threaded);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_strconcat ("/plan/golden/", names[i], NULL);

    g_test_add_data_func (path, names[i], test_plan_as_written);
  }
  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++) {
    g_autofree char *path = g_strdup_printf ("/plan/writer/spelling/%u", i);

    g_test_add_data_func (
        path, spellings[i], test_plan_writer_spellings_plan_the_same);
  }
  g_test_add_func ("/plan/writer/raw-m4a",
      test_plan_raw_writer_with_the_name_of_a_container_is_inline);
  g_test_add_func (
      "/plan/not-inline", test_plan_inline_refused_with_node_in_the_way);
  g_test_add_func (
      "/plan/threaded-queues", test_plan_threaded_legs_have_queues);
  g_test_add_func (
      "/plan/known-input", test_plan_known_input_needs_no_conversion);
  g_test_add_func (
      "/plan/rates-meet", test_plan_rates_that_meet_refused_with_both_routes);
  g_test_add_func (
      "/plan/audio-into-numbers", test_plan_audio_into_numbers_refused);
  g_test_add_func ("/plan/writer/unknown-format",
      test_plan_writer_of_unknown_format_is_one_error);
  g_test_add_func (
      "/plan/to-threaded", test_plan_to_threaded_equals_a_threaded_plan);
  return g_test_run ();
}
