/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The resampler of this project without the element. */
#include "benchmarks/resample/peer.h"
#include "elements/dsp/resample/resample.h"

static RmgFrames
view (void *samples, unsigned channels, size_t n_frames)
{
  return (RmgFrames){ .planes = { samples },
    .channels = channels,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = n_frames };
}

typedef struct
{
  RmgResampler *resampler;
  unsigned channels;
} Peer;

static const char *
get_version (void)
{
  return "this tree";
}

static void *
open_rmg (int setting, const BenchResampleFormat *format)
{
  const RmgResampleConfig config = { .in_rate_hz = format->in_hz,
    .out_rate_hz = format->out_hz,
    .channels = format->channels,
    .format = RMG_FORMAT_F32,
    .quality = setting & BENCH_RESAMPLE_QUALITY,
    .is_steep = (setting & BENCH_RESAMPLE_STEEP) != 0,
    .engine =
        setting & BENCH_RESAMPLE_CLIP ? RMG_RESAMPLE_FFT : RMG_RESAMPLE_AUTO };
  RmgResampler *resampler = rmg_resampler_open (&config);
  Peer *self;

  if (resampler == NULL)
    return NULL;
  self = g_new0 (Peer, 1);
  *self = (Peer){ resampler, format->channels };
  return self;
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  Peer *self = state;
  const RmgFrames from = view ((float *) in, self->channels, n_in);
  const RmgFrames to = view (out, self->channels, room);

  return rmg_resampler_process (self->resampler, &from, &to);
}

static size_t
drain (void *state, float *out, size_t room)
{
  Peer *self = state;
  const RmgFrames to = view (out, self->channels, room);

  return rmg_resampler_drain (self->resampler, &to);
}

static void
close_rmg (void *state)
{
  Peer *self = state;

  rmg_resampler_close (self->resampler);
  g_free (self);
}

static const char *
get_implementation (void *state)
{
  return rmg_resampler_implementation (((Peer *) state)->resampler);
}

const BenchResampleOps bench_resample_rmg = {
  .version = get_version,
  .open = open_rmg,
  .process = process,
  .drain = drain,
  .close = close_rmg,
  .implementation = get_implementation,
};
