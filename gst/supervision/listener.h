/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The owner of a bin, as its supervision sees it. */
#pragma once

#include "gst/nodes/node.h"

G_BEGIN_DECLS

/**
 * RmgListener:
 * @failed: @node was given up; @fault is (transfer none). Called once a fault.
 * @message: an element of the plan posted an element message or a warning; %TRUE keeps
 *   @message (transfer none) inside the bin
 * @ended: a sink of the manifest ended: it received EOS, or it was given up
 * @task: the node with index @node starts a thread
 * @completed: a hosted item waits for rmg_runtime_flush_hosts()
 *
 * Every function must be set.
 * Thread: any streaming thread, without a lock.
 */
typedef struct
{
  void (*failed) (RmgNode *node, RmgFault *fault, gpointer data);
  gboolean (*message) (GstMessage *message, gpointer data);
  void (*ended) (gpointer data);
  void (*task) (guint node, gpointer data);
  void (*completed) (gpointer data);
} RmgListener;

G_END_DECLS
