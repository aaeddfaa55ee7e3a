/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/policy.h"

static const RmgPolicy defaults = {
  .retry = { .max_retries = 3,
      .backoff_ms = 100,
      .multiplier = 2,
      .max_backoff_ms = 1600,
      .on = RMG_FAILS_TRANSIENT },
  .breaker = { .open_ms = 30000, .probes = 1 },
};

void
rmg_policy_init (RmgPolicy *self)
{
  *self = defaults;
}

void
rmg_policy_copy (RmgPolicy *self, const RmgPolicy *from)
{
  *self = *from;
  self->fallback = g_strdup (from->fallback);
  self->group = g_strdup (from->group);
}

gboolean
rmg_policy_needs_guard (const RmgPolicy *self)
{
  return self->breaker.failures > 0 || self->fallback != NULL ||
      self->group != NULL || self->while_waiting != RMG_WAITING_HOLD ||
      self->retry.timeout_ms > 0 || self->input_timeout_ms > 0 ||
      (self->retry.on & ~(guint) RMG_FAILS_TRANSIENT) != 0;
}

void
rmg_policy_clear (RmgPolicy *self)
{
  g_clear_pointer (&self->fallback, g_free);
  g_clear_pointer (&self->group, g_free);
}
