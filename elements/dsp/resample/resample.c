/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/resample.h"

#include "elements/dsp/resample/engine.h"
#include "elements/dsp/base/numbers.h"
#include "elements/dsp/base/sample-io.h"

#include <stdlib.h>

/* Positions are kept modulo one period of the ratio (down input frames, up
 * output frames), so that no stream is too long for 64 bits. */
struct RmgResampler
{
  RmgResampleConfig config;
  RmgRatio ratio;
  const RmgResampleOps *ops;
  void *engine;
  size_t sample_bytes;

  uint64_t n_read; /* since the first frame, less whole periods */
  uint64_t n_done; /* the same in frames written */
};

static RmgRatio
reduce (unsigned in_rate_hz, unsigned out_rate_hz)
{
  uint32_t common = rmg_gcd (in_rate_hz, out_rate_hz);

  return (RmgRatio){ .up = out_rate_hz / common, .down = in_rate_hz / common };
}

/* ceil (n_frames * up / down); n_frames * up stays below 2^63 for rates below
 * 2^31 because whole periods are taken out first. */
static uint64_t
scale_up (uint64_t n_frames, RmgRatio ratio)
{
  uint64_t periods = n_frames / ratio.down, rest = n_frames % ratio.down;

  return periods * ratio.up + (rest * ratio.up + ratio.down - 1) / ratio.down;
}

uint64_t
rmg_resample_length (
    uint64_t n_frames, unsigned in_rate_hz, unsigned out_rate_hz)
{
  if (in_rate_hz == 0 || out_rate_hz == 0)
    return 0;
  return scale_up (n_frames, reduce (in_rate_hz, out_rate_hz));
}

static bool
is_valid (const RmgResampleConfig *config)
{
  return config->in_rate_hz > 0 && config->in_rate_hz <= INT32_MAX &&
      config->out_rate_hz > 0 && config->out_rate_hz <= INT32_MAX &&
      config->in_rate_hz != config->out_rate_hz && config->channels > 0 &&
      config->channels <= RMG_MAX_CHANNELS &&
      rmg_sample_io_bytes (config->format) > 0 &&
      config->quality <= RMG_RESAMPLE_BEST &&
      config->engine <= RMG_RESAMPLE_FFT;
}

static const RmgResampleOps *const engines[] = {
  [RMG_RESAMPLE_AUTO] = &rmg_resample_fir,
  [RMG_RESAMPLE_POLYPHASE] = &rmg_resample_fir,
  [RMG_RESAMPLE_LIBSAMPLERATE] = &rmg_resample_src,
  [RMG_RESAMPLE_FFT] = &rmg_resample_fft,
};

static bool
open_engine (RmgResampler *self, RmgResampleEngine engine)
{
  self->ops = engines[engine];
  self->engine = self->ops->open (&self->config, self->ratio);
  return self->engine != NULL;
}

RmgResampler *
rmg_resampler_open (const RmgResampleConfig *config)
{
  RmgResampler *self;
  bool opened;

  if (!is_valid (config))
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->config = *config;
  self->ratio = reduce (config->in_rate_hz, config->out_rate_hz);
  self->sample_bytes = rmg_sample_io_bytes (config->format);

  opened = open_engine (self, config->engine);
  if (!opened && config->engine == RMG_RESAMPLE_AUTO)
    opened = open_engine (self, RMG_RESAMPLE_LIBSAMPLERATE);
  if (opened)
    return self;
  free (self);
  return NULL;
}

void
rmg_resampler_close (RmgResampler *self)
{
  if (self == NULL)
    return;
  self->ops->close (self->engine);
  free (self);
}

/* Frames that can be known after n_read input frames. */
static uint64_t
count_known (const RmgResampler *self, uint64_t n_read)
{
  unsigned delay = self->ops->delay (self->engine);

  return n_read > delay ? scale_up (n_read - delay, self->ratio) : 0;
}

size_t
rmg_resampler_count (const RmgResampler *self, size_t n_frames)
{
  return count_known (self, self->n_read + n_frames) - self->n_done;
}

size_t
rmg_resampler_drain_count (const RmgResampler *self)
{
  return scale_up (self->n_read, self->ratio) - self->n_done;
}

static void
view_channels (const RmgResampler *self, const RmgFrames *frames, size_t first,
    RmgChannelView *views)
{
  unsigned channels = self->config.channels;
  size_t bytes = self->sample_bytes;

  for (unsigned c = 0; c < channels; c++) {
    char *plane = frames->planes[frames->interleaved ? 0 : c];

    views[c].stride = frames->interleaved ? channels : 1;
    if (frames->interleaved)
      plane += c * bytes;
    views[c].samples = plane + first * views[c].stride * bytes;
  }
}

static void
forget_periods (RmgResampler *self)
{
  uint64_t read = self->n_read / self->ratio.down;
  uint64_t done = self->n_done / self->ratio.up;
  uint64_t periods = read < done ? read : done;
  unsigned delay = self->ops->delay (self->engine);
  uint64_t kept = delay / self->ratio.down + 2;

  if (periods <= kept)
    return;
  self->n_read -= (periods - kept) * self->ratio.down;
  self->n_done -= (periods - kept) * self->ratio.up;
}

/* in is NULL for silence. */
static size_t
run (RmgResampler *self, const RmgFrames *in, size_t n_in, const RmgFrames *out)
{
  RmgChannelView in_views[RMG_MAX_CHANNELS], out_views[RMG_MAX_CHANNELS];
  size_t written = 0, n, n_out;

  for (size_t read = 0; read < n_in; read += n) {
    n = n_in - read < RMG_RESAMPLE_CHUNK ? n_in - read : RMG_RESAMPLE_CHUNK;
    n_out = rmg_resampler_count (self, n);
    if (in != NULL)
      view_channels (self, in, read, in_views);
    view_channels (self, out, written, out_views);
    self->ops->run (
        self->engine, in != NULL ? in_views : NULL, n, out_views, n_out);
    self->n_read += n;
    self->n_done += n_out;
    written += n_out;
    forget_periods (self);
  }
  return written;
}

size_t
rmg_resampler_process (
    RmgResampler *self, const RmgFrames *in, const RmgFrames *out)
{
  return run (self, in, in->n_frames, out);
}

size_t
rmg_resampler_drain (RmgResampler *self, const RmgFrames *out)
{
  size_t written = 0;

  /* As much silence as the filter looks ahead brings out the rest, exactly. */
  if (self->n_read > 0)
    written = run (self, NULL, self->ops->delay (self->engine), out);
  rmg_resampler_reset (self);
  return written;
}

void
rmg_resampler_reset (RmgResampler *self)
{
  self->n_read = 0;
  self->n_done = 0;
  self->ops->reset (self->engine);
}

unsigned
rmg_resampler_delay (const RmgResampler *self)
{
  return self->ops->delay (self->engine);
}

const char *
rmg_resampler_implementation (const RmgResampler *self)
{
  return self->ops->name (self->engine);
}

size_t
rmg_resampler_held_bytes (const RmgResampler *self)
{
  return sizeof *self + self->ops->held_bytes (self->engine);
}
