/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/value.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RMG_VALUE_MEDIA_TYPE:
 *
 * Media type of buffers that contain one value each.
 */
#define RMG_VALUE_MEDIA_TYPE "application/x-rmg-value"

/**
 * rmg_value_buffer_new:
 * @value: (transfer full): content of the buffer
 *
 * Creates a buffer whose size is rmg_value_get_bytes() of the value, so that
 * queues with a limit in bytes count it. Its memory cannot be mapped. Shallow
 * and deep copies of the buffer share the value.
 *
 * Returns: (transfer full): a buffer for pads with %RMG_VALUE_MEDIA_TYPE
 */
RMG_API GstBuffer *rmg_value_buffer_new (RmgValue *value);

/**
 * rmg_value_buffer_peek:
 * @buffer: any buffer
 *
 * Returns: (transfer none) (nullable): the value in @buffer, valid as long as
 *   @buffer; %NULL if @buffer contains other data
 */
RMG_API RmgValue *rmg_value_buffer_peek (GstBuffer *buffer);

/**
 * rmg_value_buffer_peek_writable: (skip)
 * @buffer: a buffer that contains a value
 *
 * Returns: (transfer none) (nullable): the value if it may be changed; %NULL if
 *   @buffer, its memory or the value is shared
 */
RMG_API RmgValue *rmg_value_buffer_peek_writable (GstBuffer *buffer);

/**
 * rmg_value_buffer_replace:
 * @buffer: (transfer full): a buffer that contains a value
 * @value: (transfer full): the replacement
 *
 * Replaces the value in a buffer.
 *
 * Returns: (transfer full): @buffer, or a copy with its time stamps, flags and
 *   metadata if @buffer is shared
 */
RMG_API GstBuffer *rmg_value_buffer_replace (
    GstBuffer *buffer, RmgValue *value);

G_END_DECLS
