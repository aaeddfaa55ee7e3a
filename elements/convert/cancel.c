/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/cancel.h"

#include "elements/dsp/base/mono.h"

/* The first LOOKED_AT of each EVERY frames are measured: input and output at the
 * same time, so that their ratio holds for any signal. */
#define EVERY 512
#define LOOKED_AT 8

#define CANCELLED 0.01 /* power of output over input: -20 dB */
#define AUDIBLE 1e-6   /* mean power of a second of sound: -60 dB */

void
rmg_convert_cancel_reset (RmgConvertCancel *self, gint rate_hz)
{
  *self = (RmgConvertCancel){
    .rate_hz = rate_hz,
    .second = (guint64) rate_hz,
  };
}

static gdouble
sum_squares (const RmgFrames *frames, gsize first, gsize n_frames)
{
  gfloat samples[LOOKED_AT];
  gdouble sum = 0.0;

  for (guint channel = 0; channel < frames->channels; channel++) {
    rmg_mono_read_channel (frames, channel, first, n_frames, samples);
    for (gsize i = 0; i < n_frames; i++)
      sum += (gdouble) samples[i] * samples[i];
  }
  return sum / frames->channels;
}

/* Measures the part of the LOOKED_AT frames from @start on that lies in the
 * buffer, which starts at n_frames. */
static void
measure (RmgConvertCancel *self, const RmgFrames *in, const RmgFrames *out,
    guint64 start)
{
  const guint64 from = MAX (start, self->n_frames);
  const guint64 to = MIN (start + LOOKED_AT, self->n_frames + in->n_frames);

  if (from >= to)
    return;
  self->in += sum_squares (in, from - self->n_frames, to - from);
  self->out += sum_squares (out, from - self->n_frames, to - from);
}

/* Judges a second when it is over. */
static gboolean
end_second (RmgConvertCancel *self)
{
  const gdouble n_measured = (gdouble) self->rate_hz * LOOKED_AT / EVERY;
  const gboolean cancels =
      self->in > AUDIBLE * n_measured && self->out < CANCELLED * self->in;

  if (self->n_frames < self->second)
    return FALSE;
  self->second = self->n_frames + (guint64) self->rate_hz;
  self->in = self->out = 0.0;
  return cancels;
}

gboolean
rmg_convert_cancel_add (
    RmgConvertCancel *self, const RmgFrames *in, const RmgFrames *out)
{
  const guint64 end = self->n_frames + in->n_frames;

  if (self->is_reported)
    return FALSE;
  for (guint64 start = self->n_frames / EVERY * EVERY; start < end;
       start += EVERY)
    measure (self, in, out, start);
  self->n_frames = end;
  self->is_reported = end_second (self);
  return self->is_reported;
}
