/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/session-fixture.h"

#include <glib/gstdio.h>
#include <rmg/rmg.h>

static RmgSession *
open_session (RmgThreading threading)
{
  const RmgPlanOptions plan_options = { .threading = threading };
  g_autoptr (RmgGraph) graph =
      rmg_test_graph ("add AddNode\npass PassThroughNode\nadd > pass");
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, &plan_options, NULL, &error);

  g_assert_no_error (error);
  return session;
}

static void
test_dot_draws_each_node_of_inline_and_threaded_sessions (void)
{
  static const RmgThreading kinds[] = { RMG_THREADING_INLINE,
    RMG_THREADING_THREADED };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    RmgSession *session = open_session (kinds[i]);
    g_autofree char *dot = rmg_session_to_dot (session);

    g_assert_true (g_str_has_prefix (dot, "digraph"));
    g_assert_nonnull (strstr (dot, "\\nadd\\n"));
    g_assert_nonnull (strstr (dot, "\\npass\\n"));
    g_assert_true (rmg_session_close (session, NULL));
  }
}

static gpointer
draw_again_and_again (gpointer data)
{
  for (guint i = 0; i < 20; i++) {
    g_autofree char *dot = rmg_session_to_dot (data);

    g_assert_nonnull (dot);
  }
  return NULL;
}

static void
test_dot_of_another_thread_does_not_disturb_the_run (void)
{
  RmgSession *session = open_session (RMG_THREADING_THREADED);
  GThread *thread = g_thread_new ("draw", draw_again_and_again, session);

  for (guint i = 0; i < 100; i++) {
    g_autoptr (RmgValue) value = rmg_value_new_int (i);

    g_assert_cmpint (rmg_session_push_value (session, NULL, value, NULL), ==,
        RMG_SESSION_OK);
  }
  g_thread_join (thread);
  g_assert_cmpint (rmg_session_finish (session, NULL), ==, RMG_SESSION_OK);
  g_assert_true (rmg_session_run (session, NULL, NULL, NULL, NULL));
  g_assert_true (rmg_session_close (session, NULL));
}

static guint
count_files (const char *folder, const char *end)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, end);
  return n;
}

/* The variable was set before GStreamer was initialized. */
static void
test_dot_dumps_each_moment_of_a_session (gconstpointer folder)
{
  RmgSession *session = open_session (RMG_THREADING_INLINE);
  guint n_opened = count_files (folder, ".opened.dot");

  g_assert_cmpuint (n_opened, >=, 1);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpuint (count_files (folder, ".closing.dot"), ==, n_opened);
}

static void
remove_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("rmg-dot-XXXXXX", NULL);
  int result;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("GST_DEBUG_DUMP_DOT_DIR", folder, TRUE);
  rmg_init ();
  g_test_add_func ("/dot/draws-each-node",
      test_dot_draws_each_node_of_inline_and_threaded_sessions);
  g_test_add_func ("/dot/another-thread",
      test_dot_of_another_thread_does_not_disturb_the_run);
  g_test_add_data_func (
      "/dot/dumps", folder, test_dot_dumps_each_moment_of_a_session);
  result = g_test_run ();
  remove_files (folder);
  return result;
}
