/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/hang.h"

#include <rmg/rmg.h>

#include <string.h>
#include <unistd.h>

#define MANIFEST(nodes)                                                        \
  "{\"version\": \"v1\", \"metadata\": {\"name\": \"x\"}, \"nodes\": [" nodes  \
  "], \"connections\": []}"
#define DOUBLE                                                                 \
  MANIFEST ("{\"id\": \"m\", \"node_type\": \"MultiplyNode\", "                \
            "\"params\": {\"factor\": 2}}")

static RmgSession *
open_with (const char *text, const RmgPlanOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest = NULL;
  g_autoptr (RmgGraph) graph = NULL;
  RmgSession *session;

  rmg_init ();
  manifest = rmg_manifest_new_from_data (text, -1, NULL, NULL, &error);
  g_assert_no_error (error);
  graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  g_assert_no_error (error);
  session = rmg_session_open (graph, options, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static RmgSession *
open_session (const char *text, RmgFraming framing)
{
  RmgPlanOptions options = { .framing = framing };

  return open_with (text, &options);
}

static RmgSession *
open_threaded (void)
{
  RmgPlanOptions options = { .threading = RMG_THREADING_THREADED };

  return open_with (DOUBLE, &options);
}

typedef struct
{
  gint64 next;
  gint64 last;
  gint64 sum;
  guint n_ends;
  gboolean fails;
  gboolean stops;
} Feed;

static RmgSessionResult
feed_number (RmgSession *session, gpointer user_data, GError **error)
{
  Feed *feed = user_data;
  g_autoptr (RmgValue) value = rmg_value_new_int (feed->next);
  RmgSessionResult result;

  if (feed->next > feed->last)
    return RMG_SESSION_EOS;
  if (feed->fails) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_INPUT, "no more input");
    return RMG_SESSION_ERROR;
  }
  result = rmg_session_push_value (session, NULL, value, error);
  if (result == RMG_SESSION_OK)
    feed->next++;
  return result;
}

static gboolean
sum_number (RmgOutput *output, gpointer user_data, GError **error)
{
  Feed *feed = user_data;

  if (output->buffer == NULL) {
    feed->n_ends++;
    return TRUE;
  }
  feed->sum += rmg_value_get_int (rmg_value_buffer_peek (output->buffer));
  if (feed->stops)
    g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED, "enough");
  return !feed->stops;
}

