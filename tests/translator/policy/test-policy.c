/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/policy.h"

static void
test_policy_of_silent_manifest_is_three_retries_and_no_breaker (void)
{
  RmgPolicy policy;

  rmg_policy_init (&policy);
  g_assert_cmpuint (policy.set, ==, 0);
  g_assert_cmpuint (policy.retry.max_retries, ==, 3);
  g_assert_cmpuint (policy.retry.backoff_ms, ==, 100);
  g_assert_cmpfloat (policy.retry.multiplier, ==, 2);
  g_assert_cmpuint (policy.retry.max_backoff_ms, ==, 1600);
  g_assert_cmpfloat (policy.retry.jitter, ==, 0);
  g_assert_cmpuint (policy.retry.on, ==, RMG_FAILS_TRANSIENT);
  g_assert_cmpuint (policy.breaker.failures, ==, 0);
  g_assert_cmpuint (policy.restart.window_ms, ==, 0);
  g_assert_null (policy.fallback);
  g_assert_null (policy.group);
}

static void
test_policy_copy_owns_its_strings (void)
{
  RmgPolicy policy, copy;

  rmg_policy_init (&policy);
  policy.fallback = g_strdup ("spare");
  policy.group = g_strdup ("decoders");
  policy.retry.jitter = 0.5;
  rmg_policy_copy (&copy, &policy);
  rmg_policy_clear (&policy);
  g_assert_null (policy.fallback);
  g_assert_cmpstr (copy.fallback, ==, "spare");
  g_assert_cmpstr (copy.group, ==, "decoders");
  g_assert_cmpfloat (copy.retry.jitter, ==, 0.5);
  rmg_policy_clear (&copy);
}

static gboolean
needs_guard (const char *part, double value)
{
  RmgPolicy policy;

  rmg_policy_init (&policy);
  if (g_str_equal (part, "breaker"))
    policy.breaker.failures = (guint) value;
  if (g_str_equal (part, "timeout"))
    policy.retry.timeout_ms = (guint) value;
  if (g_str_equal (part, "input"))
    policy.input_timeout_ms = (guint) value;
  if (g_str_equal (part, "on"))
    policy.retry.on |= (RmgFailureClasses) value;
  if (g_str_equal (part, "group"))
    policy.group = (char *) "g";
  if (g_str_equal (part, "waiting"))
    policy.while_waiting = (RmgWhileWaiting) value;
  if (g_str_equal (part, "retries"))
    policy.retry.max_retries = (guint) value;
  return rmg_policy_needs_guard (&policy);
}

static void
test_policy_that_acts_on_buffers_needs_a_guard (void)
{
  g_assert_false (needs_guard ("", 0));
  g_assert_false (needs_guard ("retries", 9));
  g_assert_true (needs_guard ("breaker", 5));
  g_assert_true (needs_guard ("timeout", 10));
  g_assert_true (needs_guard ("input", 10));
  g_assert_true (needs_guard ("group", 1));
  g_assert_true (needs_guard ("on", RMG_FAILS_DATA));
  g_assert_true (needs_guard ("waiting", RMG_WAITING_DROP));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/defaults",
      test_policy_of_silent_manifest_is_three_retries_and_no_breaker);
  g_test_add_func (
      "/policy/guard", test_policy_that_acts_on_buffers_needs_a_guard);
  g_test_add_func ("/policy/copy", test_policy_copy_owns_its_strings);
  return g_test_run ();
}
