/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The filter of each quality as a function of time, before the split into
 * phases. Symmetric, of integral 1; the unit of time is the period of the lower
 * rate. */
#pragma once

#include "elements/dsp/resample/resample.h"

/* Returns: the length; the filter is 0 from half of it on. */
double rmg_prototype_length (RmgResampleQuality quality);

/* Samples the filter at start, start + step, … n times; step > 0. */
void rmg_prototype_sample (RmgResampleQuality quality, double start,
    double step, size_t n, double *values);
