/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interface of an engine for vad.c, with one row for each engine in the table
 * there. The input of an engine are hops, which may differ from analysis
 * frames. */
#pragma once

#include "elements/dsp/vad/vad.h"

typedef struct
{
  unsigned look_ahead; /* hops that follow a hop before it is judged */

  /* Returns: audio frames of a hop, at least one */
  size_t (*get_hop) (unsigned rate_hz, size_t frame_size);
  /* Returns NULL without memory. */
  void *(*open) (unsigned rate_hz);
  void (*close) (void *state);
  void (*reset) (void *state);
  /* Bytes of the state */
  size_t (*get_held_bytes) (const void *state);
  /* Samples that judge() reads before the end of a hop. */
  size_t (*get_reach) (const void *state);
  /* @end: after the samples of the next hop. Returns: probability of speech
   * in the hop look_ahead hops before it */
  float (*judge) (void *state, const float *end);
  /* @probability: mean over the time of the analysis frame
   * @mean_square: of its samples */
  RmgVadDecision (*decide) (
      float probability, float mean_square, const RmgVadSettings *settings);
  /* Returns: a static name of the code that runs */
  const char *(*get_implementation) (void);
} RmgVadEngine;

extern const RmgVadEngine rmg_vad_energy_engine;
extern const RmgVadEngine rmg_vad_adaptive_engine;
