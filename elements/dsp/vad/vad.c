/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/vad.h"

#include "elements/dsp/base/decibel.h"
#include "elements/dsp/vad/engine.h"
#include "elements/dsp/vad/kernels.h"
#include "elements/dsp/vad/signals.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Time over which the constant offset is averaged. */
#define OFFSET_S 2

struct RmgVad
{
  const RmgVadEngine *engine;
  const RmgVadKernels *kernels;
  void *state; /* the engine's */
  size_t frame_size, hop;
  unsigned look_ahead; /* analysis frames */

  RmgVadSignals signals;
  size_t n_in_hop;   /* samples of the hop that is collected */
  size_t n_in_frame; /* samples of the analysis frame that is collected */
  size_t border;     /* in the hop: the last end of a frame, or 0 */

  /* Sums of each signal up to the last border. */
  double *hop_squares;
  double *frame_squares, *frame_sums;
  double *offsets;                   /* mean of the frames so far */
  unsigned hop_signal, frame_signal; /* that were analysed last */

  uint64_t n_hops, n_frames, n_decided; /* complete ones */
  float *probabilities;                 /* of the last hops, a ring */
  float *mean_squares;                  /* of the last frames, a ring */
  float *powers;                        /* the same without the offset */
  size_t n_probabilities, n_mean_squares;
  uint64_t next_hop;    /* the first that counts for the next decision */
  size_t n_counted;     /* audio frames of that hop that have passed */
  size_t offset_frames; /* analysis frames in OFFSET_S */

