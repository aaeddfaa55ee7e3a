/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Ends of items, several outputs of an item, and the end of a session with a hosted
 * node. */

#include "gst/session/data.h"
#include "gst/session/io.h"
#include "tests/lib/hand-host.h"

#include <rmg/init.h>
#include <rmg/value-memory.h>

#include <gio/gio.h>

static void
count_destroyed (gpointer data)
{
  (*(int *) data)++;
}

static void
test_hosted_ends_closed_session_cancels_items_and_answers_so (void)
{
  g_autoptr (GError) error =
      g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "too late");
  guint64 first, second;
  int n_destroyed = 0;
  RmgValue *data =
      rmg_value_new_object (&n_destroyed, "counter", count_destroyed);

  hand_start ("Hand", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (4);
  first = hand_take (1);
  second = hand_take (2);
  hand_fail (hand_take (3));
  hand_assert_pulled ("");
  g_assert_true (rmg_session_close (g_steal_pointer (&hand_run.session), NULL));
  g_assert_cmpuint (hand_run.cancelled->len, ==, 2);
  g_assert_cmpint (hand_complete (first, 10), ==, RMG_HOST_CANCELLED);
  g_assert_cmpint (rmg_host_fail_with_data (hand_run.host, second,
                       RMG_HOST_RETRY_ALWAYS, error, data),
      ==, RMG_HOST_CANCELLED);
  rmg_value_unref (data);
  g_assert_cmpint (n_destroyed, ==, 1);
  g_assert_cmpint (hand_complete (1234, 0), ==, RMG_HOST_UNKNOWN);
  g_assert_false (hand_has_item ());
  hand_stop ();
}

/* Takes the next item, which is data that is not completed with an output, or the
 * end that is completed with the sum. */
static gint64
sum_item (gint64 sum)
{
  g_auto (RmgHostItem) item = { 0 };
  g_autoptr (GstCaps) caps = hand_get_caps ();

  g_assert_true (rmg_host_take (hand_run.host, &item));
  if (item.kind == RMG_HOST_ITEM_DATA) {
    rmg_host_complete (hand_run.host, item.sequence, NULL, NULL);
    return sum + rmg_value_get_int (rmg_value_buffer_peek (item.buffer));
  }
  g_assert_null (item.buffer);
  rmg_host_complete (
      hand_run.host, item.sequence, caps, hand_new_outputs (sum));
  return 0;
}

static void
test_hosted_ends_driver_completes_outputs_at_the_end_of_an_item (void)
{
  g_autoptr (GstCaps) caps = hand_get_caps ();
  gint64 sum = 0;

  hand_start ("HandWithEnds", HAND_DEFAULT_POLICY, RMG_FRAMING_ITEMS);
  for (guint i = 1; i <= 2; i++) {
    g_autoptr (GstBuffer) buffer = rmg_value_buffer_new (rmg_value_new_int (i));

    g_assert_cmpint (
        rmg_session_push_part (hand_run.session, NULL, caps, &buffer, NULL), ==,
        RMG_SESSION_OK);
  }
  rmg_session_end_item (hand_run.session, NULL, NULL);
  g_assert_cmpuint (hand_run.n_ready, ==, 3);
  for (guint i = 0; i < 3; i++)
    sum = sum_item (sum);
  hand_assert_pulled ("3 ");
  rmg_session_finish (hand_run.session, NULL);
  g_assert_cmpint (sum_item (7), ==, 0);
  hand_assert_pulled ("7 eos");
  hand_stop ();
}

static void
test_hosted_ends_end_of_stream_is_retried (void)
{
  g_auto (RmgHostItem) item = { 0 };
  g_autoptr (GstCaps) caps = hand_get_caps ();

  hand_start ("HandWithEnds", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (1);
  hand_complete (hand_take (1), 10);
  rmg_session_finish (hand_run.session, NULL);
  g_assert_true (rmg_host_take (hand_run.host, &item));
  g_assert_cmpint (item.kind, ==, RMG_HOST_ITEM_EOS);
  hand_fail (item.sequence);
  hand_assert_pulled ("10 ");
  hand_pass_time (100);
  hand_assert_pulled ("");
  g_assert_true (rmg_host_take (hand_run.host, &item));
  rmg_host_complete (hand_run.host, item.sequence, caps, hand_new_outputs (99));
  hand_assert_pulled ("99 eos");
  hand_stop ();
}

static void
test_hosted_ends_outputs_leave_before_the_item_is_complete (void)
{
  guint64 first, second;

  hand_start ("Hand", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (2);
  first = hand_take (1);
  second = hand_take (2);
  hand_output (second, 21);
  hand_output (first, 11);
  hand_assert_pulled ("11 ");
  hand_output (first, 12);
  hand_assert_pulled ("12 ");
  hand_complete (first, 13);
  hand_assert_pulled ("13 21 ");
  hand_complete (second, 22);
  hand_assert_pulled ("22 ");
  g_assert_cmpint (hand_output (second, 23), ==, RMG_HOST_CANCELLED);
  hand_stop ();
}

static void
test_hosted_ends_outputs_that_have_left_forbid_a_retry (void)
{
  guint64 first;

  hand_start ("Hand", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (1);
  first = hand_take (1);
  hand_output (first, 11);
  hand_assert_pulled ("11 ");
  hand_fail (first);
  hand_assert_pulled ("error");
  hand_stop ();
}

static void
test_hosted_ends_held_outputs_of_a_failed_attempt_are_dropped (void)
{
  guint64 first, second;

  hand_start ("Hand", HAND_DEFAULT_POLICY, RMG_FRAMING_STREAM);
  hand_push_all (2);
  first = hand_take (1);
  second = hand_take (2);
  hand_output (second, 21);
  hand_fail (second);
  hand_complete (first, 10);
  hand_assert_pulled ("10 ");
  hand_pass_time (100);
  hand_assert_pulled ("");
  hand_complete (hand_take (2), 20);
  hand_assert_pulled ("20 ");
  hand_stop ();
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  hand_register ();

#define ADD(name, function)                                                    \
  g_test_add_func ("/session/hosted-ends/" name, test_hosted_ends_##function)
  ADD ("close", closed_session_cancels_items_and_answers_so);
  ADD ("item-end", driver_completes_outputs_at_the_end_of_an_item);
  ADD ("stream-end", end_of_stream_is_retried);
  ADD ("stream", outputs_leave_before_the_item_is_complete);
  ADD ("no-retry", outputs_that_have_left_forbid_a_retry);
  ADD ("dropped", held_outputs_of_a_failed_attempt_are_dropped);
#undef ADD
  return g_test_run ();
}
