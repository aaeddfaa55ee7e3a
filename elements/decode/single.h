/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Files with one stream, which is sound. decodebin puts a multiqueue after each
 * demuxer, whose thread costs as much as some decoders: one stream needs none. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_single_is_ogg:
 * @head: first bytes of an Ogg file
 * @tail: last bytes of it, at least #RMG_OGG_MAX_PAGE or all of them
 *
 * Returns: whether the file has one stream from its first to its last page, and
 *   its codec is one of sound
 */
gboolean rmg_single_is_ogg (
    const guint8 *head, gsize n_head, const guint8 *tail, gsize n_tail);

/**
 * rmg_single_find_demuxer:
 * @type: of the file
 * @source: the pad that the file is pulled from
 *
 * Reads the structure of the file. Thread: the streaming thread.
 *
 * Returns: (transfer none) (nullable): factory name of the demuxer, or %NULL where
 *   the file has several streams, is damaged, is pushed, or has another type
 */
const char *rmg_single_find_demuxer (const GstCaps *type, GstPad *source);

G_END_DECLS
