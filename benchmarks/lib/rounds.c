/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/lib/rounds.h"

#include <stdlib.h>
#include <time.h>

double
bench_now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

void
bench_rounds_add (BenchRounds *self, double value)
{
  g_assert (self->n < BENCH_ROUNDS);
  self->values[self->n++] = value;
}

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* Returns a sorted copy of the values. */
static BenchRounds
sort (const BenchRounds *self)
{
  BenchRounds sorted = *self;

  g_assert (self->n > 0);
  qsort (sorted.values, sorted.n, sizeof *sorted.values, compare);
  return sorted;
}

double
bench_rounds_median (const BenchRounds *self)
{
  BenchRounds sorted = sort (self);

  return sorted.values[sorted.n / 2];
}

double
bench_rounds_best (const BenchRounds *self)
{
  return sort (self).values[0];
}

double
bench_rounds_quantile (const BenchRounds *self, double share)
{
  BenchRounds sorted = sort (self);

  return sorted.values[(guint) (share * (sorted.n - 1) + 0.5)];
}

void
bench_rounds_print_spread (const BenchRounds *self, const char *name)
{
  if (self->n == 0) {
    g_print (", \"%s\": null", name);
    return;
  }
  g_print (", \"%s\": {\"median\": %.5g, \"p5\": %.5g, \"p95\": %.5g, "
           "\"rounds\": %u}",
      name, bench_rounds_median (self), bench_rounds_quantile (self, 0.05),
      bench_rounds_quantile (self, 0.95), self->n);
}

void
bench_rounds_print (const BenchRounds *self, const char *name, int n_decimals)
{
  BenchRounds sorted = sort (self);

  g_print (", \"%s\": %.*f, \"%s_min\": %.*f, \"%s_max\": %.*f", name,
      n_decimals, sorted.values[sorted.n / 2], name, n_decimals,
      sorted.values[0], name, n_decimals, sorted.values[sorted.n - 1]);
}
