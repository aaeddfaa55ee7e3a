/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The failed buffer or end of an item that a guard keeps until its next attempt, where
 * nothing may wait, and the buffers and events after it. */
#pragma once

#include "elements/base/held.h"
#include "gst/nodes/retry.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* `lock` guards the rest. */
typedef struct
{
  GMutex lock;
  RmgHeld account; /* without lock: of the guard, see rmg_held_attach() */
  GQueue objects;  /* (element-type GstMiniObject): the first one failed */
  gint64 due_us;   /* monotonic time of the next attempt */
  guint n_failures;
  RmgRetryAction action;
} RmgGuardPark;

void rmg_guard_park_init (RmgGuardPark *self);
void rmg_guard_park_clear (RmgGuardPark *self);

/** rmg_guard_park_put: @object (transfer full), a buffer or event, failed @n_failures
 * times.
 * @now_us: monotonic time */
void rmg_guard_park_put (RmgGuardPark *self, gpointer object,
    const RmgRetryDecision *decision, guint n_failures, gint64 now_us);

/** rmg_guard_park_append: queues @object (transfer full) after a parked one.
 * %FALSE if none is parked; @object stays with the caller then. */
gboolean rmg_guard_park_append (RmgGuardPark *self, GstMiniObject *object);

/** rmg_guard_park_take: (transfer full) (nullable): the parked buffer or event;
 * @rest (out) receives the objects after it. */
gpointer rmg_guard_park_take (RmgGuardPark *self, GQueue *rest);

/** rmg_guard_park_get_due: monotonic time of the next attempt in us, or -1. */
gint64 rmg_guard_park_get_due (RmgGuardPark *self);

G_END_DECLS
