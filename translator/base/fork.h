/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A child process of fork() has none of the threads of its parent, and may have
 * their locks in any state. Calls there return errors instead of waiting. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** rmg_fork_watch: from now on, child processes are recognised. Thread: any. */
void rmg_fork_watch (void);

/**
 * rmg_fork_check:
 * @error: (out) (optional): %RMG_ERROR_FORKED
 *
 * Takes no lock.
 *
 * Thread: any.
 * Returns: %FALSE in a process that was forked after rmg_fork_watch()
 */
gboolean rmg_fork_check (GError **error);

G_END_DECLS
