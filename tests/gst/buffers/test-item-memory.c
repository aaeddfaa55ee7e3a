/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/buffers/item-memory.h"

#define RATE 48000
#define BPF 4

static GstAllocator *
new_memory (void)
{
  GstAllocator *memory = rmg_item_memory_new ();

  rmg_item_memory_set_format (memory, RATE, BPF);
  return memory;
}

static guint8 *
get_data (GstMemory *memory)
{
  GstMapInfo map;
  guint8 *data;

  g_assert_true (gst_memory_map (memory, &map, GST_MAP_READWRITE));
  data = map.data;
  gst_memory_unmap (memory, &map);
  return data;
}

static GstMemory *
take (GstAllocator *allocator, guint n_frames)
{
  return gst_allocator_alloc (allocator, n_frames * BPF, NULL);
}

static void
test_item_memory_of_expected_item_is_consecutive (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) first = NULL;
  g_autoptr (GstMemory) second = NULL;
  gsize offset;

  rmg_item_memory_expect (allocator, 0, 100, RATE);
  first = take (allocator, 70);
  second = take (allocator, 30);
  g_assert_true (get_data (second) == get_data (first) + 70 * BPF);
  g_assert_true (gst_memory_is_span (first, second, &offset));
  g_assert_cmpuint (offset, ==, 0);
  g_assert_false (gst_memory_is_span (second, first, NULL));
  rmg_item_memory_close (allocator);
}

/* A slice must not reach into the next one. */
static void
test_item_memory_slice_cannot_grow (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) first = NULL;
  gsize offset, max_size;

  rmg_item_memory_expect (allocator, 0, 100, RATE);
  first = take (allocator, 70);
  gst_memory_get_sizes (first, &offset, &max_size);
  g_assert_cmpuint (offset, ==, 0);
  g_assert_cmpuint (max_size, ==, 70 * BPF);
  rmg_item_memory_close (allocator);
}

static void
test_item_memory_trimmed_slices_are_no_span (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) first = NULL;
  g_autoptr (GstMemory) second = NULL;
  g_autoptr (GstMemory) third = NULL;
  gsize offset;

  rmg_item_memory_expect (allocator, 0, 100, RATE);
  first = take (allocator, 20);
  second = take (allocator, 20);
  third = take (allocator, 20);
  gst_memory_resize (second, 0, 10);
  g_assert_true (gst_memory_is_span (first, second, NULL));
  g_assert_false (gst_memory_is_span (second, third, NULL));
  gst_memory_resize (first, 8, 72);
  g_assert_true (gst_memory_is_span (first, second, &offset));
  g_assert_cmpuint (offset, ==, 8);
  rmg_item_memory_close (allocator);
}

static void
test_item_memory_length_follows_the_rates (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) first = NULL;
  g_autoptr (GstMemory) second = NULL;
  g_autoptr (GstMemory) third = NULL;

  rmg_item_memory_expect (allocator, 0, 100, RATE / 3);
  rmg_item_memory_expect (allocator, 0, 50, RATE);
  first = take (allocator, 200);
  second = take (allocator, 150);
  third = take (allocator, 100);
  g_assert_true (gst_memory_is_span (first, second, NULL));
  g_assert_false (gst_memory_is_span (second, third, NULL));
  rmg_item_memory_close (allocator);
}

static void
test_item_memory_next_item_has_a_block_of_its_own (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) first = NULL;
  g_autoptr (GstMemory) second = NULL;
  g_autoptr (GstMemory) third = NULL;

  rmg_item_memory_expect (allocator, 0, 100, RATE);
  rmg_item_memory_expect (allocator, 1, 40, RATE);
  first = take (allocator, 50);
  rmg_item_memory_end_item (allocator, 0);
  second = take (allocator, 30);
  third = take (allocator, 10);
  g_assert_false (gst_memory_is_span (first, second, NULL));
  g_assert_true (gst_memory_is_span (second, third, NULL));
  rmg_item_memory_close (allocator);
}

static void
test_item_memory_unexpected_item_is_not_consecutive (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) first = take (allocator, 10);
  g_autoptr (GstMemory) second = take (allocator, 10);

  g_assert_false (gst_memory_is_span (first, second, NULL));
  rmg_item_memory_close (allocator);
}

static void
test_item_memory_outlives_its_allocator (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) slice = NULL;

  rmg_item_memory_expect (allocator, 0, 100, RATE);
  slice = take (allocator, 70);
  rmg_item_memory_close (allocator);
  get_data (slice)[70 * BPF - 1] = 1;
}

static void
test_item_memory_aligned_memory_keeps_its_alignment (void)
{
  GstAllocationParams params = { .align = 31, .prefix = 8 };
  GstAllocator *allocator = new_memory ();
  g_autoptr (GstMemory) first = NULL;
  g_autoptr (GstMemory) second = NULL;

  rmg_item_memory_expect (allocator, 0, 100, RATE);
  first = take (allocator, 7);
  second = gst_allocator_alloc (allocator, 32, &params);
  g_assert_cmpuint ((guintptr) (get_data (second) - 8) % 32, ==, 0);
  g_assert_false (gst_memory_is_span (first, second, NULL));
  rmg_item_memory_close (allocator);
}

/* GStreamer counts the parts of a memory in 16 bits. */
static void
test_item_memory_many_slices_stay_valid (void)
{
  GstAllocator *allocator = new_memory ();
  g_autoptr (GPtrArray) slices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_memory_unref);

  rmg_item_memory_expect (allocator, 0, 70000, RATE);
  for (guint i = 0; i < 70000; i++)
    g_ptr_array_add (slices, take (allocator, 1));
  for (guint i = 0; i < slices->len; i++)
    get_data (slices->pdata[i])[0] = 1;
  rmg_item_memory_close (allocator);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/item-memory/expected",
      test_item_memory_of_expected_item_is_consecutive);
  g_test_add_func ("/item-memory/grow", test_item_memory_slice_cannot_grow);
  g_test_add_func (
      "/item-memory/trimmed", test_item_memory_trimmed_slices_are_no_span);
  g_test_add_func (
      "/item-memory/rates", test_item_memory_length_follows_the_rates);
  g_test_add_func (
      "/item-memory/next", test_item_memory_next_item_has_a_block_of_its_own);
  g_test_add_func ("/item-memory/unexpected",
      test_item_memory_unexpected_item_is_not_consecutive);
  g_test_add_func (
      "/item-memory/outlives", test_item_memory_outlives_its_allocator);
  g_test_add_func ("/item-memory/aligned",
      test_item_memory_aligned_memory_keeps_its_alignment);
  g_test_add_func (
      "/item-memory/many", test_item_memory_many_slices_stay_valid);
  return g_test_run ();
}
