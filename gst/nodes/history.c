/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/history.h"

void
rmg_history_add (RmgHistory *self, const RmgFailure *failure,
    const char *action, guint delay_ms, gint64 time_us)
{
  const GError *cause = failure->cause;
  RmgFaultAttempt attempt = {
    .number = ++self->n_attempts,
    .time_us = time_us,
    .domain = cause != NULL ? g_quark_to_string (cause->domain) : NULL,
    .code = cause != NULL ? cause->code : 0,
    .message = rmg_failure_get_text (failure),
    .flow = failure->flow,
    .action = action,
    .delay_ms = delay_ms,
  };

  if (self->attempts == NULL)
    self->attempts = rmg_fault_attempts_new ();
  if (self->attempts->len == RMG_FAULT_MAX_ATTEMPTS)
    g_ptr_array_remove_index (self->attempts, 0);
  g_ptr_array_add (self->attempts, rmg_fault_attempt_copy (&attempt));
}

static gpointer
copy_attempt (gconstpointer attempt, gpointer unused)
{
  return rmg_fault_attempt_copy (attempt);
}

void
rmg_history_copy (const RmgHistory *self, RmgHistory *copy)
{
  *copy = *self;
  if (self->attempts == NULL)
    return;
  copy->attempts = g_ptr_array_copy (self->attempts, copy_attempt, NULL);
  g_ptr_array_set_free_func (
      copy->attempts, (GDestroyNotify) rmg_fault_attempt_free);
}

void
rmg_history_clear (RmgHistory *self)
{
  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  *self = (RmgHistory){ NULL };
}
