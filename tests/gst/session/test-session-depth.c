/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Paths of many nodes run, or are refused with a reason. */

#include <rmg/init.h>
#include "translator/plan/depth.h"
#include "tests/lib/session-fixture.h"

#include <string.h>

/* Nodes that leave room for conversions at the input. */
#define N_OTHERS 3

typedef struct
{
  const char *node; /* type and parameters */
  guint n_elements; /* of one node */
  gboolean is_value;
} ChainKind;

static const ChainKind kinds[] = {
  { "PassThroughNode", 1, FALSE },
  { "VADNode", 1, FALSE },
  { "VAD", 1, FALSE },
  { "AudioBuffer 'buffer_size_samples':480", 1, FALSE },
  { "FormatConverterNode 'target_format':'f32'", 1, FALSE },
  { "AudioResampleNode 'target_rate':16000", 1, FALSE },
  { "gst:identity", 3, FALSE },
  { "gst:audioecho", 3, FALSE },
  { "gst:audioconvert", 3, FALSE },
  { "gst:queue", 3, FALSE },
  { "MultiplyNode 'factor':1", 1, TRUE },
};

static RmgGraph *
make_chain (const char *node, guint n_nodes)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < n_nodes; i++)
    g_string_append_printf (lines, "n%u %s\n", i, node);
  for (guint i = 1; i < n_nodes; i++)
    g_string_append_printf (lines, "n%u > n%u\n", i - 1, i);
  return rmg_test_graph (lines->str);
}

static RmgSession *
open_chain (const ChainKind *kind, guint n_nodes, RmgThreading threading,
    GError **error)
{
  RmgPlanOptions options = { .threading = threading };
  g_autoptr (RmgGraph) graph = make_chain (kind->node, n_nodes);

  return rmg_session_open (graph, &options, NULL, error);
}

static void
test_depth_longest_chain_runs (gconstpointer data)
{
  const ChainKind *kind = data;
  guint n_nodes = RMG_DEPTH_MAX / kind->n_elements - N_OTHERS;
  g_autoptr (GPtrArray) inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  g_ptr_array_add (inputs,
      kind->is_value ? rmg_test_value (1)
                     : rmg_test_noise_clip (1, 16000, 1, 480));
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    RmgSession *session = open_chain (kind, n_nodes,
        i == 0 ? RMG_THREADING_AUTO : RMG_THREADING_THREADED, &error);
    g_autofree char *output = NULL;

    g_assert_no_error (error);
    output = rmg_test_pump (session, inputs, &error);
    g_assert_no_error (error);
    g_assert_nonnull (strchr (output, '|'));
    g_assert_true (rmg_session_close (session, NULL));
  }
}

static void
test_depth_of_30000_nodes_is_refused (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RmgSession *session = open_chain (data, 30000, RMG_THREADING_AUTO, &error);

  g_assert_null (session);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_LIMIT);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_auto (GStrv) words = g_strsplit (kinds[i].node, " ", 2);
    g_autofree char *runs = g_strconcat ("/depth/runs/", words[0], NULL);
    g_autofree char *refused = g_strconcat ("/depth/refused/", words[0], NULL);

    g_test_add_data_func (runs, &kinds[i], test_depth_longest_chain_runs);
    if (i % 5 == 0)
      g_test_add_data_func (
          refused, &kinds[i], test_depth_of_30000_nodes_is_refused);
  }
  return g_test_run ();
}
