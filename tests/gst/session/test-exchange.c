/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/exchange.h"

#include "gst/faults/fault.h"
#include <rmg/error.h>

static gboolean
is_ready (GSource *source)
{
  return g_source_get_ready_time (source) == 0;
}

static RmgFault *
new_fault (const char *text)
{
  GError error = { RMG_ERROR, RMG_ERROR_CAPS, (char *) text };

  return rmg_fault_new (&(RmgFault){ .error = &error }, NULL);
}

static void
test_exchange_first_failure_is_kept_and_wakes (void)
{
  g_autoptr (RmgFault) first = new_fault ("first");
  g_autoptr (RmgFault) second = new_fault ("second");
  g_autoptr (GError) found = NULL;
  g_autoptr (GSource) source = NULL;
  RmgExchange exchange;

  rmg_exchange_init (&exchange);
  source = rmg_wakeup_create_source (&exchange.wakeup);
  g_source_set_ready_time (source, -1);
  g_assert_false (rmg_exchange_get_failure (&exchange, NULL));
  rmg_exchange_fail (&exchange, first);
  rmg_exchange_fail (&exchange, second);
  g_assert_true (is_ready (source));
  g_assert_true (rmg_exchange_get_failure (&exchange, &found));
  g_assert_error (found, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_cmpstr (found->message, ==, "first");
  rmg_exchange_clear (&exchange);
}

static void
test_exchange_faults_are_kept_in_order (void)
{
  g_autoptr (RmgFault) first = new_fault ("first");
  g_autoptr (RmgFault) second = new_fault ("second");
  g_autoptr (RmgFault) found = NULL;
  RmgExchange exchange;

  rmg_exchange_init (&exchange);
  g_assert_cmpuint (rmg_exchange_get_n_faults (&exchange), ==, 0);
  g_assert_null (rmg_exchange_get_fault (&exchange, 0));
  rmg_exchange_fail (&exchange, first);
  rmg_exchange_fail (&exchange, second);
  g_assert_cmpuint (rmg_exchange_get_n_faults (&exchange), ==, 2);
  found = rmg_exchange_get_fault (&exchange, 1);
  g_assert_true (found == second);
  g_assert_null (rmg_exchange_get_fault (&exchange, 2));
  rmg_exchange_clear (&exchange);
}

static void
test_exchange_knows_the_nodes_of_its_faults (void)
{
  GError error = { RMG_ERROR, RMG_ERROR_CAPS, (char *) "broken" };
  g_autoptr (RmgFault) fault =
      rmg_fault_new (&(RmgFault){ .node_id = "a", .error = &error }, NULL);
  RmgExchange exchange;

  rmg_exchange_init (&exchange);
  g_assert_false (rmg_exchange_has_fault (&exchange, "a"));
  rmg_exchange_fail (&exchange, fault);
  g_assert_true (rmg_exchange_has_fault (&exchange, "a"));
  g_assert_false (rmg_exchange_has_fault (&exchange, "b"));
  rmg_exchange_clear (&exchange);
}

static void
test_exchange_messages_popped_in_order (void)
{
  g_autoptr (GstMessage) eos = gst_message_new_eos (NULL);
  g_autoptr (GstMessage) start = gst_message_new_stream_start (NULL);
  GstMessage *popped;
  RmgExchange exchange;

  rmg_exchange_init (&exchange);
  rmg_exchange_push_message (&exchange, eos);
  rmg_exchange_push_message (&exchange, start);
  popped = rmg_exchange_pop_message (&exchange);
  g_assert_true (popped == eos);
  gst_message_unref (popped);
  rmg_exchange_clear (&exchange); /* frees the other one */
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (start), ==, 1);
}

static void
test_exchange_sinks_end_no_more_often_than_they_run (void)
{
  RmgExchange exchange;

  rmg_exchange_init (&exchange);
  exchange.n_running_sinks = 1;
  rmg_exchange_end_sink (&exchange);
  rmg_exchange_end_sink (&exchange);
  g_assert_cmpint (exchange.n_running_sinks, ==, 0);
  rmg_exchange_clear (&exchange);
}

static void
test_exchange_once_closing_stays_closing (void)
{
  RmgExchange exchange;

  rmg_exchange_init (&exchange);
  rmg_exchange_release (&exchange, FALSE);
  g_assert_false (exchange.closing);
  rmg_exchange_release (&exchange, TRUE);
  rmg_exchange_release (&exchange, FALSE);
  g_assert_true (exchange.closing);
  rmg_exchange_clear (&exchange);
}

static void
test_exchange_takes_its_lock_only_when_shared (void)
{
  RmgExchange exchange;
  gboolean is_locked;

  rmg_exchange_init (&exchange);
  is_locked = rmg_exchange_lock (&exchange);
  g_assert_false (is_locked);
  g_assert_true (g_mutex_trylock (&exchange.lock));
  g_mutex_unlock (&exchange.lock);
  rmg_exchange_share (&exchange);
  rmg_exchange_unlock (&exchange, is_locked); /* as it was locked */
  is_locked = rmg_exchange_lock (&exchange);
  g_assert_true (is_locked);
  g_assert_false (g_mutex_trylock (&exchange.lock));
  rmg_exchange_unlock (&exchange, is_locked);
  g_assert_true (g_mutex_trylock (&exchange.lock));
  g_mutex_unlock (&exchange.lock);
  rmg_exchange_clear (&exchange);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/exchange/lock", test_exchange_takes_its_lock_only_when_shared);
  g_test_add_func ("/exchange/faults", test_exchange_faults_are_kept_in_order);
  g_test_add_func (
      "/exchange/fault-nodes", test_exchange_knows_the_nodes_of_its_faults);
  g_test_add_func (
      "/exchange/failure", test_exchange_first_failure_is_kept_and_wakes);
  g_test_add_func (
      "/exchange/messages", test_exchange_messages_popped_in_order);
  g_test_add_func (
      "/exchange/sinks", test_exchange_sinks_end_no_more_often_than_they_run);
  g_test_add_func (
      "/exchange/closing", test_exchange_once_closing_stays_closing);
  return g_test_run ();
}
