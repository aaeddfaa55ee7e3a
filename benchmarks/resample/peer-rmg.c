/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The resampler of this project without the element. */
#include "benchmarks/resample/peer.h"
#include "elements/dsp/resample/resample.h"

/* The views are filled once: they have room for all channels. */
typedef struct
{
  RmgResampler *resampler;
  RmgFrames from, to;
} Peer;

static void
place (RmgFrames *view, const float *samples, size_t n_frames)
{
  view->planes[0] = (float *) samples;
  view->n_frames = n_frames;
}

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
  self->resampler = resampler;
  self->from.channels = format->channels;
  self->from.interleaved = true;
  self->from.format = RMG_FORMAT_F32;
  self->to = self->from;
  return self;
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  Peer *self = state;

  place (&self->from, in, n_in);
  place (&self->to, out, room);
  return rmg_resampler_process (self->resampler, &self->from, &self->to);
}

static size_t
drain (void *state, float *out, size_t room)
{
  Peer *self = state;

  place (&self->to, out, room);
  return rmg_resampler_drain (self->resampler, &self->to);
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
