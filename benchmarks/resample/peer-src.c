/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/peer.h"

#include <samplerate.h>

typedef struct
{
  SRC_STATE *src;
  double ratio;
  unsigned channels;
} Src;

static void *
open_src (int setting, const BenchResampleFormat *format)
{
  int error;
  Src *self = g_new0 (Src, 1);

  self->src = src_new (setting, (int) format->channels, &error);
  g_assert (self->src != NULL);
  self->channels = format->channels;
  self->ratio = (double) format->out_hz / format->in_hz;
  return self;
}

/* A call may stop between two outputs and leave input unread. */
static size_t
run (Src *self, const float *in, size_t n_in, float *out, size_t room)
{
  SRC_DATA data = { .data_in = in,
    .data_out = out,
    .input_frames = (long) n_in,
    .output_frames = (long) room,
    .end_of_input = n_in == 0,
    .src_ratio = self->ratio };

  do {
    const int error = src_process (self->src, &data);

    g_assert (error == 0);
    data.data_in += data.input_frames_used * self->channels;
    data.input_frames -= data.input_frames_used;
    data.data_out += data.output_frames_gen * self->channels;
    data.output_frames -= data.output_frames_gen;
  } while (data.input_frames > 0);
  return room - (size_t) data.output_frames;
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  return run (state, in, n_in, out, room);
}

static size_t
drain (void *state, float *out, size_t room)
{
  const float none = 0.0f;

  return run (state, &none, 0, out, room);
}

static void
close_src (void *state)
{
  Src *self = state;

  src_delete (self->src);
  g_free (self);
}

const BenchResampleOps bench_resample_src = {
  .version = src_get_version,
  .open = open_src,
  .process = process,
  .drain = drain,
  .close = close_src,
};
