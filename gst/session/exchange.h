/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The data that streaming threads and the session's thread exchange: limits of
 * the queued output, the first failure, messages of elements, and the ends of
 * sinks. Holds no output itself, see output.h.
 *
 * `lock` guards the fields that name it, and those of the outlets once a thread
 * of the pipeline may push: an inline session has none, so that its calls take no
 * lock, see rmg_exchange_lock(). No callback, push or post happens while the lock
 * is held. */
#pragma once

#include "gst/session/wakeup.h"

#include <rmg/fault.h>

G_BEGIN_DECLS

typedef struct
{
  RmgWakeup wakeup;
  GMutex lock;
  GCond space;       /* an output was pulled, or no outlet may wait any more */
  guint n_waiting;   /* lock: threads that wait for space */
  int is_shared;     /* atomic: threads of the pipeline push; never reset */
  GPtrArray *faults; /* (element-type RmgFault), lock */
  int n_faults;      /* atomic: of @faults */
  RmgFault *item_fault; /* (nullable), lock: first one of the item in work */
  gboolean skips;  /* lock: a fault ends the item in work, not the session */
  GQueue messages; /* (element-type GstMessage), lock */
  int n_messages;  /* atomic: of @messages */
  int n_running_sinks; /* atomic */
  gsize n_bytes;       /* in all outlets, as these */
  guint64 max_bytes;   /* in one outlet, before its thread waits */
  gboolean waits;      /* whether threads wait for space at all */
  gboolean closing;    /* as the outlets */
  int interrupted;     /* atomic: 1 requested, 2 carried out */
  int cancelled;       /* atomic: whether the items in work shall end */
  int n_arrived;       /* atomic: buffers and events at outlets and sinks */
} RmgExchange;

void rmg_exchange_init (RmgExchange *self);
void rmg_exchange_clear (RmgExchange *self);

/** rmg_exchange_share: from now on threads of the pipeline may push. Before they
 * do. */
void rmg_exchange_share (RmgExchange *self);

/** rmg_exchange_lock: takes the lock unless all outlets belong to the session's
 * thread. Returns: argument of rmg_exchange_unlock() */
static inline gboolean
rmg_exchange_lock (RmgExchange *self)
{
  if (!g_atomic_int_get (&self->is_shared))
    return FALSE;
  g_mutex_lock (&self->lock);
  return TRUE;
}

static inline void
rmg_exchange_unlock (RmgExchange *self, gboolean is_locked)
{
  if (is_locked)
    g_mutex_unlock (&self->lock);
}

/** rmg_exchange_fail: keeps a reference to @fault, of the session or of the item
 * in work, and wakes. */
void rmg_exchange_fail (RmgExchange *self, RmgFault *fault);

/** rmg_exchange_set_skips: whether later faults end the item in work only. */
void rmg_exchange_set_skips (RmgExchange *self, gboolean skips);

/** rmg_exchange_take_item_fault: (transfer full) (nullable): the first fault
 * since the last call. */
RmgFault *rmg_exchange_take_item_fault (RmgExchange *self);

guint rmg_exchange_get_n_faults (RmgExchange *self);

/** rmg_exchange_has_fault: whether one of the faults is that of the node. Thread:
 * any. */
gboolean rmg_exchange_has_fault (RmgExchange *self, const char *node_id);

/** rmg_exchange_get_fault: (transfer full) (nullable): fault @index, in order
 * of time. */
RmgFault *rmg_exchange_get_fault (RmgExchange *self, guint index);

/** rmg_exchange_get_failure: whether it has failed; @error (nullable) receives
 * the first fault. */
gboolean rmg_exchange_get_failure (RmgExchange *self, GError **error);

/** rmg_exchange_push_message: queues a reference to @message, and wakes. */
void rmg_exchange_push_message (RmgExchange *self, GstMessage *message);

/** rmg_exchange_has_messages: Thread: any. */
static inline gboolean
rmg_exchange_has_messages (const RmgExchange *self)
{
  return g_atomic_int_get (&self->n_messages) != 0;
}

/** rmg_exchange_pop_message: (transfer full) (nullable) */
GstMessage *rmg_exchange_pop_message (RmgExchange *self);

/** rmg_exchange_end_sink: one of the running sinks has ended. */
void rmg_exchange_end_sink (RmgExchange *self);

/** rmg_exchange_release: no outlet waits for space any more until another
 * output is queued; with @closing they refuse buffers from now on. */
void rmg_exchange_release (RmgExchange *self, gboolean closing);

/** rmg_exchange_reopen: outlets accept buffers again. */
void rmg_exchange_reopen (RmgExchange *self);

/** rmg_exchange_is_interrupted: whether the end of the sources was requested. */
gboolean rmg_exchange_is_interrupted (RmgExchange *self);

G_END_DECLS
