/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A random test whose seed hangs ends at its time limit, and prints the seed, the
 * manifest and the state of each node first. */

#include <rmg/init.h>
#include "tests/lib/hang-report.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#define SEED 4711
#define LIMIT_S 1
#define LINES                                                                  \
  "in gst:audiotestsrc 'samplesperbuffer':441\n"                               \
  "stuck gst:rmgfault 'stall':'until-stop','stall-after':3\n"                  \
  "out gst:fakesink\n"                                                         \
  "in > stuck\nstuck > out\n"

static void
run_session (guint32 seed)
{
  g_autofree char *manifest = rmg_test_manifest (LINES);
  RmgSession *session =
      rmg_test_open_json (manifest, RMG_THREADING_THREADED, RMG_FRAMING_STREAM);

  rmg_test_hang_watch (session, manifest, rmg_test_describe_session);
  rmg_session_run (session, NULL, NULL, NULL, NULL);
}

static void
run_pipeline (guint32 seed)
{
  g_autofree char *manifest = rmg_test_manifest (LINES);
  GstElement *bin = gst_element_factory_make ("rmgbin", "inner");
  g_autoptr (GstElement) pipeline = gst_pipeline_new (NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();

  g_object_set (bin, "manifest-json", manifest, NULL);
  gst_bin_add (GST_BIN (pipeline), bin);
  rmg_test_hang_watch_bins (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_bus_timed_pop (bus, GST_CLOCK_TIME_NONE);
}

typedef struct
{
  const char *name;
  RmgTestSeedFunc run;
  const char *report; /* pattern of the manifest and the state */
} Case;

static const Case cases[] = {
  { "/planted-hang/session", run_session,
      "*# RmgSession {*until-stop*activity*stuck *gst:rmgfault*" },
  { "/planted-hang/pipeline", run_pipeline,
      "*inner: {*until-stop*\"blocking_node\"*\"stuck\"*" },
};

static void
test_hang_is_printed_with_manifest_and_state (gconstpointer data)
{
  const Case *row = data;

  if (g_test_subprocess ()) {
    rmg_test_seeds_run (SEED, 1, LIMIT_S, row->run);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*# seed " G_STRINGIFY (SEED) " hangs*");
  g_test_trap_assert_stderr (row->report);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_seeds_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (
        cases[i].name, &cases[i], test_hang_is_printed_with_manifest_and_state);
  return g_test_run ();
}
