/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/vad.h"

#include "elements/dsp/base/decibel.h"
#include "elements/dsp/base/mono.h"
#include "elements/dsp/vad/engine.h"
#include "elements/dsp/vad/kernels.h"

#include <math.h>
#include <stdlib.h>

struct RmgVad
{
  const RmgVadEngine *engine;
  const RmgVadKernels *kernels;
  void *state; /* the engine's */
  size_t frame_size, hop;
  unsigned look_ahead; /* analysis frames */

  size_t history;    /* samples before the hop that the engine reads */
  float *samples;    /* history, then the hop that is collected */
  size_t n_in_hop;   /* samples of it */
  size_t n_in_frame; /* samples of the analysis frame that is collected */
  double energy;     /* of those of them before the last border */
  size_t border;     /* in the hop: the last end of a frame, or 0 */

  uint64_t n_hops, n_frames, n_decided; /* complete ones */
  float *probabilities;                 /* of the last hops, a ring */
  float *mean_squares;                  /* of the last frames, a ring */
  size_t n_probabilities, n_mean_squares;
  uint64_t next_hop; /* the first that counts for the next decision */
  size_t n_counted;  /* audio frames of that hop that have passed */

  bool draining;
  uint64_t n_to_decide; /* of the frames, when draining */
};

static const RmgVadEngine *const engines[RMG_N_VAD_ENGINES] = {
  [RMG_VAD_ADAPTIVE] = &rmg_vad_adaptive_engine,
  [RMG_VAD_ENERGY] = &rmg_vad_energy_engine,
};

static size_t
count_frame (const RmgVadConfig *config)
{
  return (size_t) ((uint64_t) config->rate_hz * config->frame_ms / 1000);
}

static size_t
find_common_divisor (size_t a, size_t b)
{
  while (b > 0) {
    const size_t rest = a % b;

    a = b;
    b = rest;
  }
  return a;
}

/* The hop with the last sample of an analysis frame ends at most a hop
 * less their common divisor after it, and is decided look-ahead hops later. */
static unsigned
count_look_ahead (const RmgVadEngine *engine, size_t frame_size, size_t hop)
{
  const size_t latest =
      (engine->look_ahead + 1) * hop - find_common_divisor (frame_size, hop);

  return (unsigned) ((latest + frame_size - 1) / frame_size);
}

/* Makes room for known decisions that are not used yet. */
static bool
allocate (RmgVad *vad)
{
  const size_t reach = vad->engine->get_reach (vad->state);
  const size_t known = (vad->look_ahead + 1) * vad->frame_size;

  vad->history = reach > vad->hop ? reach - vad->hop : 0;
  vad->n_mean_squares = vad->look_ahead + 1;
  vad->n_probabilities = known / vad->hop + 2;
  vad->samples = calloc (vad->history + vad->hop, sizeof (float));
  vad->probabilities = calloc (vad->n_probabilities, sizeof (float));
  vad->mean_squares = calloc (vad->n_mean_squares, sizeof (float));
  return vad->samples != NULL && vad->probabilities != NULL &&
      vad->mean_squares != NULL;
}

