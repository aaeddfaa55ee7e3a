/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_KEEP (rmg_keep_get_type ())
G_DECLARE_FINAL_TYPE (RmgKeep, rmg_keep, RMG, KEEP, GstElement)
GST_ELEMENT_REGISTER_DECLARE (rmgkeep)

/* All of these belong to the guard of the node, on its streaming thread. */

/** rmg_keep_begin: what this thread pushes from now on is kept. */
void rmg_keep_begin (RmgKeep *self);

/** rmg_keep_end: the attempt is over; what was kept waits for the verdict. */
void rmg_keep_end (RmgKeep *self);

/** rmg_keep_drop: the attempt has failed and leaves no trace but the
 * headers of the stream, which the node sends once. */
void rmg_keep_drop (RmgKeep *self);

/**
 * rmg_keep_release: the attempt has succeeded.
 *
 * Returns: what downstream answered
 */
GstFlowReturn rmg_keep_release (RmgKeep *self);

/** rmg_keep_expect_headers: the node has been restarted and will repeat the
 * headers of its stream; what downstream knows already stays here. */
void rmg_keep_expect_headers (RmgKeep *self);

/** rmg_keep_end_stream: sends EOS; nothing passes after it. */
void rmg_keep_end_stream (RmgKeep *self);

/** rmg_keep_reset: a new stream begins. */
void rmg_keep_reset (RmgKeep *self);

G_END_DECLS
