/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/shapes.h"
#include "benchmarks/lib/rounds.h"
#include "elements/dsp/resample/resample.h"

#include <string.h>

#define BLOCKS 100
#define MAX_CHANNELS 8
#define MAX_SAMPLE 8 /* bytes */

static const struct
{
  const char *name;
  RmgFormat format;
  unsigned channels;
  bool interleaved;
  RmgResampleEngine engine;
} shapes[] = {
  { "F32, 1 ch", RMG_FORMAT_F32, 1, true }, /* reference of the others */
  { "F32, 2 ch", RMG_FORMAT_F32, 2, true },
  { "F32, 2 ch, planar", RMG_FORMAT_F32, 2, false },
  { "F32, 6 ch", RMG_FORMAT_F32, 6, true },
  { "F32, 8 ch", RMG_FORMAT_F32, 8, true },
  { "F32, 8 ch, planar", RMG_FORMAT_F32, 8, false },
  { "S16, 1 ch", RMG_FORMAT_S16, 1, true },
  { "S16, 2 ch", RMG_FORMAT_S16, 2, true },
  { "S16, 8 ch", RMG_FORMAT_S16, 8, true },
  { "interpolated, 1 ch", RMG_FORMAT_F32, 1, true, RMG_RESAMPLE_INTERPOLATED },
  { "interpolated, 2 ch", RMG_FORMAT_F32, 2, true, RMG_RESAMPLE_INTERPOLATED },
};
#define N_SHAPES G_N_ELEMENTS (shapes)

static const char *const qualities[] = { "fast", "medium", "high", "best" };

typedef struct
{
  unsigned in_hz, out_hz;
  guint8 *in, *out;
} Case;

static RmgFrames
view (guint shape, guint8 *memory, size_t n_frames)
{
  const size_t plane = n_frames * MAX_SAMPLE;
  RmgFrames frames = { .channels = shapes[shape].channels,
    .interleaved = shapes[shape].interleaved,
    .format = shapes[shape].format,
    .n_frames = n_frames };

  for (unsigned i = 0; i < MAX_CHANNELS; i++)
    frames.planes[i] = memory + i * plane;
  return frames;
}

/* Returns: microseconds for a second of one channel. */
static double
time_us (const Case *self, guint shape, RmgResampler *resampler)
{
  const RmgFrames in = view (shape, self->in, self->in_hz / BLOCKS);
  const RmgFrames out = view (shape, self->out, self->out_hz / BLOCKS * 2);
  const double start_ns = bench_now_ns ();

  for (guint i = 0; i < BLOCKS; i++)
    rmg_resampler_process (resampler, &in, &out);
  return (bench_now_ns () - start_ns) / 1e3 / shapes[shape].channels;
}

static void
print_shape (const Case *self, guint quality, guint shape,
    const BenchRounds *us, const BenchRounds *ratios)
{
  g_print ("{\"shape\": \"%s\", \"peer\": \"rmg %s\", \"in_hz\": %u, "
           "\"out_hz\": %u",
      shapes[shape].name, qualities[quality], self->in_hz, self->out_hz);
  bench_rounds_print_spread (us, "us_per_s_and_channel");
  bench_rounds_print_spread (ratios, "over_one_channel");
  g_print ("}\n");
}

static void
measure (const Case *self, guint quality, guint n_rounds)
{
  RmgResampler *resamplers[N_SHAPES];
  BenchRounds us[N_SHAPES] = { { .n = 0 } }, ratios[N_SHAPES] = { { .n = 0 } };

  for (guint i = 0; i < N_SHAPES; i++) {
    const RmgResampleConfig config = { .in_rate_hz = self->in_hz,
      .out_rate_hz = self->out_hz,
      .channels = shapes[i].channels,
      .format = shapes[i].format,
      .quality = quality,
      .engine = shapes[i].engine };

    resamplers[i] = rmg_resampler_open (&config);
    g_assert (resamplers[i] != NULL);
    time_us (self, i, resamplers[i]); /* warm-up */
  }
  for (guint round = 0; round < n_rounds; round++) {
    const double one_us = time_us (self, 0, resamplers[0]);

    for (guint i = 0; i < N_SHAPES; i++) {
      const double shape_us = time_us (self, i, resamplers[i]);

      bench_rounds_add (&us[i], shape_us);
      bench_rounds_add (&ratios[i], shape_us / one_us);
    }
  }
  for (guint i = 0; i < N_SHAPES; i++) {
    print_shape (self, quality, i, &us[i], &ratios[i]);
    rmg_resampler_close (resamplers[i]);
  }
}

/* Noise that is neither denormal nor NaN as F32: an exponent below that of 1
 * in every second 16 bits. */
static void
fill (guint8 *memory, size_t n_bytes)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint16 *words = (guint16 *) memory;

  for (size_t i = 0; i < n_bytes / sizeof *words; i++)
    words[i] = (guint16) ((g_rand_int (random) & 0x80ff) | 0x3e00);
}

void
bench_shapes_print (unsigned in_hz, unsigned out_hz, guint n_rounds)
{
  const size_t n_bytes =
      (size_t) MAX (in_hz, out_hz) / BLOCKS * 2 * MAX_SAMPLE * MAX_CHANNELS;
  Case self = { in_hz, out_hz, g_malloc (n_bytes), g_malloc (n_bytes) };

  fill (self.in, n_bytes);
  memset (self.out, 0, n_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
    measure (&self, i, n_rounds);
  g_free (self.in);
  g_free (self.out);
}
