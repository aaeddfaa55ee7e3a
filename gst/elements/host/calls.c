/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The calls of the program about items. They do not block. */

#include "gst/elements/host/data.h"

#include <rmg/fault.h>

#define GST_CAT_DEFAULT rmg_host_debug

/* The attempt begins when the item is taken. */
static void
start_clock (RmgHost *self, RmgOutboxEntry *entry)
{
  if (self->timeout_ms == 0)
    return;
  entry->due_us = rmg_node_get_time (self->node) +
      self->timeout_ms * G_TIME_SPAN_MILLISECOND;
  rmg_host_wake_at_locked (self, entry->due_us);
  g_cond_broadcast (&self->moved);
}

/* @notify: (nullable): the callback. The lock is held on entry and released on
 * return. */
static void
notify_and_unlock (RmgHost *self, RmgHostNotify notify)
{
  gpointer data = self->notify_data;

  self->n_notifying += notify != NULL;
  g_mutex_unlock (&self->lock);
  if (notify == NULL)
    return;

  notify (self, data);
  g_mutex_lock (&self->lock);
  self->n_notifying--;
  g_cond_broadcast (&self->moved);
  g_mutex_unlock (&self->lock);
}

gboolean
rmg_host_take (RmgHost *host, RmgHostItem *item)
{
  RmgOutboxEntry *entry = NULL;

  g_return_val_if_fail (RMG_IS_HOST (host) && item != NULL, FALSE);

  g_mutex_lock (&host->lock);
  if (!host->flushing)
    entry = rmg_outbox_take (&host->outbox, item, host->node != NULL);
  if (entry != NULL)
    start_clock (host, entry);
  notify_and_unlock (
      host, entry != NULL && entry->due_us > 0 ? host->notify : NULL);
  if (entry != NULL)
    GST_LOG_OBJECT (host, "item %" G_GUINT64_FORMAT " taken", item->sequence);
  return entry != NULL;
}

/* Pushes completed entries, or notifies the thread that does. The lock is held on
 * entry and released on return. */
static void
settle_and_unlock (RmgHost *self)
{
  if (!self->deferred && !self->own_thread)
    rmg_host_drain_locked (self);
  g_cond_broadcast (&self->moved);
  notify_and_unlock (self, self->deferred ? self->notify : NULL);
}

static RmgHostResult
find_reason (const RmgHost *self, guint64 sequence)
{
  return sequence < self->outbox.next_sequence ? RMG_HOST_CANCELLED
                                               : RMG_HOST_UNKNOWN;
}

static gboolean
is_late (RmgHost *self, const RmgOutboxEntry *entry)
{
  return entry->due_us > 0 && rmg_node_get_time (self->node) > entry->due_us;
}

/* Finds the entry of an item that is awaited. An attempt that has taken too long
 * has failed. The lock is held on return if there is an entry. */
static RmgOutboxEntry *
lock_entry (RmgHost *self, guint64 sequence, RmgHostResult *result)
{
  RmgOutboxEntry *entry;

  *result = RMG_HOST_OK;
  g_mutex_lock (&self->lock);
  entry = rmg_outbox_find (&self->outbox, sequence);
  if (entry != NULL && !is_late (self, entry))
    return entry;
  *result = find_reason (self, sequence);
  GST_DEBUG_OBJECT (
      self, "item %" G_GUINT64_FORMAT " is not awaited", sequence);
  if (entry != NULL) {
    rmg_outbox_return (&self->outbox, entry, rmg_host_failure_new_late (self));
    settle_and_unlock (self);
  } else {
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

RmgHostResult
rmg_host_complete (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs)
{
  RmgHostResult result;
  RmgOutboxEntry *entry;

  g_return_val_if_fail (RMG_IS_HOST (host), RMG_HOST_UNKNOWN);

  entry = lock_entry (host, sequence, &result);
  if (entry == NULL) {
    g_clear_pointer (&outputs, gst_buffer_list_unref);
    return result;
  }
  rmg_outbox_add_outputs (entry, caps, outputs);
  rmg_outbox_return (&host->outbox, entry, NULL);
  GST_LOG_OBJECT (host, "item %" G_GUINT64_FORMAT " completed", sequence);
  settle_and_unlock (host);
  return result;
}

RmgHostResult
rmg_host_output (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs)
{
  RmgHostResult result;
  RmgOutboxEntry *entry;

  g_return_val_if_fail (
      RMG_IS_HOST (host) && outputs != NULL, RMG_HOST_UNKNOWN);

  entry = lock_entry (host, sequence, &result);
  if (entry == NULL) {
    gst_buffer_list_unref (outputs);
    return result;
  }
  rmg_outbox_add_outputs (entry, caps, outputs);
  settle_and_unlock (host);
  return result;
}

RmgHostResult
rmg_host_fail (
    RmgHost *host, guint64 sequence, RmgHostRetry retry, const GError *error)
{
  return rmg_host_fail_with_data (host, sequence, retry, error, NULL);
}

RmgHostResult
rmg_host_fail_with_data (RmgHost *host, guint64 sequence, RmgHostRetry retry,
    const GError *error, RmgValue *data)
{
  g_autoptr (RmgFailure) failure = NULL;
  RmgHostResult result;
  RmgOutboxEntry *entry;

  g_return_val_if_fail (RMG_IS_HOST (host) && error != NULL, RMG_HOST_UNKNOWN);

  failure = rmg_host_failure_new (host, error, retry);
  if (data != NULL && failure->details == NULL)
    failure->details = gst_structure_new_empty ("rmg-host");
  if (data != NULL)
    rmg_fault_details_set_user_data (failure->details, data);
  entry = lock_entry (host, sequence, &result);
  if (entry == NULL)
    return result;
  rmg_outbox_return (&host->outbox, entry, g_steal_pointer (&failure));
  GST_DEBUG_OBJECT (
      host, "item %" G_GUINT64_FORMAT " failed: %s", sequence, error->message);
  settle_and_unlock (host);
  return result;
}

void
rmg_host_set_notify (RmgHost *host, RmgHostNotify notify, gpointer user_data,
    GDestroyNotify destroy)
{
  GDestroyNotify former_destroy;
  gpointer former_data;

  g_mutex_lock (&host->lock);
  former_destroy = host->notify_destroy;
  former_data = host->notify_data;
  host->notify = notify;
  host->notify_data = user_data;
  host->notify_destroy = destroy;
  while (host->n_notifying > 0)
    g_cond_wait (&host->moved, &host->lock);
  g_mutex_unlock (&host->lock);

  if (former_destroy != NULL)
    former_destroy (former_data);
}

void
rmg_host_flush_completed (RmgHost *host)
{
  if (host->registration != NULL)
    rmg_host_work (host);
}

gint64
rmg_host_get_due (RmgHost *self)
{
  gint64 wake_us;

  g_mutex_lock (&self->lock);
  wake_us = self->wake_us != RMG_HOST_NEVER ? self->wake_us : -1;
  g_mutex_unlock (&self->lock);
  return wake_us;
}

gboolean
rmg_host_is_full (RmgHost *host)
{
  gboolean full;

  g_mutex_lock (&host->lock);
  full = rmg_host_is_full_locked (host);
  g_mutex_unlock (&host->lock);
  return full;
}
