/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/block.h"

#include <string.h>

#define SIZE 100

/* An allocator of blocks and nothing else. */
typedef GstAllocator TestAllocator;
typedef GstAllocatorClass TestAllocatorClass;

static int n_blocks; /* that are not freed, parts included */

static GType test_allocator_get_type (void);

G_DEFINE_TYPE (TestAllocator, test_allocator, GST_TYPE_ALLOCATOR)

static GstMemory *
test_allocator_alloc (
    GstAllocator *allocator, gsize size, GstAllocationParams *params)
{
  RmgBlock *block = rmg_block_new (size);

  g_assert_cmpuint (block->memory.maxsize, ==, size);
  gst_memory_init (&block->memory, 0, allocator, NULL, size, 0, 0, size);
  n_blocks++;
  return &block->memory;
}

static void
test_allocator_free (GstAllocator *allocator, GstMemory *memory)
{
  n_blocks -= memory->parent == NULL;
  rmg_block_free ((RmgBlock *) memory);
}

static void
test_allocator_init (TestAllocator *self)
{
  rmg_block_install (self, "test");
}

static void
test_allocator_class_init (TestAllocatorClass *klass)
{
  klass->alloc = test_allocator_alloc;
  klass->free = test_allocator_free;
}

static GstMemory *
allocate (void)
{
  g_autoptr (GstAllocator) allocator =
      gst_object_ref_sink (g_object_new (test_allocator_get_type (), NULL));

  return gst_allocator_alloc (allocator, SIZE, NULL);
}

static void
test_block_data_is_aligned_and_its_own (void)
{
  GstMemory *memory = allocate ();
  GstMapInfo map;

  g_assert_true (gst_memory_is_type (memory, "test"));
  g_assert_true (gst_memory_map (memory, &map, GST_MAP_WRITE));
  g_assert_cmpuint ((guintptr) map.data % RMG_BLOCK_ALIGNMENT, ==, 0);
  g_assert_cmpuint (map.size, ==, SIZE);
  memset (map.data, 7, SIZE);
  gst_memory_unmap (memory, &map);
  gst_memory_unref (memory);
  g_assert_cmpint (n_blocks, ==, 0);
}

/* A part of a part belongs to the block. */
static void
test_block_parts_have_its_data_and_keep_it (void)
{
  GstMemory *memory = allocate ();
  GstMemory *part = gst_memory_share (memory, 10, 50);
  GstMemory *inner = gst_memory_share (part, 5, -1);
  const guint8 *start;
  GstMapInfo map;

  g_assert_true (gst_memory_map (memory, &map, GST_MAP_READ));
  start = map.data;
  gst_memory_unmap (memory, &map);
  g_assert_true (inner->parent == memory);
  gst_memory_unref (memory);
  gst_memory_unref (part);
  g_assert_cmpint (n_blocks, ==, 1);
  g_assert_true (gst_memory_map (inner, &map, GST_MAP_READ));
  g_assert_true (map.data == start + 15);
  g_assert_cmpuint (map.size, ==, 45);
  gst_memory_unmap (inner, &map);
  gst_memory_unref (inner);
  g_assert_cmpint (n_blocks, ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/block/data", test_block_data_is_aligned_and_its_own);
  g_test_add_func ("/block/parts", test_block_parts_have_its_data_and_keep_it);
  return g_test_run ();
}
