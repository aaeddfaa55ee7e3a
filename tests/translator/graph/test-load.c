/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"

#include <glib/gstdio.h>
#include <gst/gst.h>

static RmgGraph *
read_text (const char *text, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "m.json", diagnostics, error);

  g_assert_nonnull (manifest);
  return rmg_graph_new_from_manifest (manifest, diagnostics, error);
}

/* Errors of fields, types, parameters and connections, in another order in the
 * text than the translator finds them. */
static const char wrong[] =
    "{\"version\": \"v1\", \"metadata\": {},\n"
    " \"connections\": [{\"from\": \"a\", \"to\": \"b\"},\n"
    "  {\"from\": \"b\", \"to\": \"a\"},\n"
    "  {\"from\": \"c\", \"to\": \"x\"}],\n"
    " \"nodes\": [{\"id\": \"a\", \"node_type\": \"VADD\"},\n"
    "  {\"id\": \"b\", \"node_type\": \"VAD\", \"params\": {\"mode\": 1}},\n"
    "  {\"id\": \"c\", \"node_type\": \"VAD\", \"colour\": 1}]}\n";

static const char wrong_problems[] =
    "3:3: error: connections[1]: Pipeline contains a cycle - cannot execute: "
    "a -> b -> a\n"
    "4:23: error: connections[2].to: Connection references unknown target "
    "node: x\n"
    "5:37: error: nodes[0].node_type: unknown node type \"VADD\" (did you mean "
    "\"VAD\"?)\n"
    "6:54: error: nodes[1].params.mode: expected one of annotate gate, found "
    "the number 1\n"
    "7:35: warning: nodes[2].colour: unknown field, ignored\n";

static void
test_load_all_problems_in_the_order_of_the_text (void)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  g_assert_null (read_text (wrong, diagnostics, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (
      error->message, "4 errors, the first: m.json:3:3: error: "));
  found = rmg_test_list_problems (diagnostics);
  g_assert_cmpstr (found, ==, wrong_problems);
}

static void
test_load_without_list_returns_the_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (wrong, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INVALID);
  g_assert_null (read_text (wrong, NULL, NULL));
}

static void
test_load_warning_is_an_error_if_strict (void)
{
  static const char text[] =
      "{\"version\": \"v1\", \"metadata\": {\"title\": 1}, \"nodes\": "
      "[{\"id\": \"a\", \"node_type\": \"VAD\"}], \"connections\": []}";
  g_autoptr (RmgDiagnostics) lenient = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgDiagnostics) strict = rmg_diagnostics_new (TRUE);
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GError) error = NULL;

  graph = read_text (text, lenient, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (lenient), ==, 1);
  g_assert_null (read_text (text, strict, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_UNKNOWN_FIELD);
}

static void
test_load_problems_of_an_earlier_manifest_do_not_count (void)
{
  g_autofree char *text = rmg_test_write_manifest ("a=VAD", "a>a");
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *good = rmg_test_write_manifest ("a=VAD; b=VAD", "a>b");

  g_assert_null (read_text (text, diagnostics, NULL));
  graph = read_text (good, diagnostics, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rmg_graph_get_n_nodes (graph), ==, 2);
}

static void
test_load_file_reported_by_its_path (void)
{
  g_autofree char *folder = g_dir_make_tmp ("load-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "m.json", NULL);
  g_autofree char *good = rmg_test_write_manifest ("a=VAD", "");
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_graph_load (path, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, good, -1, NULL));
  graph = rmg_graph_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rmg_graph_get_name (graph), ==, "x");
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/load/problems", test_load_all_problems_in_the_order_of_the_text);
  g_test_add_func ("/load/no-list", test_load_without_list_returns_the_error);
  g_test_add_func ("/load/strict", test_load_warning_is_an_error_if_strict);
  g_test_add_func (
      "/load/earlier", test_load_problems_of_an_earlier_manifest_do_not_count);
  g_test_add_func ("/load/file", test_load_file_reported_by_its_path);
  return g_test_run ();
}
