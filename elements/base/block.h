/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Memory in one allocation with its GstMemory, for allocators. Its data is aligned,
 * and parts of it have the data of their parent. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Memory begins at multiples of this many bytes, for the fastest vector stores. */
#define RMG_BLOCK_ALIGNMENT 64

typedef struct
{
  GstMemory memory;
  guint8 *data;
} RmgBlock;

/** rmg_block_new: (transfer full): @size bytes; gst_memory_init() of `memory` is up
 * to the caller. */
RmgBlock *rmg_block_new (gsize size);

/** rmg_block_new_part: (transfer full): memory of @data, which is a part of @block.
 * gst_memory_init() is up to the caller. */
RmgBlock *rmg_block_new_part (guint8 *data);

/** rmg_block_free: frees a block or a part. */
void rmg_block_free (RmgBlock *self);

/** rmg_block_install: @allocator, whose memory is RmgBlock, maps and shares it. Call
 * it in init. */
void rmg_block_install (GstAllocator *allocator, const char *type);

G_END_DECLS
