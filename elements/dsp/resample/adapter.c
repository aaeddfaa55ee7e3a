/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/adapter.h"

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/base/sample-io.h"
#include "elements/dsp/convert/plan.h"

#include <stdlib.h>

/* One direction. */
typedef struct
{
  RmgConvert *converter; /* of the layout that the caller used last */
  char *samples;         /* [channels][capacity] */
  RmgChannelView views[RMG_MAX_CHANNELS];
} Side;

struct RmgResampleAdapter
{
  RmgConvertSide outside; /* its layout changes with the caller's frames */
  RmgFormat format;       /* of the planes */
  size_t held_bytes;
  Side in, out;
};

bool
rmg_resample_is_native (const RmgResampleConfig *config)
{
  return !config->swapped && rmg_sample_io_bytes (config->format) > 0;
}

static bool
allocate (RmgResampleAdapter *self, Side *side, size_t capacity)
{
  const size_t bytes = rmg_format_size (self->format);
  const size_t total = self->outside.channels * capacity * bytes;

  side->samples = malloc (total);
  if (side->samples == NULL)
    return false;
  self->held_bytes += total + sizeof (RmgConvert);
  for (unsigned c = 0; c < self->outside.channels; c++)
    side->views[c] =
        (RmgChannelView){ side->samples + c * capacity * bytes, 1 };
  return true;
}

static bool
open_converters (RmgResampleAdapter *self)
{
  const RmgConvertSide inside = { .format = self->format,
    .channels = self->outside.channels };
  const unsigned cpu = rmg_cpu_features ();
  const RmgConvertConfig read = {
    .from = self->outside, .to = inside, .cpu = cpu
  };
  const RmgConvertConfig write = {
    .from = inside, .to = self->outside, .cpu = cpu
  };

  self->in.converter = rmg_convert_open (&read);
  self->out.converter = rmg_convert_open (&write);
  return self->in.converter != NULL && self->out.converter != NULL;
}

RmgResampleAdapter *
rmg_resample_adapter_open (const RmgResampleConfig *config, size_t max_out)
{
  RmgResampleAdapter *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->outside = (RmgConvertSide){ .format = config->format,
    .swapped = config->swapped,
    .interleaved = true,
    .channels = config->channels };
  self->format =
      rmg_resample_needs_double (config) ? RMG_FORMAT_F64 : RMG_FORMAT_F32;
  self->held_bytes = sizeof *self;
  if (allocate (self, &self->in, RMG_RESAMPLE_CHUNK) &&
      allocate (self, &self->out, max_out) && open_converters (self))
    return self;
  rmg_resample_adapter_close (self);
  return NULL;
}

static void
close_side (Side *side)
{
  rmg_convert_close (side->converter);
  free (side->samples);
}

void
rmg_resample_adapter_close (RmgResampleAdapter *self)
{
  if (self == NULL)
    return;
  close_side (&self->in);
  close_side (&self->out);
  free (self);
}

RmgFormat
rmg_resample_adapter_format (const RmgResampleAdapter *self)
{
  return self->format;
}

const RmgChannelView *
rmg_resample_adapter_in (const RmgResampleAdapter *self)
{
  return self->in.views;
}

const RmgChannelView *
rmg_resample_adapter_out (const RmgResampleAdapter *self)
{
  return self->out.views;
}

/* n frames of the caller from frame `first` on. */
static RmgFrames
view_outside (const RmgResampleAdapter *self, const RmgFrames *frames,
    size_t first, size_t n)
{
  const unsigned channels = self->outside.channels;
  const unsigned n_planes = frames->interleaved ? 1 : channels;
  const size_t bytes = rmg_format_size (self->outside.format) *
      (frames->interleaved ? channels : 1);
  RmgFrames view = { .channels = channels,
    .interleaved = frames->interleaved,
    .format = self->outside.format,
    .swapped = self->outside.swapped,
    .n_frames = n };

  for (unsigned p = 0; p < n_planes; p++)
    view.planes[p] = (char *) frames->planes[p] + first * bytes;
  return view;
}

static RmgFrames
view_inside (const RmgResampleAdapter *self, const Side *side, size_t n)
{
  RmgFrames view = {
    .channels = self->outside.channels, .format = self->format, .n_frames = n
  };

  for (unsigned c = 0; c < view.channels; c++)
    view.planes[c] = side->views[c].samples;
  return view;
}

void
rmg_resample_adapter_read (
    RmgResampleAdapter *self, const RmgFrames *in, size_t first, size_t n)
{
  const RmgFrames outside = view_outside (self, in, first, n);
  const RmgFrames inside = view_inside (self, &self->in, n);

  rmg_convert_set_layouts (self->in.converter, outside.interleaved, false);
  rmg_convert_process (self->in.converter, &outside, &inside);
}

void
rmg_resample_adapter_write (
    RmgResampleAdapter *self, const RmgFrames *out, size_t first, size_t n)
{
  const RmgFrames outside = view_outside (self, out, first, n);
  const RmgFrames inside = view_inside (self, &self->out, n);

  rmg_convert_set_layouts (self->out.converter, false, outside.interleaved);
  rmg_convert_process (self->out.converter, &inside, &outside);
}

size_t
rmg_resample_adapter_held_bytes (const RmgResampleAdapter *self)
{
  return self->held_bytes;
}
