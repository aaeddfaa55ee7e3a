/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/skip.h"

#include "gst/session/abort.h"
#include "gst/session/cancel.h"
#include "gst/session/failed-flow.h"
#include "gst/session/log.h"
#include "gst/session/slices.h"

/* Time between two searches for failed pushes. */
#define LOOK_US 20000

gboolean
rmg_skip_open (RmgSession *self, GError **error)
{
  const gboolean stops = self->options.on_item_error == RMG_ITEM_ERROR_STOP;

  if (self->may_abort)
    rmg_failed_flow_open (self);
  if (stops && self->may_abort)
    rmg_failed_flow_watch (self);
  if (stops)
    return TRUE;
  if (!self->may_abort) {
    g_set_error_literal (error, RMG_ERROR, RMG_ERROR_CONFLICT,
        "only items framing can skip items, in a pipeline with open inputs and "
        "outputs, and without sources and sinks");
    return FALSE;
  }
  self->backlogs = g_new0 (RmgBacklog, self->n_inlets);
  for (guint i = 0; i < self->n_inlets; i++)
    rmg_backlog_init (&self->backlogs[i]);
  self->exchange.waits = FALSE; /* the outputs of an item wait for its end */
  rmg_exchange_set_skips (&self->exchange, TRUE);
  return TRUE;
}

void
rmg_skip_close (RmgSession *self)
{
  for (guint i = 0; rmg_skip_is_on (self) && i < self->n_inlets; i++)
    rmg_backlog_clear (&self->backlogs[i]);
  g_clear_pointer (&self->backlogs, g_free);
  rmg_failed_flow_close (self);
}

static RmgBacklog *
get_backlog (RmgSession *self, const RmgInlet *inlet)
{
  return &self->backlogs[inlet - self->inlets];
}

gboolean
rmg_skip_has_room (RmgSession *self, const RmgInlet *inlet)
{
  return rmg_backlog_has_room (
      get_backlog (self, inlet), self->options.max_bytes);
}

void
rmg_skip_push (RmgSession *self, const RmgInlet *inlet, GstCaps *caps,
    GstBuffer *buffer, gboolean ends)
{
  rmg_backlog_push (get_backlog (self, inlet), caps, buffer, ends);
}

/* The thread of a queue stops when downstream refuses its data. */
static gboolean
is_refused (const RmgInlet *inlet)
{
  g_autoptr (GstPad) src = inlet->queue != NULL
      ? gst_element_get_static_pad (inlet->queue, "src")
      : NULL;

  return src != NULL && gst_pad_get_last_flow_return (src) == GST_FLOW_EOS;
}

/* A node may end the stream without a failure. */
static gboolean
has_ended_early (RmgSession *self)
{
  gboolean ended = FALSE, is_locked;

  if (self->finished)
    return FALSE;
  for (guint i = 0; i < self->n_inlets; i++)
    ended |= self->inlets[i].ended || is_refused (&self->inlets[i]);
  is_locked = rmg_exchange_lock (&self->exchange);
  for (guint i = 0; i < self->n_outlets; i++)
    ended |= self->outlets[i].ended;
  rmg_exchange_unlock (&self->exchange, is_locked);
  return ended;
}

/* @is_complete: whether the item has come to its end */
static void
find_failed_flow (RmgSession *self, gboolean is_complete)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (self->finished || rmg_abort_get_next (self) <= self->work)
    return;
  if (is_complete || !self->plan->threaded || now_us >= self->look_due_us) {
    self->look_due_us = now_us + LOOK_US;
    rmg_failed_flow_report (self);
  }
  if (self->plan->threaded && !is_complete)
    rmg_wakeup_wake_at (&self->exchange.wakeup, self->look_due_us);
}

/* Returns: (transfer full) (nullable): a fault is noted before the stream ends */
static RmgFault *
take_fault (RmgSession *self, gboolean is_complete)
{
  gboolean ended = has_ended_early (self);
  RmgFault *fault = rmg_exchange_take_item_fault (&self->exchange);

  if (fault == NULL && !ended) {
    find_failed_flow (self, is_complete);
    fault = rmg_exchange_take_item_fault (&self->exchange);
  }

  if (fault == NULL && ended)
    fault = rmg_abort_fault_new (RMG_ERROR_FAILED,
        "a node ended the stream before the end of the item", self->work);
  return fault;
}