static void
test_run_feeds_all_items_and_takes_all_outputs (void)
{
  RmgSession *session = open_session (DOUBLE, RMG_FRAMING_ITEMS);
  Feed feed = { .next = 1, .last = 1000 };
  g_autoptr (GError) error = NULL;

  g_assert_true (
      rmg_session_run (session, feed_number, sum_number, &feed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (feed.sum, ==, 1000 * 1001);
  g_assert_cmpuint (feed.n_ends, ==, 1000);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_run_error_of_the_feed_is_returned (void)
{
  RmgSession *session = open_session (DOUBLE, RMG_FRAMING_ITEMS);
  Feed feed = { .last = 1, .fails = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      rmg_session_run (session, feed_number, sum_number, &feed, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_run_taker_stops_the_run (void)
{
  RmgSession *session = open_session (DOUBLE, RMG_FRAMING_ITEMS);
  Feed feed = { .next = 5, .last = 100, .stops = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      rmg_session_run (session, feed_number, sum_number, &feed, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_FAILED);
  g_assert_cmpint (feed.sum, ==, 10);
  g_assert_true (rmg_session_close (session, NULL));
}

static gboolean
interrupt_after_first (RmgOutput *output, gpointer user_data, GError **error)
{
  rmg_session_interrupt (user_data);
  return TRUE;
}

static void
test_run_interrupted_source_ends (void)
{
  RmgSession *session =
      open_session (MANIFEST ("{\"id\": \"s\", \"node_type\": \"gst:fakesrc\", "
                              "\"params\": {\"sizetype\": \"fixed\"}}"),
          RMG_FRAMING_STREAM);
  g_autoptr (GError) error = NULL;

  g_assert_true (
      rmg_session_run (session, NULL, interrupt_after_first, session, &error));
  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_run_needs_nothing_but_the_plan (void)
{
  g_autoptr (RmgPlan) plan = NULL;
  Feed feed = { .next = 3, .last = 3 };
  RmgSession *session;

  rmg_init ();
  {
    g_autoptr (RmgManifest) manifest =
        rmg_manifest_new_from_data (DOUBLE, -1, NULL, NULL, NULL);
    g_autoptr (RmgGraph) graph =
        rmg_graph_new_from_manifest (manifest, NULL, NULL);

    plan = rmg_plan_new (graph, NULL, NULL, NULL);
  }
  session = rmg_session_new (plan, NULL, NULL);
  g_assert_nonnull (session);
  g_assert_true (
      rmg_session_run (session, feed_number, sum_number, &feed, NULL));
  g_assert_cmpint (feed.sum, ==, 6);
  g_assert_true (rmg_session_get_plan (session) == plan);
  g_assert_true (rmg_session_close (session, NULL));
}

#define N_THREADS 8
#define N_RUNS 40

static gpointer
run_often (gpointer unused)
{
  for (guint i = 0; i < N_RUNS; i++) {
    RmgSession *session = open_threaded ();
    Feed feed = { .next = 1, .last = 20 };
    g_autoptr (GError) error = NULL;

    g_assert_true (
        rmg_session_run (session, feed_number, sum_number, &feed, &error));
    g_assert_cmpint (feed.sum, ==, 20 * 21);
    g_assert_true (rmg_session_close (session, NULL));
  }
  return NULL;
}

/* A hang ends the test by alarm. */
static void
test_run_on_several_threads_ends (void)
{
  GThread *threads[N_THREADS];

  alarm (RMG_TEST_HANG_S);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("run", run_often, NULL);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  alarm (0);
}

static gboolean
count_dispatch (gpointer n_dispatched)
{
  ++*(guint *) n_dispatched;
  return G_SOURCE_CONTINUE;
}

static GSource *
add_idle (GMainContext *context, guint *n_dispatched)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, count_dispatch, n_dispatched, NULL);
  g_source_attach (source, context);
  return source;
}

static void
run_numbers (void)
{
  RmgSession *session = open_session (DOUBLE, RMG_FRAMING_ITEMS);
  Feed feed = { .next = 1, .last = 10 };

  g_assert_true (
      rmg_session_run (session, feed_number, sum_number, &feed, NULL));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_run_leaves_sources_of_the_default_context_alone (void)
{
  guint n_dispatched = 0;
  g_autoptr (GSource) source = add_idle (NULL, &n_dispatched);

  run_numbers ();
  g_source_destroy (source);
  g_assert_cmpuint (n_dispatched, ==, 0);
}

static void
test_run_dispatches_sources_of_the_pushed_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint n_dispatched = 0;
  g_autoptr (GSource) source = add_idle (context, &n_dispatched);

  g_main_context_push_thread_default (context);
  run_numbers ();
  g_main_context_pop_thread_default (context);
  g_source_destroy (source);
  g_assert_cmpuint (n_dispatched, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/all", test_run_feeds_all_items_and_takes_all_outputs);
  g_test_add_func ("/run/feed-error", test_run_error_of_the_feed_is_returned);
  g_test_add_func ("/run/taker", test_run_taker_stops_the_run);
  g_test_add_func ("/run/interrupt", test_run_interrupted_source_ends);
  g_test_add_func ("/run/plan", test_run_needs_nothing_but_the_plan);
  g_test_add_func ("/run/threads", test_run_on_several_threads_ends);
  g_test_add_func ("/run/default-context",
      test_run_leaves_sources_of_the_default_context_alone);
  g_test_add_func (
      "/run/pushed-context", test_run_dispatches_sources_of_the_pushed_context);
  return g_test_run ();
}
