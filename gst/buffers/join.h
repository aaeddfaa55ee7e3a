/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/**
 * rmg_buffers_join:
 * @buffers: (element-type GstBuffer): two or more buffers of raw audio, in order
 * @info: their format
 * @is_copy: (out): whether the data was copied, because it is not in one piece of
 *   memory
 *
 * Joins buffers to one with the times and flags of the first and without metas, but
 * a #GstAudioMeta if it is planar.
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): the buffer; %NULL if the data cannot be
 *   read
 */
GstBuffer *rmg_buffers_join (
    GPtrArray *buffers, const GstAudioInfo *info, gboolean *is_copy);

G_END_DECLS
