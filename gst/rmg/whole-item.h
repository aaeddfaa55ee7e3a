/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

/**
 * rmg_session_pull_item:
 * @session: a session with items framing
 * @output: (out caller-allocates): the next item of an output node, with the
 *   results of the nodes; @buffer is %NULL if the item has no data. Release it
 *   with rmg_output_clear()
 * @error: (out) (optional): set if the result is %RMG_SESSION_ERROR
 *
 * Pulls all buffers of an item as one. A buffer that is alone is returned as it is,
 * so unchanged input is the buffer that was pushed. Several buffers of audio are
 * one array without a copy if they are in one piece of memory, as the last node
 * writes them where it can; otherwise they are copied, see
 * rmg_session_get_item_copies(). Metadata of several buffers is dropped.
 *
 * The call fails without ending the session if the framing is another one, or if
 * the item has several buffers that are not audio of one format; the buffers are
 * then left for rmg_session_pull(). The buffers of an incomplete item are
 * collected, and rmg_session_pull() returns them first.
 *
 * Returns: the result; %RMG_SESSION_EMPTY until the item is complete
 */
RMG_API RmgSessionResult rmg_session_pull_item (
    RmgSession *session, RmgOutput *output, GError **error);

/**
 * rmg_session_get_item_copies:
 * @session: a session
 *
 * Returns: number of items that rmg_session_pull_item() had to copy
 */
RMG_API guint64 rmg_session_get_item_copies (RmgSession *session);

G_END_DECLS
