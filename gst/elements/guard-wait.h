/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How a guard waits for its next attempt. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* `lock` guards the rest. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean stopped; /* nobody may wait */
  gboolean pending; /* somebody waits */
  guint generation; /* which wait it is */
} RmgGuardWait;

typedef void (*RmgGuardWaitFunc) (gpointer guard, gpointer owner);

void rmg_guard_wait_init (RmgGuardWait *self);
void rmg_guard_wait_clear (RmgGuardWait *self);

/**
 * rmg_guard_wait_sleep:
 * @self: part of @guard
 * @act: (nullable): what is done before the wait ends, on the supervisor's
 *   thread
 * @guard: first argument of @act; lives until it has returned
 * @owner: second argument, likewise
 *
 * Blocks the caller for @delay_ms.
 *
 * Returns: %FALSE when rmg_guard_wait_set_stopped() ended it early
 */
gboolean rmg_guard_wait_sleep (RmgGuardWait *self, guint delay_ms,
    RmgGuardWaitFunc act, GObject *guard, GObject *owner);

/** rmg_guard_wait_set_stopped: ends a wait and allows none until it is unset.
 * Thread: any. */
void rmg_guard_wait_set_stopped (RmgGuardWait *self, gboolean stopped);

G_END_DECLS
