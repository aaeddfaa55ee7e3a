/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/hand-host.h"

#include "gst/session/data.h"
#include "tests/lib/session-fixture.h"

#include <rmg/value-memory.h>

#include <gio/gio.h>

HandRun hand_run;

static gboolean
open_hand (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  /* a session opens it again after a fault */
  gst_object_replace ((GstObject **) &hand_run.host, GST_OBJECT (host));
  *instance = &hand_run;
  return TRUE;
}

static void
note_ready (RmgHost *host, gpointer instance)
{
  ((HandRun *) instance)->n_ready++;
}

static void
note_cancelled (RmgHost *host, gpointer instance, guint64 sequence)
{
  g_array_append_val (((HandRun *) instance)->cancelled, sequence);
}

static const RmgHostDriver driver = {
  .open = open_hand,
  .item_ready = note_ready,
  .cancelled = note_cancelled,
};

static const RmgHostDriver driver_with_ends = {
  .open = open_hand,
  .item_ready = note_ready,
  .cancelled = note_cancelled,
  .flags = RMG_HOST_TAKES_ENDS,
};

static gint64
get_time (gpointer data)
{
  return hand_run.now_us;
}

static void
note_message (GstMessage *message, gpointer data)
{
  const GstStructure *fields = gst_message_get_structure (message);

  if (gst_structure_has_name (fields, "rmg-breaker"))
    g_string_append_printf (
        hand_run.messages, "%s ", gst_structure_get_string (fields, "cause"));
}

static void
hand_start_lines (const char *lines, RmgFraming framing)
{
  hand_run =
      (HandRun){ .cancelled = g_array_new (FALSE, FALSE, sizeof (guint64)),
        .messages = g_string_new (NULL),
        .now_us = G_TIME_SPAN_SECOND };
  hand_run.session = rmg_test_open (lines, RMG_THREADING_INLINE, framing);
  rmg_session_set_message_func (hand_run.session, note_message, NULL, NULL);
  rmg_runtime_set_clock (hand_run.session->runtime, get_time, NULL);
}

/* @members: of the node, with ' for " */
void
hand_start (const char *type, const char *members, RmgFraming framing)
{
  g_autofree char *lines =
      g_strdup_printf ("h %s 'by':1 @ %s\n", type, members);

  hand_start_lines (lines, framing);
}

void
hand_stop (void)
{
  if (hand_run.session != NULL)
    g_assert_true (rmg_session_close (hand_run.session, NULL));
  gst_object_unref (hand_run.host);
  g_array_unref (hand_run.cancelled);
  g_string_free (hand_run.messages, TRUE);
}

RmgSessionResult
hand_push (gint64 number)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);

  return rmg_session_push_value (hand_run.session, NULL, value, NULL);
}

void
hand_push_all (guint n)
{
  for (guint i = 1; i <= n; i++)
    g_assert_cmpint (hand_push (i), ==, RMG_SESSION_OK);
}

/* Pulls until there is no output. Returns: (transfer full): "1 2 " and, at the end,
 * "eos" or "error" */
static char *
hand_pull_all (void)
{
  GString *text = g_string_new (NULL);

  for (;;) {
    g_auto (RmgOutput) output = { NULL };
    RmgSessionResult result =
        rmg_session_pull (hand_run.session, &output, NULL);

    if (result == RMG_SESSION_OK && output.buffer != NULL)
      g_string_append_printf (text, "%d ",
          (int) rmg_value_get_int (rmg_value_buffer_peek (output.buffer)));
    if (result == RMG_SESSION_EOS || result == RMG_SESSION_ERROR)
      g_string_append (text, result == RMG_SESSION_EOS ? "eos" : "error");
    if (result != RMG_SESSION_OK)
      return g_string_free (text, FALSE);
  }
}

void
hand_assert_pulled (const char *expected)
{
  g_autofree char *text = hand_pull_all ();

  g_assert_cmpstr (text, ==, expected);
}

void
hand_take_full (RmgHostItem *item, gint64 number)
{
  g_assert_true (rmg_host_take (hand_run.host, item));
  g_assert_cmpint (
      rmg_value_get_int (rmg_value_buffer_peek (item->buffer)), ==, number);
}

/* Returns: sequence of the item, whose value is @number */
guint64
hand_take (gint64 number)
{
  g_auto (RmgHostItem) item = { 0 };

  hand_take_full (&item, number);
  return item.sequence;
}

gboolean
hand_has_item (void)
{
  g_auto (RmgHostItem) item = { 0 };

  return rmg_host_take (hand_run.host, &item);
}

GstBufferList *
hand_new_outputs (gint64 number)
{
  GstBufferList *outputs = gst_buffer_list_new ();

  gst_buffer_list_add (
      outputs, rmg_value_buffer_new (rmg_value_new_int (number)));
  return outputs;
}

GstCaps *
hand_get_caps (void)
{
  return gst_caps_new_empty_simple (RMG_VALUE_MEDIA_TYPE);
}

RmgHostResult
hand_complete (guint64 sequence, gint64 number)
{
  g_autoptr (GstCaps) caps = hand_get_caps ();

  return rmg_host_complete (
      hand_run.host, sequence, caps, hand_new_outputs (number));
}

static RmgHostResult
hand_fail_with (guint64 sequence, GQuark domain, int code)
{
  g_autoptr (GError) error = g_error_new (domain, code, "on purpose");

  return rmg_host_fail (hand_run.host, sequence, RMG_HOST_RETRY_AUTO, error);
}

void
hand_fail (guint64 sequence)
{
  g_assert_cmpint (hand_fail_with (sequence, G_IO_ERROR, G_IO_ERROR_TIMED_OUT),
      ==, RMG_HOST_OK);
}

void
hand_pass_time (guint ms)
{
  hand_run.now_us += ms * G_TIME_SPAN_MILLISECOND;
}

RmgHostResult
hand_output (guint64 sequence, gint64 number)
{
  g_autoptr (GstCaps) caps = hand_get_caps ();

  return rmg_host_output (
      hand_run.host, sequence, caps, hand_new_outputs (number));
}

void
hand_register (void)
{
  rmg_host_register_type ("Hand", "by the test", &driver, NULL, NULL);
  rmg_host_register_type (
      "HandWithEnds", "by the test", &driver_with_ends, NULL, NULL);
}
