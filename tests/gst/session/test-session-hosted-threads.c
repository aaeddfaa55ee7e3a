/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Hosted nodes whose program is a main loop, or several threads. The tests count
 * the work that was done; they measure no time. */

#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/host.h>
#include <rmg/init.h>
#include <rmg/value-memory.h>

#include <gio/gio.h>
#include <unistd.h>

#define N_ITEMS 200

/* The program: completes one item in each iteration of its main context. */
typedef struct
{
  GMainContext *context;
  RmgHost *host;
  int n_ready;     /* atomic: calls of item_ready */
  int n_cancelled; /* atomic */
  guint n_failed;  /* attempts that it has failed */
  guint n_beats;   /* iterations after a completion */
  guint n_complete;
  guint fail_every; /* each item with such a number fails once; 0: none */
} Program;

static Program program;

static gboolean
open_loop (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  program.host = gst_object_ref (host);
  return TRUE;
}

static void
wake_loop (RmgHost *host, gpointer instance)
{
  g_atomic_int_inc (&program.n_ready);
  g_main_context_wakeup (program.context);
}

static void
count_cancelled (RmgHost *host, gpointer instance, guint64 sequence)
{
  g_atomic_int_inc (&program.n_cancelled);
}

static const RmgHostDriver driver = {
  .open = open_loop,
  .item_ready = wake_loop,
  .cancelled = count_cancelled,
};

static GstBufferList *
new_outputs (gint64 number)
{
  GstBufferList *outputs = gst_buffer_list_new ();

  gst_buffer_list_add (
      outputs, rmg_value_buffer_new (rmg_value_new_int (number)));
  return outputs;
}

static gboolean
fails (const RmgHostItem *item, gint64 number)
{
  return program.fail_every != 0 && item->n_failures == 0 &&
      number % program.fail_every == 0;
}

/* Returns: whether there was an item */
static gboolean
handle_item (void)
{
  g_auto (RmgHostItem) item = { 0 };
  g_autoptr (GError) error =
      g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "on purpose");
  gint64 number;

  if (!rmg_host_take (program.host, &item))
    return FALSE;
  number = rmg_value_get_int (rmg_value_buffer_peek (item.buffer));
  if (fails (&item, number)) {
    program.n_failed++;
    rmg_host_fail (program.host, item.sequence, RMG_HOST_RETRY_AUTO, error);
    return TRUE;
  }
  program.n_complete++;
  rmg_host_complete (
      program.host, item.sequence, item.caps, new_outputs (number * 10));
  return TRUE;
}

static gboolean
beat (gpointer unused)
{
  if (handle_item ())
    program.n_beats++;
  else
    g_usleep (100);
  return G_SOURCE_CONTINUE;
}

static RmgSession *
open_session (const char *members, guint64 max_bytes)
{
  g_autofree char *lines = g_strdup_printf ("h Looped 'a':1 @ %s\n", members);
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  RmgPlanOptions plan_options = { .framing = RMG_FRAMING_STREAM,
    .threading = RMG_THREADING_THREADED };
  RmgSessionOptions options = { .max_bytes = max_bytes };
  g_autoptr (GError) error = NULL;
  RmgSession *session;

  session = rmg_session_open (graph, &plan_options, &options, &error);
  g_assert_no_error (error);
  return session;
}

static GSource *
start_program (guint fail_every)
{
  GSource *source = g_idle_source_new ();

  program =
      (Program){ .context = g_main_context_new (), .fail_every = fail_every };
  g_source_set_callback (source, beat, NULL, NULL);
  g_source_attach (source, program.context);
  return source;
}

static void
stop_program (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
  gst_object_unref (program.host);
  g_main_context_unref (program.context);
}

static RmgSessionResult
push_number (RmgSession *session, gint64 number)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);

  return rmg_session_push_value (session, NULL, value, NULL);
}

/* Pulls a number, and runs the loop until then. */
static void
pull_number (RmgSession *session, gint64 expected)
{
  for (;;) {
    g_auto (RmgOutput) output = { NULL };
    RmgSessionResult result = rmg_session_pull (session, &output, NULL);

    g_assert_cmpint (result, !=, RMG_SESSION_ERROR);
    if (result == RMG_SESSION_OK && output.buffer != NULL) {
      g_assert_cmpint (
          rmg_value_get_int (rmg_value_buffer_peek (output.buffer)), ==,
          expected);
      return;
    }
    g_main_context_iteration (program.context, FALSE);
  }
}

/* The outlet of the session is full with one output and nothing is pulled: the
 * loop completes every item all the same. */