RmgVad *
rmg_vad_open (const RmgVadConfig *config)
{
  const size_t frame_size = count_frame (config);
  RmgVad *vad;

  if (frame_size == 0)
    return NULL;
  vad = calloc (1, sizeof *vad);
  if (vad == NULL)
    return NULL;

  vad->kernels = rmg_vad_kernels_find ();
  vad->engine = engines[config->engine];
  vad->frame_size = frame_size;
  vad->hop = vad->engine->get_hop (config->rate_hz, frame_size);
  vad->look_ahead = count_look_ahead (vad->engine, frame_size, vad->hop);
  vad->state = vad->engine->open (config->rate_hz);
  if (vad->state == NULL || !allocate (vad)) {
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
  free (vad->probabilities);
  free (vad->mean_squares);
  free (vad);
}

void
rmg_vad_reset (RmgVad *vad)
{
  vad->engine->reset (vad->state);
  vad->n_in_hop = vad->n_in_frame = 0;
  vad->energy = 0.0;
  vad->border = 0;
  vad->n_hops = vad->n_frames = vad->n_decided = 0;
  vad->next_hop = 0;
  vad->n_counted = 0;
  vad->draining = false;
}

/* Digital zero has a level too; numbers beyond reason do not break it. */
static float
level_of (float mean_square)
{
  if (!(mean_square >= 1e-35f))
    return RMG_VAD_SILENCE_DB;
  return rmg_power_to_db (fminf (mean_square, 1e35f));
}

static size_t
smaller (size_t a, size_t b)
{
  return a < b ? a : b;
}

/* Mean over the time of the next analysis frame to decide. */
static float
take_probability (RmgVad *vad)
{
  double sum = 0.0;

  for (size_t rest = vad->frame_size; rest > 0;) {
    const size_t n = smaller (rest, vad->hop - vad->n_counted);

    sum +=
        (double) n * vad->probabilities[vad->next_hop % vad->n_probabilities];
    rest -= n;
    vad->n_counted += n;
    if (vad->n_counted == vad->hop) {
      vad->n_counted = 0;
      vad->next_hop++;
    }
  }
  return (float) (sum / (double) vad->frame_size);
}

static RmgVadDecision
decide_next (RmgVad *vad, const RmgVadSettings *settings)
{
  const float mean_square =
      vad->mean_squares[vad->n_decided % vad->n_mean_squares];
  RmgVadDecision decision =
      vad->engine->decide (take_probability (vad), mean_square, settings);

  decision.level_db = level_of (mean_square);
  vad->n_decided++;
  return decision;
}

/* The signal before the start is assumed to equal its first sample: a
 * constant offset is then constant from the start. */
static void
hold_first (RmgVad *vad)
{
  for (size_t i = 0; i < vad->history; i++)
    vad->samples[i] = vad->samples[vad->history];
}

static void
complete_hop (RmgVad *vad)
{
  const float *end = vad->samples + vad->history + vad->hop;
  float probability;

  if (vad->n_hops == 0)
    hold_first (vad);
  probability = vad->engine->judge (vad->state, end);
  if (vad->n_hops >= vad->engine->look_ahead)
    vad->probabilities[(vad->n_hops - vad->engine->look_ahead) %
        vad->n_probabilities] = probability;
  vad->n_hops++;
  memmove (vad->samples, vad->samples + vad->hop,
      vad->history * sizeof *vad->samples);
  vad->n_in_hop = 0;
}

static void
complete_frame (RmgVad *vad, double energy)
{
  vad->mean_squares[vad->n_frames % vad->n_mean_squares] =
      (float) (energy / (double) vad->frame_size);
  vad->n_frames++;
  vad->n_in_frame = 0;
  vad->energy = 0.0;
}

/* Samples up to the next end of a frame or a hop. */
static size_t
count_to_border (const RmgVad *vad)
{
  return smaller (vad->frame_size - vad->n_in_frame, vad->hop - vad->n_in_hop);
}

/* Sums are taken from border to border, however the samples came.
 * Returns: whether a decision is due */
static bool
add_samples (RmgVad *vad, size_t n)
{
  const size_t n_to_border = count_to_border (vad);
  const uint64_t n_frames = vad->n_frames;
  const float *samples = vad->samples + vad->history + vad->border;

  vad->n_in_hop += n;
  vad->n_in_frame += n;
  if (n < n_to_border)
    return false;

  vad->energy +=
      vad->kernels->sum_squares (samples, vad->n_in_hop - vad->border);
  vad->border = vad->n_in_hop;
  if (vad->n_in_frame == vad->frame_size)
    complete_frame (vad, vad->energy);
  if (vad->n_in_hop == vad->hop) {
    complete_hop (vad);
    vad->border = 0;
  }
  return vad->n_frames > n_frames && vad->n_frames > vad->look_ahead;
}

/* A whole frame of mono floats for an engine that hears nothing is measured
 * where it lies. */
static bool
lies_ready (const RmgVad *vad, const RmgFrames *frames, size_t n)
{
  return n == vad->frame_size && n == vad->hop && vad->look_ahead == 0 &&
      vad->engine->get_reach (vad->state) == 0 && frames->channels == 1 &&
      frames->format == RMG_FORMAT_F32 && !frames->swapped &&
      (uintptr_t) frames->planes[0] % sizeof (float) == 0;
}

size_t
rmg_vad_push (RmgVad *vad, const RmgFrames *frames, size_t first,
    const RmgVadSettings *settings, RmgVadDecision *decision, bool *decided)
{
  const size_t n = smaller (count_to_border (vad), frames->n_frames - first);

  if (lies_ready (vad, frames, n)) {
    complete_frame (vad,
        vad->kernels->sum_squares (
            (const float *) frames->planes[0] + first, n));
    vad->n_hops++;
    *decided = true;
  } else {
    rmg_mono_read (
        frames, first, n, vad->samples + vad->history + vad->n_in_hop);
    *decided = add_samples (vad, n);
  }
  if (*decided)
    *decision = decide_next (vad, settings);
  return n;
}

static size_t
add_constant (RmgVad *vad, size_t n_frames, float value, bool *due)
{
  const size_t n = smaller (count_to_border (vad), n_frames);
  float *samples = vad->samples + vad->history + vad->n_in_hop;

  for (size_t i = 0; i < n; i++)
    samples[i] = value;
  *due = add_samples (vad, n);
  return n;
}

size_t
rmg_vad_push_silence (RmgVad *vad, size_t n_frames,
    const RmgVadSettings *settings, RmgVadDecision *decision, bool *decided)
{
  const size_t n = add_constant (vad, n_frames, 0.0f, decided);

  if (*decided)
    *decision = decide_next (vad, settings);
  return n;
}

/* The signal after the end is assumed to stay at its last sample, which is
 * silence without a click. */
static float
find_last (const RmgVad *vad)
{
  const size_t n = vad->history + vad->n_in_hop;

  return n > 0 ? vad->samples[n - 1] : 0.0f;
}

bool
rmg_vad_drain (
    RmgVad *vad, const RmgVadSettings *settings, RmgVadDecision *decision)
{
  bool due = false;

  if (!vad->draining)
    vad->n_to_decide = vad->n_frames;
  vad->draining = true;
  if (vad->n_decided == vad->n_to_decide)
    return false;
  while (!due)
    add_constant (vad, vad->frame_size, find_last (vad), &due);
  *decision = decide_next (vad, settings);
  return true;
}

size_t
rmg_vad_get_frame_size (const RmgVad *vad)
{
  return vad->frame_size;
}

unsigned
rmg_vad_get_look_ahead (const RmgVad *vad)
{
  return vad->look_ahead;
}

unsigned
rmg_vad_config_get_look_ahead (const RmgVadConfig *config)
{
  const RmgVadEngine *engine = engines[config->engine];
  const size_t frame_size = count_frame (config);

  if (frame_size == 0)
    return 0;
  return count_look_ahead (
      engine, frame_size, engine->get_hop (config->rate_hz, frame_size));
}

const char *
rmg_vad_engine_get_implementation (RmgVadEngineKind engine)
{
  return engines[engine]->get_implementation ();
}
