/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The filters as functions of time, before the split into phases. Symmetric, of
 * integral 1; the unit of time is the period of the lower rate. */
#pragma once

#include "elements/dsp/resample/resample.h"

/* In the order of RmgResampleQuality, twice. */
typedef enum
{
  RMG_PROTOTYPE_FAST,
  RMG_PROTOTYPE_MEDIUM,
  RMG_PROTOTYPE_HIGH,
  RMG_PROTOTYPE_BEST,
  RMG_PROTOTYPE_STEEP_FAST,
  RMG_PROTOTYPE_STEEP_MEDIUM,
  RMG_PROTOTYPE_STEEP_HIGH,
  RMG_PROTOTYPE_STEEP_BEST,
  RMG_N_PROTOTYPES,
} RmgPrototype;

/* Returns: the filter of a quality; a steep one rejects from the Nyquist
 * frequency on. */
RmgPrototype rmg_prototype_find (RmgResampleQuality quality, bool is_steep);

/* Returns: the length; the filter is 0 from half of it on. */
double rmg_prototype_length (RmgPrototype prototype);

/* Samples the filter at start, start + step, … n times; step > 0. */
void rmg_prototype_sample (RmgPrototype prototype, double start, double step,
    size_t n, double *values);
