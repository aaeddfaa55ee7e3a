/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Random graphs produce the same output threaded and inline, byte for byte, and
 * with nodes inside nested bins. */

#include <rmg/init.h>
#include "tests/lib/hang-report.h"
#include "tests/lib/hang.h"
#include "tests/lib/mixed-graph.h"
#include "tests/lib/random-graph.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#include <string.h>

#define MAX_NODES 30
#define MAX_MIXED_NODES 12

static char *
run (const char *manifest, RmgThreading threading, RmgFraming framing,
    GPtrArray *inputs)
{
  RmgSession *session = rmg_test_open_json (manifest, threading, framing);
  g_autoptr (GError) error = NULL;
  char *text;

  rmg_test_hang_watch (session, manifest, rmg_test_describe_session);
  text = rmg_test_pump (session, inputs, &error);
  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return text;
}

static void
compare (guint32 seed, const char *manifest, RmgFraming framing,
    GPtrArray *inputs, const char *expected)
{
  g_autofree char *seen =
      run (manifest, RMG_THREADING_THREADED, framing, inputs);

  if (!g_str_equal (seen, expected))
    g_error (
        "seed %u: threaded\n%sinline\n%s%s", seed, seen, expected, manifest);
}

static GPtrArray *
make_clips (guint32 seed)
{
  GPtrArray *items =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (items,
        rmg_test_noise_clip (seed + i, 16000, 1, 1 + (seed * 977 + i) % 5000));
  return items;
}

static GPtrArray *
make_stream (guint32 seed)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (seed, 16000, 2, 8000);

  return rmg_test_split (clip, 100 + seed % 1500);
}

/* Graphs of 1 to 30 nodes: enough for a tee after a join after a tee. */
static void
run_graph (
    guint32 seed, RmgTestGraphKind kind, RmgFraming framing, GPtrArray *inputs)
{
  g_autofree char *manifest =
      rmg_test_random_manifest (seed, 1 + seed % MAX_NODES, kind);
  g_autofree char *expected =
      run (manifest, RMG_THREADING_INLINE, framing, inputs);

  g_assert_cmpuint (strlen (expected), >, strlen ("n0:\n"));
  compare (seed, manifest, framing, inputs, expected);
}

static void
run_values (guint32 seed)
{
  g_autoptr (GPtrArray) values = rmg_test_values (3);

  run_graph (seed, RMG_TEST_GRAPH_VALUES, RMG_FRAMING_ITEMS, values);
}

static void
run_clips (guint32 seed)
{
  g_autoptr (GPtrArray) clips = make_clips (seed);

  run_graph (seed, RMG_TEST_GRAPH_AUDIO, RMG_FRAMING_ITEMS, clips);
}

static void
run_stream (guint32 seed)
{
  g_autoptr (GPtrArray) stream = make_stream (seed);

  run_graph (seed, RMG_TEST_GRAPH_AUDIO, RMG_FRAMING_STREAM, stream);
}

static void
run_mixed (guint32 seed, RmgFraming framing)
{
  g_autoptr (RmgTestMixedGraph) graph =
      rmg_test_mixed_graph_new (seed, 1 + seed % MAX_MIXED_NODES);
  g_autoptr (GPtrArray) inputs =
      rmg_test_mixed_inputs (seed, graph->n_inputs, framing);
  g_autofree char *expected =
      run (graph->flat, RMG_THREADING_INLINE, framing, inputs);

  compare (seed, graph->flat, framing, inputs, expected);
  compare (seed, graph->nested, framing, inputs, expected);
}

static void
run_mixed_items (guint32 seed)
{
  run_mixed (seed, RMG_FRAMING_ITEMS);
}

static void
run_mixed_stream (guint32 seed)
{
  run_mixed (seed, RMG_FRAMING_STREAM);
}

typedef struct
{
  const char *name;
  RmgTestSeedFunc run;
  guint n_seeds;
} Case;

static const Case cases[] = {
  { "/session/random/values", run_values, 60 },
  { "/session/random/clips", run_clips, 40 },
  { "/session/random/stream", run_stream, 40 },
  { "/session/random/mixed-items", run_mixed_items, 60 },
  { "/session/random/mixed-stream", run_mixed_stream, 60 },
};

static void
test_random_graphs_threaded_equal_inline (gconstpointer data)
{
  const Case *row = data;

  rmg_test_seeds_run (0, row->n_seeds, RMG_TEST_HANG_S, row->run);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_seeds_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (
        cases[i].name, &cases[i], test_random_graphs_threaded_equal_inline);
  return g_test_run ();
}
