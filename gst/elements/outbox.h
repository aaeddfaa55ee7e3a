/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Items that wait to be completed, and the events between them. Items are taken
 * and completed in any order. Items and events leave in the order of arrival.
 * Pure: no lock, no thread; the owner has the lock. */
#pragma once

#include <rmg/host.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 sequence;
  GstCaps *caps;         /* (nullable): of the input, later of the outputs */
  GstMiniObject *object; /* (nullable): event, or buffer until taken */
  GstClockTime pts;      /* of the input */
  GstClockTime duration;
  gsize n_bytes; /* of the input, until it leaves */
  gboolean is_complete;
  GstBufferList *outputs; /* (nullable) */
  GError *error;          /* (nullable): reason of a failure */
  gboolean retryable;
} RmgOutboxEntry;

typedef struct
{
  GQueue entries;        /* (element-type RmgOutboxEntry) */
  GHashTable *taken;     /* sequence -> entry taken and not completed */
  GList *next_untaken;   /* (nullable): oldest item not taken */
  guint64 next_sequence; /* not reset by a flush, so old ones stay unique */
  guint n_items;         /* number of buffers in entries */
  gsize n_bytes;
} RmgOutbox;

void rmg_outbox_init (RmgOutbox *self);

/* Drops all entries. */
void rmg_outbox_flush (RmgOutbox *self);
void rmg_outbox_clear (RmgOutbox *self);

/* Parks an item.
 * @buffer: (transfer full): the data
 * @caps: (nullable): caps of @buffer */
void rmg_outbox_park (RmgOutbox *self, GstBuffer *buffer, GstCaps *caps);

/* Parks an event, which is complete at once.
 * @event: (transfer full): a serialized event */
void rmg_outbox_park_event (RmgOutbox *self, GstEvent *event);

/* @item: (out): the oldest item that has not been taken; the caller clears it
 * Returns: FALSE if all items have been taken */
gboolean rmg_outbox_take (RmgOutbox *self, RmgHostItem *item);

/* Marks an item as complete.
 * Returns: (transfer none) (nullable): its entry, for the results; NULL if
 *   @sequence was not taken, was flushed or is complete already */
RmgOutboxEntry *rmg_outbox_complete (RmgOutbox *self, guint64 sequence);

/* Returns: (transfer full) (nullable): the oldest entry, if it is complete */
RmgOutboxEntry *rmg_outbox_pop (RmgOutbox *self);

/* Returns: (transfer full) (nullable): the outputs; those without a time stamp
 *   get that of the input; NULL if there is no output */
GstBufferList *rmg_outbox_entry_steal_outputs (RmgOutboxEntry *entry);

void rmg_outbox_entry_free (RmgOutboxEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgOutboxEntry, rmg_outbox_entry_free)

G_END_DECLS
