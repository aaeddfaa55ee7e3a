/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sessions that skip bad items. One item at a time is in the pipeline, such that
 * a fault belongs to it alone; later pushes wait in a backlog.
 * Thread: the session's. */
#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_skip_open: begins to skip if the options say so. %FALSE with @error if
 * the plan does not allow it. */
gboolean rmg_skip_open (RmgSession *self, GError **error);
void rmg_skip_close (RmgSession *self);

/** rmg_skip_is_on: whether faults end the item alone. */
static inline gboolean
rmg_skip_is_on (const RmgSession *self)
{
  return self->backlogs != NULL;
}

/** rmg_skip_has_room: whether @inlet accepts more data. */
gboolean rmg_skip_has_room (RmgSession *self, const RmgInlet *inlet);

/** rmg_skip_push: keeps data for @inlet. @buffer: (transfer full) (nullable) */
void rmg_skip_push (RmgSession *self, const RmgInlet *inlet, GstCaps *caps,
    GstBuffer *buffer, gboolean ends);

/** rmg_skip_settle: ends the item in work if it has failed, and begins the next
 * one if it is complete. Returns: whether data may be pushed */
gboolean rmg_skip_settle (RmgSession *self);

/** rmg_skip_feed: pushes as much of the backlog as belongs to the item in work.
 * Returns: whether anything was pushed */
gboolean rmg_skip_feed (RmgSession *self);

/** rmg_skip_feed_rest: pushes the backlog of inputs that have more items than
 * others. */
void rmg_skip_feed_rest (RmgSession *self);

/** rmg_skip_is_busy: whether complete items are not through the pipeline yet. */
gboolean rmg_skip_is_busy (RmgSession *self);

/** rmg_skip_goes_on: whether the session goes on after outputs that have ended,
 * since that is the end of an item that has failed. */
gboolean rmg_skip_goes_on (RmgSession *self);

/** rmg_skip_can_pull: whether outputs of @item may be pulled. */
gboolean rmg_skip_can_pull (const RmgSession *self, const RmgOutput *output);

/** rmg_skip_drop: takes all items back that wait. Returns: number of the first
 * item of which nothing was pushed */
guint64 rmg_skip_drop (RmgSession *self);

G_END_DECLS
