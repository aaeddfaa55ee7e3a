/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes that fail temporarily or permanently. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <string.h>

#define QUICK " @ 'retry':{'retries':3,'backoff_ms':1,'backoff_max_ms':2}\n"

typedef struct
{
  const char *name;
  const char *fault; /* params of the node that fails */
} Transient;

static const Transient transients[] = {
  { "before-output", "'when':'before-output'" },
  { "after-output", "'when':'after-output'" },
  { "message-only", "'how':'message-only'" },
  { "error-only", "'how':'error-only'" },
  { "message-only-after-output", "'how':'message-only','when':'after-output'" },
  { "error-only-after-output", "'how':'error-only','when':'after-output'" },
  { "said-to-be-retryable", "'error':'stream-decode','retryable':'true'" },
  { "busy", "'error':'resource-busy'" },
};

static char *
make_lines (const char *format, const char *fault)
{
  g_autofree char *bad = g_strconcat (fault, QUICK, NULL);

  return g_strdup_printf (format, bad);
}

static void
test_retry_linear_values_lose_nothing (gconstpointer data)
{
  const Transient *transient = data;
  g_autoptr (GPtrArray) inputs = rmg_test_values (5);

  for (guint m = 1; m <= 3; m++) {
    g_autofree char *format =
        g_strdup_printf ("a AddNode 'addend':1\n"
                         "bad gst:rmgfault 'fail-after':2,'failures':%u,%%s"
                         "b MultiplyNode 'factor':2\n"
                         "a > bad\nbad > b\n",
            m);
    g_autofree char *lines = make_lines (format, transient->fault);
    g_autofree char *seen =
        rmg_test_same_by_both (lines, RMG_FRAMING_ITEMS, inputs);

    g_assert_cmpstr (seen, ==, "b: 4 | 6 | 8 | 10 | 12 |\n");
  }
}

static void
test_retry_stream_loses_nothing (gconstpointer data)
{
  const Transient *transient = data;
  g_autofree char *lines =
      make_lines ("in AudioBuffer 'buffer_size_samples':311\n"
                  "bad gst:rmgfault 'fail-every':5,'failures':20,%s"
                  "r AudioResampleNode 'target_sample_rate':16000\n"
                  "in > bad\nbad > r\n",
          transient->fault);
  g_autoptr (GstSample) clip = rmg_test_noise_clip (5, 48000, 2, 24000);
  g_autoptr (GPtrArray) pieces = rmg_test_split (clip, 1000);
  g_autofree char *seen =
      rmg_test_same_by_both (lines, RMG_FRAMING_STREAM, pieces);
  g_autofree char *expected =
      rmg_test_same_by_both ("r AudioResampleNode 'target_sample_rate':16000\n",
          RMG_FRAMING_STREAM, pieces);

  g_assert_cmpstr (seen, ==, expected);
}

static void
test_retry_partial_write_leaves_no_trace (void)
{
  static const char lines[] =
      "r gst:rmgfault 'fail-after':1,'failures':2,'when':'partial-write'" QUICK;
  g_autoptr (GstSample) clip = rmg_test_noise_clip (5, 48000, 2, 9999);
  g_autoptr (GPtrArray) pieces = rmg_test_split (clip, 1000);
  g_autofree char *seen =
      rmg_test_same_by_both (lines, RMG_FRAMING_STREAM, pieces);
  g_autofree char *expected =
      rmg_test_same_by_both ("r PassThroughNode\n", RMG_FRAMING_STREAM, pieces);

  g_assert_cmpstr (seen, ==, expected);
}

/* Three failures: the first retry leaves the node alone, two restart it. */
static void
test_retry_metrics_count_retries_and_restarts (void)
{
  RmgSession *session =
      rmg_test_open ("bad gst:rmgfault 'fail-after':1,'failures':3" QUICK,
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (2);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = rmg_test_pump (session, inputs, &error);
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);
  const RmgNodeMetrics *node = rmg_metrics_find_node (metrics, "bad");

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, "bad: 1 | 2 |\n");
  g_assert_cmpuint (node->retries, ==, 3);
  g_assert_cmpuint (node->restarts, ==, 2);
  rmg_session_close (session, NULL);
}

