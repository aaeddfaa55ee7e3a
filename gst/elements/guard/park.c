/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/park.h"

static gint64
measure (gpointer object)
{
  return GST_IS_BUFFER (object) ? (gint64) gst_buffer_get_size (object) : 0;
}

static gint64
measure_all (const GQueue *objects)
{
  gint64 n_bytes = 0;

  for (const GList *item = objects->head; item != NULL; item = item->next)
    n_bytes += measure (item->data);
  return n_bytes;
}

void
rmg_guard_park_init (RmgGuardPark *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->objects);
}

void
rmg_guard_park_clear (RmgGuardPark *self)
{
  g_queue_clear_full (&self->objects, (GDestroyNotify) gst_mini_object_unref);
  g_mutex_clear (&self->lock);
}

void
rmg_guard_park_put (RmgGuardPark *self, gpointer object,
    const RmgRetryDecision *decision, guint n_failures, gint64 now_us)
{
  g_mutex_lock (&self->lock);
  rmg_held_add (&self->account, measure (object));
  g_queue_push_head (&self->objects, object);
  self->due_us = now_us + decision->delay_ms * G_TIME_SPAN_MILLISECOND;
  self->action = decision->action;
  self->n_failures = n_failures;
  g_mutex_unlock (&self->lock);
}

gboolean
rmg_guard_park_append (RmgGuardPark *self, GstMiniObject *object)
{
  gboolean is_parked;

  g_mutex_lock (&self->lock);
  is_parked = !g_queue_is_empty (&self->objects);
  if (is_parked) {
    rmg_held_add (&self->account, measure (object));
    g_queue_push_tail (&self->objects, object);
  }
  g_mutex_unlock (&self->lock);
  return is_parked;
}

gpointer
rmg_guard_park_take (RmgGuardPark *self, GQueue *rest)
{
  gpointer object;

  g_mutex_lock (&self->lock);
  rmg_held_add (&self->account, -measure_all (&self->objects));
  object = g_queue_pop_head (&self->objects);
  *rest = self->objects;
  g_queue_init (&self->objects);
  g_mutex_unlock (&self->lock);
  return object;
}

gint64
rmg_guard_park_get_due (RmgGuardPark *self)
{
  gint64 due_us;

  g_mutex_lock (&self->lock);
  due_us = g_queue_is_empty (&self->objects) ? -1 : self->due_us;
  g_mutex_unlock (&self->lock);
  return due_us;
}
