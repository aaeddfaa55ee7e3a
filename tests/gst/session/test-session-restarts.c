/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Memory, threads and file descriptors stay the same over many restarts and
 * rebuilds of a node, and over many cycles of its breaker. The arguments
 * --restarts N, --rebuilds N and --cycles N select their number. */

#include <rmg/init.h>
#include <rmg/value-memory.h>
#include "tests/lib/mortal.h"
#include "tests/lib/session-fixture.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define N_WARM 100
#define MAX_GROWTH_BYTES (96 * 1024)
#define QUICK "'retry':{'max_retries':1000,'backoff_ms':0}"

/* A way to renew a node, and how often. */
typedef struct
{
  const char *argument;
  const char *lines;
  guint64 (*read) (const RmgNodeMetrics *node);
  guint n_times;
} Renewal;

static guint64
read_restarts (const RmgNodeMetrics *node)
{
  return node->restarts;
}

static guint64
read_rebuilds (const RmgNodeMetrics *node)
{
  return node->rebuilds;
}

static guint64
read_cycles (const RmgNodeMetrics *node)
{
  return node->breaker_changes[RMG_BREAKER_METRIC_CLOSED];
}

/* Each buffer needs about one restart. The mortal element restarts between two
 * items, which it does not survive, so that each item needs a rebuild. The breaker
 * opens with each third buffer, and closes with the next one. */
static Renewal renewals[] = {
  { "--restarts",
      "a AddNode 'addend':1\n"
      "bad gst:rmgfault 'fail-probability':0.7,'seed':5 @ " QUICK "\n"
      "a > bad\n",
      read_restarts, 1000 },
  { "--rebuilds",
      "a AddNode 'addend':1\n"
      "bad gst:mortal @ " QUICK "\n"
      "a > bad\n",
      read_rebuilds, 100 },
  { "--cycles",
      "a AddNode 'addend':1\n"
      "bad gst:rmgfault 'fail-every':3 @ 'retry':{'max_retries':0},"
      "'breaker':{'failures':1,'open_ms':0,'on_open':'bypass'}\n"
      "a > bad\n",
      read_cycles, 100 },
};

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

static guint64
count (RmgSession *session, const Renewal *renewal)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

  return renewal->read (rmg_metrics_find_node (metrics, "bad"));
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
run_until (
    RmgSession *session, const Renewal *renewal, gint64 *number, guint n_times)
{
  while (count (session, renewal) < n_times) {
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
assert_stays_the_same (const Renewal *renewal, RmgThreading threading)
{
  RmgPlanOptions how = { RMG_FRAMING_ITEMS, threading };
  RmgSessionOptions options = { .metrics = TRUE };
  g_autoptr (RmgGraph) graph = rmg_test_graph (renewal->lines);
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, &how, &options, &error);
  Footprint before, after;
  gint64 number = 0;

  g_assert_no_error (error);
  run_until (session, renewal, &number, N_WARM);
  before = measure ();
  run_until (session, renewal, &number, N_WARM + renewal->n_times);
  after = measure_after (&before);
  assert_same (&before, &after);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_session_restarts_inline_keep_memory_and_threads (gconstpointer renewal)
{
  assert_stays_the_same (renewal, RMG_THREADING_INLINE);
}

static void
test_session_restarts_threaded_keep_memory_and_threads (gconstpointer renewal)
{
  assert_stays_the_same (renewal, RMG_THREADING_THREADED);
}

static void
read_argument (const char *name, const char *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (renewals); i++)
    if (g_str_equal (name, renewals[i].argument))
      renewals[i].n_times = (guint) atoi (value);
}

static void
add_tests (const Renewal *renewal)
{
  const char *name = renewal->argument + strlen ("--");
  g_autofree char *calls =
      g_strdup_printf ("/session-restarts/%s/inline", name);
  g_autofree char *threads =
      g_strdup_printf ("/session-restarts/%s/threaded", name);

  g_test_add_data_func (
      calls, renewal, test_session_restarts_inline_keep_memory_and_threads);
  g_test_add_data_func (
      threads, renewal, test_session_restarts_threaded_keep_memory_and_threads);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_register_mortal ();
  for (int i = 1; i + 1 < argc; i++)
    read_argument (argv[i], argv[i + 1]);
  argc = 1;
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (renewals); i++)
    add_tests (&renewals[i]);
  return g_test_run ();
}
