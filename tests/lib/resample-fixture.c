/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/resample-fixture.h"

RmgFrames
rmg_test_resample_view (
    const RmgResampleConfig *config, gconstpointer samples, gsize n_frames)
{
  return (RmgFrames){ .planes = { (gpointer) samples },
    .channels = config->channels,
    .interleaved = true,
    .format = config->format,
    .n_frames = n_frames };
}

gsize
rmg_test_resample_frame_bytes (const RmgResampleConfig *config)
{
  switch (config->format) {
    case RMG_FORMAT_S16:
      return config->channels * 2;
    case RMG_FORMAT_F64:
      return config->channels * 8;
    default:
      return config->channels * 4;
  }
}

gsize
rmg_test_resample_length_of (const RmgResampleConfig *config, gsize n_frames)
{
  return rmg_resample_length (
      n_frames, config->in_rate_hz, config->out_rate_hz);
}

static gsize
pick_piece (GRand *rand, gsize longest, gsize n_left)
{
  gsize n = longest == 0
      ? n_left
      : (gsize) g_rand_int_range (rand, 1, (gint32) longest + 1);

  return MIN (n, n_left);
}

gpointer
rmg_test_resample_run (RmgResampler *self, const RmgResampleConfig *config,
    gconstpointer clip, gsize n_frames, gsize longest)
{
  const gsize frame = rmg_test_resample_frame_bytes (config);
  const gsize length = rmg_test_resample_length_of (config, n_frames);
  guint8 *result = g_malloc0 (length * frame + 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) longest);
  gsize written = 0, n;
  RmgFrames in, out;

  for (gsize read = 0; read < n_frames; read += n) {
    n = pick_piece (rand, longest, n_frames - read);
    in = rmg_test_resample_view (
        config, (const guint8 *) clip + read * frame, n);
    out = rmg_test_resample_view (config, result + written * frame, 0);
    g_assert_cmpuint (written + rmg_resampler_count (self, n), <=, length);
    written += rmg_resampler_process (self, &in, &out);
  }
  out = rmg_test_resample_view (config, result + written * frame, 0);
  g_assert_cmpuint (written + rmg_resampler_drain_count (self), ==, length);
  written += rmg_resampler_drain (self, &out);
  g_assert_cmpuint (written, ==, length);
  return result;
}

gpointer
rmg_test_resample (const RmgResampleConfig *config, gconstpointer clip,
    gsize n_frames, gsize longest)
{
  RmgResampler *self = rmg_resampler_open (config);
  gpointer result;

  g_assert_nonnull (self);
  result = rmg_test_resample_run (self, config, clip, n_frames, longest);
  rmg_resampler_close (self);
  return result;
}
