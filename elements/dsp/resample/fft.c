/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The engine for whole clips: overlapping blocks on a fixed grid become
 * spectra, which are filtered, shortened or lengthened to the other rate, and
 * turned back. Two blocks in succession are the real and the imaginary part of
 * one transform; as the filter is real, so they remain. */
#include "elements/dsp/resample/engine.h"

#include "elements/dsp/convert/convert.h"
#include "elements/dsp/base/cpu.h"
#include "elements/dsp/base/numbers.h"
#include "elements/dsp/resample/fft-plan.h"
#include "elements/dsp/base/sample-io.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64

typedef struct
{
  const RmgFftPlan *plan;
  RmgConvert *readers[2], *writers[2]; /* planar, interleaved outside */
  RmgFormat format;                    /* outside */
  RmgFormat working_format;            /* F32 or F64 */
  unsigned channels;
  size_t sample_bytes;  /* of the input and output format */
  size_t working_bytes; /* of the working precision */
  size_t window_length; /* frames that two blocks span */
  size_t spectrum_length, shaped_length, result_length; /* with spill */
  size_t memory_bytes;
  char *memory; /* all of the following */

  char *windows;  /* [channels][window_length] */
  char *spectrum; /* of the input: [re, im][spectrum_length] */
  char *shaped;   /* of the output: [re, im][shaped_length] */
  char *results;  /* [channels][first, second block][result_length] */
  char *work;

  size_t filled; /* frames in the window */
  size_t taken;  /* frames of the results that went out */
} Clip;

static void
clip_close (void *engine)
{
  Clip *self = engine;

  rmg_fft_plan_release (self->plan);
  for (unsigned i = 0; i < 2; i++) {
    rmg_convert_close (self->readers[i]);
    rmg_convert_close (self->writers[i]);
  }
  free (self->memory);
  free (self);
}

static char *
window_of (const Clip *self, unsigned channel)
{
  return self->windows + channel * self->window_length * self->working_bytes;
}

static void
clip_reset (void *engine)
{
  Clip *self = engine;

  /* Silence before the first frame. */
  self->filled = self->plan->in_before;
  self->taken = 2 * self->plan->out_hop;
  for (unsigned c = 0; c < self->channels; c++)
    memset (window_of (self, c), 0, self->filled * self->working_bytes);
}

/* Returns: a number of samples, rounded up to whole lines, with room for the
 * overflow of a transform. */
static size_t
lengthen (size_t n_samples)
{
  return rmg_round_up (n_samples + RMG_FOURIER_SPILL, ALIGNMENT);
}

static size_t
count_work_bytes (const RmgFftPlan *plan)
{
  const size_t forward = rmg_fourier_work_bytes (plan->forward);
  const size_t inverse = rmg_fourier_work_bytes (plan->inverse);

  return forward > inverse ? forward : inverse;
}

static bool
allocate (Clip *self)
{
  const RmgFftPlan *plan = self->plan;
  const size_t unit = self->working_bytes;
  size_t windows, spectrum, shaped, results;

  self->window_length = lengthen (plan->in_size + plan->in_hop);
  self->spectrum_length = lengthen (plan->in_size);
  self->shaped_length = self->result_length = lengthen (plan->out_size);
  windows = self->channels * self->window_length * unit;
  spectrum = 2 * self->spectrum_length * unit;
  shaped = 2 * self->shaped_length * unit;
  results = self->channels * 2 * self->result_length * unit;

  self->memory_bytes =
      windows + spectrum + shaped + results + count_work_bytes (plan);
  self->memory = aligned_alloc (ALIGNMENT, self->memory_bytes);
  if (self->memory == NULL)
    return false;
  /* Bins between the two ends of the shaped spectrum stay zero. */
  memset (self->memory, 0, self->memory_bytes);
  self->windows = self->memory;
  self->spectrum = self->windows + windows;
  self->shaped = self->spectrum + spectrum;
  self->results = self->shaped + shaped;
  self->work = self->results + results;
  return true;
}

static bool
open_converters (Clip *self, unsigned features)
{
  for (unsigned i = 0; i < 2; i++) {
    const RmgConvertSide outside = {
      .format = self->format, .interleaved = i > 0, .channels = self->channels
    };
    const RmgConvertSide inside = { .format = self->working_format,
      .channels = self->channels };
    const RmgConvertConfig read = {
      .from = outside, .to = inside, .cpu = features
    };
    const RmgConvertConfig write = {
      .from = inside, .to = outside, .cpu = features
    };

    self->readers[i] = rmg_convert_open (&read);
    self->writers[i] = rmg_convert_open (&write);
    if (self->readers[i] == NULL || self->writers[i] == NULL)
      return false;
  }
  return true;
}

static void *
clip_open (const RmgResampleConfig *config, RmgRatio ratio)
{
  const bool is_double = rmg_resample_needs_double (config);
  const RmgFftPlanKey key = { .ratio = ratio,
    .quality = config->quality,
    .is_double = is_double,
    .features = rmg_cpu_features () };
  Clip *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->format = config->format;
  self->working_format = is_double ? RMG_FORMAT_F64 : RMG_FORMAT_F32;
  self->channels = config->channels;
  self->sample_bytes = rmg_sample_io_bytes (config->format);
  self->working_bytes = is_double ? sizeof (double) : sizeof (float);
  self->plan = rmg_fft_plan_acquire (&key);
  if (self->plan == NULL || !allocate (self) ||
      !open_converters (self, key.features)) {
    clip_close (self);
    return NULL;
  }
  clip_reset (self);
  return self;
}

static char *
result_of (const Clip *self, unsigned channel, unsigned block)
{
  return self->results +
      (2 * channel + block) * self->result_length * self->working_bytes;
}

