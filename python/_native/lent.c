/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/lent.h"

typedef struct
{
  GstMemory memory;
  NativeLoan *loan; /* NULL in a part, whose parent has it */
} LentMemory;

typedef GstAllocator NativeLentAllocator;
typedef GstAllocatorClass NativeLentAllocatorClass;

static GType native_lent_allocator_get_type (void);

G_DEFINE_TYPE (NativeLentAllocator, native_lent_allocator, GST_TYPE_ALLOCATOR)

static GstMemory *
get_whole (GstMemory *memory)
{
  return memory->parent != NULL ? memory->parent : memory;
}

static LentMemory *
make_memory (GstAllocator *allocator, GstMemory *parent, gsize max_size,
    gsize offset, gsize size)
{
  LentMemory *self = g_slice_new (LentMemory);

  gst_memory_init (&self->memory, GST_MEMORY_FLAG_READONLY, allocator, parent,
      max_size, 0, offset, size);
  self->loan = NULL;
  return self;
}

static gpointer
map_memory (GstMemory *memory, gsize max_size, GstMapFlags flags)
{
  (void) max_size;
  (void) flags;
  return ((LentMemory *) get_whole (memory))->loan->view.buf;
}

static void
unmap_memory (GstMemory *memory)
{
  (void) memory;
}

static GstMemory *
share_memory (GstMemory *memory, gssize offset, gssize size)
{
  return &make_memory (memory->allocator, get_whole (memory), memory->maxsize,
      memory->offset + (gsize) offset,
      size < 0 ? memory->size - (gsize) offset : (gsize) size)
              ->memory;
}

static gboolean
is_span (GstMemory *first, GstMemory *second, gsize *offset)
{
  if (offset != NULL)
    *offset = first->offset - first->parent->offset;
  return first->offset + first->size == second->offset;
}

static void
native_lent_allocator_free (GstAllocator *allocator, GstMemory *memory)
{
  LentMemory *self = (LentMemory *) memory;

  (void) allocator;
  if (self->loan != NULL)
    native_loan_free (self->loan);
  g_slice_free (LentMemory, self);
}

static void
native_lent_allocator_init (NativeLentAllocator *self)
{
  self->mem_type = "rmg-python";
  self->mem_map = map_memory;
  self->mem_unmap = unmap_memory;
  self->mem_share = share_memory;
  self->mem_is_span = is_span;
  GST_OBJECT_FLAG_SET (self, GST_ALLOCATOR_FLAG_CUSTOM_ALLOC);
  GST_OBJECT_FLAG_SET (self, GST_OBJECT_FLAG_MAY_BE_LEAKED);
}

static void
native_lent_allocator_class_init (NativeLentAllocatorClass *klass)
{
  klass->free = native_lent_allocator_free;
}

/* With the interpreter lock. */
static GstAllocator *
get_allocator (void)
{
  static GstAllocator *allocator;

  if (allocator == NULL)
    allocator = gst_object_ref_sink (
        g_object_new (native_lent_allocator_get_type (), NULL));
  return allocator;
}

GstBuffer *
native_lent_buffer_new (NativeLoan *loan)
{
  const gsize size = (gsize) loan->view.len;
  LentMemory *memory = make_memory (get_allocator (), NULL, size, 0, size);
  GstBuffer *buffer = gst_buffer_new ();

  memory->loan = loan;
  gst_buffer_append_memory (buffer, &memory->memory);
  return buffer;
}

PyObject *
native_lent_find_owner (GstBuffer *buffer, gsize n_bytes)
{
  GstMemory *memory;
  const NativeLoan *loan;

  if (gst_buffer_n_memory (buffer) != 1)
    return NULL;
  memory = gst_buffer_peek_memory (buffer, 0);
  if (memory->allocator != get_allocator ())
    return NULL;
  loan = ((LentMemory *) get_whole (memory))->loan;
  return memory->size == n_bytes && (gsize) loan->view.len == n_bytes
      ? loan->owner
      : NULL;
}
