/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/signals.h"

#include "elements/dsp/base/mono.h"

#include <stdlib.h>
#include <string.h>

/* Shares of the power of unrelated channels. The mean has to rise above the
 * higher one to be used again, and a channel has to be 6 dB louder than the
 * chosen one to replace it, so that the choice stays. */
#define CANCELLED 0.2
#define RESTORED 0.5
#define LOUDER 4.0

bool
rmg_vad_signals_open (RmgVadSignals *self, unsigned n_channels,
    unsigned channel, size_t hop, size_t history)
{
  const unsigned n_signals =
      n_channels > 1 && channel == 0 ? 1 + n_channels : 1;

  *self = (RmgVadSignals){
    .n_channels = n_channels,
    .channel = channel,
    .n_signals = n_signals,
    .hop = hop,
    .history = history,
    .samples = calloc (n_signals * (history + hop), sizeof (float)),
    .tails = calloc (n_signals * hop, sizeof (float)),
  };
  return self->samples != NULL && self->tails != NULL;
}

void
rmg_vad_signals_close (RmgVadSignals *self)
{
  free (self->samples);
  free (self->tails);
}

size_t
rmg_vad_signals_get_held_bytes (const RmgVadSignals *self)
{
  return self->n_signals * (self->history + 2 * self->hop) * sizeof (float);
}

static float *
get_samples (const RmgVadSignals *self, unsigned index)
{
  return self->samples + index * (self->history + self->hop);
}

float *
rmg_vad_signals_get_hop (const RmgVadSignals *self, unsigned index)
{
  return get_samples (self, index) + self->history;
}

/* The same sums as rmg_mono_read(). */
static void
mix (RmgVadSignals *self, size_t n, size_t at)
{
  const float scale = 1.0f / (float) self->n_channels;
  float *restrict mean = rmg_vad_signals_get_hop (self, 0) + at;

  memcpy (mean, rmg_vad_signals_get_hop (self, 1) + at, n * sizeof *mean);
  for (unsigned index = 2; index < self->n_signals; index++) {
    const float *channel = rmg_vad_signals_get_hop (self, index) + at;

    for (size_t i = 0; i < n; i++)
      mean[i] += channel[i];
  }
  for (size_t i = 0; i < n; i++)
    mean[i] *= scale;
}

void
rmg_vad_signals_read (RmgVadSignals *self, const RmgFrames *frames,
    size_t first, size_t n, size_t at)
{
  if (self->channel > 0) {
    rmg_mono_read_channel (frames, self->channel - 1, first, n,
        rmg_vad_signals_get_hop (self, 0) + at);
    return;
  }
  if (self->n_signals == 1) {
    rmg_mono_read (frames, first, n, rmg_vad_signals_get_hop (self, 0) + at);
    return;
  }
  for (unsigned channel = 0; channel < self->n_channels; channel++)
    rmg_mono_read_channel (frames, channel, first, n,
        rmg_vad_signals_get_hop (self, 1 + channel) + at);
  mix (self, n, at);
}

void
rmg_vad_signals_silence (RmgVadSignals *self, size_t n, size_t at)
{
  for (unsigned index = 0; index < self->n_signals; index++)
    memset (rmg_vad_signals_get_hop (self, index) + at, 0, n * sizeof (float));
}

void
rmg_vad_signals_hold_first (RmgVadSignals *self)
{
  for (unsigned index = 0; index < self->n_signals; index++) {
    float *samples = get_samples (self, index);

    for (size_t i = 0; i < self->history; i++)
      samples[i] = samples[self->history];
  }
}

void
rmg_vad_signals_advance (RmgVadSignals *self)
{
  for (unsigned index = 0; index < self->n_signals; index++) {
    float *samples = get_samples (self, index);

    memmove (samples, samples + self->hop, self->history * sizeof *samples);
  }
}

static size_t
smaller (size_t a, size_t b)
{
  return a < b ? a : b;
}

void
rmg_vad_signals_end (RmgVadSignals *self, size_t n, size_t n_known)
{
  self->n_tail = smaller (self->hop, n + smaller (self->history, n_known));
  self->n_mirrored = 0;
  for (unsigned index = 0; index < self->n_signals; index++)
    memcpy (self->tails + index * self->hop,
        rmg_vad_signals_get_hop (self, index) + n - self->n_tail,
        self->n_tail * sizeof (float));
}

/* To the start of the tail and back. */
static float
get_mirrored (const float *tail, size_t n_tail, size_t index)
{
  const size_t at = n_tail > 0 ? index % (2 * n_tail) : 0;

  if (n_tail == 0)
    return 0.0f;
  return at < n_tail ? tail[n_tail - 1 - at] : tail[at - n_tail];
}

void
rmg_vad_signals_mirror (RmgVadSignals *self, size_t n, size_t at)
{
  for (unsigned index = 0; index < self->n_signals; index++) {
    const float *tail = self->tails + index * self->hop;
    float *samples = rmg_vad_signals_get_hop (self, index) + at;

    for (size_t i = 0; i < n; i++)
      samples[i] = get_mirrored (tail, self->n_tail, self->n_mirrored + i);
  }
  self->n_mirrored += n;
}

static unsigned
find_loudest (const RmgVadSignals *self, unsigned before, const double *squares)
{
  const double louder = before > 0 ? LOUDER : 1.0;
  unsigned loudest = before > 0 ? before : 1;

  for (unsigned index = 1; index < self->n_signals; index++)
    if (squares[index] > louder * squares[loudest])
      loudest = index;
  return loudest;
}

unsigned
rmg_vad_signals_choose (
    const RmgVadSignals *self, unsigned before, const double *squares)
{
  const double n = self->n_channels;
  double sum = 0.0, unrelated;

  for (unsigned index = 1; index < self->n_signals; index++)
    sum += squares[index];
  if (!(sum > 0.0))
    return before;
  unrelated = sum / (n * n);
  if (squares[0] >= unrelated * (before > 0 ? RESTORED : CANCELLED))
    return 0;
  return find_loudest (self, before, squares);
}