static void
test_hosted_threads_loop_is_not_blocked_by_a_full_session (void)
{
  GSource *source = start_program (0);
  RmgSession *session = open_session ("'retry':{}", 1);

  alarm (RMG_TEST_HANG_S);
  for (guint i = 1; i <= N_ITEMS; i++)
    while (push_number (session, i) == RMG_SESSION_FULL)
      g_usleep (100);
  while (program.n_complete < N_ITEMS)
    g_main_context_iteration (program.context, FALSE);
  g_assert_cmpuint (program.n_beats, ==, N_ITEMS);
  for (guint i = 1; i <= N_ITEMS; i++)
    pull_number (session, i * 10);
  g_assert_true (rmg_session_close (session, NULL));
  stop_program (source);
  alarm (0);
}

/* The loop goes on with the other items during the delays of those that failed. */
static void
test_hosted_threads_failed_items_are_retried_and_keep_their_order (void)
{
  GSource *source = start_program (10);
  RmgSession *session = open_session ("'retry':{'backoff_ms':5}", 0);

  alarm (RMG_TEST_HANG_S);
  for (guint i = 1; i <= N_ITEMS; i++)
    while (push_number (session, i) == RMG_SESSION_FULL)
      g_main_context_iteration (program.context, FALSE);
  for (guint i = 1; i <= N_ITEMS; i++)
    pull_number (session, i * 10);
  g_assert_cmpuint (program.n_failed, ==, N_ITEMS / 10);
  g_assert_cmpuint (program.n_complete, ==, N_ITEMS);
  g_assert_cmpuint (program.n_beats, ==, N_ITEMS + N_ITEMS / 10);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpint (program.n_cancelled, ==, 0);
  stop_program (source);
  alarm (0);
}

/* An item that the program never completes fails by its time-out. */
static void
test_hosted_threads_silent_program_is_a_fault (void)
{
  GSource *source = start_program (0);
  RmgSession *session = open_session (
      "'retry':{'max_retries':1,'backoff_ms':1,'timeout_ms':10}", 0);
  g_autoptr (RmgFault) fault = NULL;
  g_auto (RmgOutput) output = { NULL };
  RmgSessionResult result = RMG_SESSION_EMPTY;

  alarm (RMG_TEST_HANG_S);
  g_assert_cmpint (push_number (session, 1), ==, RMG_SESSION_OK);
  while (result == RMG_SESSION_EMPTY) {
    g_auto (RmgHostItem) item = { 0 };

    rmg_host_take (program.host, &item);
    result = rmg_session_pull (session, &output, NULL);
    g_usleep (100);
  }
  g_assert_cmpint (result, ==, RMG_SESSION_ERROR);
  g_assert_cmpint (program.n_cancelled, ==, 2);
  fault = rmg_session_get_fault (session, 0);
  g_assert_cmpint (fault->kind, ==, RMG_FAULT_EXHAUSTED);
  g_assert_true (
      g_error_matches (fault->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  g_assert_true (rmg_session_close (session, NULL));
  stop_program (source);
  alarm (0);
}

static gpointer
complete_all (gpointer data)
{
  int *is_over = data;

  while (!g_atomic_int_get (is_over)) {
    g_auto (RmgHostItem) item = { 0 };

    if (!rmg_host_take (program.host, &item)) {
      g_usleep (50);
      continue;
    }
    rmg_host_complete (program.host, item.sequence, item.caps, new_outputs (1));
  }
  return NULL;
}

/* Two threads take and complete while sessions close at any moment. */
static void
test_hosted_threads_sessions_close_with_items_in_flight (void)
{
  alarm (RMG_TEST_HANG_S);
  for (guint i = 0; i < 20; i++) {
    GSource *source = start_program (0);
    RmgSession *session = open_session ("'retry':{'timeout_ms':1000}", 0);
    int is_over = FALSE;
    GThread *threads[2];

    for (guint j = 0; j < 2; j++)
      threads[j] = g_thread_new ("program", complete_all, &is_over);
    for (guint j = 0; j < 10 + i; j++)
      push_number (session, j);
    g_assert_true (rmg_session_close (session, NULL));
    g_atomic_int_set (&is_over, TRUE);
    for (guint j = 0; j < 2; j++)
      g_thread_join (threads[j]);
    stop_program (source);
  }
  alarm (0);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  rmg_host_register_type ("Looped", "by a main loop", &driver, NULL, NULL);
  g_test_add_func ("/session/hosted-threads/full",
      test_hosted_threads_loop_is_not_blocked_by_a_full_session);
  g_test_add_func ("/session/hosted-threads/retry",
      test_hosted_threads_failed_items_are_retried_and_keep_their_order);
  g_test_add_func ("/session/hosted-threads/silent",
      test_hosted_threads_silent_program_is_a_fault);
  g_test_add_func ("/session/hosted-threads/close",
      test_hosted_threads_sessions_close_with_items_in_flight);
  return g_test_run ();
}
