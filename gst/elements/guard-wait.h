/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The wait of a guard for its next attempt. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* `lock` guards the rest. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean stopped; /* no wait is allowed */
  gboolean pending; /* a thread waits */
  gboolean acting;  /* the function of the wait runs */
  guint generation; /* number of the wait */
} RmgGuardWait;

typedef void (*RmgGuardWaitFunc) (gpointer guard);

void rmg_guard_wait_init (RmgGuardWait *self);
void rmg_guard_wait_clear (RmgGuardWait *self);

/**
 * rmg_guard_wait_sleep:
 * @self: part of @guard
 * @act: (nullable): called on a thread of its own before the wait ends;
 *   the wait does not end while it runs
 * @guard: argument of @act, referenced until @act has returned
 * @supervisor: referenced for the same time
 *
 * Blocks the caller for @delay_ms.
 *
 * Returns: %FALSE if rmg_guard_wait_set_stopped() ended the wait
 */
gboolean rmg_guard_wait_sleep (RmgGuardWait *self, guint delay_ms,
    RmgGuardWaitFunc act, GObject *guard, GObject *supervisor);

/** rmg_guard_wait_set_stopped: %TRUE ends the wait and forbids others, %FALSE
 * allows them. Thread: any. */
void rmg_guard_wait_set_stopped (RmgGuardWait *self, gboolean stopped);

G_END_DECLS
