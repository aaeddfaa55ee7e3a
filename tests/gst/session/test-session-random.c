/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Random graphs produce the same output threaded and inline, byte for byte. */

#include <rmg/init.h>
#include "tests/lib/random-graph.h"
#include "tests/lib/session-fixture.h"

#include <string.h>

#define N_SEEDS 1000
#define N_GROUPS 10

/* Graphs of 1 to 30 nodes: enough for a tee after a join after a tee. */
static char *
run_seed (guint32 seed, RmgTestGraphKind kind, RmgFraming framing,
    RmgThreading threading, GPtrArray *inputs)
{
  g_autofree char *manifest =
      rmg_test_random_manifest (seed, 1 + seed % 30, kind);
  RmgSession *session = rmg_test_open_json (manifest, threading, framing);
  g_autoptr (GError) error = NULL;
  char *text = rmg_test_pump (session, inputs, &error);

  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return text;
}

static void
compare_seed (
    guint32 seed, RmgTestGraphKind kind, RmgFraming framing, GPtrArray *inputs)
{
  g_autofree char *expected =
      run_seed (seed, kind, framing, RMG_THREADING_INLINE, inputs);
  g_autofree char *seen =
      run_seed (seed, kind, framing, RMG_THREADING_THREADED, inputs);

  if (!g_str_equal (seen, expected))
    g_error ("seed %u: threaded\n%sinline\n%s", seed, seen, expected);
  g_assert_cmpuint (strlen (expected), >, strlen ("n0:\n"));
}

static GPtrArray *
make_items (guint32 seed, RmgTestGraphKind kind)
{
  GPtrArray *items;

  if (kind == RMG_TEST_GRAPH_VALUES)
    return rmg_test_values (3);
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
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

/* Half of the seeds are values, a quarter clips, a quarter streams. */
static void
test_random_graphs_threaded_equal_inline (gconstpointer group)
{
  guint32 first = GPOINTER_TO_UINT (group) * (N_SEEDS / N_GROUPS);

  for (guint32 seed = first; seed < first + N_SEEDS / N_GROUPS; seed++) {
    gboolean values = seed % 2 == 0;
    gboolean stream = seed % 4 == 1;
    RmgTestGraphKind kind =
        values ? RMG_TEST_GRAPH_VALUES : RMG_TEST_GRAPH_AUDIO;
    g_autoptr (GPtrArray) inputs =
        stream ? make_stream (seed) : make_items (seed, kind);

    compare_seed (
        seed, kind, stream ? RMG_FRAMING_STREAM : RMG_FRAMING_ITEMS, inputs);
  }
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < N_GROUPS; i++) {
    g_autofree char *name = g_strdup_printf ("/session/random/%u", i);

    g_test_add_data_func (
        name, GUINT_TO_POINTER (i), test_random_graphs_threaded_equal_inline);
  }
  return g_test_run ();
}
