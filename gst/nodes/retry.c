/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/retry.h"

/* Delay without jitter. The product grows beyond any guint. */
static double
backoff_ms (const RmgRetryPolicy *policy, guint failures)
{
  double delay_ms = policy->backoff_ms;

  for (guint i = 0; i < failures && delay_ms < policy->max_backoff_ms; i++)
    delay_ms *= policy->multiplier;
  return MIN (delay_ms, policy->max_backoff_ms);
}

RmgRetryDecision
rmg_retry_decide (const RmgRetryPolicy *policy, RmgFailureKind kind,
    guint failures, guint retry_after_ms, double random)
{
  RmgRetryDecision decision = { RMG_RETRY_GIVE_UP, 0 };
  double delay_ms;

  if (kind != RMG_FAILURE_TRANSIENT || failures >= policy->max_retries)
    return decision;

  delay_ms = backoff_ms (policy, failures) * (1 - policy->jitter * random);
  decision.action = failures == 0 ? RMG_RETRY_OFFER : RMG_RETRY_RESTART;
  decision.delay_ms = MAX ((guint) (delay_ms + 0.5), retry_after_ms);
  return decision;
}
