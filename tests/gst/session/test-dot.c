/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/session-fixture.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func ("/dot/draws-each-node",
      test_dot_draws_each_node_of_inline_and_threaded_sessions);
  g_test_add_func ("/dot/another-thread",
      test_dot_of_another_thread_does_not_disturb_the_run);
  return g_test_run ();
}