  bool speech; /* the last decision */
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

/* One array for each sum of the signals. */
static bool
allocate_sums (RmgVad *vad)
{
  const size_t n = vad->signals.n_signals;

  vad->hop_squares = calloc (4 * n, sizeof (double));
  if (vad->hop_squares == NULL)
    return false;
  vad->frame_squares = vad->hop_squares + n;
  vad->frame_sums = vad->frame_squares + n;
  vad->offsets = vad->frame_sums + n;
  return true;
}

/* Makes room for known decisions that are not used yet. */
static bool
allocate (RmgVad *vad, const RmgVadConfig *config)
{
  const unsigned n_channels = config->channels > 0 ? config->channels : 1;
  const size_t reach = vad->engine->get_reach (vad->state);
  const size_t known = (vad->look_ahead + 1) * vad->frame_size;

  vad->n_mean_squares = vad->look_ahead + 1;
  vad->n_probabilities = known / vad->hop + 2;
  vad->probabilities = calloc (vad->n_probabilities, sizeof (float));
  vad->mean_squares = calloc (2 * vad->n_mean_squares, sizeof (float));
  if (vad->probabilities == NULL || vad->mean_squares == NULL)
    return false;
  vad->powers = vad->mean_squares + vad->n_mean_squares;
  return rmg_vad_signals_open (&vad->signals, n_channels, config->channel,
             vad->hop, reach > vad->hop ? reach - vad->hop : 0) &&
      allocate_sums (vad);
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
  vad->offset_frames = (size_t) OFFSET_S * config->rate_hz / frame_size;
  vad->state = vad->engine->open (config->rate_hz);
  if (vad->state == NULL || !allocate (vad, config)) {
    rmg_vad_close (vad);
    return NULL;
  }
  return vad;
}

size_t
rmg_vad_get_held_bytes (const RmgVad *vad)
{
  const size_t sums = 4 * vad->signals.n_signals * sizeof (double);
  const size_t rings =
      (vad->n_probabilities + 2 * vad->n_mean_squares) * sizeof (float);

  return sizeof *vad + sums + rings +
      rmg_vad_signals_get_held_bytes (&vad->signals) +
      vad->engine->get_held_bytes (vad->state);
}

void
rmg_vad_close (RmgVad *vad)
{
  if (vad == NULL)
    return;
  if (vad->state != NULL)
    vad->engine->close (vad->state);
  rmg_vad_signals_close (&vad->signals);
  free (vad->hop_squares);
  free (vad->probabilities);
  free (vad->mean_squares);
  free (vad);
}

void
rmg_vad_reset (RmgVad *vad)
{
  vad->engine->reset (vad->state);
  vad->n_in_hop = vad->n_in_frame = 0;
  vad->border = 0;
  memset (vad->hop_squares, 0, 4 * vad->signals.n_signals * sizeof (double));
  vad->hop_signal = vad->frame_signal = 0;
  vad->n_hops = vad->n_frames = vad->n_decided = 0;
  vad->next_hop = 0;
  vad->n_counted = 0;
  vad->speech = false;
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

/* Speech starts at one threshold and ends at a lower one. */
static RmgVadSettings
apply_hysteresis (const RmgVad *vad, const RmgVadSettings *settings)
{
  RmgVadSettings applied = *settings;

  if (vad->speech)
    applied.probability_threshold -= settings->hysteresis;
  return applied;
}

static RmgVadDecision
decide_next (RmgVad *vad, const RmgVadSettings *settings)
{
  const size_t at = vad->n_decided % vad->n_mean_squares;
  const RmgVadSettings applied = apply_hysteresis (vad, settings);
  RmgVadDecision decision = vad->engine->decide (
      take_probability (vad), vad->mean_squares[at], &applied);

  decision.level_db = level_of (vad->powers[at]);
  vad->speech = decision.speech;
  vad->n_decided++;
  return decision;
}

/* The signal before the start is assumed to equal its first sample. */
static void
complete_hop (RmgVad *vad)
{
  float probability;

  if (vad->n_hops == 0)
    rmg_vad_signals_hold_first (&vad->signals);
  vad->hop_signal =
      rmg_vad_signals_choose (&vad->signals, vad->hop_signal, vad->hop_squares);
  probability = vad->engine->judge (vad->state,
      rmg_vad_signals_get_hop (&vad->signals, vad->hop_signal) + vad->hop);
  if (vad->n_hops >= vad->engine->look_ahead)
    vad->probabilities[(vad->n_hops - vad->engine->look_ahead) %
        vad->n_probabilities] = probability;
  vad->n_hops++;
  rmg_vad_signals_advance (&vad->signals);
  vad->n_in_hop = 0;
  memset (vad->hop_squares, 0, vad->signals.n_signals * sizeof (double));
}

/* The mean of all frames at first, then of about the last OFFSET_S. */
static void
update_offsets (RmgVad *vad)
{
  const uint64_t known = vad->n_frames;
  const double weight = 1.0 /
      (double) (1 + (known < vad->offset_frames ? known : vad->offset_frames));

  for (unsigned i = 0; i < vad->signals.n_signals; i++)
    vad->offsets[i] += weight *
        (vad->frame_sums[i] / (double) vad->frame_size - vad->offsets[i]);
}

/* Mean power about the offset. */
static double
find_power (const RmgVad *vad, double mean_square)
{
  const double offset = vad->offsets[vad->frame_signal];
  const double mean =
      vad->frame_sums[vad->frame_signal] / (double) vad->frame_size;

  return mean_square - offset * (2.0 * mean - offset);
}

static void
complete_frame (RmgVad *vad)
{
  const size_t at = vad->n_frames % vad->n_mean_squares;
  double mean_square;

  vad->frame_signal = rmg_vad_signals_choose (
      &vad->signals, vad->frame_signal, vad->frame_squares);
  mean_square =
      vad->frame_squares[vad->frame_signal] / (double) vad->frame_size;
  update_offsets (vad);
  vad->mean_squares[at] = (float) mean_square;
  vad->powers[at] = (float) find_power (vad, mean_square);
  vad->n_frames++;
  vad->n_in_frame = 0;
  memset (vad->frame_squares, 0, 2 * vad->signals.n_signals * sizeof (double));
}

static void
add_sums (RmgVad *vad, unsigned signal, const float *samples, size_t n)
{
  double sum;
  const double squares = vad->kernels->sum_squares (samples, n, &sum);

  vad->hop_squares[signal] += squares;
  vad->frame_squares[signal] += squares;
  vad->frame_sums[signal] += sum;
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

  vad->n_in_hop += n;
  vad->n_in_frame += n;
  if (n < n_to_border)
    return false;

  for (unsigned i = 0; i < vad->signals.n_signals; i++)
    add_sums (vad, i, rmg_vad_signals_get_hop (&vad->signals, i) + vad->border,
        vad->n_in_hop - vad->border);
  vad->border = vad->n_in_hop;
  if (vad->n_in_frame == vad->frame_size)
    complete_frame (vad);
  if (vad->n_in_hop == vad->hop) {
    complete_hop (vad);
    vad->border = 0;
  }
  return vad->n_frames > n_frames && vad->n_frames > vad->look_ahead;
}

/* A whole frame of mono floats for an engine that reads no samples is measured
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

  assert (frames->channels == vad->signals.n_channels);
  if (lies_ready (vad, frames, n)) {
    add_sums (vad, 0, (const float *) frames->planes[0] + first, n);
    complete_frame (vad);
    vad->n_hops++;
    *decided = true;
  } else {
    rmg_vad_signals_read (&vad->signals, frames, first, n, vad->n_in_hop);
    *decided = add_samples (vad, n);
  }
  if (*decided)
    *decision = decide_next (vad, settings);
  return n;
}

size_t
rmg_vad_push_silence (RmgVad *vad, size_t n_frames,
    const RmgVadSettings *settings, RmgVadDecision *decision, bool *decided)
{
  const size_t n = smaller (count_to_border (vad), n_frames);

  rmg_vad_signals_silence (&vad->signals, n, vad->n_in_hop);
  *decided = add_samples (vad, n);
  if (*decided)
    *decision = decide_next (vad, settings);
  return n;
}

/* An incomplete frame is decided if it is the only one. */
static void
begin_drain (RmgVad *vad)
{
  const size_t hop_limit = vad->n_hops > 0 ? vad->signals.history : 0;

  if (vad->draining)
    return;
  vad->draining = true;
  vad->n_to_decide = vad->n_frames;
  if (vad->n_frames == 0 && vad->n_in_frame > 0)
    vad->n_to_decide = 1;
  rmg_vad_signals_end (&vad->signals, vad->n_in_hop, hop_limit);
}

bool
rmg_vad_drain (
    RmgVad *vad, const RmgVadSettings *settings, RmgVadDecision *decision)
{
  bool due = false;

  begin_drain (vad);
  if (vad->n_decided == vad->n_to_decide)
    return false;
  while (!due) {
    const size_t n = count_to_border (vad);

    rmg_vad_signals_mirror (&vad->signals, n, vad->n_in_hop);
    due = add_samples (vad, n);
  }
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
