/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Properties of the source of a file. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_input_name:
 * @sink_pad: linked to the source, directly or through other elements
 *
 * Returns: (transfer full): for messages: the name of a file without its folders,
 *   an address of HTTP whole, or "the input"
 */
char *rmg_input_name (GstPad *sink_pad);

/** rmg_input_is_empty: whether the source says that it has no bytes. */
gboolean rmg_input_is_empty (GstPad *sink_pad);

G_END_DECLS
