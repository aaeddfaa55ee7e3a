/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/block.h"
#include "elements/base/recycler.h"

#include <string.h>

/* Where the data of a buffer lies. */
static gpointer
get_data (GstBuffer *buffer)
{
  GstMapInfo map;
  gpointer data;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  data = map.data;
  gst_buffer_unmap (buffer, &map);
  return data;
}

static GstBuffer *
make_buffer (GstAllocator *allocator, gsize size)
{
  return gst_buffer_new_allocate (allocator, size, NULL);
}

static void
test_recycler_freed_memory_comes_back (void)
{
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstBuffer *buffer = make_buffer (recycler, 1920);
  const gpointer data = get_data (buffer);

  g_assert_cmpuint ((guintptr) data % RMG_BLOCK_ALIGNMENT, ==, 0);
  gst_buffer_unref (buffer);
  buffer = make_buffer (recycler, 1764);
  g_assert_true (get_data (buffer) == data);
  g_assert_cmpuint (gst_buffer_get_size (buffer), ==, 1764);
  gst_buffer_unref (buffer);
}

static void
test_recycler_counts_kept_memory (void)
{
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstBuffer *first = make_buffer (recycler, 1000);
  GstBuffer *second = make_buffer (recycler, 500);

  g_assert_cmpuint (rmg_recycler_get_kept_bytes (recycler), ==, 0);
  gst_buffer_unref (first);
  g_assert_cmpuint (rmg_recycler_get_kept_bytes (recycler), ==, 1000);
  gst_buffer_unref (second);
  g_assert_cmpuint (rmg_recycler_get_kept_bytes (recycler), ==, 1500);
  first = make_buffer (recycler, 1000);
  g_assert_cmpuint (rmg_recycler_get_kept_bytes (recycler), ==, 500);
  gst_buffer_unref (first);
}

static void
test_recycler_larger_memory_replaces_smaller (void)
{
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstBuffer *buffer = make_buffer (recycler, 100);
  gpointer data;

  gst_buffer_unref (buffer);
  buffer = make_buffer (recycler, 10000);
  gst_buffer_memset (buffer, 0, 1, 10000);
  data = get_data (buffer);
  gst_buffer_unref (buffer);
  buffer = make_buffer (recycler, 100);
  g_assert_true (get_data (buffer) == data);
  gst_buffer_unref (buffer);
}

static void
test_recycler_memory_in_use_stays_apart (void)
{
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstBuffer *buffers[2 * RMG_RECYCLER_SLOTS];

  for (guint round = 0; round < 2; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (buffers); i++) {
      buffers[i] = make_buffer (recycler, 64);
      gst_buffer_memset (buffers[i], 0, (guint8) i, 64);
    }
    for (guint i = 0; i < G_N_ELEMENTS (buffers); i++) {
      g_assert_cmpuint (*(guint8 *) get_data (buffers[i]), ==, i);
      gst_buffer_unref (buffers[i]);
    }
  }
}

static void
test_recycler_shared_part_keeps_its_data (void)
{
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstBuffer *whole = make_buffer (recycler, 8), *other;
  g_autoptr (GstBuffer) part = NULL;

  gst_buffer_fill (whole, 0, "abcdefgh", 8);
  part = gst_buffer_copy_region (whole, GST_BUFFER_COPY_MEMORY, 2, 4);
  gst_buffer_unref (whole);
  other = make_buffer (recycler, 8);
  gst_buffer_memset (other, 0, 'x', 8);
  g_assert_cmpint (gst_buffer_memcmp (part, 0, "cdef", 4), ==, 0);
  g_assert_cmpuint (gst_buffer_get_size (part), ==, 4);
  gst_buffer_unref (other);
}

static void
test_recycler_memory_outlives_the_last_reference (void)
{
  GstAllocator *recycler = rmg_recycler_new ();
  GstBuffer *buffer = make_buffer (recycler, 8);

  gst_object_unref (recycler);
  gst_buffer_fill (buffer, 0, "abcdefgh", 8);
  g_assert_cmpint (gst_buffer_memcmp (buffer, 0, "abcdefgh", 8), ==, 0);
  gst_buffer_unref (buffer);
}

static void
test_recycler_large_memory_is_not_kept (void)
{
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstBuffer *large = make_buffer (recycler, RMG_RECYCLER_MAX_BYTES + 1);
  GstBuffer *small;

  gst_buffer_unref (large);
  small = make_buffer (recycler, 1);
  g_assert_cmpuint (gst_buffer_peek_memory (small, 0)->maxsize, ==, 1);
  gst_buffer_unref (small);
}

static void
test_recycler_wide_alignment_is_kept (void)
{
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstAllocationParams params;

  gst_allocation_params_init (&params);
  params.align = 4095;
  for (int i = 0; i < 8; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (recycler, 100 + i, &params);

    g_assert_cmpuint ((guintptr) get_data (buffer) % 4096, ==, 0);
    gst_buffer_unref (buffer);
  }
}

static void
test_recycler_padding_is_cleared_if_requested (void)
{
  static const guint8 zeros[64];
  g_autoptr (GstAllocator) recycler = rmg_recycler_new ();
  GstBuffer *buffer = make_buffer (recycler, 1000);
  GstAllocationParams params;

  gst_buffer_memset (buffer, 0, 0xff, 1000);
  gst_buffer_unref (buffer);
  gst_allocation_params_init (&params);
  params.padding = sizeof zeros;
  params.flags = GST_MEMORY_FLAG_ZERO_PADDED;
  buffer = gst_buffer_new_allocate (recycler, 900, &params);
  g_assert_cmpmem (
      (guint8 *) get_data (buffer) + 900, sizeof zeros, zeros, sizeof zeros);
  gst_buffer_unref (buffer);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recycler/kept", test_recycler_counts_kept_memory);
  g_test_add_func ("/recycler/again", test_recycler_freed_memory_comes_back);
  g_test_add_func (
      "/recycler/larger", test_recycler_larger_memory_replaces_smaller);
  g_test_add_func ("/recycler/in-use", test_recycler_memory_in_use_stays_apart);
  g_test_add_func ("/recycler/part", test_recycler_shared_part_keeps_its_data);
  g_test_add_func (
      "/recycler/outlives", test_recycler_memory_outlives_the_last_reference);
  g_test_add_func ("/recycler/align", test_recycler_wide_alignment_is_kept);
  g_test_add_func (
      "/recycler/padding", test_recycler_padding_is_cleared_if_requested);
  g_test_add_func ("/recycler/large", test_recycler_large_memory_is_not_kept);
  return g_test_run ();
}
