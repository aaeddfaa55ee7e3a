/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* zita-resampler has a C++ interface only. */
#include "benchmarks/resample/peer.h"

#include <vector>

#include <zita-resampler/resampler.h>

static const char *
get_version (void)
{
  return G_STRINGIFY (ZITA_RESAMPLER_MAJOR_VERSION) "." G_STRINGIFY (
      ZITA_RESAMPLER_MINOR_VERSION);
}

/* setting: half the length of the filter at the lower rate. */
static void *
open_zita (int setting, const BenchResampleFormat *format)
{
  Resampler *self = new Resampler ();

  if (self->setup (format->in_hz, format->out_hz, format->channels,
          (unsigned) setting) == 0)
    return self;
  delete self;
  return nullptr;
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  Resampler *self = static_cast<Resampler *> (state);

  self->inp_data = const_cast<float *> (in);
  self->inp_count = (unsigned) n_in;
  self->out_data = out;
  self->out_count = (unsigned) room;
  self->process ();
  return room - self->out_count;
}

/* The library cannot end a clip: silence pushes the rest out. */
static size_t
drain (void *state, float *out, size_t room)
{
  Resampler *self = static_cast<Resampler *> (state);
  const size_t n = static_cast<size_t> (self->inpsize ()) / 2;
  const std::vector<float> silence (n * self->nchan (), 0.0f);

  return process (state, silence.data (), n, out, room);
}

static void
close_zita (void *state)
{
  delete static_cast<Resampler *> (state);
}

extern "C" const BenchResampleOps bench_resample_zita
    = { get_version, open_zita, process, drain, close_zita, nullptr };