static void
test_retry_in_a_leg_leaves_sibling_alone (gconstpointer data)
{
  const Transient *transient = data;
  g_autofree char *lines =
      make_lines ("in PassThroughNode\n"
                  "bad gst:rmgfault 'fail-after':1,'failures':3,%s"
                  "good AddNode 'addend':10\n"
                  "in > bad\nin > good\n",
          transient->fault);
  g_autoptr (GPtrArray) inputs = rmg_test_values (4);
  g_autofree char *seen =
      rmg_test_same_by_both (lines, RMG_FRAMING_ITEMS, inputs);

  g_assert_cmpstr (
      seen, ==, "bad: 1 | 2 | 3 | 4 |\ngood: 11 | 12 | 13 | 14 |\n");
}

static void
test_retry_two_nodes_at_once_lose_nothing (void)
{
  g_autoptr (GPtrArray) inputs = rmg_test_values (9);
  g_autofree char *seen = rmg_test_same_by_both (
      "in PassThroughNode\n"
      "a gst:rmgfault 'fail-every':2,'failures':8" QUICK
      "b gst:rmgfault 'fail-every':3,'failures':8,'when':'after-output'" QUICK
      "c gst:rmgfault 'fail-every':2,'failures':8" QUICK "out PassThroughNode\n"
      "in > a\nin > b\na > c\nc > out\nb > out\n",
      RMG_FRAMING_ITEMS, inputs);

  g_assert_cmpstr (
      seen, ==, "out: 1 1 | 2 2 | 3 3 | 4 4 | 5 5 | 6 6 | 7 7 | 8 8 | 9 9 |\n");
}

static void
test_retry_inline_push_parks_and_is_full_until_due (void)
{
  RmgSession *session = rmg_test_open (
      "bad gst:rmgfault 'fail-after':0,'failures':1"
      " @ "
      "'retry':{'retries':1,'backoff_ms':3600000,'backoff_max_ms':3600000}\n",
      RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (RmgValue) value = rmg_value_new_int (7);
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpint (rmg_session_push_value (session, NULL, value, NULL), ==,
      RMG_SESSION_FULL);
  g_assert_cmpint (rmg_session_finish (session, NULL), ==, RMG_SESSION_FULL);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_EMPTY);
  g_assert_true (rmg_session_close (session, NULL));
}

static gboolean
note_ready (gpointer ready)
{
  *(gboolean *) ready = TRUE;
  return G_SOURCE_CONTINUE;
}

