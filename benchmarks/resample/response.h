/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Transfer function of a resampler from its responses to impulses. */
#pragma once

#include "benchmarks/resample/peer.h"

G_BEGIN_DECLS

/* A resampler by up / down is a filter at up times the input rate, and outputs
 * every down-th sample. gain[k] belongs to k * step_hz, from 0 to half of that
 * rate. */
typedef struct
{
  double *gain; /* magnitudes over the one at 0 Hz; owned */
  size_t n;
  double step_hz;
} BenchResponse;

/* bench_response_measure: of a mono resampler; FALSE if it cannot be opened. */
gboolean bench_response_measure (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchResponse *response);

G_END_DECLS
