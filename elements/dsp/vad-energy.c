/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Speech is a frame whose RMS lies above a fixed number. */
#include "elements/dsp/vad-engine.h"

#include <math.h>

static char no_state;

static size_t
get_history (unsigned rate_hz, size_t frame_size)
{
  return 0;
}

static void *
open_energy (unsigned rate_hz, size_t frame_size)
{
  return &no_state;
}

static void
close_energy (void *state)
{
}

static void
reset_energy (void *state)
{
}

/* One half at the threshold, so that it orders frames as their RMS does. */
static float
analyse_energy (void *state, const float *samples, float mean_square,
    const RmgVadSettings *settings)
{
  const double threshold =
      settings->energy_threshold * settings->energy_threshold;

  if (!(mean_square > 0.0f))
    return 0.0f;
  if (isinf (mean_square))
    return 1.0f;
  return (float) (mean_square / (mean_square + threshold));
}

static bool
is_loud (float probability, float mean_square, const RmgVadSettings *settings)
{
  return sqrt (mean_square) > settings->energy_threshold;
}

const RmgVadEngine rmg_vad_energy_engine = {
  .name = "energy",
  .look_ahead = 0,
  .get_history = get_history,
  .open = open_energy,
  .close = close_energy,
  .reset = reset_energy,
  .analyse = analyse_energy,
  .is_speech = is_loud,
};
