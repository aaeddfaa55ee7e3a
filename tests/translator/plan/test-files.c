/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/files.h>

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static void
write_file (const char *name)
{
  g_assert_true (g_file_set_contents (name, "x", 1, NULL));
}

typedef struct
{
  const char *name;
  RmgFileUse first;
  RmgFileUse second;
  int code; /* of the error, or -1 */
} Pair;

/* In the folder are a.wav, its links soft.wav and hard.wav, and the folder sub. */
static const Pair pairs[] = {
  { "same", { "a", "a.wav", FALSE }, { "b", "a.wav", TRUE },
      RMG_ERROR_CONFLICT },
  { "spelling", { "a", "a.wav", FALSE }, { "b", "./sub/../a.wav", TRUE },
      RMG_ERROR_CONFLICT },
  { "symbolic-link", { "a", "a.wav", FALSE }, { "b", "soft.wav", TRUE },
      RMG_ERROR_CONFLICT },
  { "hard-link", { "a", "hard.wav", TRUE }, { "b", "a.wav", FALSE },
      RMG_ERROR_CONFLICT },
  { "new-outputs", { "a", "new.wav", TRUE }, { "b", "sub/../new.wav", TRUE },
      RMG_ERROR_CONFLICT },
  { "two-inputs", { "a", "a.wav", FALSE }, { "b", "soft.wav", FALSE }, -1 },
  { "two-outputs", { "a", "new.wav", TRUE }, { "b", "sub/new.wav", TRUE }, -1 },
  { "streams", { "a", "-", FALSE }, { "b", "-", TRUE }, -1 },
  { "devices", { "a", "/dev/null", FALSE }, { "b", "/dev/null", TRUE }, -1 },
  { "no-folder", { "a", "a.wav", FALSE }, { "b", "none/new.wav", TRUE },
      RMG_ERROR_FAILED },
  { "a-folder", { "a", "a.wav", FALSE }, { "b", "sub", TRUE },
      RMG_ERROR_FAILED },
  { "missing-input", { "a", "none.wav", FALSE }, { "b", "new.wav", TRUE }, -1 },
};

static void
test_files_pair_is_checked (gconstpointer data)
{
  const Pair *pair = data;
  const RmgFileUse files[] = { pair->first, pair->second };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rmg_files_check (files, 2, &error), ==, pair->code < 0);
  if (pair->code >= 0)
    g_assert_error (error, RMG_ERROR, pair->code);
  if (pair->code == RMG_ERROR_CONFLICT)
    g_assert_nonnull (strstr (error->message, pair->second.path));
}

static void
test_files_conflict_names_both_users (void)
{
  const RmgFileUse files[] = { { "--input", "a.wav", FALSE },
    { "--metrics", "./a.wav", TRUE } };
  g_autoptr (GError) error = NULL;

  g_assert_false (rmg_files_check (files, 2, &error));
  g_assert_cmpstr (error->message, ==,
      "--input reads a.wav, and --metrics writes the same file, as ./a.wav");
}

static RmgPlan *
plan_copy (const char *from, const char *to)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"x\"}, \"nodes\": ["
      "{\"id\": \"r\", \"node_type\": \"MediaReaderNode\", "
      "\"params\": {\"path\": \"%s\"}}, "
      "{\"id\": \"w\", \"node_type\": \"MediaWriterNode\", "
      "\"params\": {\"path\": \"%s\"}}], "
      "\"connections\": [{\"from\": \"r\", \"to\": \"w\"}]}",
      from, to);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, NULL, NULL, &error);
  g_autoptr (RmgGraph) graph =
      rmg_graph_new_from_manifest (manifest, NULL, &error);
  RmgPlan *plan = rmg_plan_new (graph, NULL, NULL, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_files_of_a_plan_are_checked (void)
{
  g_autoptr (RmgPlan) good = plan_copy ("a.wav", "new.wav");
  g_autoptr (RmgPlan) bad = plan_copy ("a.wav", "soft.wav");
  g_autoptr (GError) error = NULL;

  g_assert_true (rmg_plan_check_files (good, NULL, 0, &error));
  g_assert_no_error (error);
  g_assert_false (rmg_plan_check_files (bad, NULL, 0, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==,
      "node \"r\" reads a.wav, and node \"w\" writes the same file, as "
      "soft.wav");
}

static void
test_files_of_a_plan_are_compared_with_others (void)
{
  const RmgFileUse metrics = { "--metrics", "new.wav", TRUE };
  g_autoptr (RmgPlan) plan = plan_copy ("a.wav", "./new.wav");
  g_autoptr (GError) error = NULL;

  g_assert_false (rmg_plan_check_files (plan, &metrics, 1, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_CONFLICT);
}

static void
make_folder (void)
{
  folder = g_dir_make_tmp ("files-XXXXXX", NULL);
  g_assert_cmpint (chdir (folder), ==, 0);
  write_file ("a.wav");
  g_assert_cmpint (symlink ("a.wav", "soft.wav"), ==, 0);
  g_assert_cmpint (link ("a.wav", "hard.wav"), ==, 0);
  g_assert_cmpint (g_mkdir ("sub", 0700), ==, 0);
}

static void
remove_folder (void)
{
  g_unlink ("a.wav");
  g_unlink ("soft.wav");
  g_unlink ("hard.wav");
  g_rmdir ("sub");
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *path = g_strconcat ("/files/pair/", pairs[i].name, NULL);

    g_test_add_data_func (path, &pairs[i], test_files_pair_is_checked);
  }
  g_test_add_func ("/files/message", test_files_conflict_names_both_users);
  g_test_add_func ("/files/plan", test_files_of_a_plan_are_checked);
  g_test_add_func (
      "/files/others", test_files_of_a_plan_are_compared_with_others);
  status = g_test_run ();
  remove_folder ();
  return status;
}
