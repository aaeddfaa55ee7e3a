/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/chunk/audio-fifo.h"

typedef struct
{
  RmgAudioFifo fifo;
  guint n_pushed;
} FifoFixture;

static void
set_up (FifoFixture *self, gconstpointer unused)
{
  rmg_audio_fifo_init (&self->fifo);
  gst_audio_info_set_format (
      &self->fifo.info, GST_AUDIO_FORMAT_S16, 8000, 1, NULL);
}

static void
tear_down (FifoFixture *self, gconstpointer unused)
{
  rmg_audio_fifo_clear (&self->fifo);
}

/* A buffer whose samples are their positions, with @level as its meta. */
static GstMemory *
push (FifoFixture *self, guint n_frames, GstBufferFlags flags, guint8 level)
{
  g_autofree gint16 *samples = g_new (gint16, n_frames);
  GstBuffer *buffer;
  GstMemory *memory;

  for (guint i = 0; i < n_frames; i++)
    samples[i] = (gint16) (self->n_pushed + i);
  buffer = gst_buffer_new_memdup (samples, n_frames * sizeof *samples);
  memory = gst_buffer_peek_memory (buffer, 0);
  GST_BUFFER_FLAG_SET (buffer, flags);
  GST_BUFFER_PTS (buffer) = 5;
  gst_buffer_add_audio_level_meta (buffer, level, FALSE);
  self->n_pushed += n_frames;
  rmg_audio_fifo_push (&self->fifo, buffer);
  return memory;
}

static GstBuffer *
take (FifoFixture *self, guint first, guint n_frames)
{
  GstBuffer *buffer = rmg_audio_fifo_take (&self->fifo, n_frames);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_assert_cmpuint (map.size, ==, 2 * n_frames);
  for (guint i = 0; i < n_frames; i++)
    g_assert_cmpint (((gint16 *) map.data)[i], ==, first + i);
  gst_buffer_unmap (buffer, &map);
  g_assert_false (GST_BUFFER_PTS_IS_VALID (buffer));
  g_assert_true (gst_buffer_is_writable (buffer));
  return buffer;
}

static guint8
get_level (GstBuffer *buffer)
{
  return gst_buffer_get_audio_level_meta (buffer)->level;
}

static void
test_fifo_part_of_a_buffer_shares_its_memory (
    FifoFixture *self, gconstpointer unused)
{
  GstMemory *memory = push (self, 10, 0, 1);
  g_autoptr (GstBuffer) first = take (self, 0, 4);
  g_autoptr (GstBuffer) second = take (self, 4, 6);

  g_assert_true (gst_buffer_peek_memory (first, 0)->parent == memory);
  g_assert_true (gst_buffer_peek_memory (second, 0)->parent == memory);
  g_assert_cmpuint (self->fifo.n_frames, ==, 0);
}

static void
test_fifo_frames_of_several_buffers_are_joined (
    FifoFixture *self, gconstpointer unused)
{
  g_autoptr (GstBuffer) joined = NULL;

  push (self, 3, 0, 1);
  push (self, 4, 0, 2);
  push (self, 5, 0, 3);
  joined = take (self, 0, 9);
  g_assert_cmpuint (self->fifo.n_frames, ==, 3);
}

static void
test_fifo_metas_are_those_of_the_first_frame (
    FifoFixture *self, gconstpointer unused)
{
  g_autoptr (GstBuffer) joined = NULL, shared = NULL;

  push (self, 4, 0, 11);
  push (self, 6, 0, 22);
  joined = take (self, 0, 7);
  shared = take (self, 7, 2);
  g_assert_cmpuint (get_level (joined), ==, 11);
  g_assert_cmpuint (get_level (shared), ==, 22);
}

static void
test_fifo_gap_is_a_gap_if_all_frames_are (
    FifoFixture *self, gconstpointer unused)
{
  g_autoptr (GstBuffer) silent = NULL, mixed = NULL;

  push (self, 2, GST_BUFFER_FLAG_GAP, 0);
  push (self, 4, GST_BUFFER_FLAG_GAP, 0);
  push (self, 4, 0, 0);
  silent = take (self, 0, 5);
  mixed = take (self, 5, 5);
  g_assert_true (GST_BUFFER_FLAG_IS_SET (silent, GST_BUFFER_FLAG_GAP));
  g_assert_false (GST_BUFFER_FLAG_IS_SET (mixed, GST_BUFFER_FLAG_GAP));
}

static void
test_fifo_output_is_not_discontinuous (FifoFixture *self, gconstpointer unused)
{
  g_autoptr (GstBuffer) shared = NULL, joined = NULL;

  push (self, 4, GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_RESYNC, 0);
  push (self, 4, GST_BUFFER_FLAG_DISCONT, 0);
  shared = take (self, 0, 3);
  joined = take (self, 3, 3);
  g_assert_false (GST_BUFFER_IS_DISCONT (shared));
  g_assert_false (GST_BUFFER_FLAG_IS_SET (shared, GST_BUFFER_FLAG_RESYNC));
  g_assert_false (GST_BUFFER_IS_DISCONT (joined));
}

static void
test_fifo_empty_buffer_adds_nothing (FifoFixture *self, gconstpointer unused)
{
  g_autoptr (GstBuffer) shared = NULL;

  rmg_audio_fifo_push (&self->fifo, gst_buffer_new ());
  g_assert_cmpuint (self->fifo.n_frames, ==, 0);
  push (self, 4, 0, 0);
  shared = take (self, 0, 4);
}

static void
test_fifo_clear_drops_all_frames (FifoFixture *self, gconstpointer unused)
{
  push (self, 4, 0, 0);
  gst_buffer_unref (take (self, 0, 1));
  rmg_audio_fifo_clear (&self->fifo);
  g_assert_cmpuint (self->fifo.n_frames, ==, 0);
  self->n_pushed = 0;
  push (self, 2, 0, 0);
  gst_buffer_unref (take (self, 0, 2));
}

typedef struct
{
  const char *path;
  void (*function) (FifoFixture *self, gconstpointer unused);
} FifoTest;

static const FifoTest tests[] = {
  { "share", test_fifo_part_of_a_buffer_shares_its_memory },
  { "join", test_fifo_frames_of_several_buffers_are_joined },
  { "metas", test_fifo_metas_are_those_of_the_first_frame },
  { "gap", test_fifo_gap_is_a_gap_if_all_frames_are },
  { "discont", test_fifo_output_is_not_discontinuous },
  { "empty", test_fifo_empty_buffer_adds_nothing },
  { "clear", test_fifo_clear_drops_all_frames },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/audio-fifo/", tests[i].path, NULL);

    g_test_add (path, FifoFixture, NULL, set_up, tests[i].function, tear_down);
  }
  return g_test_run ();
}
