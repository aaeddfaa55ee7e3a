/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The fields of RmgSession, for the files above: io, report, run, close and
 * open. Everything but the exchange belongs to the session's thread. */
#pragma once

#include "gst/buffers/copies.h"
#include "gst/session/backlog.h"
#include "gst/session/exchange.h"
#include "gst/session/input.h"
#include "gst/session/output.h"
#include <rmg/items.h>

G_BEGIN_DECLS

struct _RmgSession
{
  GObject parent;

  RmgPlan *plan;
  RmgSessionOptions options;

  RmgMessageFunc message_func; /* (nullable) */
  gpointer message_data;
  GDestroyNotify message_destroy; /* (nullable) */
  int keeps_messages;             /* atomic: for @message_func, now or later */

  RmgItemProgressFunc progress_func; /* (nullable) */
  gpointer progress_data;
  GDestroyNotify progress_destroy; /* (nullable) */

  RmgBin *bin;
  RmgRuntime *runtime; /* of the bin */
  GstElement *top;     /* the bin, or the pipeline that holds it */
  RmgInlet *inlets;
  guint n_inlets;
  RmgOutlet *outlets;
  guint n_outlets;
  guint current;        /* the outlet whose share of the item is due */
  gboolean lacks_room;  /* push returned FULL, and no wakeup followed a pull */
  guint64 pulled;       /* number of the item that is due */
  gboolean may_abort;   /* constant: whether items can be ended alone */
  gboolean may_slice;   /* constant: whether items can be pushed in slices */
  guint slice_frames;   /* size of the next slice */
  guint64 work;         /* with skip: number of the item in the pipeline */
  gint64 look_due_us;   /* with skip: next search for failed pushes */
  GArray *watched;      /* (nullable): of failed-flow.c */
  RmgBacklog *backlogs; /* (nullable): with skip, one for each inlet */
  gboolean finishing;
  gboolean finished;
  GstQueueArray *parts; /* (nullable) (element-type RmgOutput): of an item */
  RmgCopies *copies;    /* also of memory that outlives the session */
  guint surprise;       /* atomic: node that started a thread, or none */

  gint64 start_us; /* wall clock */
  gint64 start_monotonic_us;
  gint64 end_monotonic_us; /* 0 while it runs */
  gint64 moved_us; /* monotonic: data arrived; 0 before the first failure */
  int n_arrived;   /* of the exchange, at moved_us */
  gboolean blocked_legs_ended;
  GPtrArray
      *enders;   /* (nullable) (element-type GThread): send EOS to sources */
  GError *stall; /* (nullable): until no data has moved for too long */

  RmgTrace *trace; /* (nullable): constant */

  RmgExchange exchange;
};

G_END_DECLS
