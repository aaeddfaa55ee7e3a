/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Verdicts about the items that the driver has completed, in the order of their
 * completion. The policy of the node decides about failures; without a node a
 * failure leaves in the place of outputs. */

#include "gst/elements/host/data.h"

#include <gio/gio.h>

#define GST_CAT_DEFAULT rmg_host_debug

RmgFailure *
rmg_host_failure_new (RmgHost *self, const GError *error, RmgHostRetry retry)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = g_error_copy (error);
  failure->element_path = gst_object_get_path_string (GST_OBJECT (self));
  if (retry != RMG_HOST_RETRY_AUTO)
    failure->details = gst_structure_new ("rmg-host", "rmg-retryable",
        G_TYPE_BOOLEAN, retry == RMG_HOST_RETRY_ALWAYS, NULL);
  return failure;
}

RmgFailure *
rmg_host_failure_new_late (RmgHost *self)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
      "the attempt took longer than %u ms", self->timeout_ms);

  return rmg_host_failure_new (self, error, RMG_HOST_RETRY_AUTO);
}

static void
judge_success (RmgHost *self, RmgOutboxEntry *entry)
{
  const gboolean has_recovered = entry->n_failures > 0 || self->is_skipping;
  const guint epoch = self->epoch;

  if (self->node != NULL && (has_recovered || self->has_breaker)) {
    self->is_skipping = FALSE;
    g_mutex_unlock (&self->lock);
    if (has_recovered)
      rmg_node_recovered (self->node);
    if (self->has_breaker)
      rmg_node_attempt_ended (self->node, TRUE);
    g_mutex_lock (&self->lock);
  }
  if (epoch == self->epoch)
    rmg_outbox_settle (entry, RMG_OUTBOX_OUTPUT);
}

typedef struct
{
  RmgRetryDecision decision;
  guint n_attempts;
  gboolean passes;  /* data passes the node during the delay */
  gboolean is_open; /* the breaker has opened */
  gint64 now_us;
} Verdict;

/* Outputs that have left cannot be taken back. */
static void
forbid_retry (RmgFailure *failure)
{
  if (failure->details == NULL)
    failure->details = gst_structure_new_empty ("rmg-host");
  gst_structure_set (
      failure->details, "rmg-retryable", G_TYPE_BOOLEAN, FALSE, NULL);
}

/* Without the lock. */
static Verdict
ask_node (RmgHost *self, const RmgFailure *failure, guint n_failures)
{
  Verdict verdict = { .now_us = rmg_node_get_time (self->node) };

  verdict.decision =
      rmg_node_judge (self->node, failure, n_failures, &verdict.n_attempts);
  verdict.passes = verdict.decision.action < RMG_RETRY_GIVE_UP &&
      rmg_guard_passes_delay (self->guard);
  verdict.is_open =
      rmg_breaker_is_open (rmg_node_get_breaker_state (self->node));
  return verdict;
}

static void
delay (RmgHost *self, RmgOutboxEntry *entry, const Verdict *verdict)
{
  const gint64 due_us =
      verdict->now_us + verdict->decision.delay_ms * G_TIME_SPAN_MILLISECOND;

  if (verdict->passes) {
    self->pass_until_us = due_us;
    self->pass_failures = entry->n_failures + 1;
    self->is_skipping = TRUE;
    rmg_outbox_settle (entry, RMG_OUTBOX_SKIP_DELAY);
    return;
  }
  rmg_outbox_wait (entry, due_us);
  rmg_host_wake_at_locked (self, due_us);
  self->n_waiting++;
  if (self->deferred)
    rmg_node_add_parked (self->node, 1);
}

static void
skip (RmgHost *self, RmgOutboxEntry *entry, const Verdict *verdict)
{
  rmg_outbox_settle (entry, RMG_OUTBOX_SKIP);
  self->is_skipping = TRUE;
  if (!verdict->is_open)
    return;
  self->n_opened++;
  rmg_host_forget_waiting_locked (
      self, rmg_outbox_skip_untaken (&self->outbox));
}

/* The outputs of earlier items leave before the fault is reported. */
static void
give_up (RmgHost *self, RmgOutboxEntry *entry, const Verdict *verdict)
{
  rmg_outbox_settle (entry, RMG_OUTBOX_GIVE_UP);
  entry->n_attempts = verdict->n_attempts;
  self->given_up = TRUE;
  rmg_host_forget_waiting_locked (
      self, rmg_outbox_drop_after (&self->outbox, entry, self->cancelled));
}

/* @failure: (transfer full) */
static void
act (RmgHost *self, RmgOutboxEntry *entry, RmgFailure *failure,
    const Verdict *verdict)
{
  entry->failure = failure;
  switch (verdict->decision.action) {
    case RMG_RETRY_GIVE_UP:
      give_up (self, entry, verdict);
      return;
    case RMG_RETRY_SKIP:
      skip (self, entry, verdict);
      break;
    default:
      delay (self, entry, verdict);
      break;
  }
  g_clear_pointer (&entry->failure, rmg_failure_free);
}

static void
judge_failure (RmgHost *self, RmgOutboxEntry *entry)
{
  RmgFailure *failure = g_steal_pointer (&entry->failure);
  g_autoptr (GstBuffer) input =
      entry->input != NULL ? gst_buffer_ref (entry->input) : NULL;
  const guint n_failures = entry->n_failures;
  const guint epoch = self->epoch;
  Verdict verdict;

  if (entry->has_left)
    forbid_retry (failure);
  g_mutex_unlock (&self->lock);
  if (input != NULL)
    rmg_node_note_buffer (self->node, input);
  verdict = ask_node (self, failure, n_failures);
  g_mutex_lock (&self->lock);
  if (epoch == self->epoch)
    act (self, entry, failure, &verdict);
  else
    rmg_failure_free (failure);
}

gboolean
rmg_host_judge_locked (RmgHost *self)
{
  RmgOutboxEntry *entry = rmg_outbox_next_returned (&self->outbox);

  if (entry == NULL)
    return FALSE;
  if (entry->failure == NULL)
    judge_success (self, entry);
  else if (self->node != NULL)
    judge_failure (self, entry);
  else
    rmg_outbox_settle (entry, RMG_OUTBOX_OUTPUT);
  return TRUE;
}
