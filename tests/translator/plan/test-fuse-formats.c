/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/fuse-formats.h"

#include <string.h>

/* Nodes "t" (AudioTransform) and its readers; answers for "t". */
static gboolean
find (const char *nodes, const char *connections)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"x\"}, \"nodes\": ["
      "{\"id\": \"t\", \"node_type\": \"AudioTransform\"}, "
      "{\"id\": \"o\", \"node_type\": \"PassThroughNode\"}%s], "
      "\"connections\": [%s]}",
      nodes, connections);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "x", NULL, &error);
  g_autoptr (RmgGraph) graph = NULL;
  g_autofree gboolean *found = NULL;

  g_assert_no_error (error);
  graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  g_assert_no_error (error);
  found = rmg_fuse_formats_find (graph);
  return found[rmg_graph_find_node (graph, "t")];
}

#define CONVERTER(id, format)                                                  \
  ", {\"id\": \"" id "\", \"node_type\": \"FormatConverterNode\", "            \
  "\"params\": {\"format\": \"" format "\"}}"
#define EDGE(from, to) "{\"from\": \"" from "\", \"to\": \"" to "\"}"

static void
test_fuse_formats_readers_that_convert_allow_it (void)
{
  g_assert_true (find (CONVERTER ("a", "i16"), EDGE ("t", "a")));
  g_assert_true (find (CONVERTER ("a", "F32"), EDGE ("t", "a")));
  g_assert_true (find (CONVERTER ("a", "i16") CONVERTER ("b", "f32"),
      EDGE ("t", "a") ", " EDGE ("t", "b")));
}

static void
test_fuse_formats_reader_of_32_bits_forbids_it (void)
{
  g_assert_false (find (CONVERTER ("a", "i32"), EDGE ("t", "a")));
  g_assert_false (find (CONVERTER ("a", "i16") CONVERTER ("b", "i32"),
      EDGE ("t", "a") ", " EDGE ("t", "b")));
}

static void
test_fuse_formats_output_that_is_seen_forbids_it (void)
{
  g_assert_false (find ("", ""));
  g_assert_false (
      find (CONVERTER ("a", "i16"), EDGE ("t", "a") ", " EDGE ("t", "o")));
}

static void
test_fuse_formats_reader_with_another_input_forbids_it (void)
{
  g_assert_false (
      find (CONVERTER ("a", "i16"), EDGE ("t", "a") ", " EDGE ("o", "a")));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuse-formats/converters",
      test_fuse_formats_readers_that_convert_allow_it);
  g_test_add_func (
      "/fuse-formats/i32", test_fuse_formats_reader_of_32_bits_forbids_it);
  g_test_add_func (
      "/fuse-formats/seen", test_fuse_formats_output_that_is_seen_forbids_it);
  g_test_add_func ("/fuse-formats/join",
      test_fuse_formats_reader_with_another_input_forbids_it);
  return g_test_run ();
}
