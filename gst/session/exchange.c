/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/exchange.h"

#include <rmg/error.h>

void
rmg_exchange_init (RmgExchange *self)
{
  *self = (RmgExchange){ .waits = FALSE };
  rmg_wakeup_init (&self->wakeup);
  g_mutex_init (&self->lock);
  g_cond_init (&self->space);
  g_queue_init (&self->messages);
  self->faults =
      g_ptr_array_new_with_free_func ((GDestroyNotify) rmg_fault_unref);
}

void
rmg_exchange_clear (RmgExchange *self)
{
  g_queue_clear_full (&self->messages, (GDestroyNotify) gst_message_unref);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_clear_pointer (&self->item_fault, rmg_fault_unref);
  rmg_wakeup_clear (&self->wakeup);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->space);
}

void
rmg_exchange_share (RmgExchange *self)
{
  g_atomic_int_set (&self->is_shared, TRUE);
}

void
rmg_exchange_fail (RmgExchange *self, RmgFault *fault)
{
  g_mutex_lock (&self->lock);
  if (self->skips) {
    if (self->item_fault == NULL)
      self->item_fault = rmg_fault_ref (fault);
  } else {
    g_ptr_array_add (self->faults, rmg_fault_ref (fault));
    g_atomic_int_inc (&self->n_faults);
  }
  g_mutex_unlock (&self->lock);
  rmg_wakeup_wake (&self->wakeup);
}

void
rmg_exchange_set_skips (RmgExchange *self, gboolean skips)
{
  g_mutex_lock (&self->lock);
  self->skips = skips;
  g_mutex_unlock (&self->lock);
}

RmgFault *
rmg_exchange_take_item_fault (RmgExchange *self)
{
  RmgFault *fault;

  g_mutex_lock (&self->lock);
  fault = g_steal_pointer (&self->item_fault);
  g_mutex_unlock (&self->lock);
  return fault;
}

guint
rmg_exchange_get_n_faults (RmgExchange *self)
{
  return (guint) g_atomic_int_get (&self->n_faults);
}

gboolean
rmg_exchange_has_fault (RmgExchange *self, const char *node_id)
{
  gboolean found = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->faults->len && !found; i++)
    found = g_strcmp0 (((const RmgFault *) self->faults->pdata[i])->node_id,
                node_id) == 0;
  g_mutex_unlock (&self->lock);
  return found;
}

RmgFault *
rmg_exchange_get_fault (RmgExchange *self, guint index)
{
  RmgFault *fault = NULL;

  if (index >= rmg_exchange_get_n_faults (self))
    return NULL;
  g_mutex_lock (&self->lock);
  if (index < self->faults->len)
    fault = rmg_fault_ref (self->faults->pdata[index]);
  g_mutex_unlock (&self->lock);
  return fault;
}

gboolean
rmg_exchange_get_failure (RmgExchange *self, GError **error)
{
  g_autoptr (RmgFault) fault = rmg_exchange_get_fault (self, 0);

  if (fault != NULL)
    g_set_error_literal (
        error, RMG_ERROR, RMG_ERROR_NODE_FAILED, fault->error->message);
  return fault != NULL;
}

void
rmg_exchange_push_message (RmgExchange *self, GstMessage *message)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->messages, gst_message_ref (message));
  g_atomic_int_inc (&self->n_messages);
  g_mutex_unlock (&self->lock);
  rmg_wakeup_wake (&self->wakeup);
}

GstMessage *
rmg_exchange_pop_message (RmgExchange *self)
{
  GstMessage *message;

  if (!rmg_exchange_has_messages (self))
    return NULL;
  g_mutex_lock (&self->lock);
  message = g_queue_pop_head (&self->messages);
  if (message != NULL)
    g_atomic_int_add (&self->n_messages, -1);
  g_mutex_unlock (&self->lock);
  return message;
}

void
rmg_exchange_end_sink (RmgExchange *self)
{
  g_mutex_lock (&self->lock);
  if (self->n_running_sinks > 0)
    g_atomic_int_add (&self->n_running_sinks, -1);
  g_mutex_unlock (&self->lock);
  rmg_wakeup_wake (&self->wakeup);
}

void
rmg_exchange_release (RmgExchange *self, gboolean closing)
{
  g_mutex_lock (&self->lock);
  self->closing = self->closing || closing;
  g_cond_broadcast (&self->space);
  g_mutex_unlock (&self->lock);
}

void
rmg_exchange_reopen (RmgExchange *self)
{
  g_mutex_lock (&self->lock);
  self->closing = FALSE;
  g_mutex_unlock (&self->lock);
}

gboolean
rmg_exchange_is_interrupted (RmgExchange *self)
{
  return g_atomic_int_get (&self->interrupted) != 0;
}
