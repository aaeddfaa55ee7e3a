/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Cost of resampling: all peers of a case take turns in each round. */
#pragma once

#include "benchmarks/resample/peer.h"
#include "benchmarks/lib/rounds.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  unsigned block_ms; /* 0: all at once, and drained */
  double length_s;   /* duration of the audio in a round */
} BenchResampleMode;

/* bench_cost_measure: measures microseconds of processor time per second of audio
 * for each of bench_resample_peers, into the same index of costs. Peers that chosen
 * leaves out, that are not installed or cannot serve the format get no rounds. A
 * peer with long rounds gets fewer of them. */
void bench_cost_measure (const BenchResampleFormat *format,
    const BenchResampleMode *mode, guint n_rounds, const gboolean *chosen,
    BenchRounds *costs);

/* bench_cost_measure_open: measures microseconds for opening, without another
 * instance of the same kind and next to one. */
void bench_cost_measure_open (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchRounds *alone, BenchRounds *beside);

G_END_DECLS
