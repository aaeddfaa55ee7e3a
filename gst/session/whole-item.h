/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Whole items: the memory in which an output collects one, and the buffers of an
 * item that has not ended. Thread: the session's. */
#pragma once

#include "gst/session/data.h"
#include <rmg/whole-item.h>

G_BEGIN_DECLS

/** rmg_whole_item_expect: the item that @inlet pushes next is @buffer of @caps. */
void rmg_whole_item_expect (
    RmgSession *self, const RmgInlet *inlet, GstCaps *caps, GstBuffer *buffer);

/** rmg_whole_item_pop: the next buffer that rmg_session_pull_item() has collected
 * without returning it. @output: (out) Returns: whether it has one */
gboolean rmg_whole_item_pop (RmgSession *self, RmgOutput *output);

/** rmg_whole_item_clear: drops the collected buffers. */
void rmg_whole_item_clear (RmgSession *self);

G_END_DECLS