/* Frames from `first` on as the caller of the resampler gave them: interleaved
 * where the samples of a channel lie a whole frame apart. */
static RmgFrames
view_frames (
    const Clip *self, const RmgChannelView *views, size_t first, size_t n)
{
  RmgFrames frames = { .channels = self->channels,
    .interleaved = views[0].stride == self->channels,
    .format = self->format,
    .n_frames = n };

  for (unsigned c = 0; c < self->channels; c++)
    frames.planes[c] = (char *) views[c].samples +
        first * views[c].stride * self->sample_bytes;
  return frames;
}

/* in is NULL for silence. */
static void
append (Clip *self, const RmgChannelView *in, size_t first, size_t n)
{
  RmgFrames inside = {
    .channels = self->channels, .format = self->working_format, .n_frames = n
  };
  RmgFrames outside;

  for (unsigned c = 0; c < self->channels; c++) {
    inside.planes[c] = window_of (self, c) + self->filled * self->working_bytes;
    if (in == NULL)
      memset (inside.planes[c], 0, n * self->working_bytes);
  }
  self->filled += n;
  if (in == NULL)
    return;
  outside = view_frames (self, in, first, n);
  rmg_convert_process (self->readers[outside.interleaved], &outside, &inside);
}

static void
shape_bins (const Clip *self, size_t to, size_t from, size_t gain, size_t n)
{
  const size_t unit = self->working_bytes;

  for (unsigned part = 0; part < 2; part++) {
    char *out = self->shaped + (part * self->shaped_length + to) * unit;
    const char *in =
        self->spectrum + (part * self->spectrum_length + from) * unit;
    const char *gains = (const char *) self->plan->gains + gain * unit;

    rmg_fourier_scale (self->plan->forward, out, in, gains, n);
  }
}

/* Both blocks in the window of a channel. The inverse is the transform with
 * real and imaginary parts in each other's place. */
static void
transform_channel (Clip *self, unsigned channel)
{
  const RmgFftPlan *plan = self->plan;
  const size_t unit = self->working_bytes, half = plan->n_bins / 2;
  const char *window = window_of (self, channel);
  char *shaped_im = self->shaped + self->shaped_length * unit;

  rmg_fourier_run (plan->forward, window, window + plan->in_hop * unit,
      self->spectrum, self->spectrum + self->spectrum_length * unit,
      self->work);
  shape_bins (self, 0, 0, 0, half);
  shape_bins (self, plan->out_size - half, plan->in_size - half, half, half);
  rmg_fourier_run (plan->inverse, shaped_im, self->shaped,
      result_of (self, channel, 1), result_of (self, channel, 0), self->work);
}

static void
transform_window (Clip *self)
{
  const RmgFftPlan *plan = self->plan;
  const size_t gone = 2 * plan->in_hop, kept = 2 * plan->in_before;

  for (unsigned c = 0; c < self->channels; c++) {
    char *window = window_of (self, c);

    transform_channel (self, c);
    memmove (window, window + gone * self->working_bytes,
        kept * self->working_bytes);
  }
  self->filled = kept;
  self->taken = 0;
}

/* Results of one block from frame `from` on, as output `first` of this run. */
static void
store_block (const Clip *self, const RmgChannelView *out, size_t first,
    unsigned block, size_t from, size_t n)
{
  const size_t at = (self->plan->out_before + from) * self->working_bytes;
  RmgFrames outside = view_frames (self, out, first, n);
  RmgFrames inside = {
    .channels = self->channels, .format = self->working_format, .n_frames = n
  };

  for (unsigned c = 0; c < self->channels; c++)
    inside.planes[c] = result_of (self, c, block) + at;
  rmg_convert_process (self->writers[outside.interleaved], &inside, &outside);
}

/* Returns: the outputs that are written now, at most `wanted` more. */
static size_t
take_results (
    Clip *self, const RmgChannelView *out, size_t first, size_t wanted)
{
  const size_t hop = self->plan->out_hop;

  while (wanted > 0 && self->taken < 2 * hop) {
    const unsigned block = self->taken >= hop;
    const size_t from = self->taken - block * hop;
    const size_t n = wanted < hop - from ? wanted : hop - from;

    store_block (self, out, first, block, from, n);
    self->taken += n;
    first += n;
    wanted -= n;
  }
  return first;
}

/* Results leave before new ones are computed: the delay is that of the first frame
 * of two blocks. */
static void
clip_run (void *engine, const RmgChannelView *in, size_t n_in,
    const RmgChannelView *out, size_t n_out)
{
  Clip *self = engine;
  const size_t full = self->plan->in_size + self->plan->in_hop;
  size_t written = 0, n;

  for (size_t read = 0; read < n_in; read += n) {
    n = n_in - read < full - self->filled ? n_in - read : full - self->filled;
    append (self, in, read, n);
    if (self->filled < full)
      continue;
    written = take_results (self, out, written, n_out - written);
    transform_window (self);
  }
  take_results (self, out, written, n_out - written);
}

static unsigned
clip_delay (const void *engine)
{
  const RmgFftPlan *plan = ((const Clip *) engine)->plan;

  return (unsigned) (2 * plan->in_hop + plan->in_before - 1);
}

static const char *
clip_name (const void *engine)
{
  return rmg_fourier_implementation (((const Clip *) engine)->plan->forward);
}

static size_t
clip_held_bytes (const void *engine)
{
  const Clip *self = engine;

  return sizeof *self + self->memory_bytes;
}

const RmgResampleOps rmg_resample_fft = {
  .open = clip_open,
  .close = clip_close,
  .reset = clip_reset,
  .run = clip_run,
  .delay = clip_delay,
  .name = clip_name,
  .held_bytes = clip_held_bytes,
};
