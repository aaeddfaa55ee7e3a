/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A small recurrent network whose inputs are differences in level. Scripts in
 * elements/design/vad train its weights. */
#include "elements/dsp/vad/engine.h"
#include "elements/dsp/vad/features.h"
#include "elements/dsp/vad/kernels.h"
#include "elements/dsp/vad/weights.h"

#include <stdlib.h>

#define LOOK_AHEAD 2 /* as in training */

_Static_assert(RMG_VAD_MODEL_INPUTS == RMG_VAD_FEATURES,
    "the model was trained for other features");

typedef struct
{
  const RmgVadKernels *kernels;
  RmgVadSpectrum *spectrum;
  RmgVadFeatures features;
  float units[RMG_VAD_MODEL_UNITS];
} Adaptive;

static size_t
get_hop (unsigned rate_hz, size_t frame_size)
{
  const size_t hop = (size_t) rate_hz * RMG_VAD_HOP_MS / 1000;

  return hop > 0 ? hop : 1;
}

static void
close_adaptive (void *state)
{
  Adaptive *self = state;

  rmg_vad_spectrum_close (self->spectrum);
  free (self);
}

static void
reset_adaptive (void *state)
{
  Adaptive *self = state;

  rmg_vad_features_reset (&self->features);
  for (size_t i = 0; i < RMG_VAD_MODEL_UNITS; i++)
    self->units[i] = 0.0f;
}

static void *
open_adaptive (unsigned rate_hz)
{
  Adaptive *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->kernels = rmg_vad_kernels_find ();
  self->spectrum = rmg_vad_spectrum_open (rate_hz);
  if (self->spectrum == NULL) {
    close_adaptive (self);
    return NULL;
  }
  reset_adaptive (self);
  return self;
}

static size_t
get_held_bytes (const void *state)
{
  const Adaptive *self = state;

  return sizeof *self + rmg_vad_spectrum_get_held_bytes (self->spectrum);
}

static size_t
get_reach (const void *state)
{
  const Adaptive *self = state;

  return rmg_vad_spectrum_count_in (self->spectrum);
}

static float
judge (void *state, const float *end)
{
  Adaptive *self = state;
  RmgVadSound sound;
  float features[RMG_VAD_FEATURES];

  rmg_vad_spectrum_measure (self->spectrum, end, &sound);
  rmg_vad_features_push (&self->features, &sound, features);
  return self->kernels->step_model (features, self->units);
}

static RmgVadDecision
decide (float probability, float mean_square, const RmgVadSettings *settings)
{
  return (RmgVadDecision){
    .probability = probability,
    .speech = probability >= settings->probability_threshold,
  };
}

static const char *
get_implementation (void)
{
  return rmg_vad_kernels_name ();
}

const RmgVadEngine rmg_vad_adaptive_engine = {
  .look_ahead = LOOK_AHEAD,
  .get_hop = get_hop,
  .open = open_adaptive,
  .close = close_adaptive,
  .reset = reset_adaptive,
  .get_held_bytes = get_held_bytes,
  .get_reach = get_reach,
  .judge = judge,
  .decide = decide,
  .get_implementation = get_implementation,
};
