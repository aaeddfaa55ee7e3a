/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What an engine gives to vad.c: a model takes the place of another by one
 * row in the table there. */
#pragma once

#include "elements/dsp/vad.h"

typedef struct
{
  const char *name;
  unsigned look_ahead; /* analysis frames, at most RMG_VAD_MAX_LOOK_AHEAD */

  /* Audio frames an engine reads before the frame it analyses. */
  size_t (*get_history) (unsigned rate_hz, size_t frame_size);
  /* Returns NULL without memory. */
  void *(*open) (unsigned rate_hz, size_t frame_size);
  void (*close) (void *state);
  void (*reset) (void *state);
  /* @samples: one frame, with the history before it; NULL once the input has
   * ended and only look-ahead is to be filled.
   * Returns: probability for the frame look_ahead frames before this one. */
  float (*analyse) (void *state, const float *samples, float mean_square,
      const RmgVadSettings *settings);
  bool (*is_speech) (
      float probability, float mean_square, const RmgVadSettings *settings);
} RmgVadEngine;

extern const RmgVadEngine rmg_vad_energy_engine;
extern const RmgVadEngine rmg_vad_adaptive_engine;
