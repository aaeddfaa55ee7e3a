/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Items that wait for somebody else to work on them, and the events between
 * them. They are taken and completed in any order and leave in that in which
 * they came. Not locked: its owner is. */
#pragma once

#include <rmg/host.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 sequence;
  GstCaps *caps;         /* (nullable): of the input, then of the outputs */
  GstMiniObject *object; /* (nullable): input until taken; event */
  GstClockTime pts;      /* of the input */
  GstClockTime duration;
  gsize n_bytes; /* of the input, until it leaves */
  gboolean is_complete;
  GstBufferList *outputs; /* (nullable) */
  GError *error;          /* (nullable): why there are none */
  gboolean retryable;
} RmgOutboxEntry;

typedef struct
{
  GQueue entries;        /* (element-type RmgOutboxEntry) */
  GHashTable *taken;     /* sequence -> entry that somebody works on */
  GList *next_untaken;   /* (nullable): link of the next to be taken */
  guint64 next_sequence; /* goes on over a flush, to tell old completions */
  guint n_items;         /* buffers among the entries */
  gsize n_bytes;
} RmgOutbox;

void rmg_outbox_init (RmgOutbox *self);

/* Drops everything. */
void rmg_outbox_flush (RmgOutbox *self);
void rmg_outbox_clear (RmgOutbox *self);

/* @buffer: (transfer full): parks an item
 * @caps: (nullable): what it holds */
void rmg_outbox_park (RmgOutbox *self, GstBuffer *buffer, GstCaps *caps);

/* @event: (transfer full): a serialised event; it is complete as it is */
void rmg_outbox_park_event (RmgOutbox *self, GstEvent *event);

gboolean rmg_outbox_take (RmgOutbox *self, RmgHostItem *item);

/* Returns: (nullable): the entry that was taken as @sequence, now complete and
 *   to be filled in; NULL where it is not awaited */
RmgOutboxEntry *rmg_outbox_complete (RmgOutbox *self, guint64 sequence);

/* Returns: (transfer full) (nullable): the first entry, if it is complete */
RmgOutboxEntry *rmg_outbox_pop (RmgOutbox *self);

/* Returns: (transfer full) (nullable): the outputs, if any; the time stamps of
 * the input are on those that had none */
GstBufferList *rmg_outbox_entry_steal_outputs (RmgOutboxEntry *entry);

void rmg_outbox_entry_free (RmgOutboxEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgOutboxEntry, rmg_outbox_entry_free)

G_END_DECLS
