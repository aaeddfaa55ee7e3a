/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The wait of a guard for its next attempt. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `lock` guards the rest. Reference counted: the job of the timer thread may end
 * later than the guard. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean stopped; /* no wait is allowed */
  gboolean pending; /* a thread waits */
  gboolean acting;  /* the function of the wait runs */
  guint generation; /* number of the wait */
} RmgGuardWait;

typedef void (*RmgGuardWaitFunc) (gpointer data);

/** rmg_guard_wait_new: (transfer full) */
RmgGuardWait *rmg_guard_wait_new (void);
void rmg_guard_wait_unref (RmgGuardWait *self);

/**
 * rmg_guard_wait_sleep:
 * @act: (nullable): called on a thread of its own before the wait ends;
 *   the wait does not end while it runs
 * @data: argument of @act, not used after the wait
 *
 * Blocks the caller for @delay_ms.
 *
 * Returns: %FALSE if rmg_guard_wait_set_stopped() ended the wait
 */
gboolean rmg_guard_wait_sleep (
    RmgGuardWait *self, guint delay_ms, RmgGuardWaitFunc act, gpointer data);

/** RmgGuardWaitCheck: whether the wait is over. Called with the lock held. */
typedef gboolean (*RmgGuardWaitCheck) (gpointer data);

/** rmg_guard_wait_until: blocks the caller until @is_over; rmg_guard_wait_wake()
 * asks again.
 *
 * Returns: %FALSE if rmg_guard_wait_set_stopped() ended the wait */
gboolean rmg_guard_wait_until (
    RmgGuardWait *self, RmgGuardWaitCheck is_over, gpointer data);

/** rmg_guard_wait_wake: asks again whether the wait is over. Thread: any. */
void rmg_guard_wait_wake (RmgGuardWait *self);

/** rmg_guard_wait_set_stopped: %TRUE ends the wait and forbids others, %FALSE
 * allows them. Thread: any. */
void rmg_guard_wait_set_stopped (RmgGuardWait *self, gboolean stopped);

/** rmg_guard_wait_is_stopped: Thread: any. */
gboolean rmg_guard_wait_is_stopped (RmgGuardWait *self);

G_END_DECLS
