/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Watches nodes and legs with a stall time-out or an input time-out, on the timer
 * thread. A node without either costs nothing. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

typedef struct _RmgWatcher RmgWatcher;

void rmg_watcher_free (RmgWatcher *self);

/** rmg_watcher_start: begins to watch, if a node has a time-out. The bin goes to
 * PAUSED. */
void rmg_watcher_start (RmgSupervisor *self);

/** rmg_watcher_stop: no check begins any more. */
void rmg_watcher_stop (RmgSupervisor *self);

/**
 * rmg_watcher_check:
 *
 * Compares the progress of each node and leg with that of the last check, and
 * reacts:
 * - an attempt that takes longer than the stall time-out: message "rmg-stall"
 * - a leg that takes no data for as long: it is down, until it moves again
 * - no input for the input time-out: the breaker of the node opens
 *
 * Thread: the timer thread; one at a time.
 */
void rmg_watcher_check (RmgSupervisor *self);

G_END_DECLS
