/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/wakeup.h"

void
rmg_wakeup_init (RmgWakeup *self)
{
  *self = (RmgWakeup){ .sources = NULL };
  g_mutex_init (&self->lock);
}

void
rmg_wakeup_clear (RmgWakeup *self)
{
  rmg_wakeup_drop (self);
  g_clear_pointer (&self->readiness, rmg_readiness_free);
  g_mutex_clear (&self->lock);
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback != NULL ? callback (data) : G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = source_dispatch,
};

/* The wakeup holds its sources, so that no thread wakes a source that is
 * being freed; unused ones are freed when the next one is created. */
static GSList *
take_destroyed (GSList **sources)
{
  GSList *destroyed = NULL;
  GSList *item = *sources;

  while (item != NULL) {
    GSList *next = item->next;

    if (g_source_is_destroyed (item->data)) {
      *sources = g_slist_remove_link (*sources, item);
      destroyed = g_slist_concat (item, destroyed);
    }
    item = next;
  }
  return destroyed;
}

GSource *
rmg_wakeup_create_source (RmgWakeup *self)
{
  GSource *source = g_source_new (&source_funcs, sizeof (GSource));
  GSList *destroyed;

  g_source_set_static_name (source, "RmgSession");
  g_mutex_lock (&self->lock);
  destroyed = take_destroyed (&self->sources);
  self->sources = g_slist_prepend (self->sources, g_source_ref (source));
  g_atomic_int_set (&self->is_used, TRUE);
  g_mutex_unlock (&self->lock);
  g_slist_free_full (destroyed, (GDestroyNotify) g_source_unref);
  g_source_set_ready_time (source, 0);
  return source;
}

/* A thread that wakes the source locks the context, to which it has no
 * reference, and holds the lock of the wakeup meanwhile. */
void
rmg_wakeup_remove (RmgWakeup *self, GSource *source)
{
  GSList *item;

  g_mutex_lock (&self->lock);
  item = g_slist_find (self->sources, source);
  self->sources = g_slist_remove_link (self->sources, item);
  g_source_destroy (source);
  g_mutex_unlock (&self->lock);
  g_slist_free_full (item, (GDestroyNotify) g_source_unref);
}

int
rmg_wakeup_get_fd (RmgWakeup *self, GError **error)
{
  int fd = -1;

  g_mutex_lock (&self->lock);
  if (self->readiness == NULL)
    self->readiness = rmg_readiness_new (error);
  if (self->readiness != NULL)
    fd = rmg_readiness_get_fd (self->readiness);
  g_mutex_unlock (&self->lock);
  g_atomic_int_set (&self->is_used, TRUE);
  return fd;
}

gboolean
rmg_wakeup_reset_fd (RmgWakeup *self)
{
  return self->readiness != NULL && rmg_readiness_reset (self->readiness);
}

/* A new source or descriptor is ready at once, so it misses nothing that was there
 * before @is_used was set. */
void
rmg_wakeup_wake (RmgWakeup *self)
{
  if (!g_atomic_int_get (&self->is_used))
    return;
  g_mutex_lock (&self->lock);
  for (GSList *item = self->sources; item != NULL; item = item->next)
    g_source_set_ready_time (item->data, 0);
  if (self->readiness != NULL)
    rmg_readiness_signal (self->readiness);
  g_mutex_unlock (&self->lock);
}

/* An earlier ready time stays. */
void
rmg_wakeup_wake_at (RmgWakeup *self, gint64 due_us)
{
  g_mutex_lock (&self->lock);
  for (GSList *item = self->sources; item != NULL; item = item->next) {
    gint64 ready_us = g_source_get_ready_time (item->data);

    if (ready_us < 0 || ready_us > due_us)
      g_source_set_ready_time (item->data, due_us);
  }
  if (self->readiness != NULL)
    rmg_readiness_signal_at (self->readiness, due_us, g_get_monotonic_time ());
  g_mutex_unlock (&self->lock);
}

void
rmg_wakeup_drop (RmgWakeup *self)
{
  GSList *sources;

  g_mutex_lock (&self->lock);
  sources = g_steal_pointer (&self->sources);
  if (self->readiness != NULL)
    rmg_readiness_signal (self->readiness);
  g_mutex_unlock (&self->lock);
  g_slist_foreach (sources, (GFunc) (GCallback) g_source_destroy, NULL);
  g_slist_free_full (sources, (GDestroyNotify) g_source_unref);
}
