/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The state that supervision of one bin needs. An object, because a job of the
 * timer thread may outlive the bin.
 *
 * Locks, in this order: restart_lock, the claim lock of the node set, the lock
 * of a node. Listener functions, messages and events are called without a
 * lock. */
#pragma once

#include "gst/nodes/node-set.h"
#include "gst/supervision/listener.h"

G_BEGIN_DECLS

#define RMG_TYPE_SUPERVISOR (rmg_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (RmgSupervisor, rmg_supervisor, RMG, SUPERVISOR, GObject)

struct _RmgSupervisor
{
  GObject parent;

  GstElement *bin;   /* borrowed; outlives the streaming */
  RmgNodeSet *nodes; /* owned */
  const RmgListener *listener;
  gpointer listener_data;
  gboolean measured; /* whether CPU time of threads is counted */

  GMutex restart_lock; /* held while elements restart */
  gboolean closing;    /* restart_lock: no restart is allowed */
  int n_parked;        /* atomic: parked buffers */
};

/**
 * rmg_supervisor_new:
 * @bin: (transfer none): bin that contains the elements of @nodes
 * @nodes: (transfer full): the nodes
 * @listener: static
 * @data: argument of the functions of @listener
 *
 * Returns: (transfer full): the supervisor
 */
RmgSupervisor *rmg_supervisor_new (GstElement *bin, RmgNodeSet *nodes,
    const RmgListener *listener, gpointer data);

G_END_DECLS
