/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/block.h"

RmgBlock *
rmg_block_new (gsize size)
{
  RmgBlock *self = g_malloc (sizeof *self + RMG_BLOCK_ALIGNMENT - 1 + size);
  guint8 *end = (guint8 *) (self + 1);

  self->data = end + -(guintptr) end % RMG_BLOCK_ALIGNMENT;
  self->memory.maxsize = size;
  return self;
}

RmgBlock *
rmg_block_new_part (guint8 *data)
{
  RmgBlock *self = g_slice_new (RmgBlock);

  self->data = data;
  return self;
}

void
rmg_block_free (RmgBlock *self)
{
  if (self->memory.parent != NULL)
    g_slice_free (RmgBlock, self);
  else
    g_free (self);
}

static gpointer
map_block (GstMemory *memory, gsize size, GstMapFlags flags)
{
  return ((RmgBlock *) memory)->data;
}

static void
unmap_block (GstMemory *memory)
{
}

static GstMemory *
share_block (GstMemory *memory, gssize offset, gssize size)
{
  GstMemory *whole = memory->parent != NULL ? memory->parent : memory;
  RmgBlock *part = rmg_block_new_part (((RmgBlock *) memory)->data);

  gst_memory_init (&part->memory,
      GST_MINI_OBJECT_FLAGS (whole) | GST_MINI_OBJECT_FLAG_LOCK_READONLY,
      memory->allocator, whole, memory->maxsize, memory->align,
      memory->offset + (gsize) offset,
      size < 0 ? memory->size - (gsize) offset : (gsize) size);
  return &part->memory;
}

void
rmg_block_install (GstAllocator *allocator, const char *type)
{
  allocator->mem_type = type;
  allocator->mem_map = map_block;
  allocator->mem_unmap = unmap_block;
  allocator->mem_share = share_block;
}
