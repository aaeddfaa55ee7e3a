/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Which rows of a table which outputs of a stream need. */
#pragma once

#include "elements/dsp/resample/fir.h"
#include "elements/dsp/resample/lanes.h"
#include "elements/dsp/resample/taps.h"

typedef struct
{
  const RmgTaps *taps;
  size_t sample_bytes; /* of the working precision */
  unsigned n_lanes;
  /* Under the first tap of row 0 of a period, and the same in the samples in
   * reverse. The next period is `down` samples after and before that. */
  const char *forward[RMG_MAX_LANES];
  const char *mirrored[RMG_MAX_LANES];
  /* For the first output; RMG_FIR_GROUP samples before the first and after the last
   * output are overwritten. */
  char *out[RMG_MAX_LANES];
} RmgRows;

/* Computes n > 0 outputs from output `first` on, counted from the period on. */
void rmg_rows_run (
    const RmgRows *self, uint32_t first, uint32_t n, RmgFirRowsKernel kernel);
