/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Buffers that one place of a node drops: the counters, and an event for the first
 * one in a row. */
#pragma once

#include "gst/metrics/journal.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 *counts;     /* (nullable): by reason; others may add as well */
  RmgJournal *journal; /* (nullable): borrowed, as the id */
  const char *node_id;
  guint dropping; /* atomic: 1 + reason of the last buffer; 0: it arrived */
} RmgDrops;

/** rmg_drops_add: @n_buffers, if any, were dropped. Thread: any. */
void rmg_drops_add (RmgDrops *self, RmgDropReason reason, guint64 n_buffers);

/** rmg_drops_end_row: a buffer has arrived. Thread: any. */
static inline void
rmg_drops_end_row (RmgDrops *self)
{
  __atomic_store_n (&self->dropping, 0, __ATOMIC_RELAXED);
}

G_END_DECLS
