/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The sources of a session: GSources that become ready when push or pull may
 * succeed again. Thread: any. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct
{
  GMutex lock;
  GSList *sources; /* (element-type GSource), under lock */
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

/** rmg_wakeup_wake: makes all sources ready. */
void rmg_wakeup_wake (RmgWakeup *self);

/** rmg_wakeup_wake_at: makes all sources ready at @due_us of the monotonic
 * clock, or earlier. */
void rmg_wakeup_wake_at (RmgWakeup *self, gint64 due_us);

/** rmg_wakeup_drop: destroys all sources. */
void rmg_wakeup_drop (RmgWakeup *self);

G_END_DECLS
