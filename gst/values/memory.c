/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value-memory.h>

typedef struct
{
  GstMemory memory;
  RmgValue *value; /* owned */
} ValueMemory;

typedef struct
{
  GstAllocator parent;
} ValueAllocator;

typedef struct
{
  GstAllocatorClass parent_class;
} ValueAllocatorClass;

GType rmg_value_allocator_get_type (void);
G_DEFINE_TYPE (ValueAllocator, rmg_value_allocator, GST_TYPE_ALLOCATOR)

static GstMemory *
new_memory (GstAllocator *allocator, RmgValue *value)
{
  ValueMemory *self = g_slice_new (ValueMemory);
  gsize n_bytes = rmg_value_get_bytes (value);

  gst_memory_init (&self->memory, 0, allocator, NULL, n_bytes, 0, 0, n_bytes);
  self->value = value;
  return &self->memory;
}

static GstMemory *
share_memory (GstMemory *memory, gssize offset, gssize size)
{
  ValueMemory *self = (ValueMemory *) memory;

  return new_memory (memory->allocator, rmg_value_ref (self->value));
}

static gboolean
never_spans (GstMemory *first, GstMemory *second, gsize *offset)
{
  return FALSE;
}

static gpointer
refuse_map (GstMemory *memory, gsize max_size, GstMapFlags flags)
{
  return NULL;
}

static void
ignore_unmap (GstMemory *memory)
{
}

static void
rmg_value_allocator_free (GstAllocator *allocator, GstMemory *memory)
{
  ValueMemory *self = (ValueMemory *) memory;

  rmg_value_unref (self->value);
  g_slice_free (ValueMemory, self);
}

static void
rmg_value_allocator_init (ValueAllocator *self)
{
  GstAllocator *allocator = GST_ALLOCATOR_CAST (self);

  /* A shared value is immutable, so a copy can share it. */
  allocator->mem_type = "RmgValue";
  allocator->mem_copy = share_memory;
  allocator->mem_share = share_memory;
  allocator->mem_is_span = never_spans;
  allocator->mem_map = refuse_map;
  allocator->mem_unmap = ignore_unmap;
  GST_OBJECT_FLAG_SET (self, GST_ALLOCATOR_FLAG_CUSTOM_ALLOC);
  GST_OBJECT_FLAG_SET (self, GST_OBJECT_FLAG_MAY_BE_LEAKED);
}

static void
rmg_value_allocator_class_init (ValueAllocatorClass *klass)
{
  GST_ALLOCATOR_CLASS (klass)->free = rmg_value_allocator_free;
}

static GstAllocator *
get_allocator (void)
{
  static GstAllocator *allocator;

  if (g_once_init_enter (&allocator)) {
    GstAllocator *created =
        g_object_new (rmg_value_allocator_get_type (), NULL);

    gst_object_ref_sink (created);
    g_once_init_leave (&allocator, created);
  }
  return allocator;
}

/* Returns: (nullable): memory of the value in @buffer; NULL if @buffer contains
 * other memory */
static ValueMemory *
peek_memory (GstBuffer *buffer)
{
  GstMemory *memory;

  if (gst_buffer_n_memory (buffer) != 1)
    return NULL;
  memory = gst_buffer_peek_memory (buffer, 0);
  return memory->allocator == get_allocator () ? (ValueMemory *) memory : NULL;
}

GstBuffer *
rmg_value_buffer_new (RmgValue *value)
{
  GstBuffer *buffer = gst_buffer_new ();

  gst_buffer_append_memory (buffer, new_memory (get_allocator (), value));
  return buffer;
}

RmgValue *
rmg_value_buffer_peek (GstBuffer *buffer)
{
  const ValueMemory *memory = peek_memory (buffer);

  return memory != NULL ? memory->value : NULL;
}

static gboolean
is_unshared (GstBuffer *buffer, ValueMemory *memory)
{
  return gst_buffer_is_writable (buffer) &&
      gst_memory_is_writable (&memory->memory);
}

RmgValue *
rmg_value_buffer_peek_writable (GstBuffer *buffer)
{
  ValueMemory *memory = peek_memory (buffer);

  if (memory == NULL || !is_unshared (buffer, memory) ||
      !rmg_value_is_writable (memory->value))
    return NULL;
  return memory->value;
}

GstBuffer *
rmg_value_buffer_replace (GstBuffer *buffer, RmgValue *value)
{
  GstBuffer *writable = gst_buffer_make_writable (buffer);

  gst_buffer_replace_all_memory (
      writable, new_memory (get_allocator (), value));
  return writable;
}
