/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Items that wait to be completed, and the events between them. Items are taken
 * and completed in any order. Items and events leave in the order of arrival.
 * Pure: no lock, no thread, no clock; the owner has the lock. */
#pragma once

#include "gst/nodes/failure.h"

#include <rmg/host.h>

G_BEGIN_DECLS

/**
 * RmgOutboxState:
 * @RMG_OUTBOX_PARKED: can be taken
 * @RMG_OUTBOX_TAKEN: the program works on it
 * @RMG_OUTBOX_RETURNED: the program has completed it, or has failed
 * @RMG_OUTBOX_WAITING: for its next attempt
 * @RMG_OUTBOX_SETTLED: leaves when it is the oldest entry
 */
typedef enum
{
  RMG_OUTBOX_PARKED,
  RMG_OUTBOX_TAKEN,
  RMG_OUTBOX_RETURNED,
  RMG_OUTBOX_WAITING,
  RMG_OUTBOX_SETTLED,
} RmgOutboxState;

/* Of a settled entry. */
typedef enum
{
  RMG_OUTBOX_OUTPUT,     /* its outputs leave */
  RMG_OUTBOX_SKIP,       /* its input passes the node */
  RMG_OUTBOX_SKIP_DELAY, /* the same, during the delay of a retry */
  RMG_OUTBOX_GIVE_UP,    /* it ends the node */
} RmgOutboxWay;

typedef struct
{
  RmgOutboxState state;
  RmgOutboxWay way;
  RmgHostItemKind kind;
  guint64 sequence; /* of the attempt */
  GstCaps *caps;    /* (nullable): of the input, then of the outputs */
  GstBuffer *input; /* (nullable): of an item of data, until taken or dropped */
  GstEvent
      *event; /* (nullable): an event, or the end that the item stands for */
  GstClockTime pts; /* of the input */
  GstClockTime duration;
  gsize n_bytes;     /* of the input, until it leaves */
  GQueue outputs;    /* (element-type GstMiniObject): GstBufferList, each after
                          its GstCaps if they change */
  guint n_parts;     /* buffer lists that were added */
  gboolean has_left; /* outputs have left */
  RmgFailure *failure; /* (nullable): of this attempt */
  guint n_failures;    /* of earlier attempts */
  guint n_attempts;    /* GIVE_UP: for the record of the fault */
  gint64 due_us; /* TAKEN: end of the attempt, or 0; WAITING: the next one */
} RmgOutboxEntry;

typedef struct
{
  GQueue entries;        /* (element-type RmgOutboxEntry) */
  GQueue parked;         /* those that have not been taken, in order */
  GQueue again;          /* those that are offered again, in order */
  GQueue returned;       /* those that wait for a verdict, in order of time */
  GHashTable *taken;     /* sequence -> entry */
  guint64 next_sequence; /* not reset by a flush, so old ones stay unique */
  guint n_items;         /* number of items of data in entries */
  gsize n_bytes;
} RmgOutbox;

void rmg_outbox_init (RmgOutbox *self);

/* Drops all entries. */
void rmg_outbox_flush (RmgOutbox *self);
void rmg_outbox_clear (RmgOutbox *self);

/* Parks an item of data.
 * @buffer: (transfer full): the data
 * @caps: (nullable): caps of @buffer
 * @n_failures: number of failures that count for its first attempt */
void rmg_outbox_park (
    RmgOutbox *self, GstBuffer *buffer, GstCaps *caps, guint n_failures);

/* Adds an item of data that passes the node by @way. */
void rmg_outbox_park_settled (
    RmgOutbox *self, GstBuffer *buffer, RmgOutboxWay way);

/* Parks an event.
 * @event: (transfer full): a serialized event
 * @kind: kind of the item; DATA for an event that is no item, which is settled at once */
void rmg_outbox_park_event (
    RmgOutbox *self, GstEvent *event, RmgHostItemKind kind);

/* @item: (out): the oldest item that can be taken; the caller clears it
 * @keeps_input: whether the entry keeps a reference to the data
 * Returns: (transfer none) (nullable): its entry; NULL if no item is parked */
RmgOutboxEntry *rmg_outbox_take (
    RmgOutbox *self, RmgHostItem *item, gboolean keeps_input);

/* Returns: (transfer none) (nullable): the entry of @sequence, if it is taken */
RmgOutboxEntry *rmg_outbox_find (RmgOutbox *self, guint64 sequence);

/* Adds outputs to @entry, which is taken. Those without a time stamp get that of
 * the input. @outputs: (transfer full) (nullable) */
void rmg_outbox_add_outputs (
    RmgOutboxEntry *entry, GstCaps *caps, GstBufferList *outputs);

/* The program has completed @entry, which is taken.
 * @failure: (transfer full) (nullable): reason why not; drops the outputs */
void rmg_outbox_return (
    RmgOutbox *self, RmgOutboxEntry *entry, RmgFailure *failure);

/* Returns: (transfer none) (nullable): the entry that returned first */
RmgOutboxEntry *rmg_outbox_next_returned (RmgOutbox *self);

/* @entry has failed and waits until @due_us. */
void rmg_outbox_wait (RmgOutboxEntry *entry, gint64 due_us);

/* @entry, which waits, can be taken again. */
void rmg_outbox_offer_again (RmgOutbox *self, RmgOutboxEntry *entry);

/* @entry leaves by @way. It is not parked. */
void rmg_outbox_settle (RmgOutboxEntry *entry, RmgOutboxWay way);

/* Lets all entries that are parked or wait pass the node.
 * Returns: number of entries that waited */
guint rmg_outbox_skip_untaken (RmgOutbox *self);

/* Drops the entries after @entry.
 * @cancelled: (element-type guint64): receives those that are taken
 * Returns: number of entries that waited */
guint rmg_outbox_drop_after (
    RmgOutbox *self, const RmgOutboxEntry *entry, GArray *cancelled);

/* No item is taken any more. @cancelled: receives those that were */
void rmg_outbox_cancel_taken (RmgOutbox *self, GArray *cancelled);

/* Returns: (transfer full) (nullable): the oldest entry, if it is settled */
RmgOutboxEntry *rmg_outbox_pop (RmgOutbox *self);

/* Returns: (transfer none) (nullable): the oldest entry, if it is taken and has
 *   outputs */
RmgOutboxEntry *rmg_outbox_peek_partial (RmgOutbox *self);

/* Whether an entry can leave or be judged. */
gboolean rmg_outbox_has_moved (RmgOutbox *self);

void rmg_outbox_entry_free (RmgOutboxEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgOutboxEntry, rmg_outbox_entry_free)

G_END_DECLS
