/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A clock, and the statistics of the rounds of one case. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_ROUNDS 31

typedef struct
{
  double values[BENCH_ROUNDS];
  guint n;
} BenchRounds;

/** bench_now_ns: processor time of this thread, in nanoseconds; other programs
 * disturb it less than wall time. */
double bench_now_ns (void);

/** bench_rounds_add: @value in any unit; at most %BENCH_ROUNDS values. */
void bench_rounds_add (BenchRounds *self, double value);

double bench_rounds_median (const BenchRounds *self);
double bench_rounds_best (const BenchRounds *self);

/** bench_rounds_quantile: @share from 0 (minimum) to 1 (maximum). */
double bench_rounds_quantile (const BenchRounds *self, double share);

/** bench_rounds_print_spread: appends "NAME": {"median": .., "p5": .., "p95":
 * .., "rounds": ..}, or null without rounds, to the current JSON line. */
void bench_rounds_print_spread (const BenchRounds *self, const char *name);

/** bench_rounds_print: appends "NAME": median and "NAME_min", "NAME_max" to
 * the current JSON line. */
void bench_rounds_print (
    const BenchRounds *self, const char *name, int n_decimals);

G_END_DECLS
