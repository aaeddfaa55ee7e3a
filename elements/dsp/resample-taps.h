/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The filter of the polyphase engine, cut into phases: tables that all
 * resamplers of the same ratio, quality and layout share. */
#pragma once

#include "elements/dsp/resample-engine.h"

typedef struct
{
  RmgRatio ratio;
  RmgResampleQuality quality;
  bool is_double;
  unsigned n_slots; /* taps k, k + n_slots, k + 2 n_slots … lie together */
  unsigned width;   /* each slot has a multiple of this many taps */
} RmgTapsKey;

/* Tap k of an output whose instant has the phase f (in 1 / up input frames
 * behind frame b) belongs to input frame b + n_ahead - n_taps + 1 + k. Padding
 * is at the old end, so that no tap reads what has not arrived yet. */
typedef struct
{
  RmgTapsKey key;
  unsigned references;
  unsigned n_ahead; /* input frames behind b that a phase may need */
  size_t n_taps;    /* of a phase, with padding */
  size_t n_per_slot;
  void *taps; /* float or double: [up][n_slots][n_per_slot], aligned to 64 */
} RmgTaps;

/* Designs the filter, or finds the one that somebody else holds. Safe from any
 * thread.
 *
 * Returns: a reference for rmg_taps_release(), or NULL when the table would be
 * unreasonably large or memory ran out. */
const RmgTaps *rmg_taps_acquire (const RmgTapsKey *key);

/* taps may be NULL. Safe from any thread. */
void rmg_taps_release (const RmgTaps *taps);
