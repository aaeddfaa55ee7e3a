/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Shared data of all resamplers for whole clips of one ratio and quality: the
 * sizes of their blocks, the two transforms and the filter. */
#pragma once

#include "elements/dsp/fourier/fourier.h"
#include "elements/dsp/resample/engine.h"
#include "elements/dsp/base/shared.h"

typedef struct
{
  RmgRatio ratio;
  RmgResampleQuality quality;
  bool is_double;
  unsigned features; /* of the processor */
} RmgFftPlanKey;

/* A block of in_size frames becomes out_size frames. The valid ones start at
 * n_before; their number is the distance to the next block. */
typedef struct
{
  RmgShared shared;
  RmgFftPlanKey key;
  size_t in_size, out_size;
  size_t in_hop, out_hop;       /* from one block to the next */
  size_t in_before, out_before; /* of a block before its good part */
  RmgFourier *forward, *inverse;
  size_t n_bins; /* the smaller of both sizes */
  void *gains;   /* float or double: [n_bins], bin k at k modulo n_bins */
} RmgFftPlan;

/* Creates the plan, or returns the existing one. Thread: any.
 *
 * Returns: a reference for rmg_fft_plan_release(), or NULL if the blocks
 * would be unreasonably large or memory ran out. */
const RmgFftPlan *rmg_fft_plan_acquire (const RmgFftPlanKey *key);

/* plan may be NULL. Safe from any thread. */
void rmg_fft_plan_release (const RmgFftPlan *plan);
