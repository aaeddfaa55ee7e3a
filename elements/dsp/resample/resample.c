/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/resample.h"

#include "elements/dsp/resample/adapter.h"
#include "elements/dsp/resample/clock.h"
#include "elements/dsp/resample/engine.h"
#include "elements/dsp/base/numbers.h"
#include "elements/dsp/base/sample-io.h"

#include <math.h>
#include <stdlib.h>

struct RmgResampler
{
  RmgResampleConfig config;
  RmgRatio ratio;
  const RmgResampleOps *ops;
  void *engine;
  RmgResampleAdapter *adapter; /* NULL where the engine reads the format */
  size_t sample_bytes;         /* of a format without adapter */

  RmgResampleClock clock; /* of the next output */
  uint64_t n_ahead;       /* frames read from that of the next output on */
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
      (config->in_rate_hz != config->out_rate_hz ||
          config->engine == RMG_RESAMPLE_INTERPOLATED) &&
      config->channels > 0 && config->channels <= RMG_MAX_CHANNELS &&
      config->format < RMG_N_FORMATS && config->quality <= RMG_RESAMPLE_BEST &&
      config->engine <= RMG_RESAMPLE_CLIP;
}

/* Most engines that one value of the config may choose from. */
#define MAX_CHOICES 3

/* In order of preference. A ratio without a table of reasonable size is
 * interpolated. */
static const RmgResampleOps *const engines[][MAX_CHOICES] = {
  [RMG_RESAMPLE_AUTO] = { &rmg_resample_fir, &rmg_resample_interpolated },
  [RMG_RESAMPLE_POLYPHASE] = { &rmg_resample_fir },
  [RMG_RESAMPLE_LIBSAMPLERATE] = { &rmg_resample_src },
  [RMG_RESAMPLE_FFT] = { &rmg_resample_fft },
  [RMG_RESAMPLE_INTERPOLATED] = { &rmg_resample_interpolated },
  [RMG_RESAMPLE_CLIP] = { &rmg_resample_fft, &rmg_resample_fir,
      &rmg_resample_interpolated },
};

/* Opens the first engine that serves the ratio. */
static bool
open_any_engine (RmgResampler *self)
{
  const RmgResampleOps *const *choices = engines[self->config.engine];

  for (size_t i = 0; i < MAX_CHOICES && choices[i] != NULL; i++) {
    self->ops = choices[i];
    self->engine = self->ops->open (&self->config, self->ratio);
    if (self->engine != NULL)
      return true;
  }
  return false;
}

/* Returns: outputs of a chunk, at the slowest input clock. */
static size_t
count_most_outputs (RmgRatio ratio)
{
  const double drift = 1.0 - RMG_RESAMPLE_MAX_DRIFT_PPM / 1e6;

  return (size_t) ((double) scale_up (RMG_RESAMPLE_CHUNK, ratio) / drift) + 2;
}

/* The engine then works on the planes of the adapter. */
static bool
open_adapter (RmgResampler *self)
{
  const size_t max_out = count_most_outputs (self->ratio);

  if (rmg_resample_is_native (&self->config))
    return true;
  self->adapter = rmg_resample_adapter_open (&self->config, max_out);
  if (self->adapter == NULL)
    return false;
  self->config.format = rmg_resample_adapter_format (self->adapter);
  self->config.swapped = false;
  return true;
}

RmgResampler *
rmg_resampler_open (const RmgResampleConfig *config)
{
  RmgResampler *self;

  if (!is_valid (config))
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->config = *config;
  if (config->engine == RMG_RESAMPLE_CLIP)
    self->config.is_steep = true; /* of engines other than fft */
  self->ratio = reduce (config->in_rate_hz, config->out_rate_hz);
  self->sample_bytes = rmg_sample_io_bytes (config->format);
  if (open_adapter (self) && open_any_engine (self)) {
    self->clock = rmg_resample_clock (self->ratio, self->ops->set_step != NULL);
    return self;
  }
  rmg_resample_adapter_close (self->adapter);
  free (self);
  return NULL;
}

void
rmg_resampler_close (RmgResampler *self)
{
  if (self == NULL)
    return;
  self->ops->close (self->engine);
  rmg_resample_adapter_close (self->adapter);
  free (self);
}

size_t
rmg_resampler_count (const RmgResampler *self, size_t n_frames)
{
  const uint64_t n_read = self->n_ahead + n_frames;
  const unsigned delay = self->ops->delay (self->engine);

  return n_read > delay
      ? rmg_resample_clock_count (&self->clock, n_read - delay)
      : 0;
}

size_t
rmg_resampler_drain_count (const RmgResampler *self)
{
  return rmg_resample_clock_count (&self->clock, self->n_ahead);
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

/* Frames that an engine computes at once. */
typedef struct
{
  const RmgFrames *in; /* NULL for silence */
  const RmgFrames *out;
  size_t read, n_in;
  size_t written, n_out;
} Portion;

static void
run_native (RmgResampler *self, const Portion *portion)
{
  RmgChannelView in[RMG_MAX_CHANNELS], out[RMG_MAX_CHANNELS];

  if (portion->in != NULL)
    view_channels (self, portion->in, portion->read, in);
  view_channels (self, portion->out, portion->written, out);
  self->ops->run (self->engine, portion->in != NULL ? in : NULL, portion->n_in,
      out, portion->n_out);
}

static void
run_adapted (RmgResampler *self, const Portion *portion)
{
  const RmgChannelView *in = NULL;

  if (portion->in != NULL) {
    rmg_resample_adapter_read (
        self->adapter, portion->in, portion->read, portion->n_in);
    in = rmg_resample_adapter_in (self->adapter);
  }
  self->ops->run (self->engine, in, portion->n_in,
      rmg_resample_adapter_out (self->adapter), portion->n_out);
  rmg_resample_adapter_write (
      self->adapter, portion->out, portion->written, portion->n_out);
}

/* in is NULL for silence. */
static size_t
run (RmgResampler *self, const RmgFrames *in, size_t n_in, const RmgFrames *out)
{
  Portion portion = { .in = in, .out = out };

  for (; portion.read < n_in; portion.read += portion.n_in) {
    portion.n_in = n_in - portion.read < RMG_RESAMPLE_CHUNK
        ? n_in - portion.read
        : RMG_RESAMPLE_CHUNK;
    portion.n_out = rmg_resampler_count (self, portion.n_in);
    if (self->adapter != NULL)
      run_adapted (self, &portion);
    else
      run_native (self, &portion);
    self->n_ahead += portion.n_in;
    self->n_ahead -= rmg_resample_clock_advance (&self->clock, portion.n_out);
    portion.written += portion.n_out;
  }
  return portion.written;
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
  if (self->n_ahead > 0)
    written = run (self, NULL, self->ops->delay (self->engine), out);
  rmg_resampler_reset (self);
  return written;
}

bool
rmg_resampler_set_drift (RmgResampler *self, double ppm)
{
  if (!(fabs (ppm) <= RMG_RESAMPLE_MAX_DRIFT_PPM) ||
      !rmg_resample_clock_set_drift (&self->clock, ppm))
    return false;
  self->ops->set_step (self->engine, self->clock.unit, self->clock.step);
  return true;
}

void
rmg_resampler_reset (RmgResampler *self)
{
  self->clock.rest = 0;
  self->n_ahead = 0;
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
  size_t bytes = sizeof *self + self->ops->held_bytes (self->engine);

  if (self->adapter != NULL)
    bytes += rmg_resample_adapter_held_bytes (self->adapter);
  return bytes;
}
