/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Memory, threads and file descriptors stay the same over many restarts of a
 * node. Each buffer needs about one restart. The argument --restarts N selects
 * their number. */

#include <rmg/init.h>
#include <rmg/value-memory.h>
#include "tests/lib/session-fixture.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_RESTARTS 1000
#define N_WARM 200
#define MAX_GROWTH_BYTES (96 * 1024)

#define LINES                                                                  \
  "a AddNode 'addend':1\n"                                                     \
  "bad gst:rmgfault 'fail-probability':0.7,'seed':5"                           \
  " @ 'retry':{'max_retries':1000,'backoff_ms':0}\n"                           \
  "a > bad\n"

static guint n_restarts = DEFAULT_RESTARTS;

typedef struct
{
  gsize n_bytes; /* of malloc() */
  guint n_threads;
  guint n_descriptors;
} Footprint;

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static Footprint
measure (void)
{
  return (Footprint){ mallinfo2 ().uordblks, count_entries ("/proc/self/task"),
    count_entries ("/proc/self/fd") };
}

static guint
read_restarts (RmgSession *session)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  return (guint) rmg_metrics_find_node (metrics, "bad")->restarts;
}

/* Nothing is lost and the order stays. */
static void
pull_value (RmgSession *session, gint64 expected)
{
  gboolean found = FALSE;

  while (!found) {
    g_auto (RmgOutput) output = { NULL };
    g_autoptr (GError) error = NULL;
    RmgSessionResult result = rmg_session_pull (session, &output, &error);

    g_assert_no_error (error);
    if (result == RMG_SESSION_EMPTY)
      g_thread_yield ();
    found = output.buffer != NULL;
    if (found)
      g_assert_cmpint (
          rmg_value_get_int (rmg_value_buffer_peek (output.buffer)), ==,
          expected);
  }
}

static void
push_value (RmgSession *session, gint64 number)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rmg_session_push_value (session, NULL, value, &error), ==,
      RMG_SESSION_OK);
  g_assert_no_error (error);
}

static void
run_until (RmgSession *session, gint64 *number, guint restarts)
{
  while (read_restarts (session) < restarts) {
    push_value (session, *number);
    pull_value (session, ++*number);
  }
}

static void
assert_same (const Footprint *before, const Footprint *after)
{
  g_test_message ("%" G_GSIZE_FORMAT " -> %" G_GSIZE_FORMAT " bytes, %u -> %u "
                  "threads, %u -> %u descriptors",
      before->n_bytes, after->n_bytes, before->n_threads, after->n_threads,
      before->n_descriptors, after->n_descriptors);
  g_assert_cmpuint (after->n_bytes, <, before->n_bytes + MAX_GROWTH_BYTES);
  g_assert_cmpuint (after->n_threads, <=, before->n_threads);
  g_assert_cmpuint (after->n_descriptors, <=, before->n_descriptors);
}

/* The thread of the last restart may still be about to end. */
static Footprint
measure_after (const Footprint *before)
{
  Footprint after = measure ();

  while (after.n_threads > before->n_threads) {
    g_thread_yield ();
    after = measure ();
  }
  return after;
}

static void
assert_stays_the_same (RmgThreading threading, guint restarts)
{
  RmgPlanOptions how = { RMG_FRAMING_ITEMS, threading };
  RmgSessionOptions options = { .metrics = TRUE };
  g_autoptr (RmgGraph) graph = rmg_test_graph (LINES);
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, &how, &options, &error);
  Footprint before, after;
  gint64 number = 0;

  g_assert_no_error (error);
  run_until (session, &number, N_WARM);
  before = measure ();
  run_until (session, &number, N_WARM + restarts);
  after = measure_after (&before);
  assert_same (&before, &after);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_session_restarts_inline_keep_memory_and_threads (void)
{
  assert_stays_the_same (RMG_THREADING_INLINE, n_restarts);
}

static void
test_session_restarts_threaded_keep_memory_and_threads (void)
{
  assert_stays_the_same (RMG_THREADING_THREADED, n_restarts);
}

static void
read_arguments (int argc, char **argv)
{
  for (int i = 1; i + 1 < argc; i++)
    if (g_str_equal (argv[i], "--restarts"))
      n_restarts = (guint) atoi (argv[i + 1]);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  read_arguments (argc, argv);
  argc = 1;
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session-restarts/inline",
      test_session_restarts_inline_keep_memory_and_threads);
  g_test_add_func ("/session-restarts/threaded",
      test_session_restarts_threaded_keep_memory_and_threads);
  return g_test_run ();
}
