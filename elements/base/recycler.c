/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/recycler.h"

#include "elements/base/block.h"

typedef struct
{
  GstAllocator parent;
  RmgBlock *slots[RMG_RECYCLER_SLOTS]; /* atomic; NULL: empty */
  gsize kept[RMG_RECYCLER_SLOTS]; /* atomic: bytes of the block in the slot */
} RmgRecycler;

typedef GstAllocatorClass RmgRecyclerClass;

static GType rmg_recycler_get_type (void);

G_DEFINE_TYPE (RmgRecycler, rmg_recycler, GST_TYPE_ALLOCATOR)

static void
set_kept (RmgRecycler *self, guint slot, gsize n_bytes)
{
  __atomic_store_n (&self->kept[slot], n_bytes, __ATOMIC_RELAXED);
}

/* Returns a kept block of at least that size; frees a block that is too small. */
static RmgBlock *
take_block (RmgRecycler *self, gsize size)
{
  for (guint i = 0; i < RMG_RECYCLER_SLOTS; i++) {
    RmgBlock *block = g_atomic_pointer_get (&self->slots[i]);

    if (block == NULL ||
        !g_atomic_pointer_compare_and_exchange (&self->slots[i], block, NULL))
      continue;
    set_kept (self, i, 0);
    if (block->memory.maxsize >= size)
      return block;
    g_free (block);
  }
  return rmg_block_new (size);
}

/* Blocks that come back are neither cleared nor aligned to more than a line. */
static gboolean
can_recycle (const GstAllocationParams *params)
{
  const guint cleared =
      GST_MEMORY_FLAG_ZERO_PREFIXED | GST_MEMORY_FLAG_ZERO_PADDED;

  return (params->align & ~(gsize) (RMG_BLOCK_ALIGNMENT - 1)) == 0 &&
      (params->flags & cleared) == 0;
}

static GstMemory *
rmg_recycler_alloc (
    GstAllocator *allocator, gsize size, GstAllocationParams *params)
{
  RmgBlock *block;

  if (!can_recycle (params))
    return gst_allocator_alloc (NULL, size, params);
  block = take_block (
      (RmgRecycler *) allocator, params->prefix + size + params->padding);
  gst_memory_init (&block->memory, params->flags, allocator, NULL,
      block->memory.maxsize, RMG_BLOCK_ALIGNMENT - 1, params->prefix, size);
  return &block->memory;
}

static gboolean
keep_block (RmgRecycler *self, RmgBlock *block)
{
  const gsize size = block->memory.maxsize;

  for (guint i = 0; i < RMG_RECYCLER_SLOTS; i++) {
    if (size > RMG_RECYCLER_MAX_BYTES ||
        !g_atomic_pointer_compare_and_exchange (&self->slots[i], NULL, block))
      continue;
    set_kept (self, i, size);
    return TRUE;
  }
  return FALSE;
}

static void
rmg_recycler_free (GstAllocator *allocator, GstMemory *memory)
{
  RmgRecycler *self = (RmgRecycler *) allocator;
  RmgBlock *block = (RmgBlock *) memory;

  if (memory->parent != NULL || !keep_block (self, block))
    rmg_block_free (block);
}

static void
rmg_recycler_finalize (GObject *object)
{
  RmgRecycler *self = (RmgRecycler *) object;

  for (guint i = 0; i < RMG_RECYCLER_SLOTS; i++)
    g_free (self->slots[i]);
  G_OBJECT_CLASS (rmg_recycler_parent_class)->finalize (object);
}

static void
rmg_recycler_init (RmgRecycler *self)
{
  rmg_block_install (GST_ALLOCATOR (self), "rmg-recycled");
}

static void
rmg_recycler_class_init (RmgRecyclerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rmg_recycler_finalize;
  klass->alloc = rmg_recycler_alloc;
  klass->free = rmg_recycler_free;
}

GstAllocator *
rmg_recycler_new (void)
{
  return gst_object_ref_sink (g_object_new (rmg_recycler_get_type (), NULL));
}

gsize
rmg_recycler_get_kept_bytes (GstAllocator *recycler)
{
  RmgRecycler *self = (RmgRecycler *) recycler;
  gsize n_bytes = 0;

  for (guint i = 0; i < RMG_RECYCLER_SLOTS; i++)
    n_bytes += __atomic_load_n (&self->kept[i], __ATOMIC_RELAXED);
  return n_bytes;
}
