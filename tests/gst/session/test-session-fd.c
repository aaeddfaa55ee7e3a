/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sessions that are driven by poll() on their file descriptor. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <poll.h>

#define HANG_MS 20000
#define N_VALUES 500

static gboolean
is_readable (RmgSession *session, int timeout_ms)
{
  struct pollfd fd = { rmg_session_get_fd (session, NULL), POLLIN, 0 };

  return poll (&fd, 1, timeout_ms) == 1 && (fd.revents & POLLIN) != 0;
}

static RmgSessionResult
push_number (RmgSession *session, gint64 number, GError **error)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);

  return rmg_session_push_value (session, NULL, value, error);
}

/* Returns: the result after which nothing more was pulled */
static RmgSessionResult
pull_all (RmgSession *session, guint *n_buffers)
{
  RmgSessionResult result;
  RmgOutput output;

  while (
      (result = rmg_session_pull (session, &output, NULL)) == RMG_SESSION_OK) {
    *n_buffers += output.buffer != NULL;
    rmg_output_clear (&output);
  }
  return result;
}

static void
test_fd_is_the_same_for_each_call (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  int fd = rmg_session_get_fd (session, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (rmg_session_get_fd (session, NULL), ==, fd);
  g_assert_true (is_readable (session, 0));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_fd_is_readable_while_outputs_are_queued (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  guint n_buffers = 0;
  RmgOutput output;

  g_assert_true (is_readable (session, 0));
  g_assert_cmpint (pull_all (session, &n_buffers), ==, RMG_SESSION_EMPTY);
  g_assert_false (is_readable (session, 0));
  for (int i = 0; i < 2; i++)
    g_assert_cmpint (push_number (session, i, NULL), ==, RMG_SESSION_OK);
  g_assert_true (is_readable (session, 0));
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  rmg_output_clear (&output);
  g_assert_true (is_readable (session, 0));
  g_assert_cmpint (pull_all (session, &n_buffers), ==, RMG_SESSION_EMPTY);
  g_assert_cmpuint (n_buffers, ==, 1);
  g_assert_false (is_readable (session, 0));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_fd_stays_readable_at_the_end (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  guint n_buffers = 0;

  g_assert_true (is_readable (session, 0));
  pull_all (session, &n_buffers);
  g_assert_false (is_readable (session, 0));
  rmg_session_finish (session, NULL);
  for (int i = 0; i < 2; i++) {
    g_assert_true (is_readable (session, 0));
    g_assert_cmpint (pull_all (session, &n_buffers), ==, RMG_SESSION_EOS);
  }
  g_assert_true (rmg_session_close (session, NULL));
}

/* Room would be made only by a pull, so FULL leaves the descriptor readable. */
static void
test_fd_of_a_full_session_stays_readable_for_its_outputs (void)
{
  g_autoptr (RmgGraph) graph = rmg_test_graph ("a PassThroughNode");
  RmgSessionOptions options = { .max_bytes = 1 };
  RmgPlanOptions plan_options = { .framing = RMG_FRAMING_STREAM,
    .threading = RMG_THREADING_INLINE };
  RmgSession *session = rmg_session_open (graph, &plan_options, &options, NULL);
  guint n_buffers = 0;

  g_assert_true (is_readable (session, 0));
  pull_all (session, &n_buffers);
  g_assert_cmpint (push_number (session, 1, NULL), ==, RMG_SESSION_OK);
  for (int i = 0; i < 3; i++) {
    g_assert_cmpint (push_number (session, 2, NULL), ==, RMG_SESSION_FULL);
    g_assert_true (is_readable (session, 0));
  }
  g_assert_cmpint (pull_all (session, &n_buffers), ==, RMG_SESSION_EMPTY);
  g_assert_cmpuint (n_buffers, ==, 1);
  g_assert_true (is_readable (session, 0)); /* for the push, once */
  g_assert_cmpint (pull_all (session, &n_buffers), ==, RMG_SESSION_EMPTY);
  g_assert_false (is_readable (session, 0));
  g_assert_true (rmg_session_close (session, NULL));
}

/* Nothing can be pulled, and the test does not pull: FULL alone makes it not readable until
 * the attempt is due. */
static void
test_fd_of_a_parked_buffer_is_readable_when_the_attempt_is_due (void)
{
  RmgSession *session = rmg_test_open (
      "a gst:rmgfault 'fail-after':0,'failures':1 @ "
      "'retry':{'retries':3,'backoff_ms':20,'backoff_max_ms':20}\n",
      RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  guint n_buffers = 0;
  RmgSessionResult result;

  g_assert_true (is_readable (session, 0));
  pull_all (session, &n_buffers);
  g_assert_cmpint (push_number (session, 1, NULL), ==, RMG_SESSION_OK);
  while ((result = push_number (session, 2, NULL)) == RMG_SESSION_FULL)
    g_assert_true (is_readable (session, HANG_MS));
  g_assert_cmpint (result, ==, RMG_SESSION_OK);
  g_assert_true (is_readable (session, 0));
  pull_all (session, &n_buffers);
  g_assert_cmpuint (n_buffers, ==, 2);
  g_assert_true (rmg_session_close (session, NULL));
}

/* Returns: whether something was pushed */
static gboolean
push_some (RmgSession *session, guint *n_pushed)
{
  guint n_before = *n_pushed;

  while (*n_pushed < N_VALUES &&
      push_number (session, *n_pushed, NULL) == RMG_SESSION_OK)
    (*n_pushed)++;
  if (*n_pushed == N_VALUES)
    rmg_session_finish (session, NULL);
  return *n_pushed > n_before;
}

/* A loop that sleeps in poll() alone. Returns: number of outputs with data */
static guint
run_by_poll (RmgSession *session, RmgSessionResult *result)
{
  guint n_pushed = 0, n_buffers = 0;

  do {
    g_assert_true (is_readable (session, HANG_MS));
    push_some (session, &n_pushed);
    *result = pull_all (session, &n_buffers);
  } while (*result == RMG_SESSION_EMPTY);
  return n_buffers;
}

static void
test_fd_alone_drives_sessions_of_both_kinds (void)
{
  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    for (int framing = RMG_FRAMING_ITEMS; framing <= RMG_FRAMING_STREAM;
         framing++) {
      g_autoptr (RmgGraph) graph = rmg_test_graph (
          "a MultiplyNode 'factor':2\nb AddNode 'addend':1\na > b\n");
      RmgSessionOptions options = { .max_bytes = 256 };
      RmgPlanOptions plan_options = { .framing = framing, .threading = i };
      RmgSession *session =
          rmg_session_open (graph, &plan_options, &options, NULL);
      RmgSessionResult result;

      g_assert_cmpuint (run_by_poll (session, &result), ==, N_VALUES);
      g_assert_cmpint (result, ==, RMG_SESSION_EOS);
      g_assert_true (rmg_session_close (session, NULL));
    }
  }
}

static void
test_fd_is_readable_for_a_failure (void)
{
  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    RmgSession *session =
        rmg_test_open ("a gst:rmgfault 'fail-after':3,'error':'stream-decode'",
            i, RMG_FRAMING_STREAM);
    RmgSessionResult result;

    g_assert_cmpuint (run_by_poll (session, &result), ==, 3);
    g_assert_cmpint (result, ==, RMG_SESSION_ERROR);
    g_assert_true (rmg_session_close (session, NULL));
  }
}

/* No thread pushes here: the descriptor is signalled from the source's. */
static void
test_fd_is_readable_for_the_data_of_a_source (void)
{
  RmgSession *session =
      rmg_test_open ("s gst:fakesrc 'num-buffers':300,'sizetype':'fixed'",
          RMG_THREADING_THREADED, RMG_FRAMING_STREAM);
  RmgSessionResult result = RMG_SESSION_EMPTY;
  guint n_buffers = 0;

  while (result == RMG_SESSION_EMPTY) {
    g_assert_true (is_readable (session, HANG_MS));
    result = pull_all (session, &n_buffers);
  }
  g_assert_cmpint (result, ==, RMG_SESSION_EOS);
  g_assert_cmpuint (n_buffers, ==, 300);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_fd_is_readable_after_close (void)
{
  g_autoptr (RmgSession) session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  guint n_buffers = 0;

  g_assert_true (is_readable (session, 0));
  pull_all (session, &n_buffers);
  g_assert_false (is_readable (session, 0));
  g_assert_true (rmg_session_close (g_object_ref (session), NULL));
  g_assert_true (is_readable (session, 0));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-fd/same", test_fd_is_the_same_for_each_call);
  g_test_add_func (
      "/session-fd/outputs", test_fd_is_readable_while_outputs_are_queued);
  g_test_add_func ("/session-fd/end", test_fd_stays_readable_at_the_end);
  g_test_add_func ("/session-fd/full",
      test_fd_of_a_full_session_stays_readable_for_its_outputs);
  g_test_add_func ("/session-fd/parked",
      test_fd_of_a_parked_buffer_is_readable_when_the_attempt_is_due);
  g_test_add_func (
      "/session-fd/both", test_fd_alone_drives_sessions_of_both_kinds);
  g_test_add_func ("/session-fd/failure", test_fd_is_readable_for_a_failure);
  g_test_add_func (
      "/session-fd/source", test_fd_is_readable_for_the_data_of_a_source);
  g_test_add_func ("/session-fd/close", test_fd_is_readable_after_close);
  return g_test_run ();
}
