/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/buffers/borrowed.h"

#include <string.h>

#define SIZE 64

/* Memory of a caller, overwritten as soon as it is free. */
typedef struct
{
  guint8 bytes[SIZE];
  int n_releases; /* atomic */
} Block;

static void
overwrite (gpointer data)
{
  Block *block = data;

  memset (block->bytes, 0xff, SIZE);
  g_atomic_int_inc (&block->n_releases);
}

static GstBuffer *
borrow (Block *block)
{
  for (guint i = 0; i < SIZE; i++)
    block->bytes[i] = (guint8) i;
  block->n_releases = 0;
  return rmg_buffer_new_borrowed (block->bytes, SIZE, overwrite, block);
}

static void
assert_counts (GstBuffer *buffer, guint first, guint n)
{
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_assert_cmpuint (map.size, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (map.data[i], ==, first + i);
  gst_buffer_unmap (buffer, &map);
}

static void
test_borrowed_read_is_in_place (void)
{
  const guint64 n_before = rmg_borrowed_get_copies (NULL);
  Block block;
  GstBuffer *buffer = borrow (&block);
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_assert_true (map.data == block.bytes);
  gst_buffer_unmap (buffer, &map);
  g_assert_cmpint (block.n_releases, ==, 0);
  gst_buffer_unref (buffer);
  g_assert_cmpint (block.n_releases, ==, 1);
  g_assert_cmpuint (rmg_borrowed_get_copies (NULL), ==, n_before);
}

static void
test_borrowed_write_is_a_counted_copy (void)
{
  const guint64 n_before = rmg_borrowed_get_copies (NULL);
  Block block;
  GstBuffer *buffer = borrow (&block);
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READWRITE));
  g_assert_true (map.data != block.bytes);
  map.data[0] = 9;
  gst_buffer_unmap (buffer, &map);
  g_assert_cmpuint (rmg_borrowed_get_copies (NULL), ==, n_before + 1);
  g_assert_cmpint (block.n_releases, ==, 1);
  gst_buffer_unref (buffer);
}

static void
test_borrowed_settle_of_unheld_buffer_copies_nothing (void)
{
  const guint64 n_before = rmg_borrowed_get_copies (NULL);
  Block block;
  GstBuffer *buffer = borrow (&block);
  GstMapInfo map;

  g_assert_false (rmg_borrowed_is_empty (buffer));
  g_assert_true (rmg_borrowed_settle (buffer));
  g_assert_cmpint (block.n_releases, ==, 1);
  g_assert_true (rmg_borrowed_settle (buffer));
  g_assert_true (rmg_borrowed_is_empty (buffer));
  g_assert_false (gst_buffer_map (buffer, &map, GST_MAP_READ));
  gst_buffer_unref (buffer);
  g_assert_cmpint (block.n_releases, ==, 1);
  g_assert_cmpuint (rmg_borrowed_get_copies (NULL), ==, n_before);
}

static GstBuffer *
hold_reference (GstBuffer *buffer)
{
  return gst_buffer_ref (buffer);
}

static GstBuffer *
hold_shallow_copy (GstBuffer *buffer)
{
  return gst_buffer_copy (buffer);
}

static GstBuffer *
hold_part (GstBuffer *buffer)
{
  return gst_buffer_copy_region (buffer, GST_BUFFER_COPY_MEMORY, 7, 30);
}

static GstBuffer *
hold_part_of_part (GstBuffer *buffer)
{
  g_autoptr (GstBuffer) part = hold_part (buffer);

  return gst_buffer_copy_region (part, GST_BUFFER_COPY_MEMORY, 5, 11);
}

static GstBuffer *
hold_two_parts (GstBuffer *buffer)
{
  return gst_buffer_append (hold_part (buffer),
      gst_buffer_copy_region (buffer, GST_BUFFER_COPY_MEMORY, 37, 20));
}

typedef struct
{
  const char *name;
  GstBuffer *(*hold) (GstBuffer *);
  guint first, n;
} Holder;

static const Holder holders[] = {
  { "reference", hold_reference, 0, SIZE },
  { "shallow-copy", hold_shallow_copy, 0, SIZE },
  { "part", hold_part, 7, 30 },
  { "part-of-part", hold_part_of_part, 12, 11 },
  { "two-parts", hold_two_parts, 7, 50 },
};

static void
test_borrowed_settle_of_held_buffer_moves_content_once (gconstpointer data)
{
  const Holder *holder = data;
  Block block;
  GstBuffer *buffer = borrow (&block);
  GstBuffer *held = holder->hold (buffer);
  guint64 n_before, bytes_before, bytes_after;

  assert_counts (held, holder->first, holder->n);
  n_before = rmg_borrowed_get_copies (&bytes_before);
  g_assert_true (rmg_borrowed_settle (buffer));
  g_assert_cmpint (block.n_releases, ==, 1);
  g_assert_true (rmg_borrowed_settle (buffer));
  g_assert_false (rmg_borrowed_is_empty (held));
  assert_counts (held, holder->first, holder->n);
  g_assert_cmpuint (rmg_borrowed_get_copies (&bytes_after), ==, n_before + 1);
  g_assert_cmpuint (bytes_after, ==, bytes_before + SIZE);

  gst_buffer_unref (buffer);
  assert_counts (held, holder->first, holder->n);
  gst_buffer_unref (held);
  g_assert_cmpint (block.n_releases, ==, 1);
}

