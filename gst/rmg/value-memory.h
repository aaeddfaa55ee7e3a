/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/value.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/* Media type of the buffers that carry one value each. */
#define RMG_VALUE_MEDIA_TYPE "application/x-rmg-value"

/**
 * rmg_value_buffer_new:
 * @value: (transfer full): what the buffer carries
 *
 * The buffer's size is what the value holds, so that queues bounded in bytes
 * count it; its memory cannot be mapped. A copy of the buffer, deep or not,
 * shares the value.
 *
 * Returns: (transfer full): a buffer for %RMG_VALUE_MEDIA_TYPE pads
 */
RMG_API GstBuffer *rmg_value_buffer_new (RmgValue *value);

/**
 * rmg_value_buffer_peek:
 * @buffer: any buffer
 *
 * Returns: (transfer none) (nullable): the value that @buffer carries, valid
 *   as long as it does; %NULL where it carries something else
 */
RMG_API RmgValue *rmg_value_buffer_peek (GstBuffer *buffer);

/**
 * rmg_value_buffer_peek_writable:
 * @buffer: a buffer that carries a value
 *
 * Returns: (transfer none) (nullable): the value, if nobody else sees it by
 *   this buffer, another buffer or a reference of its own: it may be changed
 */
RMG_API RmgValue *rmg_value_buffer_peek_writable (GstBuffer *buffer);

/**
 * rmg_value_buffer_replace:
 * @buffer: (transfer full): a buffer that carries a value
 * @value: (transfer full): what it shall carry instead
 *
 * Returns: (transfer full): @buffer or, where it is shared, a copy of it, with
 *   its time stamps, flags and metadata
 */
RMG_API GstBuffer *rmg_value_buffer_replace (
    GstBuffer *buffer, RmgValue *value);

G_END_DECLS