/* An application with its own loop is woken when the attempt is due. */
static void
test_retry_inline_source_is_ready_when_due (void)
{
  RmgSession *session =
      rmg_test_open ("bad gst:rmgfault 'fail-after':0,'failures':2"
                     " @ 'retry':{'retries':2,'backoff_ms':20}\n",
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GSource) source = rmg_session_create_source (session);
  g_autoptr (RmgValue) value = rmg_value_new_int (7);
  g_auto (RmgOutput) output = { NULL };
  RmgSessionResult result;
  gboolean ready = FALSE;

  g_source_set_callback (source, note_ready, &ready, NULL);
  g_source_attach (source, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_assert_true (ready);
  rmg_session_push_value (session, NULL, value, NULL);
  do {
    ready = FALSE;
    while (!ready)
      g_main_context_iteration (NULL, TRUE);
    result = rmg_session_pull (session, &output, NULL);
  } while (result == RMG_SESSION_EMPTY);
  g_assert_cmpint (result, ==, RMG_SESSION_OK);
  g_assert_nonnull (output.buffer);
  rmg_output_clear (&output);
  g_source_destroy (source);
  g_assert_true (rmg_session_close (session, NULL));
}

typedef struct
{
  const char *name;
  const char *fault;
  const char *error; /* parts of the error, separated by ";" */
} Permanent;

#define PLACE "node \"bad\" (gst:rmgfault);/RmgFaultElement:bad"

static const Permanent permanents[] = {
  { "exhausted", "'fail-after':2",
      PLACE ";Could not read.;after 4 attempts;gst-resource-error-quark 9" },
  { "exhausted-by-message", "'fail-after':2,'how':'message-only'",
      PLACE ";Could not read.;after 4 attempts;gst-resource-error-quark 9" },
  { "exhausted-without-message", "'fail-after':2,'how':'error-only'",
      "node \"bad\" (gst:rmgfault);after 4 attempts;[bad,;error" },
  { "permanent", "'fail-after':2,'failures':1,'error':'stream-decode'",
      PLACE ";Could not decode.;gst-stream-error-quark 7" },
  { "not-found", "'fail-after':2,'failures':1,'error':'resource-not-found'",
      PLACE ";Not found.;gst-resource-error-quark 3" },
  { "said-to-be-permanent", "'fail-after':2,'failures':1,'retryable':'false'",
      PLACE ";Could not read." },
  { "not-negotiated", "'fail-after':2,'failures':1,'error':'not-negotiated'",
      PLACE ";not-negotiated" },
};

static void
assert_mentions (const char *message, const char *list)
{
  g_auto (GStrv) parts = g_strsplit (list, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (message, parts[i]) == NULL)
      g_error ("\"%s\" does not say \"%s\"", message, parts[i]);
}

static void
assert_gives_up (
    const Permanent *permanent, RmgThreading threading, const char *expected)
{
  g_autofree char *lines = make_lines ("in PassThroughNode\n"
                                       "bad gst:rmgfault %s"
                                       "good AddNode 'addend':10\n"
                                       "in > bad\nin > good\n",
      permanent->fault);
  g_autoptr (GPtrArray) inputs = rmg_test_values (4);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen =
      rmg_test_run (lines, threading, RMG_FRAMING_ITEMS, inputs, &error);

  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  assert_mentions (error->message, permanent->error);
  g_assert_cmpstr (seen, ==, expected);
}

/* Earlier outputs of the node come first; its sibling gets all data. */
static void
test_retry_giving_up_is_one_error_at_the_end (gconstpointer data)
{
  static const char expected[] = "bad: 1 | 2 |\ngood: 11 | 12 | 13 | 14 |\n";

  assert_gives_up (data, RMG_THREADING_INLINE, expected);
  assert_gives_up (data, RMG_THREADING_THREADED, expected);
}

static void
test_retry_permanent_is_tried_once (void)
{
  RmgSession *session =
      rmg_test_open ("bad gst:rmgfault 'fail-after':0,'failures':1,"
                     "'error':'stream-format'\n",
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (RmgValue) value = rmg_value_new_int (7);
  g_autoptr (GError) error = NULL;
  g_auto (RmgOutput) output = { NULL };

  rmg_session_push_value (session, NULL, value, NULL);
  g_assert_cmpint (
      rmg_session_pull (session, &output, &error), ==, RMG_SESSION_ERROR);
  g_assert_nonnull (strstr (error->message, "Wrong format."));
  g_assert_null (strstr (error->message, "attempts"));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
add_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (transients); i++) {
    const char *name = transients[i].name;
    g_autofree char *values =
        g_strconcat ("/session/retry/values/", name, NULL);
    g_autofree char *stream =
        g_strconcat ("/session/retry/stream/", name, NULL);
    g_autofree char *leg = g_strconcat ("/session/retry/leg/", name, NULL);

    g_test_add_data_func (
        values, &transients[i], test_retry_linear_values_lose_nothing);
    g_test_add_data_func (
        stream, &transients[i], test_retry_stream_loses_nothing);
    g_test_add_data_func (
        leg, &transients[i], test_retry_in_a_leg_leaves_sibling_alone);
  }
  for (guint i = 0; i < G_N_ELEMENTS (permanents); i++) {
    g_autofree char *name =
        g_strconcat ("/session/give-up/", permanents[i].name, NULL);

    g_test_add_data_func (
        name, &permanents[i], test_retry_giving_up_is_one_error_at_the_end);
  }
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  add_rows ();
  g_test_add_func (
      "/session/retry/partial-write", test_retry_partial_write_leaves_no_trace);
  g_test_add_func (
      "/session/retry/two-nodes", test_retry_two_nodes_at_once_lose_nothing);
  g_test_add_func ("/session/retry/parked-is-full",
      test_retry_inline_push_parks_and_is_full_until_due);
  g_test_add_func ("/session/retry/parked-source",
      test_retry_inline_source_is_ready_when_due);
  g_test_add_func (
      "/session/give-up/tried-once", test_retry_permanent_is_tried_once);
  g_test_add_func (
      "/retry/metrics", test_retry_metrics_count_retries_and_restarts);
  return g_test_run ();
}
