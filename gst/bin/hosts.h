/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The hosted nodes of a bin. In an inline session, items that other threads
 * complete continue on the session's thread. */
#pragma once

#include "gst/nodes/node-set.h"
#include "gst/supervision/listener.h"

#include <rmg/host-types.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *hosts; /* (element-type RmgHost), borrowed */
  int n_completed;  /* atomic: whether an item completed since the last flush */
  const RmgListener *listener;
  gpointer listener_data;
} RmgHosts;

/** rmg_hosts_init: @defers: whether completed items wait for
 * rmg_hosts_flush(). */
void rmg_hosts_init (RmgHosts *self, const RmgNodeSet *nodes, gboolean defers,
    const RmgListener *listener, gpointer data);
void rmg_hosts_clear (RmgHosts *self);

/** rmg_hosts_set_types: @types has the drivers, before the bin starts. */
void rmg_hosts_set_types (RmgHosts *self, RmgHostTypes *types);

/** rmg_hosts_is_full: whether a host has reached its limit of items or bytes.
 * Thread: any. */
gboolean rmg_hosts_is_full (const RmgHosts *self);

/** rmg_hosts_have_completed: whether rmg_hosts_flush() has outputs to push. Thread:
 * any. */
gboolean rmg_hosts_have_completed (const RmgHosts *self);

/** rmg_hosts_get_due: monotonic time in us of the next attempt, or of the end of
 * one, or -1. Thread: any. */
gint64 rmg_hosts_get_due (const RmgHosts *self);

/** rmg_hosts_resume: starts and ends the attempts that are due. Thread: the
 * session's. */
void rmg_hosts_resume (RmgHosts *self, gint64 now_us);

/** rmg_hosts_flush: pushes the outputs of completed items. Thread: the
 * session's. */
void rmg_hosts_flush (RmgHosts *self);

G_END_DECLS
