/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/history.h"

static GError cause = { 0, GST_RESOURCE_ERROR_READ, (char *) "disk is gone" };
static RmgFailure failure = { .flow = GST_FLOW_ERROR, .cause = &cause };

static void
add (RmgHistory *history, guint n)
{
  cause.domain = GST_RESOURCE_ERROR;
  for (guint i = 0; i < n; i++)
    rmg_history_add (history, &failure, "restart", 200, 1000 + i);
}

static void
test_history_keeps_time_cause_and_reaction (void)
{
  g_auto (RmgHistory) history = { NULL };
  const RmgFaultAttempt *attempt;

  add (&history, 2);
  g_assert_cmpuint (history.n_attempts, ==, 2);
  attempt = history.attempts->pdata[1];
  g_assert_cmpuint (attempt->number, ==, 2);
  g_assert_cmpint (attempt->time_us, ==, 1001);
  g_assert_cmpstr (attempt->domain, ==, "gst-resource-error-quark");
  g_assert_cmpint (attempt->code, ==, GST_RESOURCE_ERROR_READ);
  g_assert_cmpstr (attempt->message, ==, "disk is gone");
  g_assert_cmpint (attempt->flow, ==, GST_FLOW_ERROR);
  g_assert_cmpstr (attempt->action, ==, "restart");
  g_assert_cmpuint (attempt->delay_ms, ==, 200);
}

static void
test_history_without_cause_has_no_domain (void)
{
  g_auto (RmgHistory) history = { NULL };
  const RmgFailure silent = { .flow = GST_FLOW_ERROR };
  const RmgFaultAttempt *attempt;

  rmg_history_add (&history, &silent, "retry", 0, 0);
  attempt = history.attempts->pdata[0];
  g_assert_null (attempt->domain);
  g_assert_cmpstr (
      attempt->message, ==, "it returned an error without a reason");
}

static void
test_history_keeps_the_last_attempts (void)
{
  g_auto (RmgHistory) history = { NULL };
  const RmgFaultAttempt *first;

  add (&history, RMG_FAULT_MAX_ATTEMPTS + 5);
  first = history.attempts->pdata[0];
  g_assert_cmpuint (history.n_attempts, ==, RMG_FAULT_MAX_ATTEMPTS + 5);
  g_assert_cmpuint (history.attempts->len, ==, RMG_FAULT_MAX_ATTEMPTS);
  g_assert_cmpuint (first->number, ==, 6);
}

static void
test_history_copy_is_independent (void)
{
  g_auto (RmgHistory) history = { NULL };
  g_auto (RmgHistory) copy = { NULL };

  rmg_history_copy (&history, &copy);
  g_assert_null (copy.attempts);
  add (&history, 3);
  rmg_history_copy (&history, &copy);
  rmg_history_clear (&history);
  g_assert_cmpuint (history.n_attempts, ==, 0);
  g_assert_cmpuint (copy.attempts->len, ==, 3);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/history/add", test_history_keeps_time_cause_and_reaction);
  g_test_add_func (
      "/history/no-cause", test_history_without_cause_has_no_domain);
  g_test_add_func ("/history/limit", test_history_keeps_the_last_attempts);
  g_test_add_func ("/history/copy", test_history_copy_is_independent);
  return g_test_run ();
}
