/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/trim.h"

#define RATE_HZ 44100
#define N_FRAMES 100 /* of a buffer */

typedef struct
{
  RmgTrim trim;
  GQueue output;
  GstAudioInfo info;
} Fixture;

static void
set_up (Fixture *f, GstAudioLayout layout, guint64 delay, guint64 total,
    guint64 coded)
{
  const RmgTrimFacts facts = { delay, total, coded };

  rmg_trim_init (&f->trim);
  g_queue_init (&f->output);
  gst_audio_info_set_format (&f->info, GST_AUDIO_FORMAT_S16, RATE_HZ, 2, NULL);
  f->info.layout = layout;
  rmg_trim_set_facts (&f->trim, &facts);
  rmg_trim_set_info (&f->trim, &f->info);
}

/* The sample of frame i in channel c is 2 i + c. */
static void
add_buffer (Fixture *f, guint index)
{
  const gboolean is_planar = f->info.layout != GST_AUDIO_LAYOUT_INTERLEAVED;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, N_FRAMES * 4, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < N_FRAMES; i++)
    for (guint c = 0; c < 2; c++)
      ((gint16 *) (gpointer)
              map.data)[is_planar ? c * N_FRAMES + i : 2 * i + c] =
          (gint16) (2 * (index * N_FRAMES + i) + c);
  gst_buffer_unmap (buffer, &map);
  if (is_planar)
    gst_buffer_add_audio_meta (buffer, &f->info, N_FRAMES, NULL);
  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale (index * N_FRAMES, GST_SECOND, RATE_HZ);
  rmg_trim_add (&f->trim, buffer, &f->output);
}

/* Frees the output. Returns: its number of frames; they follow @first. */
static guint
check_output (Fixture *f, guint first)
{
  guint n_frames = 0;
  GstBuffer *buffer;

  while ((buffer = g_queue_pop_head (&f->output)) != NULL) {
    GstAudioBuffer planes;

    g_assert_true (
        gst_audio_buffer_map (&planes, &f->info, buffer, GST_MAP_READ));
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        gst_util_uint64_scale (n_frames, GST_SECOND, RATE_HZ));
    for (guint i = 0; i < planes.n_samples; i++) {
      const gint16 *last = planes.planes[planes.n_planes - 1];

      g_assert_cmpint (planes.n_planes == 2 ? last[i] : last[2 * i + 1], ==,
          2 * (first + n_frames + i) + 1);
    }
    n_frames += (guint) planes.n_samples;
    gst_audio_buffer_unmap (&planes);
    gst_buffer_unref (buffer);
  }
  return n_frames;
}

static const GstAudioLayout layouts[] = { GST_AUDIO_LAYOUT_INTERLEAVED,
  GST_AUDIO_LAYOUT_NON_INTERLEAVED };

static void
test_trim_cuts_delay_and_padding_to_the_sample (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++) {
    Fixture f;

    set_up (&f, layouts[i], 153, 701, 1000);
    for (guint n = 0; n < 10; n++)
      add_buffer (&f, n);
    g_assert_cmpuint (check_output (&f, 153), ==, 701);
    rmg_trim_clear (&f.trim);
  }
}

static void
test_trim_of_truncated_file_cuts_the_start_only (void)
{
  Fixture f;

  set_up (&f, GST_AUDIO_LAYOUT_INTERLEAVED, 153, 701, 1000);
  for (guint n = 0; n < 5; n++)
    add_buffer (&f, n);
  g_assert_cmpuint (check_output (&f, 153), ==, 500 - 153);
  rmg_trim_clear (&f.trim);
}

/* Files that were appended to another. */
static void
test_trim_of_longer_file_keeps_the_rest (void)
{
  Fixture f;

  set_up (&f, GST_AUDIO_LAYOUT_INTERLEAVED, 153, 701, 1000);
  for (guint n = 0; n < 12; n++)
    add_buffer (&f, n);
  g_assert_cmpuint (check_output (&f, 153), ==, 1200 - 153);
  rmg_trim_clear (&f.trim);
}

static void
test_trim_without_facts_passes_buffers (void)
{
  Fixture f;

  set_up (
      &f, GST_AUDIO_LAYOUT_INTERLEAVED, 0, RMG_TRIM_UNKNOWN, RMG_TRIM_UNKNOWN);
  g_assert_false (rmg_trim_is_active (&f.trim));
  add_buffer (&f, 0);
  g_assert_cmpuint (check_output (&f, 0), ==, N_FRAMES);
  rmg_trim_clear (&f.trim);
}

static void
test_trim_after_seek_uses_the_time_of_the_buffer (void)
{
  Fixture f;
  GstBuffer *buffer;

  set_up (&f, GST_AUDIO_LAYOUT_INTERLEAVED, 150, 700, 1000);
  add_buffer (&f, 0);
  rmg_trim_flush (&f.trim);
  add_buffer (&f, 5);
  buffer = g_queue_pop_head (&f.output);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
      gst_util_uint64_scale (350, GST_SECOND, RATE_HZ));
  gst_buffer_unref (buffer);
  rmg_trim_clear (&f.trim);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/trim/exact", test_trim_cuts_delay_and_padding_to_the_sample);
  g_test_add_func (
      "/trim/truncated", test_trim_of_truncated_file_cuts_the_start_only);
  g_test_add_func ("/trim/longer", test_trim_of_longer_file_keeps_the_rest);
  g_test_add_func ("/trim/nothing", test_trim_without_facts_passes_buffers);
  g_test_add_func (
      "/trim/seek", test_trim_after_seek_uses_the_time_of_the_buffer);
  return g_test_run ();
}
