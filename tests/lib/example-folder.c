/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/example-folder.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
remove_files (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_assert_cmpint (g_unlink (file), ==, 0);
  }
}

char *
rmg_test_enter_example_folder (void)
{
  char *path = g_dir_make_tmp ("rmg-test-XXXXXX", NULL);

  g_assert_nonnull (path);
  g_assert_cmpint (g_chdir (path), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents ("build/demo", 0700), ==, 0);
  g_assert_cmpint (symlink (g_getenv ("RMG_TEST_EXAMPLES"), "examples"), ==, 0);
  return path;
}

void
rmg_test_leave_example_folder (const char *path)
{
  remove_files ("build/demo");
  g_assert_cmpint (g_rmdir ("build/demo"), ==, 0);
  g_assert_cmpint (g_rmdir ("build"), ==, 0);
  g_assert_cmpint (g_unlink ("examples"), ==, 0);
  g_assert_cmpint (g_chdir ("/"), ==, 0);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}
