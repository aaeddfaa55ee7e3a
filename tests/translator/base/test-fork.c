/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/fork.h"
#include "tests/lib/hang.h"

#include <rmg/error.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_ERRORS 40 /* more than are reserved */

static gboolean
every_check_fails (void)
{
  for (guint i = 0; i < N_ERRORS; i++) {
    g_autoptr (GError) error = NULL;

    if (rmg_fork_check (NULL) || rmg_fork_check (&error) ||
        !g_error_matches (error, RMG_ERROR, RMG_ERROR_FORKED))
      return FALSE;
  }
  return TRUE;
}

/* A memory checker reports the memory of the parent as lost in a child that ends
 * by itself. */
static void
test_fork_every_check_in_a_child_fails (void)
{
  int status = 0;
  pid_t child;

  rmg_fork_watch ();
  rmg_fork_watch ();
  child = fork ();
  if (child == 0) {
    alarm (RMG_TEST_HANG_S);
    raise (every_check_fails () ? SIGKILL : SIGTERM);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

static void
test_fork_check_in_parent_passes (void)
{
  g_autoptr (GError) error = NULL;

  rmg_fork_watch ();
  g_assert_true (rmg_fork_check (&error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fork/parent", test_fork_check_in_parent_passes);
  g_test_add_func ("/fork/child", test_fork_every_check_in_a_child_fails);
  return g_test_run ();
}
