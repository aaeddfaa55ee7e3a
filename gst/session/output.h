/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* An open output of the graph. Its queue holds the output until it is pulled. */
#pragma once

#include "gst/bin/rmgbin.h"
#include "gst/session/exchange.h"
#include <rmg/session.h>

#include <gst/audio/audio.h>
#include <gst/base/gstqueuearray.h>

G_BEGIN_DECLS

typedef struct
{
  RmgExchange *exchange; /* of the session; guards all but the pad */
  const char *node_id;   /* of the plan */
  GstPad *pad;
  GstCaps *caps;        /* (nullable) */
  GstAllocator *memory; /* (nullable): offered upstream, in items framing */
  GstQueueArray *queue; /* (element-type RmgOutput) */
  guint64 item;
  gsize n_bytes;
  RmgHeld held;        /* `n_bytes` as a part of the account of the session */
  RmgPathOutput *path; /* (nullable): the latency is measured */
  gboolean ended;
  gboolean (*check) (gpointer data); /* (nullable): constant while data flows */
  gpointer check_data;
} RmgOutlet;

void rmg_outlet_init (RmgOutlet *self, RmgBin *bin, const RmgPlan *plan,
    const RmgPlanPort *port, RmgExchange *exchange);
void rmg_outlet_clear (RmgOutlet *self);

/** rmg_outlet_measure: counts the buffers that arrive. Before data flows. */
void rmg_outlet_measure (RmgOutlet *self, RmgRuntime *runtime,
    const RmgPlanPort *port, gboolean threaded);

/** rmg_outlet_set_check: @check is called when an item ends, on the streaming
 * thread; if it returns %FALSE the item has no end. Before data flows. */
void rmg_outlet_set_check (
    RmgOutlet *self, gboolean (*check) (gpointer data), gpointer data);

/** rmg_outlet_is_empty: whether its queue is. After rmg_exchange_lock(). */
gboolean rmg_outlet_is_empty (const RmgOutlet *self);

/** rmg_outlet_peek: (transfer none) (nullable): the oldest output. After
 * rmg_exchange_lock(). */
const RmgOutput *rmg_outlet_peek (const RmgOutlet *self);

/** rmg_outlet_abort: drops the outputs of item @first and later ones; the next
 * item is @next. The pipeline has stopped. */
void rmg_outlet_abort (RmgOutlet *self, guint64 first, guint64 next);

/** rmg_outlet_add_fault: an output that stands for the failed @item. */
void rmg_outlet_add_fault (RmgOutlet *self, guint64 item, RmgFault *fault);

/** rmg_outlet_pop: the oldest output, if not empty. After rmg_exchange_lock(). */
void rmg_outlet_pop (RmgOutlet *self, RmgOutput *output);

G_END_DECLS
