/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/http-connection.h"

#include "tests/lib/scripted-source.h"

#define BODY_BYTES 5000
#define LONG_MS 20000

/* Takes all data. Returns: the event after it */
static RmgHttpEvent
drain (RmgHttpConnection *connection, guint timeout_ms, guint64 *n_bytes)
{
  g_autoptr (GstMessage) error = NULL;
  GstBuffer *buffer = NULL;
  RmgHttpEvent event;

  *n_bytes = 0;
  while ((event = rmg_http_connection_take (
              connection, timeout_ms, &buffer, &error)) == RMG_HTTP_DATA) {
    *n_bytes += gst_buffer_get_size (buffer);
    gst_buffer_unref (buffer);
  }
  g_assert_cmpint (error != NULL, ==, event == RMG_HTTP_ERROR);
  return event;
}

static void
check (const ScriptedAnswer *answer, RmgHttpEvent event, guint64 n_bytes)
{
  RmgHttpConnection *connection;
  guint64 received;

  scripted_source_set (BODY_BYTES, answer, 1);
  connection = rmg_http_connection_new (SCRIPTED_URI);
  rmg_http_connection_open (connection, 0);
  g_assert_cmpint (drain (connection, LONG_MS, &received), ==, event);
  g_assert_cmpuint (received, ==, n_bytes);
  rmg_http_connection_free (connection);
}

static void
test_http_connection_body_ends_after_its_bytes (void)
{
  check (&(ScriptedAnswer){ 200, BODY_BYTES, SCRIPTED_END }, RMG_HTTP_END,
      BODY_BYTES);
}

static void
test_http_connection_error_comes_after_the_bytes_before (void)
{
  check (&(ScriptedAnswer){ 200, 1500, SCRIPTED_ERROR }, RMG_HTTP_ERROR, 1500);
  check (&(ScriptedAnswer){ 0, 0, SCRIPTED_FLOW_ERROR }, RMG_HTTP_ERROR, 0);
}

static void
test_http_connection_repeated_request_is_an_interruption (void)
{
  check (&(ScriptedAnswer){ 200, 1500, SCRIPTED_AGAIN }, RMG_HTTP_INTERRUPTED,
      1500);
}

static void
test_http_connection_without_data_is_a_time_out (void)
{
  static const ScriptedAnswer answer = { 200, 1500, SCRIPTED_HANG };
  RmgHttpConnection *connection;
  guint64 received;

  scripted_source_set (BODY_BYTES, &answer, 1);
  connection = rmg_http_connection_new (SCRIPTED_URI);
  rmg_http_connection_open (connection, 0);
  g_assert_cmpint (drain (connection, 20, &received), ==, RMG_HTTP_TIMEOUT);
  rmg_http_connection_free (connection);
}

static gpointer
stop (gpointer connection)
{
  rmg_http_connection_set_stopped (connection, TRUE);
  return NULL;
}

static void
test_http_connection_stop_ends_the_wait (void)
{
  static const ScriptedAnswer answer = { 200, 0, SCRIPTED_HANG };
  RmgHttpConnection *connection;
  GThread *thread;
  guint64 received;

  scripted_source_set (BODY_BYTES, &answer, 1);
  connection = rmg_http_connection_new (SCRIPTED_URI);
  rmg_http_connection_open (connection, 0);
  thread = g_thread_new ("stop", stop, connection);
  g_assert_cmpint (
      drain (connection, LONG_MS, &received), ==, RMG_HTTP_STOPPED);
  g_thread_join (thread);
  rmg_http_connection_free (connection);
}

static void
test_http_connection_opens_again_at_a_byte (void)
{
  static const ScriptedAnswer answer = { 206, BODY_BYTES, SCRIPTED_END };
  RmgHttpConnection *connection;
  guint64 received;

  scripted_source_set (BODY_BYTES, &answer, 1);
  connection = rmg_http_connection_new (SCRIPTED_URI);
  rmg_http_connection_open (connection, 0);
  rmg_http_connection_open (connection, 1234);
  g_assert_cmpint (drain (connection, LONG_MS, &received), ==, RMG_HTTP_END);
  g_assert_cmpuint (received, ==, BODY_BYTES - 1234);
  g_assert_cmpuint (
      rmg_http_connection_get_answer (connection)->first_byte, ==, 1234);
  rmg_http_connection_close (connection);
  g_assert_null (rmg_http_connection_get_answer (connection));
  rmg_http_connection_free (connection);
}

static void
test_http_connection_close_frees_a_blocked_source (void)
{
  static const ScriptedAnswer answer = { 200, BODY_BYTES, SCRIPTED_END };
  RmgHttpConnection *connection;

  scripted_source_set (BODY_BYTES, &answer, 1);
  connection = rmg_http_connection_new (SCRIPTED_URI);
  rmg_http_connection_open (connection, 0);
  rmg_http_connection_free (connection);
}

static void
test_http_connection_to_unknown_scheme_fails (void)
{
  g_assert_null (rmg_http_connection_new ("nothing-reads-this://host/a"));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/http-connection/end", test_http_connection_body_ends_after_its_bytes);
  g_test_add_func ("/http-connection/error",
      test_http_connection_error_comes_after_the_bytes_before);
  g_test_add_func ("/http-connection/interrupted",
      test_http_connection_repeated_request_is_an_interruption);
  g_test_add_func ("/http-connection/time-out",
      test_http_connection_without_data_is_a_time_out);
  g_test_add_func (
      "/http-connection/stop", test_http_connection_stop_ends_the_wait);
  g_test_add_func (
      "/http-connection/again", test_http_connection_opens_again_at_a_byte);
  g_test_add_func ("/http-connection/blocked",
      test_http_connection_close_frees_a_blocked_source);
  g_test_add_func (
      "/http-connection/unknown", test_http_connection_to_unknown_scheme_fails);
  return g_test_run ();
}
