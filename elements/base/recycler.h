/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Recycled memory: an allocator for an element with similar output buffers. Freed
 * memory is kept for the next buffer, so a stream allocates only as long as its
 * buffers grow. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Blocks that are kept at most, and bytes of a block that is. */
#define RMG_RECYCLER_SLOTS 4
#define RMG_RECYCLER_MAX_BYTES (64 * 1024)

/**
 * rmg_recycler_new:
 *
 * It may be used and memory may be freed by any thread; neither waits for
 * another. Memory keeps it alive.
 *
 * Returns: (transfer full): an allocator
 */
GstAllocator *rmg_recycler_new (void);

/** rmg_recycler_get_kept_bytes: bytes of the memory that is kept for the next
 * buffers. A block that another thread frees or takes meanwhile may be missing.
 * Thread: any. */
gsize rmg_recycler_get_kept_bytes (GstAllocator *recycler);

G_END_DECLS
