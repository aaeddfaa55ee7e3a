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

RmgRetryAction
rmg_retry_choose_step (
    RmgRenewal renewal, RmgRetryAction action, guint failures)
{
  if (action != RMG_RETRY_RESTART)
    return action;
  switch (renewal) {
    case RMG_RENEWAL_NONE:
      return RMG_RETRY_OFFER;
    case RMG_RENEWAL_RESTART_FIRST:
      return failures > 1 ? RMG_RETRY_REBUILD : RMG_RETRY_RESTART;
    case RMG_RENEWAL_REBUILD:
      return RMG_RETRY_REBUILD;
    default:
      return RMG_RETRY_RESTART;
  }
}

gboolean
rmg_retry_renews (RmgRetryAction action)
{
  return action == RMG_RETRY_RESTART || action == RMG_RETRY_REBUILD;
}

const char *
rmg_retry_get_name (RmgRetryAction action)
{
  static const char *const names[] = {
    [RMG_RETRY_OFFER] = "retry",
    [RMG_RETRY_RESTART] = "restart",
    [RMG_RETRY_REBUILD] = "rebuild",
    [RMG_RETRY_SKIP] = "skip",
  };

  return names[action];
}
