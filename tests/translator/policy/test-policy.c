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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/defaults",
      test_policy_of_silent_manifest_is_three_retries_and_no_breaker);
  g_test_add_func ("/policy/copy", test_policy_copy_owns_its_strings);
  return g_test_run ();
}
