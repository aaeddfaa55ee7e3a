/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The engines of this project without the element. */
#include "benchmarks/vad/peer.h"
#include "elements/dsp/vad/vad.h"

static const RmgVadSettings settings = { .probability_threshold = 0.5,
  .energy_threshold = 0.02 };

typedef struct
{
  RmgVad *vad;
  RmgVadEngineKind engine;
} Peer;

const char *
bench_vad_rmg_version (void)
{
  return "this tree";
}

void *
bench_vad_rmg_open (int engine)
{
  const RmgVadConfig config = {
    .engine = engine, .rate_hz = BENCH_VAD_RATE_HZ, .frame_ms = 30
  };
  Peer *self = g_new0 (Peer, 1);

  self->vad = rmg_vad_open (&config);
  self->engine = engine;
  g_assert (self->vad != NULL);
  return self;
}

/* The energy engine has no probability: its score is the level. */
static float
find_score (const Peer *self, const RmgVadDecision *decision)
{
  return self->engine == RMG_VAD_ENERGY ? decision->level_db
                                        : decision->probability;
}

gboolean
bench_vad_rmg_push (void *state, const float *frame, float *score)
{
  Peer *self = state;
  const RmgFrames frames = { .planes = { (float *) frame },
    .channels = 1,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = BENCH_VAD_FRAME };
  RmgVadDecision decision;
  bool decided = false;

  for (size_t at = 0; at < BENCH_VAD_FRAME;)
    at += rmg_vad_push (self->vad, &frames, at, &settings, &decision, &decided);
  if (decided)
    *score = find_score (self, &decision);
  return decided;
}

gboolean
bench_vad_rmg_drain (void *state, float *score)
{
  Peer *self = state;
  RmgVadDecision decision;

  if (!rmg_vad_drain (self->vad, &settings, &decision))
    return FALSE;
  *score = find_score (self, &decision);
  return TRUE;
}

void
bench_vad_rmg_close (void *state)
{
  Peer *self = state;

  rmg_vad_close (self->vad);
  g_free (self);
}
