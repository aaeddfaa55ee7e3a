/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Speech is a frame whose RMS lies above a fixed number. */
#include "elements/dsp/vad/engine.h"

#include <math.h>

static char no_state;

static size_t
get_frame (unsigned rate_hz, size_t frame_size)
{
  return frame_size;
}

static void *
open_energy (unsigned rate_hz)
{
  return &no_state;
}

static void
ignore (void *state)
{
}

static size_t
hear_nothing (const void *state)
{
  return 0;
}

static size_t
hold_nothing (const void *state)
{
  return 0;
}

static float
judge_nothing (void *state, const float *end)
{
  return 0.0f;
}

/* One half at the threshold, so that it orders frames as their RMS does. */
static float
find_probability (float mean_square, double threshold)
{
  if (!(mean_square > 0.0f))
    return 0.0f;
  if (isinf (mean_square))
    return 1.0f;
  return (float) (mean_square / (mean_square + threshold * threshold));
}

static RmgVadDecision
decide (float probability, float mean_square, const RmgVadSettings *settings)
{
  const double threshold = settings->energy_threshold;

  return (RmgVadDecision){
    .probability = find_probability (mean_square, threshold),
    .speech = sqrt (mean_square) > threshold,
  };
}

static const char *
get_implementation (void)
{
  return "energy";
}

const RmgVadEngine rmg_vad_energy_engine = {
  .look_ahead = 0,
  .get_hop = get_frame,
  .open = open_energy,
  .close = ignore,
  .reset = ignore,
  .get_held_bytes = hold_nothing,
  .get_reach = hear_nothing,
  .judge = judge_nothing,
  .decide = decide,
  .get_implementation = get_implementation,
};
