/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The libsamplerate engine, for ratios without a reasonable table. */
#include "elements/dsp/resample/engine.h"
#include "elements/dsp/base/sample-io.h"

#include <math.h>
#include <samplerate.h>
#include <stdlib.h>
#include <string.h>

/* Most output frames of one call into the library. */
#define MAX_RUN 2048

/* @half_length, @increment: of the filter of the library, which has a buffer for
 * three filters at the lowest ratio (its source, version 0.2) */
typedef struct
{
  int converter;
  const char *name;
  double half_length, increment;
} SrcRow;

#define LOWEST_RATIO 256.0

static const SrcRow rows[] = {
  [RMG_RESAMPLE_FAST] = { SRC_SINC_FASTEST, "libsamplerate-fastest", 2464,
      128 },
  [RMG_RESAMPLE_MEDIUM] = { SRC_SINC_MEDIUM_QUALITY, "libsamplerate-medium",
      22438, 491 },
  [RMG_RESAMPLE_HIGH] = { SRC_SINC_BEST_QUALITY, "libsamplerate-best", 340239,
      2381 },
  [RMG_RESAMPLE_BEST] = { SRC_SINC_BEST_QUALITY, "libsamplerate-best", 340239,
      2381 },
};

typedef struct
{
  SRC_STATE *state;
  const SrcRow *row;
  const RmgSampleIo *io; /* from and to single precision */
  RmgFormat format;
  unsigned channels;
  double ratio;
  unsigned delay;
  size_t capacity; /* frames of the fifo */
  size_t filled;   /* frames read but not yet taken by the library */
  float *fifo;     /* interleaved */
  float *out;      /* interleaved, MAX_RUN frames */
  double *lane;    /* one channel, for formats of double precision */
} Src;

static void
src_engine_close (void *engine)
{
  Src *self = engine;

  if (self->state != NULL)
    src_delete (self->state);
  free (self->fifo);
  free (self->out);
  free (self->lane);
  free (self);
}

static void
src_engine_reset (void *engine)
{
  Src *self = engine;

  src_reset (self->state);
  self->filled = 0;
}

/* The library does not report its look-ahead, so this measures it: silence goes
 * in frame by frame until the first frame comes out. One frame more covers the
 * rounding of its positions. */
static bool
measure_delay (Src *self)
{
  float silence[RMG_MAX_CHANNELS] = { 0 };
  SRC_DATA data = { .data_in = silence,
    .data_out = self->out,
    .input_frames = 1,
    .output_frames = 1,
    .src_ratio = self->ratio };

  for (self->delay = 0; data.output_frames_gen == 0; self->delay++)
    if (src_process (self->state, &data) != 0)
      return false;
  return src_reset (self->state) == 0;
}

static void *
src_engine_open (const RmgResampleConfig *config, RmgRatio ratio)
{
  Src *self;
  int error;

  if (!src_is_valid_ratio ((double) ratio.up / ratio.down))
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->row = &rows[config->quality];
  self->format = config->format;
  self->io = rmg_sample_io_find (config->format, true);
  self->channels = config->channels;
  self->ratio = (double) ratio.up / ratio.down;
  self->state = src_new (self->row->converter, (int) self->channels, &error);
  self->out = malloc (MAX_RUN * self->channels * sizeof (float));
  self->lane = malloc (MAX_RUN * sizeof (double));
  if (self->state != NULL && self->out != NULL && self->lane != NULL &&
      measure_delay (self)) {
    self->capacity = self->delay + 2 * RMG_RESAMPLE_CHUNK;
    self->fifo = malloc (self->capacity * self->channels * sizeof (float));
  }
  if (self->fifo != NULL)
    return self;
  src_engine_close (self);
  return NULL;
}

static void
append (Src *self, const RmgChannelView *in, size_t n_in)
{
  float *end = self->fifo + self->filled * self->channels;

  self->filled += n_in;
  if (in == NULL) {
    memset (end, 0, n_in * self->channels * sizeof (float));
    return;
  }
  for (unsigned c = 0; c < self->channels; c++) {
    self->io->load (self->lane, in[c].samples, in[c].stride, n_in);
    for (size_t i = 0; i < n_in; i++)
      end[i * self->channels + c] = (float) self->lane[i];
  }
}

/* Writes n frames from the library's output at frame `first` of the views. */
static void
store (Src *self, const RmgChannelView *out, size_t first, size_t n)
{
  size_t bytes = rmg_sample_io_bytes (self->format);

  for (unsigned c = 0; c < self->channels; c++) {
    char *samples = out[c].samples;

    for (size_t i = 0; i < n; i++)
      self->lane[i] = self->out[i * self->channels + c];
    self->io->store (
        samples + first * out[c].stride * bytes, out[c].stride, self->lane, n);
  }
}

/* Asks the library for at most n frames.
 *
 * Returns: the frames that it gave. */
static size_t
pull (Src *self, size_t n)
{
  SRC_DATA data = { .data_in = self->fifo,
    .data_out = self->out,
    .input_frames = (long) self->filled,
    .output_frames = (long) n,
    .src_ratio = self->ratio };

  if (src_process (self->state, &data) != 0)
    return 0;
  self->filled -= (size_t) data.input_frames_used;
  memmove (self->fifo, self->fifo + data.input_frames_used * self->channels,
      self->filled * self->channels * sizeof (float));
  return (size_t) data.output_frames_gen;
}

static void
src_engine_run (void *engine, const RmgChannelView *in, size_t n_in,
    const RmgChannelView *out, size_t n_out)
{
  Src *self = engine;
  size_t n;

  append (self, in, n_in);
  for (size_t first = 0; first < n_out; first += n) {
    size_t wanted = n_out - first < MAX_RUN ? n_out - first : MAX_RUN;

    n = pull (self, wanted);
    if (n == 0) {
      /* Cannot happen while the delay is right; silence keeps the count. */
      memset (self->out, 0, wanted * self->channels * sizeof (float));
      n = wanted;
    }
    store (self, out, first, n);
  }
}

static unsigned
src_engine_delay (const void *engine)
{
  return ((const Src *) engine)->delay;
}

static const char *
src_engine_name (const void *engine)
{
  return ((const Src *) engine)->row->name;
}

/* Frames in the buffer of the library. */
static size_t
count_library_frames (const SrcRow *row)
{
  return 3 *
      (size_t) lrint (row->half_length / row->increment * LOWEST_RATIO + 1.0);
}

static size_t
src_engine_held_bytes (const void *engine)
{
  const Src *self = engine;

  return sizeof *self + MAX_RUN * sizeof (double) +
      (self->capacity + MAX_RUN + count_library_frames (self->row)) *
      self->channels * sizeof (float);
}

const RmgResampleOps rmg_resample_src = {
  .open = src_engine_open,
  .close = src_engine_close,
  .reset = src_engine_reset,
  .run = src_engine_run,
  .delay = src_engine_delay,
  .name = src_engine_name,
  .held_bytes = src_engine_held_bytes,
};
