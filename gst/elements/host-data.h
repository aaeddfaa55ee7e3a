/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a host, for the files that implement RmgHost. */
#pragma once

#include "elements/base/held.h"
#include "gst/elements/host-header.h"
#include "gst/elements/host-types.h"
#include "gst/elements/outbox.h"
#include "gst/elements/rmghost.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (rmg_host_debug);

/* The driver is called and data is pushed without the lock. */
struct _RmgHost
{
  GstElement parent;

  GstPad *src;
  RmgNode *node;                     /* (nullable); constant from READY on */
  char *node_id;                     /* (nullable); the same */
  RmgHostTypes *types;               /* (nullable); constant from READY on */
  RmgHostRegistration *registration; /* (nullable): set from READY on */
  gpointer instance;                 /* the driver's, of this element */

  GMutex lock;
  GCond moved;          /* an item has left, or flushing has become TRUE */
  char *type;           /* lock */
  char *params;         /* lock */
  gboolean deferred;    /* lock */
  guint max_items;      /* lock */
  guint64 max_bytes;    /* lock */
  RmgOutbox outbox;     /* lock */
  RmgHeld held;         /* lock for writing: bytes of the outbox */
  GstCaps *input_caps;  /* lock */
  RmgHostHeader header; /* lock */
  RmgHostNotify notify; /* lock; (nullable) */
  gpointer notify_data; /* lock */
  GDestroyNotify notify_destroy; /* lock; (nullable) */
  GstFlowReturn flow;            /* lock; last flow return of downstream */
  gboolean draining;             /* lock; a thread is pushing */
  gboolean flushing;             /* lock; threads do not wait */
  guint epoch; /* lock; number of flushes, identifies old results */
};

/* Whether the outbox has reached a limit. The lock is held. */
gboolean rmg_host_is_full_locked (RmgHost *self);

/* Pushes all entries that are complete and due, unless another thread is
 * pushing. The lock is held on entry and on return. */
void rmg_host_drain_locked (RmgHost *self);

G_END_DECLS
