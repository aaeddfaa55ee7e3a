/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The time limit of an attempt. A call cannot be ended from outside: an attempt
 * that took too long is a failure when it returns, and its output is dropped. */

#include "gst/elements/guard/data.h"
#include "gst/nodes/node-policy.h"

#include <gio/gio.h>

gint64
rmg_guard_start_clock (RmgGuard *self)
{
  if (self->node == NULL || self->node->plan->policy.retry.timeout_ms == 0)
    return RMG_GUARD_NO_CLOCK;
  return rmg_node_get_time (self->node);
}

gboolean
rmg_guard_is_late (RmgGuard *self, gint64 started_us)
{
  const guint limit_ms = started_us != RMG_GUARD_NO_CLOCK
      ? rmg_node_get_policy (self->node).retry.timeout_ms
      : 0;
  RmgFailure *failure;
  gint64 taken_ms;

  if (limit_ms == 0)
    return FALSE;
  taken_ms =
      (rmg_node_get_time (self->node) - started_us) / G_TIME_SPAN_MILLISECOND;
  if (taken_ms <= limit_ms)
    return FALSE;
  failure = g_new0 (RmgFailure, 1);
  failure->cause = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
      "the attempt took %" G_GINT64_FORMAT " ms, and may take %u ms", taken_ms,
      limit_ms);
  rmg_node_record_failure (self->node, failure);
  return TRUE;
}