/* A fault between two items has no item that it could end. */
static void
end_failed_item (RmgSession *self, RmgFault *fault)
{
  guint64 next = MAX (rmg_abort_get_next (self), self->work);

  if (next == self->work)
    GST_WARNING_OBJECT (
        self, "failed between two items: %s", fault->error->message);
  rmg_abort_items (self, self->work, next, fault);
  self->work = next;
}

gboolean
rmg_skip_settle (RmgSession *self)
{
  g_autoptr (RmgFault) fault = NULL;
  guint64 first = rmg_abort_get_first (self);

  if (rmg_exchange_get_failure (&self->exchange, NULL))
    return FALSE;
  fault = take_fault (self, first > self->work);
  if (fault != NULL)
    end_failed_item (self, fault);
  else
    self->work = MAX (self->work, first);
  return !rmg_exchange_get_failure (&self->exchange, NULL) &&
      !rmg_cancel_is_requested (self) &&
      !rmg_runtime_is_parked (self->runtime) &&
      !rmg_runtime_is_full (self->runtime);
}

/* Returns: whether anything was pushed */
static gboolean
feed_share (RmgSession *self, RmgInlet *inlet)
{
  g_auto (RmgShare) share = { NULL };

  if (!rmg_backlog_pop (get_backlog (self, inlet), &share))
    return FALSE;
  rmg_slices_push (
      self, inlet, share.caps, g_steal_pointer (&share.buffer), share.ends);
  return TRUE;
}

static gboolean
feed_work (RmgSession *self)
{
  for (guint i = 0; i < self->n_inlets; i++) {
    RmgInlet *inlet = &self->inlets[i];

    if (inlet->item <= self->work && !inlet->ended &&
        rmg_inlet_has_room (inlet, self->options.max_bytes) &&
        feed_share (self, inlet))
      return TRUE;
  }
  return FALSE;
}

gboolean
rmg_skip_feed (RmgSession *self)
{
  gboolean moved = FALSE;

  if (!rmg_skip_is_on (self))
    return FALSE;
  while (rmg_skip_settle (self) && feed_work (self))
    moved = TRUE;
  return moved;
}

void
rmg_skip_feed_rest (RmgSession *self)
{
  for (guint i = 0; rmg_skip_is_on (self) && i < self->n_inlets; i++)
    while (feed_share (self, &self->inlets[i]))
      continue;
}

gboolean
rmg_skip_is_busy (RmgSession *self)
{
  guint64 next = G_MAXUINT64;

  if (!rmg_skip_is_on (self) ||
      rmg_exchange_get_failure (&self->exchange, NULL))
    return FALSE;
  for (guint i = 0; i < self->n_inlets; i++)
    next = MIN (next, self->inlets[i].item + self->backlogs[i].n_ends);
  return next > self->work;
}

gboolean
rmg_skip_goes_on (RmgSession *self)
{
  return rmg_skip_is_on (self) && !self->finished &&
      rmg_exchange_get_n_faults (&self->exchange) == 0;
}

gboolean
rmg_skip_can_pull (const RmgSession *self, const RmgOutput *output)
{
  return !rmg_skip_is_on (self) || self->finished || output->item < self->work;
}

guint64
rmg_skip_drop (RmgSession *self)
{
  guint64 next = 0;

  for (guint i = 0; i < self->n_inlets; i++) {
    RmgInlet *inlet = &self->inlets[i];
    RmgBacklog *backlog = &self->backlogs[i];
    guint n_ends = backlog->n_ends;

    if (!g_queue_is_empty (&backlog->shares))
      inlet->open = rmg_backlog_is_open (backlog);
    rmg_backlog_clear (backlog);
    inlet->item += n_ends;
    next = MAX (next, rmg_inlet_get_next (inlet));
  }
  return next;
}
