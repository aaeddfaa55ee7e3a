/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A file descriptor that is readable while a session is ready, for loops that are
 * not of GLib. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RmgReadiness RmgReadiness;

/** rmg_readiness_new: (transfer full) (nullable): a descriptor, readable at once.
 * @error: (out) (optional): %RMG_ERROR_FAILED with the reason of the system */
RmgReadiness *rmg_readiness_new (GError **error);

/** rmg_readiness_free: closes the descriptor. */
void rmg_readiness_free (RmgReadiness *self);

int rmg_readiness_get_fd (const RmgReadiness *self);

/** rmg_readiness_signal: makes the descriptor readable. Thread: any. */
void rmg_readiness_signal (RmgReadiness *self);

/** rmg_readiness_signal_at: makes the descriptor readable at @due_us of the
 * monotonic clock, or earlier. Thread: one at a time. */
void rmg_readiness_signal_at (RmgReadiness *self, gint64 due_us, gint64 now_us);

/** rmg_readiness_reset: makes the descriptor not readable. A signal from another
 * thread may be lost meanwhile, so the caller looks for its cause afterwards.
 * Returns: whether the descriptor was readable. Thread: the session's. */
gboolean rmg_readiness_reset (RmgReadiness *self);

G_END_DECLS
