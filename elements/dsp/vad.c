/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad.h"

#include "elements/dsp/decibel.h"
#include "elements/dsp/mono.h"
#include "elements/dsp/vad-engine.h"
#include "elements/dsp/vad-kernels.h"

#include <math.h>
#include <stdlib.h>

#define N_LEVELS (RMG_VAD_MAX_LOOK_AHEAD + 1)

struct RmgVad
{
  const RmgVadEngine *engine;
  const RmgVadKernels *kernels;
  void *state; /* the engine's */
  size_t frame_size, history;
  float *samples;  /* history, then the frame being collected */
  size_t n_filled; /* of that frame */
  uint64_t n_analysed;
  float mean_squares[N_LEVELS]; /* of the last frames, a ring */
  unsigned n_drained;
};

static const RmgVadEngine *const engines[RMG_N_VAD_ENGINES] = {
  [RMG_VAD_ADAPTIVE] = &rmg_vad_adaptive_engine,
  [RMG_VAD_ENERGY] = &rmg_vad_energy_engine,
};

RmgVad *
rmg_vad_open (const RmgVadConfig *config)
{
  const uint64_t frame_size =
      (uint64_t) config->rate_hz * config->frame_ms / 1000;
  RmgVad *vad;

  if (frame_size == 0)
    return NULL;
  vad = calloc (1, sizeof *vad);
  if (vad == NULL)
    return NULL;

  vad->kernels = rmg_vad_kernels_find ();
  vad->engine = engines[config->engine];
  vad->frame_size = frame_size;
  vad->history = vad->engine->get_history (config->rate_hz, frame_size);
  vad->samples = calloc (vad->history + frame_size, sizeof *vad->samples);
  vad->state = vad->engine->open (config->rate_hz, frame_size);
  if (vad->samples == NULL || vad->state == NULL) {
    rmg_vad_close (vad);
    return NULL;
  }
  return vad;
}

void
rmg_vad_close (RmgVad *vad)
{
  if (vad == NULL)
    return;
  if (vad->state != NULL)
    vad->engine->close (vad->state);
  free (vad->samples);
  free (vad);
}

void
rmg_vad_reset (RmgVad *vad)
{
  vad->engine->reset (vad->state);
  memset (vad->samples, 0, vad->history * sizeof *vad->samples);
  vad->n_filled = 0;
  vad->n_analysed = 0;
  vad->n_drained = 0;
}

/* Digital zero has a level too; numbers beyond reason do not break it. */
static float
level_of (float mean_square)
{
  if (!(mean_square >= 1e-35f))
    return RMG_VAD_SILENCE_DB;
  return rmg_power_to_db (fminf (mean_square, 1e35f));
}

static bool
decide (RmgVad *vad, float probability, const RmgVadSettings *settings,
    RmgVadDecision *decision)
{
  const RmgVadEngine *engine = vad->engine;
  float mean_square;

  vad->n_analysed++;
  if (vad->n_analysed <= engine->look_ahead)
    return false;

  mean_square =
      vad->mean_squares[(vad->n_analysed - 1 - engine->look_ahead) % N_LEVELS];
  decision->probability = probability;
  decision->level_db = level_of (mean_square);
  decision->speech = engine->is_speech (probability, mean_square, settings);
  return true;
}

static bool
analyse_frame (RmgVad *vad, const float *samples,
    const RmgVadSettings *settings, RmgVadDecision *decision)
{
  const float mean_square =
      (float) (vad->kernels->sum_squares (samples, vad->frame_size) /
          (double) vad->frame_size);
  float probability;

  vad->mean_squares[vad->n_analysed % N_LEVELS] = mean_square;
  probability =
      vad->engine->analyse (vad->state, samples, mean_square, settings);
  return decide (vad, probability, settings, decision);
}

static bool
complete_frame (RmgVad *vad, size_t n_added, const RmgVadSettings *settings,
    RmgVadDecision *decision)
{
  bool decided;

  vad->n_filled += n_added;
  if (vad->n_filled < vad->frame_size)
    return false;

  decided =
      analyse_frame (vad, vad->samples + vad->history, settings, decision);
  memmove (vad->samples, vad->samples + vad->frame_size,
      vad->history * sizeof *vad->samples);
  vad->n_filled = 0;
  return decided;
}

static size_t
smaller (size_t a, size_t b)
{
  return a < b ? a : b;
}

/* A whole frame of mono floats without history is analysed where it lies. */
static bool
lies_ready (const RmgVad *vad, const RmgFrames *frames, size_t n)
{
  return n == vad->frame_size && vad->history == 0 && frames->channels == 1 &&
      frames->format == RMG_FORMAT_F32 && !frames->swapped &&
      (uintptr_t) frames->planes[0] % sizeof (float) == 0;
}

size_t
rmg_vad_push (RmgVad *vad, const RmgFrames *frames, size_t first,
    const RmgVadSettings *settings, RmgVadDecision *decision, bool *decided)
{
  const size_t n =
      smaller (vad->frame_size - vad->n_filled, frames->n_frames - first);

  if (lies_ready (vad, frames, n)) {
    *decided = analyse_frame (
        vad, (const float *) frames->planes[0] + first, settings, decision);
    return n;
  }
  rmg_mono_read (frames, first, n, vad->samples + vad->history + vad->n_filled);
  *decided = complete_frame (vad, n, settings, decision);
  return n;
}

size_t
rmg_vad_push_silence (RmgVad *vad, size_t n_frames,
    const RmgVadSettings *settings, RmgVadDecision *decision, bool *decided)
{
  const size_t n = smaller (vad->frame_size - vad->n_filled, n_frames);

  memset (
      vad->samples + vad->history + vad->n_filled, 0, n * sizeof *vad->samples);
  *decided = complete_frame (vad, n, settings, decision);
  return n;
}

bool
rmg_vad_drain (
    RmgVad *vad, const RmgVadSettings *settings, RmgVadDecision *decision)
{
  while (vad->n_drained < vad->engine->look_ahead && vad->n_analysed > 0) {
    float probability = vad->engine->analyse (vad->state, NULL, 0.0f, settings);

    vad->n_drained++;
    if (decide (vad, probability, settings, decision))
      return true;
  }
  return false;
}

size_t
rmg_vad_get_frame_size (const RmgVad *vad)
{
  return vad->frame_size;
}

unsigned
rmg_vad_get_look_ahead (const RmgVad *vad)
{
  return vad->engine->look_ahead;
}

unsigned
rmg_vad_engine_get_look_ahead (RmgVadEngineKind engine)
{
  return engines[engine]->look_ahead;
}

const char *
rmg_vad_engine_get_implementation (RmgVadEngineKind engine)
{
  return engines[engine]->name;
}
