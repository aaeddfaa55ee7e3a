/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/graph.h>

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

static char *
find_data (const char *name)
{
  return g_build_filename (g_getenv ("RMG_TEST_DATA"), "manifests", name, NULL);
}

/* NAME.json must produce exactly the lines of NAME.error. */
static void
test_manifest_errors_as_written (gconstpointer data)
{
  const char *name = data;
  g_autofree char *manifest_name = g_strconcat (name, ".json", NULL);
  g_autofree char *expected_name = g_strconcat (name, ".error", NULL);
  g_autofree char *path = find_data (manifest_name);
  g_autofree char *expected_path = find_data (expected_name);
  g_autofree char *expected = NULL;
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_true (g_file_get_contents (expected_path, &expected, NULL, NULL));
  g_assert_null (rmg_graph_load (path, diagnostics, NULL));
  for (guint i = 0; i < rmg_diagnostics_get_n_problems (diagnostics); i++) {
    g_autofree char *line = rmg_problem_to_string (
        rmg_diagnostics_get_problem (diagnostics, i), manifest_name);

    g_string_append_printf (found, "%s\n", line);
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_manifest_nine_errors_counted (void)
{
  g_autofree char *path = find_data ("nine-errors.json");
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_graph_load (path, diagnostics, &error));
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (diagnostics), ==, 9);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "9 errors"));
}

static void
test_manifest_strict_turns_warnings_into_errors (void)
{
  g_autofree char *path = find_data ("unknown-fields.json");
  g_autoptr (RmgDiagnostics) lax = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgDiagnostics) strict = rmg_diagnostics_new (TRUE);
  g_autoptr (RmgGraph) graph = rmg_graph_load (path, lax, NULL);

  g_assert_nonnull (graph);
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (lax), ==, 3);
  g_assert_null (rmg_graph_load (path, strict, NULL));
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (strict), ==, 3);
}

static void
test_manifest_directory_is_one_io_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_manifest_new_from_file (g_get_tmp_dir (), NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_IO);
}

static void
test_manifest_missing_file_is_one_io_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_manifest_new_from_file ("/nowhere/m.json", NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_IO);
}

static void
test_manifest_byte_order_mark_skipped (void)
{
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data ("\xef\xbb\xbf{}", -1, NULL, NULL, NULL);

  g_assert_nonnull (manifest);
}

static void
test_manifest_array_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_manifest_new_from_data ("[]", -1, NULL, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_WRONG_TYPE);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "nine-errors", "wrong-types",
    "no-connections", "bad-version", "conflicts", "foreign-errors" };

  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_strconcat ("/manifest/errors/", names[i], NULL);

    g_test_add_data_func (path, names[i], test_manifest_errors_as_written);
  }
  g_test_add_func ("/manifest/nine", test_manifest_nine_errors_counted);
  g_test_add_func (
      "/manifest/strict", test_manifest_strict_turns_warnings_into_errors);
  g_test_add_func (
      "/manifest/directory", test_manifest_directory_is_one_io_error);
  g_test_add_func (
      "/manifest/missing", test_manifest_missing_file_is_one_io_error);
  g_test_add_func ("/manifest/mark", test_manifest_byte_order_mark_skipped);
  g_test_add_func ("/manifest/array", test_manifest_array_refused);
  return g_test_run ();
}
