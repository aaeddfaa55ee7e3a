/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/collect.h"

#define RATE_HZ 48000
#define N_FRAMES 1000 /* of a buffer */
#define N_JOINED 9    /* buffers in a joined one */

typedef struct
{
  RmgCollect collect;
  GQueue output;
  GstAudioInfo info;
} CollectFixture;

static void
set_up (CollectFixture *self, GstAudioLayout layout)
{
  rmg_collect_init (&self->collect);
  g_queue_init (&self->output);
  gst_audio_info_set_format (
      &self->info, GST_AUDIO_FORMAT_S16, RATE_HZ, 2, NULL);
  self->info.layout = layout;
  rmg_collect_set_info (&self->collect, &self->info);
}

static void
tear_down (CollectFixture *self)
{
  g_assert_cmpuint (g_queue_get_length (&self->output), ==, 0);
  rmg_collect_clear (&self->collect);
}

/* The sample of frame i in channel c is i in the left and -i in the right one. */
static GstBuffer *
make_buffer (const CollectFixture *self, guint index)
{
  const gboolean is_planar = self->info.layout != GST_AUDIO_LAYOUT_INTERLEAVED;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, N_FRAMES * 4, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < N_FRAMES; i++) {
    gint16 *samples = (gint16 *) (gpointer) map.data;
    const gint16 value = (gint16) (index * N_FRAMES + i);

    samples[is_planar ? i : 2 * i] = value;
    samples[is_planar ? N_FRAMES + i : 2 * i + 1] = (gint16) -value;
  }
  gst_buffer_unmap (buffer, &map);
  if (is_planar)
    gst_buffer_add_audio_meta (buffer, &self->info, N_FRAMES, NULL);
  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale (index * N_FRAMES, GST_SECOND, RATE_HZ);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (N_FRAMES, GST_SECOND, RATE_HZ);
  return buffer;
}

static void
add_buffers (CollectFixture *self, guint first, guint n)
{
  for (guint i = first; i < first + n; i++)
    rmg_collect_add (&self->collect, make_buffer (self, i), &self->output);
}

/* The next output has the frames of @n_buffers from buffer @first on. */
static void
check_next (CollectFixture *self, guint first, guint n_buffers)
{
  g_autoptr (GstBuffer) buffer = g_queue_pop_head (&self->output);
  GstAudioBuffer planes;

  g_assert_nonnull (buffer);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
      gst_util_uint64_scale (first * N_FRAMES, GST_SECOND, RATE_HZ));
  g_assert_true (
      gst_audio_buffer_map (&planes, &self->info, buffer, GST_MAP_READ));
  g_assert_cmpuint (planes.n_samples, ==, n_buffers * N_FRAMES);
  for (guint i = 0; i < planes.n_samples; i++) {
    const gint16 *left = planes.planes[0];
    const gint16 *right = planes.planes[planes.n_planes - 1];
    const guint at = planes.n_planes == 2 ? i : 2 * i;

    g_assert_cmpint (left[at], ==, (gint16) (first * N_FRAMES + i));
    g_assert_cmpint (right[planes.n_planes == 2 ? at : at + 1], ==,
        (gint16) - (gint16) (first * N_FRAMES + i));
  }
  gst_audio_buffer_unmap (&planes);
}

static void
test_collect_small_buffers_joined (gconstpointer layout)
{
  CollectFixture self;

  set_up (&self, (GstAudioLayout) GPOINTER_TO_INT (layout));
  add_buffers (&self, 0, N_JOINED + 2);
  check_next (&self, 0, N_JOINED);
  rmg_collect_flush (&self.collect, &self.output);
  check_next (&self, N_JOINED, 2);
  tear_down (&self);
}

static void
test_collect_jump_of_time_ends_a_buffer (void)
{
  CollectFixture self;

  set_up (&self, GST_AUDIO_LAYOUT_INTERLEAVED);
  add_buffers (&self, 0, 3);
  add_buffers (&self, 5, 1);
  check_next (&self, 0, 3);
  rmg_collect_flush (&self.collect, &self.output);
  check_next (&self, 5, 1);
  tear_down (&self);
}

static void
test_collect_discontinuity_ends_a_buffer_and_is_kept (void)
{
  CollectFixture self;
  GstBuffer *buffer;

  set_up (&self, GST_AUDIO_LAYOUT_INTERLEAVED);
  add_buffers (&self, 0, 2);
  buffer = make_buffer (&self, 2);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  rmg_collect_add (&self.collect, buffer, &self.output);
  add_buffers (&self, 3, 1);
  check_next (&self, 0, 2);
  rmg_collect_flush (&self.collect, &self.output);
  buffer = g_queue_peek_head (&self.output);
  g_assert_true (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT));
  check_next (&self, 2, 2);
  tear_down (&self);
}

static void
test_collect_gap_passed_alone_in_order (void)
{
  CollectFixture self;
  GstBuffer *gap;

  set_up (&self, GST_AUDIO_LAYOUT_INTERLEAVED);
  add_buffers (&self, 0, 1);
  gap = make_buffer (&self, 1);
  GST_BUFFER_FLAG_SET (gap, GST_BUFFER_FLAG_GAP);
  rmg_collect_add (&self.collect, gap, &self.output);
  check_next (&self, 0, 1);
  g_assert_true (g_queue_peek_head (&self.output) == gap);
  check_next (&self, 1, 1);
  tear_down (&self);
}

static void
test_collect_single_buffer_not_copied (void)
{
  CollectFixture self;
  GstBuffer *buffer;

  set_up (&self, GST_AUDIO_LAYOUT_INTERLEAVED);
  buffer = make_buffer (&self, 0);
  rmg_collect_add (&self.collect, buffer, &self.output);
  rmg_collect_flush (&self.collect, &self.output);
  g_assert_true (g_queue_peek_head (&self.output) == buffer);
  check_next (&self, 0, 1);
  tear_down (&self);
}

static void
test_collect_clear_drops_the_held_buffers (void)
{
  CollectFixture self;

  set_up (&self, GST_AUDIO_LAYOUT_INTERLEAVED);
  add_buffers (&self, 0, 3);
  rmg_collect_clear (&self.collect);
  rmg_collect_flush (&self.collect, &self.output);
  tear_down (&self);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/collect/interleaved",
      GINT_TO_POINTER (GST_AUDIO_LAYOUT_INTERLEAVED),
      test_collect_small_buffers_joined);
  g_test_add_data_func ("/collect/planes",
      GINT_TO_POINTER (GST_AUDIO_LAYOUT_NON_INTERLEAVED),
      test_collect_small_buffers_joined);
  g_test_add_func ("/collect/jump", test_collect_jump_of_time_ends_a_buffer);
  g_test_add_func (
      "/collect/discont", test_collect_discontinuity_ends_a_buffer_and_is_kept);
  g_test_add_func ("/collect/gap", test_collect_gap_passed_alone_in_order);
  g_test_add_func ("/collect/single", test_collect_single_buffer_not_copied);
  g_test_add_func ("/collect/clear", test_collect_clear_drops_the_held_buffers);
  return g_test_run ();
}
