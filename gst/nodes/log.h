/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_node_get_debug_category:
 *
 * For GST_CAT_DEFAULT in the files that log about nodes.
 *
 * Thread: any.
 * Returns: (transfer none): the debug category "rmgnode"
 */
GstDebugCategory *rmg_node_get_debug_category (void);

G_END_DECLS
