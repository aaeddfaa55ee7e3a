/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/retry.h"

/* Retries, delay before the first one, multiplier and longest delay, in ms. */
static const RmgRetryPolicy policy = { 5, 100, 2, 400 };

static void
assert_decision (
    RmgRetryDecision decision, RmgRetryAction action, guint delay_ms)
{
  g_assert_cmpint (decision.action, ==, action);
  g_assert_cmpuint (decision.delay_ms, ==, delay_ms);
}

static RmgRetryDecision
decide_transient (guint failures)
{
  return rmg_retry_decide (&policy, RMG_FAILURE_TRANSIENT, failures, 0);
}

static void
test_retry_first_failure_offers_the_buffer_again (void)
{
  assert_decision (decide_transient (0), RMG_RETRY_OFFER, 100);
}

static void
test_retry_later_failures_restart_with_doubled_delay (void)
{
  assert_decision (decide_transient (1), RMG_RETRY_RESTART, 200);
  assert_decision (decide_transient (2), RMG_RETRY_RESTART, 400);
}

static void
test_retry_delay_stays_at_its_maximum (void)
{
  assert_decision (decide_transient (3), RMG_RETRY_RESTART, 400);
  assert_decision (decide_transient (4), RMG_RETRY_RESTART, 400);
}

static void
test_retry_last_failure_produces_up (void)
{
  assert_decision (decide_transient (5), RMG_RETRY_GIVE_UP, 0);
  assert_decision (decide_transient (G_MAXUINT), RMG_RETRY_GIVE_UP, 0);
}

static void
test_retry_permanent_failure_produces_up (void)
{
  assert_decision (rmg_retry_decide (&policy, RMG_FAILURE_PERMANENT, 0, 0),
      RMG_RETRY_GIVE_UP, 0);
  assert_decision (
      rmg_retry_decide (&policy, RMG_FAILURE_NONE, 0, 0), RMG_RETRY_GIVE_UP, 0);
}

static void
test_retry_requested_delay_is_a_minimum (void)
{
  assert_decision (rmg_retry_decide (&policy, RMG_FAILURE_TRANSIENT, 0, 5000),
      RMG_RETRY_OFFER, 5000);
  assert_decision (rmg_retry_decide (&policy, RMG_FAILURE_TRANSIENT, 0, 50),
      RMG_RETRY_OFFER, 100);
}

static void
test_retry_delay_does_not_overflow (void)
{
  const RmgRetryPolicy longest = { 100, G_MAXUINT / 2 + 1, 2, G_MAXUINT };

  assert_decision (rmg_retry_decide (&longest, RMG_FAILURE_TRANSIENT, 90, 0),
      RMG_RETRY_RESTART, G_MAXUINT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/retry/first", test_retry_first_failure_offers_the_buffer_again);
  g_test_add_func (
      "/retry/later", test_retry_later_failures_restart_with_doubled_delay);
  g_test_add_func ("/retry/maximum", test_retry_delay_stays_at_its_maximum);
  g_test_add_func ("/retry/last", test_retry_last_failure_produces_up);
  g_test_add_func (
      "/retry/permanent", test_retry_permanent_failure_produces_up);
  g_test_add_func ("/retry/requested", test_retry_requested_delay_is_a_minimum);
  g_test_add_func ("/retry/overflow", test_retry_delay_does_not_overflow);
  return g_test_run ();
}
