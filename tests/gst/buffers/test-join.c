/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/buffers/join.h"

#include <string.h>

#define N_FRAMES 12
#define SPLIT 5

static void
set_format (GstAudioInfo *info, GstAudioLayout layout)
{
  gst_audio_info_set_format (info, GST_AUDIO_FORMAT_S16, 16000, 2, NULL);
  info->layout = layout;
}

/* Frames 0 to 11 with samples 0 to 23, each plane after the other if planar. */
static GstBuffer *
make_frames (void)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, N_FRAMES * 4, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < N_FRAMES * 2; i++)
    ((gint16 *) map.data)[i] = (gint16) i;
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static GPtrArray *
new_list (GstBuffer *first, GstBuffer *second)
{
  GPtrArray *buffers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);

  GST_BUFFER_PTS (first) = 1000;
  GST_BUFFER_DURATION (first) = 50;
  GST_BUFFER_DURATION (second) = 70;
  GST_BUFFER_OFFSET_END (second) = N_FRAMES;
  GST_BUFFER_FLAG_SET (first, GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_GAP);
  g_ptr_array_add (buffers, first);
  g_ptr_array_add (buffers, second);
  return buffers;
}

static GPtrArray *
split (GstBuffer *whole)
{
  return new_list (
      gst_buffer_copy_region (whole, GST_BUFFER_COPY_MEMORY, 0, SPLIT * 4),
      gst_buffer_copy_region (whole, GST_BUFFER_COPY_MEMORY, SPLIT * 4, -1));
}

static void
assert_joined (GstBuffer *joined)
{
  g_autoptr (GstBuffer) expected = make_frames ();
  GstMapInfo map;

  g_assert_true (gst_buffer_map (expected, &map, GST_MAP_READ));
  g_assert_cmpuint (gst_buffer_get_size (joined), ==, map.size);
  g_assert_cmpint (gst_buffer_memcmp (joined, 0, map.data, map.size), ==, 0);
  gst_buffer_unmap (expected, &map);
  g_assert_cmpuint (GST_BUFFER_PTS (joined), ==, 1000);
  g_assert_cmpuint (GST_BUFFER_DURATION (joined), ==, 120);
  g_assert_cmpuint (GST_BUFFER_OFFSET_END (joined), ==, N_FRAMES);
  g_assert_true (GST_BUFFER_IS_DISCONT (joined));
  g_assert_false (GST_BUFFER_FLAG_IS_SET (joined, GST_BUFFER_FLAG_GAP));
}

static void
test_join_of_parts_of_one_memory_copies_nothing (void)
{
  GstBuffer *whole = make_frames ();
  g_autoptr (GPtrArray) parts = split (whole);
  g_autoptr (GstBuffer) joined = NULL;
  GstAudioInfo info;
  GstMapInfo part, map;
  gboolean is_copy;

  set_format (&info, GST_AUDIO_LAYOUT_INTERLEAVED);
  gst_buffer_unref (whole);
  joined = rmg_buffers_join (parts, &info, &is_copy);
  g_assert_false (is_copy);
  assert_joined (joined);
  gst_buffer_map (parts->pdata[0], &part, GST_MAP_READ);
  gst_buffer_map (joined, &map, GST_MAP_READ);
  g_assert_true (map.data == part.data);
  gst_buffer_unmap (joined, &map);
  gst_buffer_unmap (parts->pdata[0], &part);
  g_assert_true (gst_buffer_map (joined, &map, GST_MAP_READWRITE));
  g_assert_true (map.data == part.data);
  gst_buffer_unmap (joined, &map);
}

/* Other readers of the data must not see changes. */
static void
test_join_of_shared_memory_is_read_only (void)
{
  g_autoptr (GstBuffer) whole = make_frames ();
  g_autoptr (GPtrArray) parts = split (whole);
  g_autoptr (GstBuffer) joined = NULL;
  GstAudioInfo info;
  gboolean is_copy;

  set_format (&info, GST_AUDIO_LAYOUT_INTERLEAVED);
  joined = rmg_buffers_join (parts, &info, &is_copy);
  g_assert_false (is_copy);
  assert_joined (joined);
  g_assert_true (GST_MEMORY_IS_READONLY (gst_buffer_peek_memory (joined, 0)));
}

