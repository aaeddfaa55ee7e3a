/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What every benchmark of the runtime needs: a clock, and what many rounds of
 * one case come to. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_ROUNDS 31

typedef struct
{
  double values[BENCH_ROUNDS];
  guint n;
} BenchRounds;

/** bench_now_ns: processor time of this thread, in nanoseconds; what else runs
 * on the machine counts less than on a wall clock. */
double bench_now_ns (void);

/** bench_rounds_add: @value in any unit; at most %BENCH_ROUNDS of them. */
void bench_rounds_add (BenchRounds *self, double value);

double bench_rounds_median (const BenchRounds *self);
double bench_rounds_best (const BenchRounds *self);

/** bench_rounds_quantile: @share from 0, the least, to 1, the most. */
double bench_rounds_quantile (const BenchRounds *self, double share);

/** bench_rounds_print_spread: appends "NAME": {"median": .., "p5": .., "p95":
 * .., "rounds": ..}, or null without any, to the JSON line under way. */
void bench_rounds_print_spread (const BenchRounds *self, const char *name);

/** bench_rounds_print: appends "NAME": median and "NAME_min", "NAME_max" to
 * the JSON line under way. */
void bench_rounds_print (
    const BenchRounds *self, const char *name, int n_decimals);

G_END_DECLS
