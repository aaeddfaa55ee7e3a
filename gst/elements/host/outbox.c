/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/outbox.h"

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
    .kind = item->kind,
    .n_failures = item->n_failures,
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

static void
drop_outputs (RmgOutboxEntry *entry)
{
  g_queue_clear_full (&entry->outputs, (GDestroyNotify) gst_mini_object_unref);
  entry->n_parts = 0;
}

void
rmg_outbox_entry_free (RmgOutboxEntry *entry)
{
  gst_clear_caps (&entry->caps);
  gst_clear_buffer (&entry->input);
  gst_clear_event (&entry->event);
  drop_outputs (entry);
  g_clear_pointer (&entry->failure, rmg_failure_free);
  g_slice_free (RmgOutboxEntry, entry);
}

void
rmg_outbox_init (RmgOutbox *self)
{
  *self = (RmgOutbox){ 0 };
  self->taken = g_hash_table_new (g_int64_hash, g_int64_equal);
}

void
rmg_outbox_flush (RmgOutbox *self)
{
  g_hash_table_remove_all (self->taken);
  g_queue_clear (&self->parked);
  g_queue_clear (&self->again);
  g_queue_clear (&self->returned);
  g_queue_clear_full (&self->entries, (GDestroyNotify) rmg_outbox_entry_free);
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
append (RmgOutbox *self, RmgHostItemKind kind)
{
  RmgOutboxEntry *entry = g_slice_new0 (RmgOutboxEntry);

  entry->kind = kind;
  entry->pts = entry->duration = GST_CLOCK_TIME_NONE;
  entry->sequence = self->next_sequence++;
  g_queue_push_tail (&self->entries, entry);
  return entry;
}

static RmgOutboxEntry *
append_data (RmgOutbox *self, GstBuffer *buffer)
{
  RmgOutboxEntry *entry = append (self, RMG_HOST_ITEM_DATA);

  entry->input = buffer;
  entry->pts = GST_BUFFER_PTS (buffer);
  entry->duration = GST_BUFFER_DURATION (buffer);
  entry->n_bytes = gst_buffer_get_size (buffer);
  self->n_bytes += entry->n_bytes;
  self->n_items++;
  return entry;
}

void
rmg_outbox_park (
    RmgOutbox *self, GstBuffer *buffer, GstCaps *caps, guint n_failures)
{
  RmgOutboxEntry *entry = append_data (self, buffer);

  gst_caps_replace (&entry->caps, caps);
  entry->n_failures = n_failures;
  g_queue_push_tail (&self->parked, entry);
}

void
rmg_outbox_park_settled (RmgOutbox *self, GstBuffer *buffer, RmgOutboxWay way)
{
  rmg_outbox_settle (append_data (self, buffer), way);
}

void
rmg_outbox_park_event (RmgOutbox *self, GstEvent *event, RmgHostItemKind kind)
{
  RmgOutboxEntry *entry = append (self, kind);

  entry->event = event;
  if (kind == RMG_HOST_ITEM_DATA)
    rmg_outbox_settle (entry, RMG_OUTBOX_OUTPUT);
  else
    g_queue_push_tail (&self->parked, entry);
}

static GstBuffer *
get_data (RmgOutboxEntry *entry, gboolean keeps_input)
{
  if (keeps_input && entry->input != NULL)
    return gst_buffer_ref (entry->input);
  return g_steal_pointer (&entry->input);
}

/* Items that are offered again are older than the others. */
RmgOutboxEntry *
rmg_outbox_take (RmgOutbox *self, RmgHostItem *item, gboolean keeps_input)
{
  RmgOutboxEntry *entry = g_queue_pop_head (&self->again);

  if (entry == NULL)
    entry = g_queue_pop_head (&self->parked);
  if (entry == NULL)
    return NULL;

  *item = (RmgHostItem){
    .sequence = entry->sequence,
    .caps = entry->caps != NULL ? gst_caps_ref (entry->caps) : NULL,
    .buffer = get_data (entry, keeps_input),
    .kind = entry->kind,
    .n_failures = entry->n_failures,
  };
  entry->state = RMG_OUTBOX_TAKEN;
  entry->due_us = 0;
  g_hash_table_insert (self->taken, &entry->sequence, entry);
  return entry;
}

RmgOutboxEntry *
rmg_outbox_find (RmgOutbox *self, guint64 sequence)
{
  return g_hash_table_lookup (self->taken, &sequence);
}

static GstBufferList *
stamp (const RmgOutboxEntry *entry, GstBufferList *outputs)
{
  const guint n_outputs = gst_buffer_list_length (outputs);

  outputs = gst_buffer_list_make_writable (outputs);
  for (guint i = 0; i < n_outputs; i++)
    if (!GST_BUFFER_PTS_IS_VALID (gst_buffer_list_get (outputs, i)))
      GST_BUFFER_PTS (gst_buffer_list_get_writable (outputs, i)) = entry->pts;
  return outputs;
}

void
rmg_outbox_add_outputs (
    RmgOutboxEntry *entry, GstCaps *caps, GstBufferList *outputs)
{
  if (outputs == NULL || gst_buffer_list_length (outputs) == 0) {
    g_clear_pointer (&outputs, gst_buffer_list_unref);
    return;
  }
  if (GST_CLOCK_TIME_IS_VALID (entry->pts))
    outputs = stamp (entry, outputs);
  if (caps != NULL)
    g_queue_push_tail (&entry->outputs, gst_caps_ref (caps));
  g_queue_push_tail (&entry->outputs, outputs);
  entry->n_parts++;
}

/* The only output of an item lasts as long as its input. */
static void
set_duration (RmgOutboxEntry *entry)
{
  GstBufferList *outputs = g_queue_peek_tail (&entry->outputs);

  if (outputs == NULL || entry->n_parts != 1 ||
      !GST_CLOCK_TIME_IS_VALID (entry->duration) ||
      gst_buffer_list_length (outputs) != 1 ||
      GST_BUFFER_DURATION_IS_VALID (gst_buffer_list_get (outputs, 0)))
    return;
  outputs = gst_buffer_list_make_writable (g_queue_pop_tail (&entry->outputs));
  GST_BUFFER_DURATION (gst_buffer_list_get_writable (outputs, 0)) =
      entry->duration;
  g_queue_push_tail (&entry->outputs, outputs);
}

void
rmg_outbox_return (RmgOutbox *self, RmgOutboxEntry *entry, RmgFailure *failure)
{
  g_hash_table_remove (self->taken, &entry->sequence);
  entry->state = RMG_OUTBOX_RETURNED;
  entry->failure = failure;
  if (failure != NULL)
    drop_outputs (entry);
  else
    set_duration (entry);
  g_queue_push_tail (&self->returned, entry);
}

RmgOutboxEntry *
rmg_outbox_next_returned (RmgOutbox *self)
{
  return g_queue_pop_head (&self->returned);
}

void
rmg_outbox_wait (RmgOutboxEntry *entry, gint64 due_us)
{
  entry->state = RMG_OUTBOX_WAITING;
  entry->due_us = due_us;
  entry->n_failures++;
}

void
rmg_outbox_offer_again (RmgOutbox *self, RmgOutboxEntry *entry)
{
  entry->state = RMG_OUTBOX_PARKED;
  entry->sequence = self->next_sequence++;
  g_queue_push_tail (&self->again, entry);
}

void
rmg_outbox_settle (RmgOutboxEntry *entry, RmgOutboxWay way)
{
  entry->state = RMG_OUTBOX_SETTLED;
  entry->way = way;
}

guint
rmg_outbox_skip_untaken (RmgOutbox *self)
{
  guint n_waiting = 0;

  g_queue_clear (&self->parked);
  g_queue_clear (&self->again);
  for (GList *item = self->entries.head; item != NULL; item = item->next) {
    RmgOutboxEntry *entry = item->data;

    n_waiting += entry->state == RMG_OUTBOX_WAITING;
    if (entry->state == RMG_OUTBOX_WAITING || entry->state == RMG_OUTBOX_PARKED)
      rmg_outbox_settle (entry, RMG_OUTBOX_SKIP);
  }
  return n_waiting;
}

static void
forget (RmgOutbox *self, RmgOutboxEntry *entry)
{
  g_queue_remove (&self->parked, entry);
  g_queue_remove (&self->again, entry);
  g_queue_remove (&self->returned, entry);
  g_hash_table_remove (self->taken, &entry->sequence);
  self->n_bytes -= entry->n_bytes;
  self->n_items -= entry->event == NULL;
  rmg_outbox_entry_free (entry);
}

guint
rmg_outbox_drop_after (
    RmgOutbox *self, const RmgOutboxEntry *entry, GArray *cancelled)
{
  guint n_waiting = 0;

  while (g_queue_peek_tail (&self->entries) != entry) {
    RmgOutboxEntry *last = g_queue_pop_tail (&self->entries);

    n_waiting += last->state == RMG_OUTBOX_WAITING;
    if (last->state == RMG_OUTBOX_TAKEN)
      g_array_append_val (cancelled, last->sequence);
    forget (self, last);
  }
  return n_waiting;
}

void
rmg_outbox_cancel_taken (RmgOutbox *self, GArray *cancelled)
{
  GHashTableIter iter;
  gpointer sequence;

  g_hash_table_iter_init (&iter, self->taken);
  while (g_hash_table_iter_next (&iter, &sequence, NULL))
    g_array_append_vals (cancelled, sequence, 1);
  g_hash_table_remove_all (self->taken);
}

RmgOutboxEntry *
rmg_outbox_pop (RmgOutbox *self)
{
  RmgOutboxEntry *entry = g_queue_peek_head (&self->entries);

  if (entry == NULL || entry->state != RMG_OUTBOX_SETTLED)
    return NULL;
  g_queue_pop_head (&self->entries);
  self->n_bytes -= entry->n_bytes;
  self->n_items -= entry->event == NULL;
  return entry;
}

RmgOutboxEntry *
rmg_outbox_peek_partial (RmgOutbox *self)
{
  RmgOutboxEntry *entry = g_queue_peek_head (&self->entries);

  return entry != NULL && entry->state == RMG_OUTBOX_TAKEN &&
          entry->outputs.length > 0
      ? entry
      : NULL;
}

gboolean
rmg_outbox_has_moved (RmgOutbox *self)
{
  const RmgOutboxEntry *head = g_queue_peek_head (&self->entries);

  return self->returned.length > 0 ||
      (head != NULL && head->state == RMG_OUTBOX_SETTLED) ||
      rmg_outbox_peek_partial (self) != NULL;
}
