/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sessions in a child process of fork(): each call returns an error with a
 * sentence. A hang of the child ends it by alarm. */

#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/init.h>

#include <string.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

typedef gboolean (*ChildFunc) (RmgSession *session, GError **error);

/* The child ends by a signal: a memory checker would report the memory of the
 * parent as lost at any other end. Returns: whether @func failed in a child
 * with the sentence about the fork */
static gboolean
fails_in_child (ChildFunc func, RmgSession *session)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0) {
    GError *error = NULL;
    gboolean done;

    alarm (RMG_TEST_HANG_S);
    done = func (session, &error);
    raise (!done && g_error_matches (error, RMG_ERROR, RMG_ERROR_FORKED) &&
                strstr (error->message, "forked") != NULL
            ? SIGKILL
            : SIGTERM);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL;
}

static gboolean
push (RmgSession *session, GError **error)
{
  g_autoptr (GstSample) value = rmg_test_value (1);
  g_autoptr (GstBuffer) buffer = gst_buffer_ref (gst_sample_get_buffer (value));

  return rmg_session_push (session, NULL, gst_sample_get_caps (value), &buffer,
             error) == RMG_SESSION_OK;
}

static gboolean
pull (RmgSession *session, GError **error)
{
  g_auto (RmgOutput) output = { NULL };

  return rmg_session_pull (session, &output, error) != RMG_SESSION_ERROR;
}

static gboolean
finish (RmgSession *session, GError **error)
{
  return rmg_session_finish (session, error) != RMG_SESSION_ERROR;
}

static gboolean
run (RmgSession *session, GError **error)
{
  return rmg_session_run (session, NULL, NULL, NULL, error);
}

static gboolean
open_again (RmgSession *session, GError **error)
{
  return rmg_session_new (
             (RmgPlan *) rmg_session_get_plan (session), NULL, error) != NULL;
}

static gboolean
plan_again (RmgSession *session, GError **error)
{
  return rmg_plan_to_threaded (rmg_session_get_plan (session), error) != NULL;
}

static gboolean
load_again (RmgSession *session, GError **error)
{
  return rmg_manifest_new_from_data ("{}", -1, NULL, NULL, error) != NULL;
}

static gboolean
close_it (RmgSession *session, GError **error)
{
  return rmg_session_close (session, error);
}

/* The parent's descriptor is not reset by its child. */
static gboolean
get_fd (RmgSession *session, GError **error)
{
  return rmg_session_get_fd (session, error) >= 0;
}

/* These cannot fail, so they must only return. */
static gboolean
read_and_close (RmgSession *session, GError **error)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  rmg_session_get_position (session, NULL);
  rmg_session_interrupt (session);
  return rmg_session_close (session, error);
}

static const struct
{
  const char *name;
  ChildFunc func;
} calls[] = {
  { "push", push },
  { "pull", pull },
  { "finish", finish },
  { "run", run },
  { "open", open_again },
  { "plan", plan_again },
  { "load", load_again },
  { "close", close_it },
  { "fd", get_fd },
  { "read", read_and_close },
};

static void
test_fork_call_in_child_is_an_error (gconstpointer func)
{
  for (guint threaded = 0; threaded < 2; threaded++) {
    RmgSession *session = rmg_test_open ("m MultiplyNode 'factor':2",
        threaded ? RMG_THREADING_THREADED : RMG_THREADING_INLINE,
        RMG_FRAMING_ITEMS);
    g_autoptr (GPtrArray) inputs = rmg_test_values (3);
    g_autoptr (GError) error = NULL;
    g_autofree char *output = NULL;

    g_assert_true (push (session, NULL));
    g_assert_true (fails_in_child (*(const ChildFunc *) func, session));
    output = rmg_test_pump (session, inputs, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (output, ==, "m: 2 | 2 | 4 | 6 |\n");
    g_assert_true (rmg_session_close (session, NULL));
  }
}

/* The locks of the running session may be taken at the time of the fork. */
static void
test_fork_of_a_busy_session_does_not_hang (void)
{
  RmgSession *session = rmg_test_open ("s gst:fakesrc 'sizetype':'fixed'",
      RMG_THREADING_THREADED, RMG_FRAMING_STREAM);

  for (guint i = 0; i < 50; i++) {
    g_assert_true (pull (session, NULL));
    g_assert_true (fails_in_child (read_and_close, session));
  }
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++) {
    g_autofree char *path = g_strconcat ("/fork/", calls[i].name, NULL);

    g_test_add_data_func (
        path, &calls[i].func, test_fork_call_in_child_is_an_error);
  }
  g_test_add_func ("/fork/busy", test_fork_of_a_busy_session_does_not_hang);
  return g_test_run ();
}
