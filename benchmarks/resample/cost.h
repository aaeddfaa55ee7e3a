/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What resampling costs: all peers of a case take turns, round by round. */
#pragma once

#include "benchmarks/resample/peer.h"
#include "benchmarks/lib/rounds.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  unsigned block_ms; /* 0: all of it at once, and drained */
  double length_s;   /* of audio in a round */
} BenchResampleMode;

/* bench_cost_measure: microseconds of processor time per second of audio, for
 * each of bench_resample_peers into the element of costs at its place. Those
 * that chosen leaves out, are not installed or cannot serve the format get no
 * rounds. A peer whose round takes long sits most rounds out. */
void bench_cost_measure (const BenchResampleFormat *format,
    const BenchResampleMode *mode, guint n_rounds, const gboolean *chosen,
    BenchRounds *costs);

/* bench_cost_measure_open: microseconds that opening takes, without another
 * instance of the same kind and beside one. */
void bench_cost_measure_open (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchRounds *alone, BenchRounds *beside);

G_END_DECLS
