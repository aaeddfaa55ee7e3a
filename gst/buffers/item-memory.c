/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/buffers/item-memory.h"

#include "elements/base/block.h"
#include "elements/base/recycler.h"

/* Resamplers in a row round up the length once each. */
#define SPARE_FRAMES 16

/* GStreamer counts the parts of a memory in 16 bits. */
#define MAX_SLICES 4096

typedef struct
{
  guint64 item;
  guint64 n_frames; /* of the input */
  guint rate_hz;
} Expected;

typedef struct
{
  GstAllocator parent;
  GstAllocator *recycler; /* of memory outside of blocks */

  GMutex lock;
  guint64 item;     /* all fields below: under lock */
  GArray *expected; /* (element-type Expected) */
  guint rate_hz, bytes_per_frame;
  RmgBlock *block; /* (nullable): of the item */
  gsize n_used;    /* bytes of the block */
  guint n_slices;
} ItemAllocator;

typedef GstAllocatorClass ItemAllocatorClass;

static GType rmg_item_memory_get_type (void);

G_DEFINE_TYPE (ItemAllocator, rmg_item_memory, GST_TYPE_ALLOCATOR)

static RmgBlock *
new_block (GstAllocator *allocator, gsize size)
{
  RmgBlock *block = rmg_block_new (size);

  gst_memory_init (&block->memory, 0, allocator, NULL, size, 0, 0, size);
  return block;
}

/* The memory of a slice is the block's, but it cannot grow into the next slice. */
static RmgBlock *
new_slice (RmgBlock *block, guint8 *data, gsize size)
{
  RmgBlock *slice = rmg_block_new_part (data);

  gst_memory_init (&slice->memory, 0, block->memory.allocator, &block->memory,
      size, 0, 0, size);
  return slice;
}

/* With the lock held.
 *
 * Returns: frames of output that the item is expected to have */
static guint64
count_frames (ItemAllocator *self)
{
  guint64 n_frames = 0;

  for (guint i = 0; i < self->expected->len; i++) {
    const Expected *input = &g_array_index (self->expected, Expected, i);

    if (input->item == self->item)
      n_frames += gst_util_uint64_scale_int_ceil (
          input->n_frames, (int) self->rate_hz, (int) input->rate_hz);
  }
  return n_frames;
}

/* With the lock held. An item of a single buffer needs no block. */
static void
begin_block (ItemAllocator *self, gsize size)
{
  const guint64 n_frames = count_frames (self);

  if (size < n_frames * self->bytes_per_frame)
    self->block = new_block (GST_ALLOCATOR_CAST (self),
        (n_frames + SPARE_FRAMES) * self->bytes_per_frame);
  self->n_used = 0;
  self->n_slices = 0;
}

static gboolean
has_room (const ItemAllocator *self, gsize size)
{
  return self->block != NULL && self->n_slices < MAX_SLICES &&
      size <= self->block->memory.maxsize - self->n_used;
}

/* Returns: (nullable): the next slice */
static RmgBlock *
take_slice (ItemAllocator *self, gsize size)
{
  RmgBlock *slice = NULL;

  g_mutex_lock (&self->lock);
  if (self->block == NULL)
    begin_block (self, size);
  if (has_room (self, size)) {
    slice = new_slice (self->block, self->block->data + self->n_used, size);
    self->n_used += size;
    self->n_slices++;
  }
  g_mutex_unlock (&self->lock);
  return slice;
}

/* Bytes around a slice belong to other slices. */
static gboolean
fits_beside_others (const GstAllocationParams *params)
{
  return params->align == 0 && params->prefix == 0 && params->padding == 0 &&
      params->flags == 0;
}

static GstMemory *
rmg_item_memory_alloc (
    GstAllocator *allocator, gsize size, GstAllocationParams *params)
{
  ItemAllocator *self = (ItemAllocator *) allocator;
  RmgBlock *slice = NULL;

  if (size > 0 && fits_beside_others (params))
    slice = take_slice (self, size);
  return slice != NULL ? &slice->memory
                       : gst_allocator_alloc (self->recycler, size, params);
}

static void
rmg_item_memory_free (GstAllocator *allocator, GstMemory *memory)
{
  rmg_block_free ((RmgBlock *) memory);
}

static guint8 *
get_start (const GstMemory *memory)
{
  return ((const RmgBlock *) memory)->data + memory->offset;
}

static gboolean
is_span (GstMemory *first, GstMemory *second, gsize *offset)
{
  if (offset != NULL)
    *offset = (gsize) (get_start (first) - get_start (first->parent));
  return get_start (first) + first->size == get_start (second);
}

static void
drop_block (ItemAllocator *self)
{
  if (self->block != NULL)
    gst_memory_unref (&self->block->memory);
  self->block = NULL;
}

void
rmg_item_memory_set_format (
    GstAllocator *memory, guint rate_hz, guint bytes_per_frame)
{
  ItemAllocator *self = (ItemAllocator *) memory;

  g_mutex_lock (&self->lock);
  self->rate_hz = rate_hz;
  self->bytes_per_frame = bytes_per_frame;
  g_mutex_unlock (&self->lock);
}

void
rmg_item_memory_expect (
    GstAllocator *memory, guint64 item, guint64 n_frames, guint rate_hz)
{
  ItemAllocator *self = (ItemAllocator *) memory;
  const Expected expected = { item, n_frames, rate_hz };

  g_mutex_lock (&self->lock);
  g_array_append_val (self->expected, expected);
  g_mutex_unlock (&self->lock);
}

void
rmg_item_memory_end_item (GstAllocator *memory, guint64 item)
{
  ItemAllocator *self = (ItemAllocator *) memory;
  guint n_ended = 0;

  g_mutex_lock (&self->lock);
  drop_block (self);
  self->item = item + 1;
  while (n_ended < self->expected->len &&
      g_array_index (self->expected, Expected, n_ended).item <= item)
    n_ended++;
  if (n_ended > 0)
    g_array_remove_range (self->expected, 0, n_ended);
  g_mutex_unlock (&self->lock);
}

static void
rmg_item_memory_finalize (GObject *object)
{
  ItemAllocator *self = (ItemAllocator *) object;

  g_array_unref (self->expected);
  gst_object_unref (self->recycler);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (rmg_item_memory_parent_class)->finalize (object);
}

static void
rmg_item_memory_init (ItemAllocator *self)
{
  GstAllocator *allocator = GST_ALLOCATOR_CAST (self);

  self->recycler = rmg_recycler_new ();
  self->expected = g_array_new (FALSE, FALSE, sizeof (Expected));
  g_mutex_init (&self->lock);
  rmg_block_install (allocator, "rmg-item");
  allocator->mem_is_span = is_span;
}

static void
rmg_item_memory_class_init (ItemAllocatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rmg_item_memory_finalize;
  klass->alloc = rmg_item_memory_alloc;
  klass->free = rmg_item_memory_free;
}

GstAllocator *
rmg_item_memory_new (void)
{
  return gst_object_ref_sink (g_object_new (rmg_item_memory_get_type (), NULL));
}

/* A block has a reference to its allocator. */
void
rmg_item_memory_close (GstAllocator *memory)
{
  rmg_item_memory_end_item (memory, G_MAXUINT64 - 1);
  gst_object_unref (memory);
}
