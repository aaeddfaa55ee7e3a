/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The failures that a session retries: the classes of "retry.on", and the details
 * with which any element decides for its own error. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

typedef struct
{
  const char *name;
  const char *fault; /* params of the node */
  const char *retry; /* further members of its "retry" */
  gboolean recovers;
  guint n_attempts; /* of the fault */
} RetryRow;

static const RetryRow rows[] = {
  { "data-by-default", "'error':'stream-decode'", "", FALSE, 1 },
  { "data", "'error':'stream-decode'", ",'on':['data']", TRUE, 0 },
  { "data-and-transient", "'error':'stream-decode'",
      ",'on':['transient','data']", TRUE, 0 },
  { "another-class", "'error':'stream-decode'", ",'on':['format','not-found']",
      FALSE, 1 },
  { "not-found", "'error':'resource-not-found'", ",'on':['not-found']", TRUE,
      0 },
  { "busy-by-default", "'error':'resource-busy'", "", TRUE, 0 },
  { "busy-is-not-listed", "'error':'resource-busy'", ",'on':['data']", FALSE,
      1 },
  { "said-to-be-retryable", "'error':'stream-decode','retryable':'true'", "",
      TRUE, 0 },
  { "said-to-be-final", "'error':'resource-busy','retryable':'false'", "",
      FALSE, 1 },
  { "final-although-listed", "'error':'stream-decode','retryable':'false'",
      ",'on':['data']", FALSE, 1 },
};

static RmgSession *
open_row (const RetryRow *row, RmgThreading threading)
{
  g_autofree char *lines =
      g_strdup_printf ("bad gst:rmgfault 'fail-after':1,'failures':2,%s @ "
                       "'retry':{'backoff_ms':1%s}\n",
          row->fault, row->retry);

  return rmg_test_open (lines, threading, RMG_FRAMING_ITEMS);
}

static void
assert_fault (RmgSession *session, const RetryRow *row)
{
  g_autoptr (RmgFault) fault = rmg_session_get_fault (session, 0);

  g_assert_nonnull (fault);
  g_assert_cmpstr (fault->node_id, ==, "bad");
  g_assert_cmpuint (fault->n_attempts, ==, row->n_attempts);
}

static void
run_row (const RetryRow *row, RmgThreading threading)
{
  RmgSession *session = open_row (row, threading);
  g_autoptr (GPtrArray) inputs = rmg_test_values (3);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = rmg_test_pump (session, inputs, &error);

  if (row->recovers) {
    g_assert_no_error (error);
    g_assert_cmpstr (seen, ==, "bad: 1 | 2 | 3 |\n");
  } else {
    g_assert_nonnull (error);
    assert_fault (session, row);
  }
  rmg_session_close (session, NULL);
}

static void
test_retry_on_row_is_decided (gconstpointer data)
{
  run_row (data, RMG_THREADING_INLINE);
  run_row (data, RMG_THREADING_THREADED);
}

static void
note_delay (GstMessage *message, gpointer delay_ms)
{
  const GstStructure *fields = gst_message_get_structure (message);

  if (gst_message_has_name (message, "rmg-node-retrying"))
    gst_structure_get_uint (fields, "delay-ms", delay_ms);
}

static guint
find_delay_ms (const char *fault)
{
  g_autofree char *lines = g_strdup_printf (
      "bad gst:rmgfault 'fail-after':0,'failures':1,'error':'resource-busy',%s "
      "@ "
      "'retry':{'backoff_ms':7}\n",
      fault);
  RmgSession *session =
      rmg_test_open (lines, RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (1);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;
  guint delay_ms = 0;

  rmg_session_set_message_func (session, note_delay, &delay_ms, NULL);
  seen = rmg_test_pump (session, inputs, &error);
  g_assert_no_error (error);
  rmg_session_close (session, NULL);
  return delay_ms;
}

static void
test_retry_after_is_the_least_delay (void)
{
  g_assert_cmpuint (find_delay_ms ("'retry-after-ms':30"), ==, 30);
  g_assert_cmpuint (find_delay_ms ("'retry-after-ms':3"), ==, 7);
  g_assert_cmpuint (find_delay_ms ("'retry-after-ms':-1"), ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/retry-on/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_retry_on_row_is_decided);
  }
  g_test_add_func ("/retry-on/after", test_retry_after_is_the_least_delay);
  return g_test_run ();
}
