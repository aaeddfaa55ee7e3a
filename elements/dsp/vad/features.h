/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Input of the model of rmgvad: for every hop of 30 ms the shape of the
 * spectrum, and the level relative to floors and peak. All features are
 * differences in dB, so the level of the recording does not matter. */
#pragma once

#include "elements/dsp/vad/spectrum.h"

#include <stdbool.h>

#define RMG_VAD_HOP_MS 30
#define RMG_VAD_FEATURES (2 * RMG_VAD_BANDS + 7)
#define RMG_VAD_LEVELS (RMG_VAD_BANDS + 1) /* of the bands and of all */
#define RMG_VAD_FLOOR_WINDOWS 8

typedef struct
{
  bool has_past;                /* false until there was sound */
  float past[RMG_VAD_BANDS];    /* bands of the hop before, dB */
  float smooth[RMG_VAD_LEVELS]; /* powers, for the floors */
  /* dB, of as many windows of time */
  float minima[RMG_VAD_FLOOR_WINDOWS][RMG_VAD_LEVELS];
  float floors_db[RMG_VAD_LEVELS]; /* the least of all windows */
  unsigned window, n_in_window;
  float fast_floor_db;
  float peak_db;
} RmgVadFeatures;

/**
 * rmg_vad_features_reset:
 * @self: (out): state before the first hop
 */
void rmg_vad_features_reset (RmgVadFeatures *self);

/**
 * rmg_vad_features_push:
 * @self: state after the hops so far
 * @sound: at the end of the next hop
 * @features: (out): RMG_VAD_FEATURES numbers: the bands against their mean,
 *   then total over floor, total over fast floor, total under peak, peak over
 *   floor, mean change of the bands, then the bands over their floors, in
 *   units of 20 dB; then the periodicity, and its product with the pitch in octaves
 *
 * Digital silence and NaN do not change the state, and have the features of a hop
 * of even spectrum at the floor.
 */
void rmg_vad_features_push (
    RmgVadFeatures *self, const RmgVadSound *sound, float *features);
