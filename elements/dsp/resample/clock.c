/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/clock.h"

#include <math.h>

/* With both rates below, all products of a portion stay below 2^64. */
#define MAX_DRIFTING (1 << 20)
#define PORTION (1 << 16) /* frames or outputs */

RmgResampleClock
rmg_resample_clock (RmgRatio ratio, bool can_drift)
{
  const bool is_small = ratio.up < MAX_DRIFTING && ratio.down < MAX_DRIFTING;
  const uint32_t scale = can_drift && is_small ? RMG_RESAMPLE_DRIFT_STEPS : 1;

  return (RmgResampleClock){ .ratio = ratio,
    .scale = scale,
    .unit = (uint64_t) ratio.up * scale,
    .step = (uint64_t) ratio.down * scale };
}

bool
rmg_resample_clock_set_drift (RmgResampleClock *self, double ppm)
{
  const double steps = ppm * (RMG_RESAMPLE_DRIFT_STEPS / 1e6);

  if (self->scale == 1)
    return false;
  self->step =
      (uint64_t) self->ratio.down * (uint64_t) (self->scale + llrint (steps));
  return true;
}

/* These two are for few frames or outputs: PORTION of them, at least. */
static uint64_t
count_portion (const RmgResampleClock *self, uint64_t n_frames)
{
  const uint64_t parts = n_frames * self->unit;

  return parts > self->rest ? (parts - self->rest + self->step - 1) / self->step
                            : 0;
}

static uint64_t
advance_portion (RmgResampleClock *self, uint64_t n_outputs)
{
  const uint64_t parts = self->rest + n_outputs * self->step;

  self->rest = parts % self->unit;
  return parts / self->unit;
}

uint64_t
rmg_resample_clock_advance (RmgResampleClock *self, uint64_t n_outputs)
{
  const uint64_t longest = self->step > self->unit ? self->step : self->unit;
  uint64_t n_frames = 0;

  while (n_outputs > PORTION) {
    const uint64_t most = UINT64_MAX / 2 / longest;
    const uint64_t n = n_outputs < most ? n_outputs : most;

    n_frames += advance_portion (self, n);
    n_outputs -= n;
  }
  return n_frames + advance_portion (self, n_outputs);
}

/* Whole portions first, from the frame that the outputs before it leave. */
uint64_t
rmg_resample_clock_count (const RmgResampleClock *self, uint64_t n_frames)
{
  RmgResampleClock clock = *self;
  uint64_t n_outputs = 0;

  while (n_frames > PORTION) {
    const uint64_t n = count_portion (&clock, PORTION);
    const uint64_t passed = rmg_resample_clock_advance (&clock, n);

    n_outputs += n;
    if (passed >= n_frames)
      return n_outputs;
    n_frames -= passed;
  }
  return n_outputs + count_portion (&clock, n_frames);
}
