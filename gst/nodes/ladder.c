/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/ladder.h"

void
rmg_ladder_clear (RmgLadder *self)
{
  g_clear_pointer (&self->restart_us, g_array_unref);
  *self = (RmgLadder){ 0 };
}

static gboolean
is_stable (const RmgLadder *self, guint stable_time_ms, gint64 now_us)
{
  return stable_time_ms == 0 ||
      now_us - self->failed_us >= stable_time_ms * G_TIME_SPAN_MILLISECOND;
}

guint
rmg_ladder_fail_outside (
    RmgLadder *self, const RmgRetryPolicy *policy, gint64 now_us)
{
  const gint64 apart_ms = policy->stable_time_ms > 0
      ? policy->stable_time_ms
      : 2 * (gint64) policy->max_backoff_ms;

  if (now_us - self->outside_us >= apart_ms * G_TIME_SPAN_MILLISECOND)
    self->n_outside = 0;
  self->outside_us = now_us;
  return self->n_outside++;
}

guint
rmg_ladder_fail (RmgLadder *self, const RmgRetryPolicy *policy,
    guint n_failures, gint64 now_us)
{
  guint n_before;

  if (n_failures == 0)
    self->carried =
        is_stable (self, policy->stable_time_ms, now_us) ? 0 : self->total;
  self->total = self->carried + n_failures + 1;
  self->failed_us = now_us;
  n_before = self->carried + n_failures;
  if (self->n_outside > 0) {
    const guint n_outside = rmg_ladder_fail_outside (self, policy, now_us);

    n_before = MAX (n_before, n_outside);
  }
  return n_before;
}

static void
forget_old (GArray *times_us, gint64 since_us)
{
  guint n_old = 0;

  while (n_old < times_us->len &&
      g_array_index (times_us, gint64, n_old) <= since_us)
    n_old++;
  g_array_remove_range (times_us, 0, n_old);
}

gboolean
rmg_ladder_restart (
    RmgLadder *self, const RmgRestartPolicy *policy, gint64 now_us)
{
  if (policy->window_ms == 0)
    return TRUE;
  if (self->restart_us == NULL)
    self->restart_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  forget_old (
      self->restart_us, now_us - policy->window_ms * G_TIME_SPAN_MILLISECOND);
  if (self->restart_us->len >= policy->max_restarts)
    return FALSE;
  g_array_append_val (self->restart_us, now_us);
  return TRUE;
}
