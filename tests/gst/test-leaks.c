/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* GStreamer's leaks tracer over short pipelines: a run frees every object that
 * it creates. A first run, not traced, creates the objects of the process. The
 * thread of a pool may free its task a moment late, so a leak is an object
 * that every run loses. */
#include <rmg/init.h>
#include "tests/lib/example-folder.h"

#include <gst/gst.h>

#define N_RUNS 20

typedef struct
{
  const char *name;
  const char *launch;
} Line;

static const Line lines[] = {
  { "elements",
      "audiotestsrc num-buffers=20 ! audio/x-raw, rate=48000 ! "
      "rmgvad ! rmgconvert ! rmgresample ! "
      "audio/x-raw, rate=16000 ! fakesink" },
  { "manifest", "pipeline.( rmgbin manifest=examples/demo.json )" },
};

static GstTracer *
get_tracer (void)
{
  GList *tracers = gst_tracing_get_active_tracers ();
  GstTracer *tracer = tracers->data;

  g_assert_cmpuint (g_list_length (tracers), ==, 1);
  g_list_free (tracers);
  return tracer;
}

/* Objects made less objects freed since tracking started; stops tracking. */
static int
count_growth (GstTracer *tracer)
{
  g_autoptr (GstStructure) activity = NULL;
  int growth;

  g_signal_emit_by_name (tracer, "activity-get-checkpoint", &activity);
  g_signal_emit_by_name (tracer, "activity-stop-tracking");
  growth = (int) gst_value_list_get_size (
      gst_structure_get_value (activity, "objects-created-list"));
  growth -= (int) gst_value_list_get_size (
      gst_structure_get_value (activity, "objects-removed-list"));
  return growth;
}

static void
run (const char *launch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
test_run_leaks_nothing (gconstpointer data)
{
  const Line *line = data;
  g_autoptr (GstTracer) tracer = get_tracer ();

  run (line->launch);
  g_signal_emit_by_name (tracer, "activity-start-tracking");
  for (guint i = 0; i < N_RUNS; i++)
    run (line->launch);
  g_assert_cmpint (count_growth (tracer), <, N_RUNS / 2);
}

static void
test_leaks_of_a_lost_caps_are_seen (void)
{
  g_autoptr (GstTracer) tracer = get_tracer ();
  GstCaps *lost;

  g_signal_emit_by_name (tracer, "activity-start-tracking");
  lost = gst_caps_new_empty_simple ("audio/x-raw");
  g_assert_cmpint (count_growth (tracer), ==, 1);
  gst_caps_unref (lost);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int result;

  g_setenv ("GST_TRACERS", "leaks", TRUE);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  folder = rmg_test_enter_example_folder ();
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *path = g_strdup_printf ("/leaks/%s", lines[i].name);

    g_test_add_data_func (path, &lines[i], test_run_leaks_nothing);
  }
  g_test_add_func ("/leaks/lost-caps", test_leaks_of_a_lost_caps_are_seen);
  result = g_test_run ();
  rmg_test_leave_example_folder (folder);
  return result;
}
