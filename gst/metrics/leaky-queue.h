/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Counts the buffers that a leaky queue drops. The queue reports none of them: they
 * are those that entered it, did not leave it and are not in it. */
#pragma once

#include "gst/metrics/drops.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstElement *queue;
  guint64 n_in;   /* written by the thread upstream */
  RmgDrops drops; /* of the thread downstream, as the fields below */
  guint64 n_out;
  guint64 n_dropped;
} RmgLeakyQueue;

/** rmg_leaky_queue_enter: the chain function of the queue has returned, after it
 * took or dropped @n_buffers. */
void rmg_leaky_queue_enter (RmgLeakyQueue *self, guint64 n_buffers);

/** rmg_leaky_queue_leave: @n_buffers have arrived at the pad downstream of the
 * queue. Adds the buffers that the queue has dropped before; never more, since a
 * buffer enters the level of the queue before its number. */
void rmg_leaky_queue_leave (RmgLeakyQueue *self, guint64 n_buffers);

G_END_DECLS