static void
test_join_of_separate_memory_is_a_copy (void)
{
  g_autoptr (GstBuffer) whole = make_frames ();
  g_autoptr (GPtrArray) parts = split (whole);
  g_autoptr (GPtrArray) copies =
      new_list (gst_buffer_copy_deep (parts->pdata[0]),
          gst_buffer_copy_deep (parts->pdata[1]));
  g_autoptr (GstBuffer) joined = NULL;
  GstAudioInfo info;
  gboolean is_copy;

  set_format (&info, GST_AUDIO_LAYOUT_INTERLEAVED);
  joined = rmg_buffers_join (copies, &info, &is_copy);
  g_assert_true (is_copy);
  assert_joined (joined);
}

/* Frames @first on of both planes. */
static GstBuffer *
cut_planes (GstBuffer *whole, const GstAudioInfo *info, gsize first, gsize n)
{
  GstBuffer *part = gst_buffer_append (
      gst_buffer_copy_region (whole, GST_BUFFER_COPY_MEMORY, first * 2, n * 2),
      gst_buffer_copy_region (
          whole, GST_BUFFER_COPY_MEMORY, (N_FRAMES + first) * 2, n * 2));

  gst_buffer_add_audio_meta (part, info, n, NULL);
  return part;
}

static void
assert_planes_joined (GPtrArray *parts, const GstAudioInfo *info, gboolean copy)
{
  gboolean is_copy;
  g_autoptr (GstBuffer) joined = rmg_buffers_join (parts, info, &is_copy);

  g_assert_cmpint (is_copy, ==, copy);
  assert_joined (joined);
  g_assert_cmpuint (gst_buffer_get_audio_meta (joined)->samples, ==, N_FRAMES);
}

static void
test_join_of_planes_of_one_memory_copies_nothing (void)
{
  g_autoptr (GstBuffer) whole = make_frames ();
  g_autoptr (GPtrArray) parts = NULL;
  GstAudioInfo info;

  set_format (&info, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  parts = new_list (cut_planes (whole, &info, 0, SPLIT),
      cut_planes (whole, &info, SPLIT, N_FRAMES - SPLIT));
  assert_planes_joined (parts, &info, FALSE);
}

static void
test_join_of_separate_planes_is_a_copy (void)
{
  g_autoptr (GstBuffer) whole = make_frames ();
  g_autoptr (GstBuffer) other = make_frames ();
  g_autoptr (GPtrArray) parts = NULL;
  GstAudioInfo info;

  set_format (&info, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  parts = new_list (cut_planes (whole, &info, 0, SPLIT),
      cut_planes (other, &info, SPLIT, N_FRAMES - SPLIT));
  assert_planes_joined (parts, &info, TRUE);
}

/* Parts in one memory, but in another order than that of the channels. */
static void
test_join_of_planes_with_a_gap_is_a_copy (void)
{
  g_autoptr (GstBuffer) whole = make_frames ();
  g_autoptr (GPtrArray) parts = NULL;
  GstAudioInfo info;
  gboolean is_copy;
  g_autoptr (GstBuffer) joined = NULL;

  set_format (&info, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  parts = new_list (cut_planes (whole, &info, SPLIT, N_FRAMES - SPLIT),
      cut_planes (whole, &info, 0, SPLIT));
  joined = rmg_buffers_join (parts, &info, &is_copy);
  g_assert_true (is_copy);
  g_assert_cmpuint (gst_buffer_get_size (joined), ==, N_FRAMES * 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func (
      "/join/parts", test_join_of_parts_of_one_memory_copies_nothing);
  g_test_add_func ("/join/shared", test_join_of_shared_memory_is_read_only);
  g_test_add_func ("/join/separate", test_join_of_separate_memory_is_a_copy);
  g_test_add_func (
      "/join/planes", test_join_of_planes_of_one_memory_copies_nothing);
  g_test_add_func (
      "/join/separate-planes", test_join_of_separate_planes_is_a_copy);
  g_test_add_func ("/join/gap", test_join_of_planes_with_a_gap_is_a_copy);
  return g_test_run ();
}
