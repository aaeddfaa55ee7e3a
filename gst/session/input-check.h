/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The check of pushed data: elements crash on some buffers that do not match
 * their caps. */
#pragma once

#include "gst/session/input.h"

G_BEGIN_DECLS

/**
 * rmg_input_check:
 * @caps: (nullable): caps of @buffer
 * @buffer: (nullable): the data to be pushed
 * @error: (out) (optional): %RMG_ERROR_INPUT with the expected and the actual
 *   data
 *
 * Returns: whether the input accepts @buffer
 */
gboolean rmg_input_check (
    const RmgInlet *inlet, GstCaps *caps, GstBuffer *buffer, GError **error);

G_END_DECLS
