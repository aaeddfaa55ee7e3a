/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/abort.h"

#include "gst/faults/fault.h"
#include "gst/session/close.h"
#include "gst/session/log.h"
#include "gst/session/stall.h"

gboolean
rmg_abort_is_possible (const RmgPlan *plan)
{
  if (plan->framing != RMG_FRAMING_ITEMS || plan->inputs->len == 0 ||
      plan->outputs->len == 0)
    return FALSE;
  for (guint i = 0; i < plan->nodes->len; i++)
    if (g_array_index (plan->nodes, RmgPlanNode, i).flags &
        (RMG_NODE_SOURCE | RMG_NODE_SINK))
      return FALSE;
  return TRUE;
}

guint64
rmg_abort_get_first (RmgSession *self)
{
  guint64 first = G_MAXUINT64;
  gboolean is_locked = rmg_exchange_lock (&self->exchange);

  for (guint i = 0; i < self->n_outlets; i++)
    first = MIN (first, self->outlets[i].item);
  rmg_exchange_unlock (&self->exchange, is_locked);
  return first;
}

guint64
rmg_abort_get_next (RmgSession *self)
{
  guint64 next = 0;

  for (guint i = 0; i < self->n_inlets; i++)
    next = MAX (next, rmg_inlet_get_next (&self->inlets[i]));
  return next;
}

RmgFault *
rmg_abort_fault_new (RmgError code, const char *message, guint64 item)
{
  g_autoptr (GError) error = g_error_new_literal (RMG_ERROR, code, message);
  RmgFault fields = {
    .node_id = "",
    .node_type = "",
    .item = item,
    .time_us = g_get_real_time (),
    .kind = RMG_FAULT_ITEM,
    .error = error,
    .message = message,
    .flow = GST_FLOW_OK,
  };

  return rmg_fault_new (&fields, NULL);
}

/* The session has failed: no more data goes in or comes out. */
static void
end_ports (RmgSession *self)
{
  gboolean is_locked = rmg_exchange_lock (&self->exchange);

  for (guint i = 0; i < self->n_inlets; i++)
    self->inlets[i].ended = TRUE;
  for (guint i = 0; i < self->n_outlets; i++)
    self->outlets[i].ended = TRUE;
  rmg_exchange_unlock (&self->exchange, is_locked);
}

/* The session stays as it is, so that closing it reports the same. */
static void
fail_to_stop (RmgSession *self)
{
  g_autofree char *blocking = rmg_stall_describe_blocking (self);
  g_autoptr (RmgFault) fault =
      rmg_abort_fault_new (RMG_ERROR_ABANDONED, blocking, RMG_FAULT_NO_ITEM);

  GST_WARNING_OBJECT (self, "the pipeline does not stop: %s", blocking);
  rmg_exchange_set_skips (&self->exchange, FALSE);
  rmg_exchange_fail (&self->exchange, fault);
  end_ports (self);
}

static gboolean
stop (RmgSession *self, guint64 next)
{
  g_autoptr (RmgFault) echo = NULL;
  gboolean stopped;

  rmg_exchange_release (&self->exchange, TRUE);
  stopped = rmg_session_set_null (self);
  rmg_exchange_reopen (&self->exchange);
  if (!stopped) {
    fail_to_stop (self);
    return FALSE;
  }
  rmg_runtime_reset (self->runtime, next);
  echo = rmg_exchange_take_item_fault (&self->exchange);
  return TRUE;
}

/* A reader that has pulled shares of the first item receives the fault at the next one. */
static void
add_faults (RmgSession *self, guint64 first, guint64 next, RmgFault *fault)
{
  for (guint64 item = first; item < next; item++) {
    guint outlet = item == self->pulled ? self->current : 0;
    g_autoptr (RmgFault) own = fault != NULL
        ? rmg_fault_ref (fault)
        : rmg_abort_fault_new (RMG_ERROR_CANCELLED,
              "the item was cancelled before its end", item);

    rmg_outlet_add_fault (&self->outlets[outlet], item, own);
  }
}

/* Faults of the start are faults of the session. */
static void
start (RmgSession *self)
{
  g_autoptr (RmgFault) fault = NULL;
  const gboolean skips = self->exchange.skips;

  rmg_exchange_set_skips (&self->exchange, FALSE);
  if (gst_element_set_state (self->top, GST_STATE_PLAYING) ==
          GST_STATE_CHANGE_FAILURE &&
      !rmg_exchange_get_failure (&self->exchange, NULL)) {
    fault = rmg_abort_fault_new (RMG_ERROR_FAILED,
        "the pipeline refused to start again", RMG_FAULT_NO_ITEM);
    rmg_exchange_fail (&self->exchange, fault);
  }
  rmg_exchange_set_skips (&self->exchange, skips);
  if (rmg_exchange_get_failure (&self->exchange, NULL))
    end_ports (self);
  for (guint i = 0; self->finished && i < self->n_inlets; i++)
    rmg_inlet_finish (&self->inlets[i]);
}

void
rmg_abort_items (RmgSession *self, guint64 first, guint64 next, RmgFault *fault)
{
  GST_INFO_OBJECT (self,
      "end items %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
      " and start all nodes again: %s",
      first, next - 1, fault != NULL ? fault->error->message : "cancelled");
  if (!stop (self, next))
    return;
  for (guint i = 0; i < self->n_outlets; i++)
    rmg_outlet_abort (&self->outlets[i], first, next);
  for (guint i = 0; i < self->n_inlets; i++)
    rmg_inlet_abort (&self->inlets[i], next);
  add_faults (self, first, next, fault);
  start (self);
  rmg_wakeup_wake (&self->exchange.wakeup);
}
