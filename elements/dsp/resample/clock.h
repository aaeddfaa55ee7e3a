/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Positions of outputs among the input frames, exact for any number of them. */
#pragma once

#include "elements/dsp/resample/engine.h"

#define RMG_RESAMPLE_DRIFT_STEPS 100000000 /* 1: steps of 0.01 ppm */

typedef struct
{
  RmgRatio ratio;
  uint32_t scale; /* RMG_RESAMPLE_DRIFT_STEPS, or 1 for a clock without drift */
  uint64_t unit;  /* parts of an input frame */
  uint64_t step;  /* parts from one output to the next */
  uint64_t rest;  /* parts of the next output after its frame, below unit */
} RmgResampleClock;

/* Output 0 is at frame 0. A clock with rates too large for 64 bits cannot
 * drift. */
RmgResampleClock rmg_resample_clock (RmgRatio ratio, bool can_drift);

/* Sets how much faster than its rate the input is, from the next output on.
 *
 * Returns: false for a clock that cannot drift. */
bool rmg_resample_clock_set_drift (RmgResampleClock *self, double ppm);

/* Returns: the outputs before n_frames frames after that of the next output. */
uint64_t rmg_resample_clock_count (
    const RmgResampleClock *self, uint64_t n_frames);

/* Moves on by some outputs.
 *
 * Returns: the frames from that of the next output before to that after. */
uint64_t rmg_resample_clock_advance (
    RmgResampleClock *self, uint64_t n_outputs);
