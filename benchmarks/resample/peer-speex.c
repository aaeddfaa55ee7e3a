/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/peer.h"

#include <speex/speex_resampler.h>

typedef struct
{
  SpeexResamplerState *resampler;
  unsigned channels;
} Speex;

static const char *
get_version (void)
{
  return SPEEXDSP_VERSION;
}

static void *
open_speex (int setting, const BenchResampleFormat *format)
{
  int error = 0;
  Speex *self = g_new0 (Speex, 1);

  self->channels = format->channels;
  self->resampler = speex_resampler_init (
      format->channels, format->in_hz, format->out_hz, setting, &error);
  g_assert (self->resampler != NULL);
  return self;
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  Speex *self = state;
  size_t done = 0, n_written = 0;

  while (done < n_in) {
    spx_uint32_t n_read = (spx_uint32_t) (n_in - done);
    spx_uint32_t n_out = (spx_uint32_t) (room - n_written);

    speex_resampler_process_interleaved_float (self->resampler,
        in + done * self->channels, &n_read, out + n_written * self->channels,
        &n_out);
    done += n_read;
    n_written += n_out;
  }
  return n_written;
}

/* The library cannot end a clip: silence pushes the rest out. */
static size_t
drain (void *state, float *out, size_t room)
{
  Speex *self = state;
  const size_t n = (size_t) speex_resampler_get_input_latency (self->resampler);
  g_autofree float *silence = g_new0 (float, n * self->channels + 1);

  return process (state, silence, n, out, room);
}

static void
close_speex (void *state)
{
  Speex *self = state;

  speex_resampler_destroy (self->resampler);
  g_free (self);
}

const BenchResampleOps bench_resample_speex = {
  .version = get_version,
  .open = open_speex,
  .process = process,
  .drain = drain,
  .close = close_speex,
};
