/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Items on their way to the driver: those that arrive, and those whose next attempt
 * is due; and attempts that take too long. Nothing here waits. */

#include "elements/base/item-end.h"
#include "gst/elements/host/data.h"

#define GST_CAT_DEFAULT rmg_host_debug

/* The breaker decides without the lock, and may open in between. */
static RmgOutboxWay
choose_way_locked (RmgHost *self, guint *n_failures)
{
  const guint n_opened = self->n_opened;
  RmgNodeTurn turn;

  if (self->pass_until_us > rmg_node_get_time (self->node))
    return RMG_OUTBOX_SKIP_DELAY;
  *n_failures = self->pass_until_us != 0 ? self->pass_failures : 0;
  self->pass_until_us = 0;
  g_mutex_unlock (&self->lock);
  turn = rmg_node_next_turn (self->node);
  g_mutex_lock (&self->lock);
  return turn == RMG_TURN_SKIP || self->n_opened != n_opened
      ? RMG_OUTBOX_SKIP
      : RMG_OUTBOX_OUTPUT;
}

void
rmg_host_park_locked (RmgHost *self, GstBuffer *buffer)
{
  RmgOutboxWay way = RMG_OUTBOX_OUTPUT;
  guint n_failures = 0;

  if (self->has_breaker)
    way = choose_way_locked (self, &n_failures);
  if (way != RMG_OUTBOX_OUTPUT) {
    rmg_outbox_park_settled (&self->outbox, buffer, way);
  } else {
    rmg_outbox_park (&self->outbox, buffer, self->input_caps, n_failures);
    self->n_ready++;
  }
  GST_LOG_OBJECT (self, "%u items and %" G_GSIZE_FORMAT " bytes held",
      self->outbox.n_items, self->outbox.n_bytes);
  rmg_held_set (&self->held, self->outbox.n_bytes);
  g_cond_broadcast (&self->moved);
}

static RmgHostItemKind
get_kind (const RmgHost *self, GstEvent *event)
{
  if (self->registration == NULL ||
      !(self->registration->driver->flags & RMG_HOST_TAKES_ENDS))
    return RMG_HOST_ITEM_DATA;
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    return RMG_HOST_ITEM_EOS;
  return rmg_item_end_parse (event, NULL, NULL) ? RMG_HOST_ITEM_END
                                                : RMG_HOST_ITEM_DATA;
}

void
rmg_host_park_event_locked (RmgHost *self, GstEvent *event)
{
  const RmgHostItemKind kind = get_kind (self, event);

  if (self->given_up) {
    gst_event_unref (event);
    return;
  }
  rmg_outbox_park_event (&self->outbox, event, kind);
  self->n_ready += kind != RMG_HOST_ITEM_DATA;
  g_cond_broadcast (&self->moved);
}

/* A deferred host keeps its session from taking more input. */
void
rmg_host_forget_waiting_locked (RmgHost *self, guint n_waiting)
{
  self->n_waiting -= n_waiting;
  if (self->deferred && n_waiting > 0)
    rmg_node_add_parked (self->node, -(int) n_waiting);
}

void
rmg_host_wake_at_locked (RmgHost *self, gint64 due_us)
{
  self->wake_us = MIN (self->wake_us, due_us);
}

static void
act_on_entry_locked (RmgHost *self, RmgOutboxEntry *entry)
{
  if (entry->state == RMG_OUTBOX_WAITING) {
    GST_DEBUG_OBJECT (
        self, "offer an item again, after %u failures", entry->n_failures);
    rmg_outbox_offer_again (&self->outbox, entry);
    rmg_host_forget_waiting_locked (self, 1);
    self->n_ready++;
  } else {
    g_array_append_val (self->cancelled, entry->sequence);
    rmg_outbox_return (&self->outbox, entry, rmg_host_failure_new_late (self));
  }
}

static gboolean
has_time (const RmgOutboxEntry *entry)
{
  return entry->state == RMG_OUTBOX_WAITING ||
      (entry->state == RMG_OUTBOX_TAKEN && entry->due_us > 0);
}

static void
act_on_time_locked (RmgHost *self)
{
  const gint64 now_us =
      self->wake_us != RMG_HOST_NEVER ? rmg_node_get_time (self->node) : 0;

  if (self->flushing || now_us < self->wake_us)
    return;
  self->wake_us = RMG_HOST_NEVER;
  for (GList *item = self->outbox.entries.head; item != NULL;
       item = item->next) {
    RmgOutboxEntry *entry = item->data;

    if (!has_time (entry))
      continue;
    if (entry->due_us <= now_us)
      act_on_entry_locked (self, entry);
    else
      rmg_host_wake_at_locked (self, entry->due_us);
  }
}

void
rmg_host_tell_cancelled (RmgHost *self)
{
  const RmgHostDriver *driver = self->registration->driver;
  g_autoptr (GArray) cancelled = NULL;

  g_mutex_lock (&self->lock);
  if (self->cancelled->len > 0) {
    cancelled = self->cancelled;
    self->cancelled = g_array_new (FALSE, FALSE, sizeof (guint64));
  }
  g_mutex_unlock (&self->lock);
  for (guint i = 0; cancelled != NULL && i < cancelled->len; i++) {
    const guint64 sequence = g_array_index (cancelled, guint64, i);

    GST_DEBUG_OBJECT (self, "item %" G_GUINT64_FORMAT " cancelled", sequence);
    if (driver->cancelled != NULL)
      driver->cancelled (self, self->instance, sequence);
  }
}

void
rmg_host_work (RmgHost *self)
{
  guint n_ready;

  g_mutex_lock (&self->lock);
  act_on_time_locked (self);
  n_ready = self->n_ready;
  self->n_ready = 0;
  g_mutex_unlock (&self->lock);

  rmg_host_tell_cancelled (self);
  for (guint i = 0; i < n_ready; i++)
    self->registration->driver->item_ready (self, self->instance);

  g_mutex_lock (&self->lock);
  rmg_host_drain_locked (self);
  g_mutex_unlock (&self->lock);
  rmg_host_tell_cancelled (self);
}
