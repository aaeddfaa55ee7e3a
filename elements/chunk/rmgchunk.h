/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgchunk: audio in buffers of a fixed number of frames.
 *
 * gst-launch-1.0 audiotestsrc ! rmgchunk frames=480 ! fakesink */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_CHUNK (rmg_chunk_get_type ())
G_DECLARE_FINAL_TYPE (RmgChunk, rmg_chunk, RMG, CHUNK, GstElement)

GST_ELEMENT_REGISTER_DECLARE (rmgchunk)

G_END_DECLS
