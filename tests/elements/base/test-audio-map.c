/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/audio-map.h"

static GstAudioInfo
make_info (GstAudioFormat format, gint channels, GstAudioLayout layout)
{
  GstAudioInfo info;

  gst_audio_info_set_format (&info, format, 48000, channels, NULL);
  info.layout = layout;
  return info;
}

static void
test_format_every_known_one_round_trips (void)
{
  for (guint i = 0; i < RMG_N_FORMATS; i++)
    for (guint other = 0; other < 2; other++) {
      GstAudioFormat format = rmg_audio_format_from_dsp (i, other);
      RmgFormat dsp;
      gboolean swapped;

      g_assert_true (rmg_audio_format_to_dsp (format, &dsp, &swapped));
      g_assert_cmpint (dsp, ==, i);
      g_assert_cmpint (rmg_audio_format_from_dsp (dsp, swapped), ==, format);
    }
}

static void
test_format_native_order_is_not_swapped (void)
{
  g_assert_cmpint (rmg_audio_format_from_dsp (RMG_FORMAT_S16, FALSE), ==,
      GST_AUDIO_FORMAT_S16);
  g_assert_cmpint (rmg_audio_format_from_dsp (RMG_FORMAT_F64, FALSE), ==,
      GST_AUDIO_FORMAT_F64);
}

static void
test_format_unsigned_16_bit_is_unknown (void)
{
  RmgFormat dsp;
  gboolean swapped;

  g_assert_false (
      rmg_audio_format_to_dsp (GST_AUDIO_FORMAT_U16LE, &dsp, &swapped));
}

static void
test_map_interleaved_leaves_out_partial_frame (void)
{
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_S16, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  g_autoptr (GstBuffer) buffer =
      gst_buffer_new_allocate (NULL, 4 * 7 + 3, NULL);
  g_auto (RmgAudioMap) map = { 0 };

  g_assert_true (rmg_audio_map (&map, &info, buffer, GST_MAP_READ));
  g_assert_true (map.frames.interleaved);
  g_assert_cmpuint (map.frames.n_frames, ==, 7);
  g_assert_cmpuint (map.frames.channels, ==, 2);
  g_assert_cmpint (map.frames.format, ==, RMG_FORMAT_S16);
}

static void
test_map_planar_finds_each_plane_by_meta (void)
{
  const gsize offsets[3] = { 400, 0, 200 };
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_F32, 3, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, 600, NULL);
  g_auto (RmgAudioMap) map = { 0 };
  guint8 *base;

  gst_buffer_add_audio_meta (buffer, &info, 50, (gsize *) offsets);
  g_assert_true (rmg_audio_map (&map, &info, buffer, GST_MAP_READWRITE));
  g_assert_false (map.frames.interleaved);
  g_assert_cmpuint (map.frames.n_frames, ==, 50);
  base = map.frames.planes[1];
  g_assert_true (map.frames.planes[0] == base + 400);
  g_assert_true (map.frames.planes[2] == base + 200);
}

static void
test_map_planar_without_meta_fails (void)
{
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_F32, 2, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, 64, NULL);
  g_auto (RmgAudioMap) map = { 0 };

  g_assert_false (rmg_audio_map (&map, &info, buffer, GST_MAP_READ));
}

static void
test_map_planar_mono_needs_no_meta (void)
{
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_F32, 1, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, 64, NULL);
  g_auto (RmgAudioMap) map = { 0 };

  g_assert_true (rmg_audio_map (&map, &info, buffer, GST_MAP_READ));
  g_assert_true (map.frames.interleaved);
  g_assert_cmpuint (map.frames.n_frames, ==, 16);
}

static void
test_map_two_memories_become_one_view (void)
{
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_S16, 1, GST_AUDIO_LAYOUT_INTERLEAVED);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_memdup ("abcd", 4);
  g_auto (RmgAudioMap) map = { 0 };

  buffer = gst_buffer_append (
      g_steal_pointer (&buffer), gst_buffer_new_memdup ("efgh", 4));
  g_assert_true (rmg_audio_map (&map, &info, buffer, GST_MAP_READ));
  g_assert_cmpuint (map.frames.n_frames, ==, 4);
  g_assert_cmpmem (map.frames.planes[0], 8, "abcdefgh", 8);
}

static void
test_map_part_of_memory_begins_at_its_offset (void)
{
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_S16, 1, GST_AUDIO_LAYOUT_INTERLEAVED);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_memdup ("abcdefgh", 8);
  g_auto (RmgAudioMap) map = { 0 };

  gst_buffer_resize (buffer, 2, 4);
  g_assert_true (rmg_audio_map (&map, &info, buffer, GST_MAP_READ));
  g_assert_cmpuint (map.frames.n_frames, ==, 2);
  g_assert_cmpmem (map.frames.planes[0], 4, "cdef", 4);
}

static void
test_map_written_memory_is_not_shared (void)
{
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_S16, 1, GST_AUDIO_LAYOUT_INTERLEAVED);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_memdup ("abcd", 4);
  g_autoptr (GstBuffer) copy = gst_buffer_copy (buffer);
  RmgAudioMap map = { 0 };

  g_assert_true (rmg_audio_map (&map, &info, copy, GST_MAP_READWRITE));
  memcpy (map.frames.planes[0], "efgh", 4);
  rmg_audio_map_clear (&map);
  g_assert_cmpint (gst_buffer_memcmp (buffer, 0, "abcd", 4), ==, 0);
  g_assert_cmpint (gst_buffer_memcmp (copy, 0, "efgh", 4), ==, 0);
}

static void
test_buffer_new_planar_maps_all_frames (void)
{
  GstAudioInfo info =
      make_info (GST_AUDIO_FORMAT_F64, 64, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  g_autoptr (GstBuffer) buffer = rmg_audio_buffer_new (&info, 5);
  g_auto (RmgAudioMap) map = { 0 };

  g_assert_cmpuint (rmg_audio_buffer_count (&info, buffer), ==, 5);
  g_assert_true (rmg_audio_map (&map, &info, buffer, GST_MAP_WRITE));
  g_assert_cmpuint (map.frames.channels, ==, 64);
  g_assert_cmpint (
      (guint8 *) map.frames.planes[63] - (guint8 *) map.frames.planes[0], ==,
      63 * 5 * 8);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/audio-map/format/round-trip", test_format_every_known_one_round_trips);
  g_test_add_func (
      "/audio-map/format/native", test_format_native_order_is_not_swapped);
  g_test_add_func (
      "/audio-map/format/unknown", test_format_unsigned_16_bit_is_unknown);
  g_test_add_func ("/audio-map/map/interleaved",
      test_map_interleaved_leaves_out_partial_frame);
  g_test_add_func (
      "/audio-map/map/planar", test_map_planar_finds_each_plane_by_meta);
  g_test_add_func (
      "/audio-map/map/planar-no-meta", test_map_planar_without_meta_fails);
  g_test_add_func (
      "/audio-map/map/planar-mono", test_map_planar_mono_needs_no_meta);
  g_test_add_func (
      "/audio-map/map/two-memories", test_map_two_memories_become_one_view);
  g_test_add_func (
      "/audio-map/map/part", test_map_part_of_memory_begins_at_its_offset);
  g_test_add_func (
      "/audio-map/map/shared", test_map_written_memory_is_not_shared);
  g_test_add_func (
      "/audio-map/buffer-new/planar", test_buffer_new_planar_maps_all_frames);
  return g_test_run ();
}
