/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The state that supervision of one bin needs. An object, because a job of the
 * timer thread may outlive the bin.
 *
 * Locks, in this order: the claim lock of the node set, the lock of a node. The
 * lock of the supervisor is taken alone. Listener functions, messages, events
 * and state changes are called without a lock. */
#pragma once

#include "gst/nodes/node-set.h"
#include "gst/supervision/listener.h"

G_BEGIN_DECLS

#define RMG_TYPE_SUPERVISOR (rmg_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (RmgSupervisor, rmg_supervisor, RMG, SUPERVISOR, GObject)

/** RmgClockFunc: (closure data): monotonic time in us. Thread: any. */
typedef gint64 (*RmgClockFunc) (gpointer data);

/** RmgRebuildFunc: (closure data): puts new elements in the place of those of
 * @node, which are in NULL. %FALSE with an error if they cannot be made; the old
 * ones stay then. Thread: any, without a lock. */
typedef gboolean (*RmgRebuildFunc) (
    RmgNode *node, gpointer data, GError **error);

struct _RmgSupervisor
{
  GObject parent;

  GstElement *bin;   /* borrowed; outlives the streaming */
  RmgNodeSet *nodes; /* owned */
  const RmgListener *listener;
  gpointer listener_data;
  gboolean measured;  /* whether CPU time of threads is counted */
  RmgClockFunc clock; /* constant while data flows */
  gpointer clock_data;

  gboolean has_items;     /* items framing; constant */
  gboolean watches_items; /* each node counts its items; constant */
  guint64 item;           /* of the last push; the session's thread */

  gboolean threaded; /* whether streaming threads may wait */
  int n_parked;      /* atomic: parked buffers */

  char *(*describe) (gpointer data); /* (nullable): the stall report as JSON */
  gpointer describe_data;
  RmgRebuildFunc rebuild; /* (nullable) */
  gpointer rebuild_data;
  struct _RmgWatcher *watch; /* (nullable): of stalls and silence */

  GMutex lock;
  GCond idle;         /* a restart or a job has ended */
  gboolean closing;   /* lock: no restart is allowed */
  guint n_restarting; /* lock: nodes whose elements restart */
  guint n_jobs;       /* lock: jobs of rmg_supervisor_run_job() */

  RmgStateCounts counts; /* lock */
  RmgState run_state;    /* lock */
  gint64 run_since_us;   /* lock: wall clock time of the last change */
  char *run_reason;      /* lock: of the last change */
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

/** rmg_supervisor_get_time: monotonic time in us. Thread: any. */
gint64 rmg_supervisor_get_time (RmgSupervisor *self);

/** rmg_supervisor_get_item: number of the item that @node works on, or
 * %RMG_FAULT_NO_ITEM. Thread: a streaming thread. */
guint64 rmg_supervisor_get_item (RmgSupervisor *self, RmgNode *node);

/** rmg_supervisor_post: reports @structure (transfer full) as an element message
 * of the bin, to the listener or, if that does not keep it, on the bus. Thread:
 * any, without a lock. */
void rmg_supervisor_post (RmgSupervisor *self, GstStructure *structure);

typedef void (*RmgSupervisorJob) (RmgSupervisor *self, RmgNode *node);

/** rmg_supervisor_run_job: calls @job on a thread that may block: one of its
 * own, or the caller in an inline session. Thread: any. */
void rmg_supervisor_run_job (
    RmgSupervisor *self, RmgSupervisorJob job, RmgNode *node);

/** rmg_supervisor_is_closing: whether the bin or a bin that contains it goes down
 * to READY or NULL. Elements that lose their neighbours then may fail. Thread:
 * any. */
gboolean rmg_supervisor_is_closing (RmgSupervisor *self);

/** rmg_supervisor_begin_job: a job begins on the caller's thread; the bin waits
 * for its end. Thread: any.
 *
 * Returns: %FALSE if the bin closes, so that the job must not begin */
gboolean rmg_supervisor_begin_job (RmgSupervisor *self);
void rmg_supervisor_end_job (RmgSupervisor *self);

/** rmg_supervisor_wait: waits until all jobs have returned. The elements of the
 * bin are in NULL, so that no job is blocked. */
void rmg_supervisor_wait (RmgSupervisor *self);

/** rmg_supervisor_wait_within: waits until all jobs have returned, at most @limit_ms.
 * A job may be blocked in an element of the application after the bin.
 *
 * Returns: whether all have returned */
gboolean rmg_supervisor_wait_within (RmgSupervisor *self, guint limit_ms);

G_END_DECLS
