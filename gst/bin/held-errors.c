/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/held-errors.h"

#include "gst/bin/log.h"

#define CHECK_MS 10
#define MAX_POST_MS 100

static gboolean
has_pending_state (GstElement *element)
{
  gboolean is_pending;

  GST_OBJECT_LOCK (element);
  is_pending = GST_STATE_RETURN (element) != GST_STATE_CHANGE_FAILURE &&
      GST_STATE_PENDING (element) != GST_STATE_VOID_PENDING;
  GST_OBJECT_UNLOCK (element);
  return is_pending;
}

/* An outer bin of the same type handles the error of a nested bin itself. */
static gboolean
is_nested (GstElement *bin)
{
  g_autoptr (GstObject) parent = gst_object_get_parent (GST_OBJECT (bin));

  while (parent != NULL && G_OBJECT_TYPE (parent) != G_OBJECT_TYPE (bin)) {
    g_autoptr (GstObject) child = g_steal_pointer (&parent);

    parent = gst_object_get_parent (child);
  }
  return parent != NULL;
}

/* Returns: (transfer full): the bin whose change ends last */
static GstElement *
get_topmost (GstElement *bin)
{
  g_autoptr (GstElement) top = gst_object_ref (bin);
  GstObject *parent;

  while ((parent = gst_object_get_parent (GST_OBJECT (top))) != NULL) {
    gst_object_unref (top);
    top = GST_ELEMENT (parent);
  }
  return g_steal_pointer (&top);
}

static gboolean
is_changing (GstElement *bin)
{
  g_autoptr (GstElement) top = get_topmost (bin);

  return has_pending_state (top);
}

void
rmg_held_errors_init (RmgHeldErrors *self, GstElement *bin)
{
  *self = (RmgHeldErrors){ bin };
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->messages);
}

/* The worker may be posting. The limit is for an application that stops its
 * pipeline while it handles the error, and so waits for the caller. */
static void
wait_until_posted (RmgHeldErrors *self)
{
  gint64 end_us =
      g_get_monotonic_time () + MAX_POST_MS * G_TIME_SPAN_MILLISECOND;

  g_mutex_lock (&self->lock);
  while (self->n_posting > 0 &&
      g_cond_wait_until (&self->changed, &self->lock, end_us))
    continue;
  g_mutex_unlock (&self->lock);
}

/* Called before the end of the stream reaches the queue of the bus, so the
 * application receives the errors first. */
static void
on_eos (GstBus *bus, GstMessage *message, gpointer data)
{
  rmg_held_errors_flush (data);
  wait_until_posted (data);
}

static void
release_bin (gpointer data, GClosure *closure)
{
  gst_object_unref (((RmgHeldErrors *) data)->bin);
}

/* Called with the lock. Emission of messages is counted by the bus. */
static void
listen (RmgHeldErrors *self)
{
  g_autoptr (GstElement) top = NULL;

  if (self->bus != NULL)
    return;
  top = get_topmost (self->bin);
  self->bus = gst_element_get_bus (top);
  if (self->bus == NULL)
    return;
  gst_object_ref (self->bin);
  gst_bus_enable_sync_message_emission (self->bus);
  self->listener = g_signal_connect_data (self->bus, "sync-message::eos",
      G_CALLBACK (on_eos), self, release_bin, 0);
}

static void
stop_listening (GstBus *bus, gulong listener)
{
  if (bus == NULL)
    return;
  g_signal_handler_disconnect (bus, listener);
  gst_bus_disable_sync_message_emission (bus);
  gst_object_unref (bus);
}

void
rmg_held_errors_clear (RmgHeldErrors *self)
{
  g_clear_pointer (&self->worker, g_thread_unref);
  g_queue_clear_full (&self->messages, (GDestroyNotify) gst_message_unref);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

void
rmg_held_errors_flush (RmgHeldErrors *self)
{
  GQueue messages;
  GstMessage *message;
  GstBus *bus;
  gulong listener;

  g_mutex_lock (&self->lock);
  messages = self->messages;
  g_queue_init (&self->messages);
  bus = g_steal_pointer (&self->bus);
  listener = self->listener;
  self->n_posting++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);

  while ((message = g_queue_pop_head (&messages)) != NULL)
    gst_element_post_message (self->bin, message);
  g_mutex_lock (&self->lock);
  self->n_posting--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  stop_listening (bus, listener);
}

/* Called with the lock. */
static gboolean
stays_held (RmgHeldErrors *self)
{
  return self->open && g_get_monotonic_time () < self->due_us &&
      is_changing (self->bin);
}

static void
wait_and_post (RmgHeldErrors *self)
{
  g_mutex_lock (&self->lock);
  while (!g_queue_is_empty (&self->messages)) {
    if (stays_held (self)) {
      g_cond_wait_until (&self->changed, &self->lock,
          g_get_monotonic_time () + CHECK_MS * G_TIME_SPAN_MILLISECOND);
      continue;
    }
    g_mutex_unlock (&self->lock);
    rmg_held_errors_flush (self);
    g_mutex_lock (&self->lock);
  }
  self->waits = FALSE;
  g_mutex_unlock (&self->lock);
}

static gpointer
run_worker (gpointer data)
{
  RmgHeldErrors *self = data;
  g_autoptr (GstElement) bin = self->bin;

  wait_and_post (self);
  return NULL;
}

/* Called with the lock, which a worker that no longer waits does not lock. */
static void
start_worker (RmgHeldErrors *self)
{
  if (self->waits)
    return;
  if (self->worker != NULL)
    g_thread_join (self->worker);
  self->waits = TRUE;
  self->due_us = g_get_monotonic_time () +
      RMG_HELD_ERRORS_MAX_MS * G_TIME_SPAN_MILLISECOND;
  gst_object_ref (self->bin);
  self->worker = g_thread_new ("rmg-errors", run_worker, self);
}

/* Called with the lock. */
static gboolean
hold (RmgHeldErrors *self)
{
  if (!self->open || is_nested (self->bin))
    return FALSE;
  listen (self); /* before the state is read: the stream may end between */
  if (!is_changing (self->bin))
    return FALSE;
  start_worker (self);
  return TRUE;
}

void
rmg_held_errors_post (
    RmgHeldErrors *self, GstMessage *message, gboolean may_wait)
{
  gboolean holds;

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->messages, message);
  holds = may_wait && hold (self);
  g_mutex_unlock (&self->lock);

  if (holds)
    GST_DEBUG_OBJECT (self->bin, "hold an error until the state has changed");
  else
    rmg_held_errors_flush (self);
}

void
rmg_held_errors_open (RmgHeldErrors *self)
{
  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_mutex_unlock (&self->lock);
}

/* The application may stop its pipeline on the worker, in a sync handler. */
void
rmg_held_errors_close (RmgHeldErrors *self)
{
  GThread *worker = NULL;

  g_mutex_lock (&self->lock);
  self->open = FALSE;
  g_cond_broadcast (&self->changed);
  if (self->worker != g_thread_self ())
    worker = g_steal_pointer (&self->worker);
  g_mutex_unlock (&self->lock);

  if (worker != NULL)
    g_thread_join (worker);
  rmg_held_errors_flush (self);
}
