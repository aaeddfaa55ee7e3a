/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Items of a session: their end at the request of the caller, and their
 * progress. */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

/**
 * rmg_session_cancel:
 * @session: a session
 *
 * Ends all items that have been pushed, or begun with rmg_session_push_part(), and
 * are not complete. Pull returns one output with a fault for each of them, of
 * code %RMG_ERROR_CANCELLED. Complete items keep their outputs. All nodes start
 * again, and the next item is as in a new session. Later parts of a cancelled
 * item are dropped.
 *
 * Takes effect between two slices of a push, or in the next push, pull or finish,
 * for which the source becomes ready. The call returns at once. Thread: any, as
 * long as the caller holds a reference.
 *
 * Returns: %FALSE if the session cannot end items: in stream framing, and where the
 *   manifest has sources or sinks, which would begin their files again. See
 *   rmg_session_interrupt() for those.
 */
RMG_API gboolean rmg_session_cancel (RmgSession *session);

/**
 * RmgItemProgress:
 * @node_id: id of the input node
 * @item: number of the item
 * @n_frames: number of its frames that have been pushed into the pipeline; in an
 *   inline session without hosts these are processed
 * @n_total: number of its frames that the caller has pushed so far: all of them
 *   with rmg_session_push()
 *
 * Progress of an item of raw audio. Valid during the callback.
 */
typedef struct
{
  const char *node_id;
  guint64 item;
  guint64 n_frames;
  guint64 n_total;
} RmgItemProgress;

/**
 * RmgItemProgressFunc:
 * @session: the session
 * @progress: the progress
 * @user_data: user data of the callback
 *
 * Called after each slice of an item of raw audio. May call rmg_session_cancel(),
 * but no other function that uses the session. Thread: the session's, in push;
 * with %RMG_ITEM_ERROR_SKIP also in pull and finish.
 */
typedef void (*RmgItemProgressFunc) (
    RmgSession *session, const RmgItemProgress *progress, gpointer user_data);

/**
 * rmg_session_set_progress_func:
 * @session: a session
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy):
 *   receives the progress; %NULL for none
 * @user_data: passed to @func
 * @destroy: (nullable): called with @user_data when @func is replaced or the
 *   session is finalized
 *
 * Sets the receiver of the progress of items.
 */
RMG_API void rmg_session_set_progress_func (RmgSession *session,
    RmgItemProgressFunc func, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