/* Adjacent parts are one again without a copy. */
static void
test_borrowed_adjacent_parts_map_in_place (void)
{
  Block block;
  g_autoptr (GstBuffer) buffer = borrow (&block);
  g_autoptr (GstBuffer) parts = hold_two_parts (buffer);
  GstMapInfo map;

  g_assert_cmpuint (gst_buffer_n_memory (parts), ==, 2);
  g_assert_true (gst_buffer_map (parts, &map, GST_MAP_READ));
  g_assert_true (map.data == block.bytes + 7);
  g_assert_cmpuint (map.size, ==, 50);
  gst_buffer_unmap (parts, &map);
}

static void
test_borrowed_settle_while_mapped_releases_at_the_unmap (void)
{
  Block block;
  GstBuffer *buffer = borrow (&block);
  g_autoptr (GstBuffer) part = hold_part (buffer);
  GstMapInfo first, second, later;

  g_assert_true (gst_buffer_map (part, &first, GST_MAP_READ));
  g_assert_true (gst_buffer_map (buffer, &second, GST_MAP_READ));
  g_assert_false (rmg_borrowed_settle (buffer));
  g_assert_true (gst_buffer_map (part, &later, GST_MAP_READ));
  g_assert_true (later.data != first.data);
  g_assert_cmpmem (later.data, later.size, first.data, first.size);
  gst_buffer_unmap (part, &later);

  gst_buffer_unmap (part, &first);
  g_assert_false (rmg_borrowed_settle (buffer));
  g_assert_cmpint (block.n_releases, ==, 0);
  g_assert_cmpuint (second.data[SIZE - 1], ==, SIZE - 1);
  gst_buffer_unmap (buffer, &second);
  g_assert_cmpint (block.n_releases, ==, 1);
  gst_buffer_unref (buffer);
  assert_counts (part, 7, 30);
  g_assert_cmpint (block.n_releases, ==, 1);
}

static void
test_borrowed_replace_leaves_the_memory_to_its_owner (void)
{
  Block block;
  GstBuffer *buffer = borrow (&block);

  rmg_borrowed_replace (&buffer, NULL);
  g_assert_cmpint (block.n_releases, ==, 1);
  g_assert_true (gst_buffer_is_all_memory_writable (buffer));
  assert_counts (buffer, 0, SIZE);
  gst_buffer_unref (buffer);
  g_assert_cmpint (block.n_releases, ==, 1);
}

static void
test_borrowed_other_memory_is_left_alone (void)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, SIZE, NULL);
  GstBuffer *same = buffer;

  gst_buffer_memset (buffer, 0, 3, SIZE);
  rmg_borrowed_replace (&same, NULL);
  g_assert_true (same == buffer);
  g_assert_true (rmg_borrowed_settle (buffer));
  g_assert_false (rmg_borrowed_is_empty (buffer));
  g_assert_cmpint (gst_buffer_memcmp (buffer, 0, "\3\3", 2), ==, 0);
}

#define N_READERS 3
#define N_ROUNDS 300

/* A reader sees the first content, before and after the caller overwrote it. */
static gpointer
keep_reading (gpointer data)
{
  g_autoptr (GstBuffer) part = data;

  for (guint i = 0; i < 50; i++)
    assert_counts (part, 7, 30);
  return NULL;
}

static void
settle_under_readers (void)
{
  Block block;
  GstBuffer *buffer = borrow (&block);
  GThread *readers[N_READERS];

  for (guint i = 0; i < N_READERS; i++)
    readers[i] = g_thread_new ("reader", keep_reading, hold_part (buffer));
  if (rmg_borrowed_settle (buffer))
    g_assert_cmpint (g_atomic_int_get (&block.n_releases), <=, 1);
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (readers[i]);
  gst_buffer_unref (buffer);
  g_assert_cmpint (g_atomic_int_get (&block.n_releases), ==, 1);
}

static void
test_borrowed_readers_in_threads_never_see_the_next_content (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    settle_under_readers ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/borrowed/read", test_borrowed_read_is_in_place);
  g_test_add_func ("/borrowed/write", test_borrowed_write_is_a_counted_copy);
  g_test_add_func ("/borrowed/settle/unheld",
      test_borrowed_settle_of_unheld_buffer_copies_nothing);
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++) {
    g_autofree char *path =
        g_strconcat ("/borrowed/settle/", holders[i].name, NULL);

    g_test_add_data_func (path, &holders[i],
        test_borrowed_settle_of_held_buffer_moves_content_once);
  }
  g_test_add_func (
      "/borrowed/adjacent", test_borrowed_adjacent_parts_map_in_place);
  g_test_add_func ("/borrowed/settle/mapped",
      test_borrowed_settle_while_mapped_releases_at_the_unmap);
  g_test_add_func ("/borrowed/replace",
      test_borrowed_replace_leaves_the_memory_to_its_owner);
  g_test_add_func ("/borrowed/other", test_borrowed_other_memory_is_left_alone);
  g_test_add_func ("/borrowed/threads",
      test_borrowed_readers_in_threads_never_see_the_next_content);
  return g_test_run ();
}
