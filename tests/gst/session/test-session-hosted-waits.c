/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Calls of the application while an item of a hosted node waits for its next attempt,
 * and the item that a fault names. */

#include "gst/session/data.h"
#include "gst/session/io.h"
#include "tests/lib/hand-host.h"

#include <rmg/fault.h>
#include <rmg/init.h>

#include <gio/gio.h>

#define ONE_SECOND "'retry':{'backoff_ms':1000}"

static gint64
get_due (void)
{
  return rmg_runtime_get_due (hand_run.session->runtime);
}

/* The first of @n items waits for its second attempt. */
static void
start_waiting (guint n, RmgFraming framing)
{
  hand_start ("Hand", ONE_SECOND, framing);
  hand_push_all (n);
  hand_fail (hand_take (1));
  hand_assert_pulled ("");
  g_assert_cmpint (get_due (), ==, hand_run.now_us + G_TIME_SPAN_SECOND);
}

/* The session works as if the item had never been pushed. */
static void
expect_no_item_waits (void)
{
  g_assert_cmpint (get_due (), ==, -1);
  g_assert_false (hand_has_item ());
  g_assert_cmpint (hand_push (7), ==, RMG_SESSION_OK);
  hand_complete (hand_take (7), 70);
  hand_assert_pulled ("70 ");
  hand_pass_time (2000);
  hand_assert_pulled ("");
  g_assert_false (hand_has_item ());
}

static void
send_flush (GstEvent *event)
{
  g_autoptr (GstElement) guard =
      gst_bin_get_by_name (GST_BIN (hand_run.session->bin), "h.guard");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (guard, "sink");

  g_assert_true (gst_pad_send_event (sink, event));
}

static void
test_hosted_waits_end_with_a_flush (void)
{
  GstSegment segment;

  start_waiting (1, RMG_FRAMING_STREAM);
  send_flush (gst_event_new_flush_start ());
  send_flush (gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  send_flush (gst_event_new_segment (&segment));
  expect_no_item_waits ();
  hand_stop ();
}

static void
test_hosted_waits_flush_cancels_items_of_the_program (void)
{
  guint64 taken;

  start_waiting (2, RMG_FRAMING_STREAM);
  taken = hand_take (2);
  send_flush (gst_event_new_flush_start ());
  g_assert_cmpuint (hand_run.cancelled->len, ==, 1);
  g_assert_cmpuint (g_array_index (hand_run.cancelled, guint64, 0), ==, taken);
  g_assert_cmpint (hand_complete (taken, 666), ==, RMG_HOST_CANCELLED);
  send_flush (gst_event_new_flush_stop (TRUE));
  g_assert_cmpint (get_due (), ==, -1);
  hand_stop ();
}

static void
test_hosted_waits_end_with_a_cancel (void)
{
  start_waiting (1, RMG_FRAMING_ITEMS);
  g_assert_true (rmg_session_cancel (hand_run.session));
  hand_assert_pulled ("");
  expect_no_item_waits ();
  hand_stop ();
}

static void
test_hosted_waits_end_with_the_session (void)
{
  start_waiting (1, RMG_FRAMING_STREAM);
  hand_run.n_ready = 0;
  hand_stop ();
  g_assert_cmpuint (hand_run.n_ready, ==, 0);
}

static void
test_hosted_waits_keep_the_order_of_outputs (void)
{
  start_waiting (3, RMG_FRAMING_ITEMS);
  hand_complete (hand_take (2), 20);
  hand_complete (hand_take (3), 30);
  hand_assert_pulled ("");
  hand_pass_time (1000);
  hand_assert_pulled ("");
  hand_complete (hand_take (1), 10);
  hand_assert_pulled ("10 20 30 ");
  hand_stop ();
}

static void
test_hosted_waits_fault_names_its_item (void)
{
  g_autoptr (GError) error =
      g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "unreadable");
  g_autoptr (RmgFault) fault = NULL;
  guint64 first, second;

  hand_start ("Hand", ONE_SECOND, RMG_FRAMING_ITEMS);
  hand_push_all (3);
  first = hand_take (1);
  second = hand_take (2);
  hand_complete (hand_take (3), 30);
  rmg_host_fail (hand_run.host, second, RMG_HOST_RETRY_AUTO, error);
  hand_complete (first, 10);
  hand_assert_pulled ("10 error");
  fault = rmg_session_get_fault (hand_run.session, 0);
  g_assert_cmpuint (fault->item, ==, 1);
  hand_stop ();
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  hand_register ();

#define ADD(name, function)                                                    \
  g_test_add_func ("/session/hosted-waits/" name, test_hosted_waits_##function)
  ADD ("flush", end_with_a_flush);
  ADD ("flush-taken", flush_cancels_items_of_the_program);
  ADD ("cancel", end_with_a_cancel);
  ADD ("close", end_with_the_session);
  ADD ("order", keep_the_order_of_outputs);
  ADD ("item", fault_names_its_item);
#undef ADD
  return g_test_run ();
}
