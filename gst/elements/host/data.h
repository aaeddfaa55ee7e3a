/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a host, for the files that implement RmgHost.
 *
 * An item is parked (host-offers), taken and completed (host-calls), judged
 * (host-verdict) and leaves (host-outlet). One thread at a time does the last two:
 * that of the src pad (host-task), the session's in a deferred host, or a
 * thread of the program. */
#pragma once

#include "elements/base/held.h"
#include "gst/elements/guard/hosted.h"
#include "gst/elements/host/header.h"
#include "gst/elements/host/types.h"
#include "gst/elements/host/outbox.h"
#include "gst/elements/host/rmghost.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (rmg_host_debug);

#define RMG_HOST_NEVER G_MAXINT64

/* The driver is called, data is pushed and the supervisor decides without the
 * lock. */
struct _RmgHost
{
  GstElement parent;

  GstPad *src;
  /* constant from READY on */
  RmgNode *node;   /* (nullable): decides about failures */
  RmgGuard *guard; /* (nullable): of the node; borrowed */
  char *node_id;   /* (nullable) */
  gboolean has_breaker;
  guint timeout_ms;                  /* of an attempt; 0: none */
  RmgHostTypes *types;               /* (nullable) */
  RmgHostRegistration *registration; /* (nullable): set from READY on */
  gpointer instance;                 /* the driver's, of this element */

  GMutex lock;
  GCond moved;          /* an entry or a flag of those below has changed */
  char *type;           /* lock */
  char *params;         /* lock */
  gboolean deferred;    /* lock */
  gboolean own_thread;  /* lock */
  guint max_items;      /* lock */
  guint64 max_bytes;    /* lock */
  RmgOutbox outbox;     /* lock */
  RmgHeld held;         /* lock for writing: bytes of the outbox */
  GstCaps *input_caps;  /* lock */
  RmgHostHeader header; /* lock */
  RmgHostNotify notify; /* lock; (nullable) */
  gpointer notify_data; /* lock */
  GDestroyNotify notify_destroy; /* lock; (nullable) */
  guint n_notifying;             /* lock; running calls of notify */
  GstFlowReturn flow;            /* lock; last flow return of downstream */
  gboolean draining;             /* lock; a thread judges and pushes */
  gboolean flushing;             /* lock; threads do not wait */
  gboolean stopping;             /* lock; the thread of the src pad ends */
  gboolean given_up;             /* lock; no item is accepted */
  gboolean is_skipping; /* lock; the last item judged passed the node */
  guint epoch;          /* lock; number of flushes, identifies old results */

  guint n_ready;        /* lock; parked items that the driver does not know */
  guint n_waiting;      /* lock; items that wait for their next attempt */
  gint64 wake_us;       /* lock; no attempt starts or ends before */
  gint64 pass_until_us; /* lock; items pass the node until then; 0: no delay */
  guint pass_failures;  /* lock; failures before the attempt after that */
  guint n_opened;       /* lock; number of times that the breaker has opened */
  GArray
      *cancelled; /* lock; (element-type guint64): the driver does not know */
};

/* Whether the outbox has reached a limit. The lock is held. */
gboolean rmg_host_is_full_locked (RmgHost *self);

/* Parks @buffer (transfer full), or lets it pass the node. The lock is held on
 * entry and on return. */
void rmg_host_park_locked (RmgHost *self, GstBuffer *buffer);

/* Parks @event (transfer full), which is an item for some drivers. The same lock. */
void rmg_host_park_event_locked (RmgHost *self, GstEvent *event);

/* Does all that is due: starts and ends attempts, calls the driver, pushes. Thread:
 * one at a time, without the lock. */
void rmg_host_work (RmgHost *self);

/* Reports the items of `cancelled` to the driver. Without the lock. */
void rmg_host_tell_cancelled (RmgHost *self);

/* Judges the item that was completed first. The lock is held on entry and on
 * return, and released in between.
 * Returns: FALSE if no item was completed */
gboolean rmg_host_judge_locked (RmgHost *self);

/* The outbox has forgotten @n_waiting items that waited. The lock is held. */
void rmg_host_forget_waiting_locked (RmgHost *self, guint n_waiting);

/* @due_us: time at which an attempt starts or ends. The lock is held. */
void rmg_host_wake_at_locked (RmgHost *self, gint64 due_us);

/* Returns: (transfer full): the failure of an attempt */
RmgFailure *rmg_host_failure_new (
    RmgHost *self, const GError *error, RmgHostRetry retry);

/* Returns: (transfer full): the failure of an attempt that took too long */
RmgFailure *rmg_host_failure_new_late (RmgHost *self);

/* Judges all completed items and pushes all entries that are due, unless another
 * thread does. The lock is held on entry and on return. */
void rmg_host_drain_locked (RmgHost *self);

/* Adds the thread of the src pad, which runs if `own-thread` is set. */
void rmg_host_add_task (RmgHost *self);

G_END_DECLS
