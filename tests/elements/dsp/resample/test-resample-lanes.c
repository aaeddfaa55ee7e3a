/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Channels on their way into lanes and back. */
#include "elements/dsp/resample/lanes.h"

#include <glib.h>

#define N_FRAMES 37
#define CHANNELS 3

static gint16 samples[N_FRAMES * CHANNELS];
static float packed[RMG_MAX_LANES][N_FRAMES];

static const RmgSampleIo *
find_io (void)
{
  return rmg_sample_io_find (RMG_FORMAT_S16, false);
}

static RmgChannelView
view_of (gint16 *clip, gsize channel)
{
  return (RmgChannelView){ clip + channel, CHANNELS };
}

static void
fill (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = (gint16) (i * 211);
}

/* Neighbours are read as a pair, others one by one. */
static void
test_lanes_of_any_two_channels_are_loaded (void)
{
  static const gsize channels[][2] = { { 0, 1 }, { 1, 2 }, { 0, 2 }, { 2, 0 } };
  void *const lanes[] = { packed[0], packed[1] };

  fill ();
  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++) {
    const RmgChannelView views[] = { view_of (samples, channels[i][0]),
      view_of (samples, channels[i][1]) };

    rmg_lanes_load (find_io (), lanes, views, 2, N_FRAMES);
    for (gsize n = 0; n < N_FRAMES; n++)
      for (gsize lane = 0; lane < 2; lane++)
        g_assert_cmpfloat (packed[lane][n], ==,
            samples[n * CHANNELS + channels[i][lane]] / 32768.0f);
  }
}

static void
test_lanes_without_views_are_silent (void)
{
  void *const lanes[] = { packed[0], packed[1] };

  for (gsize n = 0; n < N_FRAMES; n++)
    packed[0][n] = packed[1][n] = 1;
  rmg_lanes_load (find_io (), lanes, NULL, 2, N_FRAMES - 1);
  for (gsize n = 0; n < N_FRAMES; n++)
    for (gsize lane = 0; lane < 2; lane++)
      g_assert_cmpfloat (packed[lane][n], ==, n == N_FRAMES - 1);
}

static void
test_lanes_stored_from_a_frame_on_leave_the_rest (void)
{
  static const gsize first = 5;
  const void *const lanes[] = { packed[0], packed[1] };
  const RmgChannelView views[] = { view_of (samples, 0), view_of (samples, 1) };

  for (gsize n = 0; n < N_FRAMES; n++)
    for (gsize lane = 0; lane < 2; lane++)
      packed[lane][n] = (float) (n + lane) / 32768.0f;
  for (guint n_lanes = 1; n_lanes <= 2; n_lanes++) {
    fill ();
    rmg_lanes_store (
        find_io (), views, first, lanes, n_lanes, N_FRAMES - first);
    for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
      const gsize n = i / CHANNELS, c = i % CHANNELS;
      const gboolean is_written = n >= first && c < n_lanes;

      g_assert_cmpint (
          samples[i], ==, (gint16) (is_written ? n - first + c : i * 211));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/resample-lanes/load", test_lanes_of_any_two_channels_are_loaded);
  g_test_add_func (
      "/resample-lanes/silence", test_lanes_without_views_are_silent);
  g_test_add_func ("/resample-lanes/store",
      test_lanes_stored_from_a_frame_on_leave_the_rest);
  return g_test_run ();
}
