/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/session-fixture.h"

#include <rmg/rmg.h>

static RmgSessionResult
push_int (RmgSession *session, const char *input, gint64 number, GError **error)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);

  return rmg_session_push_value (session, input, value, error);
}

static RmgSession *
open_two_inputs (void)
{
  return rmg_test_open (
      "a PassThroughNode\nb PassThroughNode\nc PassThroughNode\na > c\nb > c",
      RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
}

static void
test_io_unknown_input_refused_by_name (void)
{
  RmgSession *session = open_two_inputs ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (push_int (session, "c", 1, &error), ==, RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  g_assert_cmpstr (
      error->message, ==, "\"c\" is not an open input of this pipeline");
  /* the session is as it was */
  g_assert_cmpint (push_int (session, "a", 1, NULL), ==, RMG_SESSION_OK);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_io_refused_buffer_stays_with_the_caller (void)
{
  RmgSession *session =
      rmg_test_open ("a VAD", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-raw");
  g_autoptr (GError) error = NULL;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4, NULL);
  GstBuffer *given = buffer;

  g_assert_cmpint (rmg_session_push (session, NULL, caps, &buffer, &error), ==,
      RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  g_assert_true (buffer == given);
  gst_buffer_unref (buffer);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_io_push_after_finish_is_eos (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);

  g_assert_cmpint (rmg_session_finish (session, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpint (push_int (session, NULL, 1, NULL), ==, RMG_SESSION_EOS);
  g_assert_cmpint (rmg_session_finish (session, NULL), ==, RMG_SESSION_EOS);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_io_pull_is_empty_before_push_and_eos_after_finish (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_EMPTY);
  g_assert_null (output.node_id);
  push_int (session, NULL, 1, NULL);
  rmg_session_finish (session, NULL);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  rmg_output_clear (&output);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_EOS);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_io_without_name_pushes_to_all_inputs (void)
{
  RmgSession *session = rmg_test_open ("a PassThroughNode\nb PassThroughNode",
      RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_auto (RmgOutput) first = { NULL };
  g_auto (RmgOutput) second = { NULL };

  push_int (session, NULL, 1, NULL);
  rmg_session_pull (session, &first, NULL);
  rmg_session_pull (session, &second, NULL);
  g_assert_nonnull (first.buffer);
  g_assert_nonnull (second.buffer);
  g_assert_cmpstr (first.node_id, !=, second.node_id);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_io_item_in_parts_ends_once (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GstCaps) caps =
      gst_caps_new_empty_simple ("application/x-rmg-value");
  guint n_ends = 0;

  for (guint i = 0; i < 3; i++) {
    GstBuffer *buffer = rmg_value_buffer_new (rmg_value_new_int (i));

    g_assert_cmpint (rmg_session_push_part (session, NULL, caps, &buffer, NULL),
        ==, RMG_SESSION_OK);
  }
  g_assert_cmpint (
      rmg_session_end_item (session, NULL, NULL), ==, RMG_SESSION_OK);
  for (guint i = 0; i < 4; i++) {
    g_auto (RmgOutput) output = { NULL };

    g_assert_cmpint (
        rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
    n_ends += output.buffer == NULL;
  }
  g_assert_cmpuint (n_ends, ==, 1);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
count_message (GstMessage *message, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
post (RmgSession *session)
{
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw", "format",
      G_TYPE_STRING, "S16LE", "layout", G_TYPE_STRING, "interleaved", "rate",
      G_TYPE_INT, 16000, "channels", G_TYPE_INT, 1, NULL);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 960, NULL);

  gst_buffer_memset (buffer, 0, 0, 960);
  g_assert_cmpint (rmg_session_push (session, NULL, caps, &buffer, NULL), ==,
      RMG_SESSION_OK);
}

static void
test_io_messages_delivered_until_the_receiver_is_removed (void)
{
  RmgSession *session = rmg_test_open ("a VADNode 'post_frames': true",
      RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  guint n_messages = 0;
  guint n_before;

  rmg_session_set_message_func (session, count_message, &n_messages, NULL);
  post (session);
  n_before = n_messages;
  g_assert_cmpuint (n_before, >, 0);
  rmg_session_set_message_func (session, NULL, NULL, NULL);
  post (session);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpuint (n_messages, ==, n_before);
}

static void
test_io_messages_before_the_receiver_are_not_repeated (void)
{
  RmgSession *session = rmg_test_open ("a VADNode 'post_frames': true",
      RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  guint n_messages = 0;

  post (session);
  rmg_session_set_message_func (session, count_message, &n_messages, NULL);
  g_assert_cmpuint (n_messages, ==, 0);
  post (session);
  g_assert_cmpuint (n_messages, ==, 1);
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/unknown-input", test_io_unknown_input_refused_by_name);
  g_test_add_func ("/io/refused", test_io_refused_buffer_stays_with_the_caller);
  g_test_add_func ("/io/finish", test_io_push_after_finish_is_eos);
  g_test_add_func (
      "/io/pull", test_io_pull_is_empty_before_push_and_eos_after_finish);
  g_test_add_func ("/io/all-inputs", test_io_without_name_pushes_to_all_inputs);
  g_test_add_func ("/io/parts", test_io_item_in_parts_ends_once);
  g_test_add_func (
      "/io/messages", test_io_messages_delivered_until_the_receiver_is_removed);
  g_test_add_func ("/io/late-receiver",
      test_io_messages_before_the_receiver_are_not_repeated);
  return g_test_run ();
}
