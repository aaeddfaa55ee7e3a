/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Memory for the buffers of one item, side by side in one block, so that the
 * item is one array without a copy. An allocator that an output offers to the
 * elements upstream. The length of the item is expected from its input; where the
 * expectation is wrong or unknown, memory lies elsewhere. Thread: any. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** rmg_item_memory_new: (transfer full): release it with rmg_item_memory_close() */
GstAllocator *rmg_item_memory_new (void);

/** rmg_item_memory_set_format: format of the memory, @bytes_per_frame of it. */
void rmg_item_memory_set_format (
    GstAllocator *memory, guint rate_hz, guint bytes_per_frame);

/** rmg_item_memory_expect: @item has @n_frames more of input, at @rate_hz. Items are
 * counted from 0, and may be expected before earlier ones have ended. */
void rmg_item_memory_expect (
    GstAllocator *memory, guint64 item, guint64 n_frames, guint rate_hz);

/** rmg_item_memory_end_item: memory from now on is for the item after @item. */
void rmg_item_memory_end_item (GstAllocator *memory, guint64 item);

/** rmg_item_memory_close: (transfer full): releases @memory. Elements that still
 * use it get memory elsewhere. */
void rmg_item_memory_close (GstAllocator *memory);

G_END_DECLS
