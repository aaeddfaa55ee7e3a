/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/http-transfer.h"

#define FILE_BYTES 100

static void
begin (RmgHttpTransfer *self)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("fakesrc", "source"));

  rmg_http_transfer_begin (self, "http://user:secret@host/a.wav", element);
}

/* Takes @n_bytes from the connection. Returns: how many of them are new */
static gsize
receive (RmgHttpTransfer *self, gsize n_bytes)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, n_bytes, NULL);

  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  rmg_http_transfer_skip (self, &buffer);
  if (buffer == NULL)
    return 0;
  g_assert_false (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT));
  return gst_buffer_get_size (buffer);
}

static RmgHttpAnswer
make_answer (guint status, guint64 first_byte)
{
  return (RmgHttpAnswer){
    .status = status, .first_byte = first_byte, .n_bytes = FILE_BYTES
  };
}

/* Asserts that the connection continues the file. */
static void
expect_continued (RmgHttpTransfer *self, guint status, guint64 first_byte)
{
  RmgHttpAnswer answer = make_answer (status, first_byte);

  g_assert_null (rmg_http_transfer_check (self, &answer));
}

static void
test_http_transfer_second_request_begins_at_the_next_byte (void)
{
  RmgHttpTransfer transfer;

  begin (&transfer);
  g_assert_cmpuint (rmg_http_transfer_request (&transfer), ==, 0);
  expect_continued (&transfer, 200, 0);
  g_assert_cmpuint (receive (&transfer, 40), ==, 40);
  g_assert_cmpuint (rmg_http_transfer_request (&transfer), ==, 40);
  expect_continued (&transfer, 206, 40);
  g_assert_cmpuint (receive (&transfer, 60), ==, 60);
  rmg_http_transfer_clear (&transfer);
}

static void
test_http_transfer_of_whole_file_again_skips_its_beginning (void)
{
  RmgHttpTransfer transfer;

  begin (&transfer);
  rmg_http_transfer_request (&transfer);
  expect_continued (&transfer, 200, 0);
  receive (&transfer, 40);
  rmg_http_transfer_request (&transfer);
  expect_continued (&transfer, 200, 0);
  g_assert_cmpuint (receive (&transfer, 30), ==, 0);
  g_assert_cmpuint (receive (&transfer, 30), ==, 20);
  rmg_http_transfer_clear (&transfer);
}

static void
test_http_transfer_of_later_part_is_refused (void)
{
  RmgHttpAnswer answer = make_answer (206, 50);
  g_autoptr (RmgFailure) failure = NULL;
  RmgHttpTransfer transfer;

  begin (&transfer);
  rmg_http_transfer_request (&transfer);
  failure = rmg_http_transfer_check (&transfer, &answer);
  g_assert_nonnull (failure);
  g_assert_cmpint (rmg_failure_classify (failure, RMG_NODE_NETWORK), ==,
      RMG_FAILURE_PERMANENT);
  rmg_http_transfer_clear (&transfer);
}

static void
test_http_transfer_refused_range_requests_the_whole_file (void)
{
  RmgHttpAnswer answer = make_answer (200, 0);
  RmgHttpTransfer transfer;

  begin (&transfer);
  rmg_http_transfer_request (&transfer);
  g_assert_false (rmg_http_transfer_is_range_ignored (&transfer, &answer));
  expect_continued (&transfer, 200, 0);
  receive (&transfer, 40);
  rmg_http_transfer_request (&transfer);
  g_assert_true (rmg_http_transfer_is_range_ignored (&transfer, &answer));
  g_assert_cmpuint (rmg_http_transfer_request (&transfer), ==, 0);
  rmg_http_transfer_clear (&transfer);
}

static void
test_http_transfer_end_before_the_length_is_transient (void)
{
  RmgHttpAnswer answer = make_answer (200, 0);
  g_autoptr (RmgFailure) failure = NULL;
  RmgHttpTransfer transfer;

  begin (&transfer);
  rmg_http_transfer_request (&transfer);
  expect_continued (&transfer, 200, 0);
  receive (&transfer, 99);
  failure =
      rmg_http_transfer_explain (&transfer, RMG_HTTP_END, &answer, NULL, 0, 0);
  g_assert_cmpstr (failure->cause->message, ==,
      "http://host/a.wav: the connection ended after 99 of 100 bytes");
  g_assert_cmpstr (failure->element_path, ==, "/GstFakeSrc:source");
  g_assert_cmpint (rmg_failure_classify (failure, RMG_NODE_NETWORK), ==,
      RMG_FAILURE_TRANSIENT);
  receive (&transfer, 1);
  g_assert_null (
      rmg_http_transfer_explain (&transfer, RMG_HTTP_END, &answer, NULL, 0, 0));
  rmg_http_transfer_clear (&transfer);
}

typedef struct
{
  guint status;
  RmgFailureKind kind;
  guint delay_ms;
} StatusCase;

static void
test_http_transfer_status_decides_about_a_retry (void)
{
  static const StatusCase cases[] = {
    { 503, RMG_FAILURE_TRANSIENT, 7000 },
    { 429, RMG_FAILURE_TRANSIENT, 7000 },
    { 404, RMG_FAILURE_PERMANENT, 7000 },
    { 416, RMG_FAILURE_PERMANENT, 0 },
  };
  g_autoptr (GError) cause =
      g_error_new_literal (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "no");
  g_autoptr (GstMessage) error = gst_message_new_error (
      NULL, cause, "URL: http://user:secret@host/a.wav (503)");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    RmgHttpAnswer answer = make_answer (cases[i].status, 0);
    g_autoptr (RmgFailure) failure = NULL;
    RmgHttpTransfer transfer;

    answer.retry_after = (char *) "7";
    begin (&transfer);
    failure = rmg_http_transfer_explain (
        &transfer, RMG_HTTP_ERROR, &answer, error, 0, 0);
    g_assert_cmpint (
        rmg_failure_classify (failure, RMG_NODE_NETWORK), ==, cases[i].kind);
    g_assert_cmpuint (
        rmg_failure_retry_after_ms (failure), ==, cases[i].delay_ms);
    if (failure->debug != NULL)
      g_assert_cmpstr (failure->debug, ==, "URL: http://host/a.wav (503)");
    rmg_http_transfer_clear (&transfer);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-transfer/next",
      test_http_transfer_second_request_begins_at_the_next_byte);
  g_test_add_func ("/http-transfer/skip",
      test_http_transfer_of_whole_file_again_skips_its_beginning);
  g_test_add_func (
      "/http-transfer/later", test_http_transfer_of_later_part_is_refused);
  g_test_add_func ("/http-transfer/ignored",
      test_http_transfer_refused_range_requests_the_whole_file);
  g_test_add_func ("/http-transfer/short",
      test_http_transfer_end_before_the_length_is_transient);
  g_test_add_func (
      "/http-transfer/status", test_http_transfer_status_decides_about_a_retry);
  return g_test_run ();
}
