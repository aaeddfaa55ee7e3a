/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/outbox.h"

G_DEFINE_BOXED_TYPE (
    RmgHostItem, rmg_host_item, rmg_host_item_copy, rmg_host_item_free)

RmgHostItem *
rmg_host_item_copy (const RmgHostItem *item)
{
  RmgHostItem *copy = g_new (RmgHostItem, 1);

  *copy = (RmgHostItem){
    .sequence = item->sequence,
    .caps = item->caps != NULL ? gst_caps_ref (item->caps) : NULL,
    .buffer = item->buffer != NULL ? gst_buffer_ref (item->buffer) : NULL,
  };
  return copy;
}

void
rmg_host_item_free (RmgHostItem *item)
{
  rmg_host_item_clear (item);
  g_free (item);
}

void
rmg_host_item_clear (RmgHostItem *item)
{
  gst_clear_caps (&item->caps);
  gst_clear_buffer (&item->buffer);
}

void
rmg_outbox_entry_free (RmgOutboxEntry *entry)
{
  gst_clear_caps (&entry->caps);
  gst_clear_mini_object (&entry->object);
  g_clear_pointer (&entry->outputs, gst_buffer_list_unref);
  g_clear_error (&entry->error);
  g_slice_free (RmgOutboxEntry, entry);
}

void
rmg_outbox_init (RmgOutbox *self)
{
  *self = (RmgOutbox){ 0 };
  g_queue_init (&self->entries);
  self->taken = g_hash_table_new (g_int64_hash, g_int64_equal);
}

void
rmg_outbox_flush (RmgOutbox *self)
{
  g_hash_table_remove_all (self->taken);
  g_queue_clear_full (&self->entries, (GDestroyNotify) rmg_outbox_entry_free);
  self->next_untaken = NULL;
  self->n_items = 0;
  self->n_bytes = 0;
}

void
rmg_outbox_clear (RmgOutbox *self)
{
  rmg_outbox_flush (self);
  g_clear_pointer (&self->taken, g_hash_table_unref);
}

static RmgOutboxEntry *
append (RmgOutbox *self, GstMiniObject *object)
{
  RmgOutboxEntry *entry = g_slice_new0 (RmgOutboxEntry);

  entry->object = object;
  entry->sequence = self->next_sequence++;
  g_queue_push_tail (&self->entries, entry);
  return entry;
}

void
rmg_outbox_park (RmgOutbox *self, GstBuffer *buffer, GstCaps *caps)
{
  RmgOutboxEntry *entry = append (self, GST_MINI_OBJECT_CAST (buffer));

  gst_caps_replace (&entry->caps, caps);
  entry->pts = GST_BUFFER_PTS (buffer);
  entry->duration = GST_BUFFER_DURATION (buffer);
  entry->n_bytes = gst_buffer_get_size (buffer);
  self->n_bytes += entry->n_bytes;
  self->n_items++;
  if (self->next_untaken == NULL)
    self->next_untaken = self->entries.tail;
}

void
rmg_outbox_park_event (RmgOutbox *self, GstEvent *event)
{
  append (self, GST_MINI_OBJECT_CAST (event))->is_complete = TRUE;
}

static gboolean
is_event (const RmgOutboxEntry *entry)
{
  return entry->object != NULL && GST_IS_EVENT (entry->object);
}

gboolean
rmg_outbox_take (RmgOutbox *self, RmgHostItem *item)
{
  RmgOutboxEntry *entry;

  if (self->next_untaken == NULL)
    return FALSE;

  entry = self->next_untaken->data;
  *item = (RmgHostItem){
    .sequence = entry->sequence,
    .caps = entry->caps != NULL ? gst_caps_ref (entry->caps) : NULL,
    .buffer = (GstBuffer *) g_steal_pointer (&entry->object),
  };
  g_hash_table_insert (self->taken, &entry->sequence, entry);

  do
    self->next_untaken = self->next_untaken->next;
  while (self->next_untaken != NULL && is_event (self->next_untaken->data));
  return TRUE;
}

RmgOutboxEntry *
rmg_outbox_complete (RmgOutbox *self, guint64 sequence)
{
  RmgOutboxEntry *entry = g_hash_table_lookup (self->taken, &sequence);

  if (entry == NULL)
    return NULL;
  g_hash_table_remove (self->taken, &sequence);
  entry->is_complete = TRUE;
  return entry;
}

RmgOutboxEntry *
rmg_outbox_pop (RmgOutbox *self)
{
  RmgOutboxEntry *entry = g_queue_peek_head (&self->entries);

  if (entry == NULL || !entry->is_complete)
    return NULL;
  g_queue_pop_head (&self->entries);
  if (!is_event (entry)) {
    self->n_items--;
    self->n_bytes -= entry->n_bytes;
  }
  return entry;
}

static void
stamp (RmgOutboxEntry *entry, GstBufferList *outputs)
{
  guint n_outputs = gst_buffer_list_length (outputs);

  for (guint i = 0; i < n_outputs; i++)
    if (!GST_BUFFER_PTS_IS_VALID (gst_buffer_list_get (outputs, i)))
      GST_BUFFER_PTS (gst_buffer_list_get_writable (outputs, i)) = entry->pts;
  if (n_outputs == 1 &&
      !GST_BUFFER_DURATION_IS_VALID (gst_buffer_list_get (outputs, 0)))
    GST_BUFFER_DURATION (gst_buffer_list_get_writable (outputs, 0)) =
        entry->duration;
}

GstBufferList *
rmg_outbox_entry_steal_outputs (RmgOutboxEntry *entry)
{
  g_autoptr (GstBufferList) outputs = g_steal_pointer (&entry->outputs);

  if (outputs == NULL || gst_buffer_list_length (outputs) == 0)
    return NULL;
  if (GST_CLOCK_TIME_IS_VALID (entry->pts)) {
    outputs = gst_buffer_list_make_writable (outputs);
    stamp (entry, outputs);
  }
  return g_steal_pointer (&outputs);
}
