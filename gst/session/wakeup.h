/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The sources of a session, and its file descriptor: they become ready when push or
 * pull may succeed again. Thread: any. */
#pragma once

#include "gst/session/readiness.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct
{
  GMutex lock;
  GSList *sources;         /* (element-type GSource), under lock */
  RmgReadiness *readiness; /* (nullable), under lock */
  int is_used; /* atomic: there is a source or a descriptor, or has been one */
} RmgWakeup;

void rmg_wakeup_init (RmgWakeup *self);
void rmg_wakeup_clear (RmgWakeup *self);

/** rmg_wakeup_create_source: (transfer full): a source, ready at once. */
GSource *rmg_wakeup_create_source (RmgWakeup *self);

/**
 * rmg_wakeup_remove:
 * @source: a source of @self
 *
 * Destroys @source. No other thread uses the main context of @source
 * afterwards, so that the context may be freed.
 */
void rmg_wakeup_remove (RmgWakeup *self, GSource *source);

/** rmg_wakeup_get_fd: the descriptor, made by the first call; -1 on failure.
 * @error: (out) (optional): %RMG_ERROR_FAILED */
int rmg_wakeup_get_fd (RmgWakeup *self, GError **error);

/** rmg_wakeup_reset_fd: makes the descriptor not readable. Returns: whether it was;
 * then the caller looks again. Thread: the session's. */
gboolean rmg_wakeup_reset_fd (RmgWakeup *self);

/** rmg_wakeup_wake: makes all sources and the descriptor ready. Costs nothing if
 * there was never one. */
void rmg_wakeup_wake (RmgWakeup *self);

/** rmg_wakeup_wake_at: makes all of them ready at @due_us of the monotonic
 * clock, or earlier. */
void rmg_wakeup_wake_at (RmgWakeup *self, gint64 due_us);

/** rmg_wakeup_drop: destroys all sources. The descriptor is readable from now
 * on. */
void rmg_wakeup_drop (RmgWakeup *self);

G_END_DECLS
