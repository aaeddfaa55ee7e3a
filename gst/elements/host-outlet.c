/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The outlet of a host: completed entries leave in order. One thread pushes at
 * a time; the threads that complete further items leave them to it. */

#include "gst/elements/host-data.h"

#define GST_CAT_DEFAULT rmg_host_debug

gboolean
rmg_host_is_full_locked (RmgHost *self)
{
  return self->outbox.n_items >= self->max_items ||
      self->outbox.n_bytes >= self->max_bytes;
}

static void
post_failure (RmgHost *self, const RmgOutboxEntry *entry)
{
  const GError *error = entry->error;

  GST_ELEMENT_ERROR_WITH_DETAILS (self, STREAM, FAILED, ("%s", error->message),
      ("item %" G_GUINT64_FORMAT ", %s, code %d", entry->sequence,
          g_quark_to_string (error->domain), error->code),
      ("rmg-retryable", G_TYPE_BOOLEAN, entry->retryable, "domain",
          G_TYPE_STRING, g_quark_to_string (error->domain), "code", G_TYPE_INT,
          error->code, NULL));
}

/* Pushes the results of @entry. The lock is held on entry and on return, and
 * released in between. */
static GstFlowReturn
push_outputs (RmgHost *self, RmgOutboxEntry *entry)
{
  GstBufferList *outputs = rmg_outbox_entry_steal_outputs (entry);
  RmgHostHeaderEvents header = { NULL, NULL };
  GstFlowReturn flow = GST_FLOW_OK;

  if (outputs != NULL)
    header = rmg_host_header_take (&self->header, entry->caps);
  if (header.caps != NULL)
    GST_INFO_OBJECT (self, "output caps %" GST_PTR_FORMAT, entry->caps);

  g_mutex_unlock (&self->lock);
  rmg_host_header_push (header, self->src);
  if (entry->error != NULL)
    post_failure (self, entry);
  if (outputs != NULL)
    flow = gst_pad_push_list (self->src, outputs);
  g_mutex_lock (&self->lock);
  return flow;
}

static void
push_event (RmgHost *self, GstEvent *event)
{
  RmgHostHeaderEvents header;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT) {
    rmg_host_header_set_segment (&self->header, event);
    return;
  }
  /* A GAP before the first output caps has no meaning downstream. */
  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP && self->header.caps == NULL) {
    gst_event_unref (event);
    return;
  }

  header = rmg_host_header_take (&self->header, NULL);
  g_mutex_unlock (&self->lock);
  rmg_host_header_push (header, self->src);
  gst_pad_push_event (self->src, event);
  g_mutex_lock (&self->lock);
}

static void
push_entry (RmgHost *self, RmgOutboxEntry *entry)
{
  guint epoch = self->epoch;
  GstFlowReturn flow = GST_FLOW_OK;

  if (entry->object != NULL)
    push_event (self, (GstEvent *) g_steal_pointer (&entry->object));
  else if (self->flow == GST_FLOW_OK)
    flow = push_outputs (self, entry);

  if (epoch == self->epoch && flow != GST_FLOW_OK) {
    GST_DEBUG_OBJECT (self, "downstream returned %s", gst_flow_get_name (flow));
    self->flow = flow;
  }
}

void
rmg_host_drain_locked (RmgHost *self)
{
  RmgOutboxEntry *entry;

  if (self->draining)
    return;

  self->draining = TRUE;
  while ((entry = rmg_outbox_pop (&self->outbox)) != NULL) {
    push_entry (self, entry);
    rmg_outbox_entry_free (entry);
    g_cond_broadcast (&self->moved);
  }
  rmg_held_set (&self->held, self->outbox.n_bytes);
  self->draining = FALSE;
}

gboolean
rmg_host_take (RmgHost *host, RmgHostItem *item)
{
  gboolean taken;

  g_mutex_lock (&host->lock);
  taken = rmg_outbox_take (&host->outbox, item);
  g_mutex_unlock (&host->lock);
  if (taken)
    GST_LOG_OBJECT (host, "item %" G_GUINT64_FORMAT " taken", item->sequence);
  return taken;
}

/* Pushes completed entries, or notifies the owner of a deferred element. The
 * lock is held on entry and released on return. */
static void
settle_and_unlock (RmgHost *self)
{
  RmgHostNotify notify = self->deferred ? self->notify : NULL;
  gpointer data = self->notify_data;

  if (!self->deferred)
    rmg_host_drain_locked (self);
  g_mutex_unlock (&self->lock);

  if (notify != NULL)
    notify (self, data);
}

void
rmg_host_complete (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs)
{
  RmgOutboxEntry *entry;

  g_mutex_lock (&host->lock);
  entry = rmg_outbox_complete (&host->outbox, sequence);
  if (entry != NULL) {
    entry->outputs = g_steal_pointer (&outputs);
    if (caps != NULL)
      gst_caps_replace (&entry->caps, caps);
  }
  GST_LOG_OBJECT (host, "item %" G_GUINT64_FORMAT " completed%s", sequence,
      entry == NULL ? ", but it is not awaited" : "");
  settle_and_unlock (host);

  g_clear_pointer (&outputs, gst_buffer_list_unref);
}

void
rmg_host_fail (
    RmgHost *host, guint64 sequence, gboolean retryable, const GError *error)
{
  RmgOutboxEntry *entry;

  g_mutex_lock (&host->lock);
  entry = rmg_outbox_complete (&host->outbox, sequence);
  if (entry != NULL) {
    entry->error = g_error_copy (error);
    entry->retryable = retryable;
  }
  GST_DEBUG_OBJECT (host, "item %" G_GUINT64_FORMAT " failed, %s", sequence,
      retryable ? "retryable" : "not retryable");
  settle_and_unlock (host);
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
  g_mutex_unlock (&host->lock);

  if (former_destroy != NULL)
    former_destroy (former_data);
}

void
rmg_host_flush_completed (RmgHost *host)
{
  g_mutex_lock (&host->lock);
  rmg_host_drain_locked (host);
  g_mutex_unlock (&host->lock);
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
