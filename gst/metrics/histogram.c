/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/histogram.h"

#include <math.h>

void
rmg_histogram_read (const RmgHistogram *from, RmgHistogram *to)
{
  to->sum_ns = __atomic_load_n (&from->sum_ns, __ATOMIC_RELAXED);
  for (guint i = 0; i < RMG_HISTOGRAM_BUCKETS; i++)
    to->counts[i] = __atomic_load_n (&from->counts[i], __ATOMIC_RELAXED);
}

void
rmg_histogram_merge (RmgHistogram *self, const RmgHistogram *other)
{
  self->sum_ns += other->sum_ns;
  for (guint i = 0; i < RMG_HISTOGRAM_BUCKETS; i++)
    self->counts[i] += other->counts[i];
}

guint64
rmg_histogram_get_bound_ns (guint bucket)
{
  return bucket < RMG_HISTOGRAM_BUCKETS - 1 ? G_GUINT64_CONSTANT (1) << bucket
                                            : RMG_METRIC_UNKNOWN;
}

guint64
rmg_histogram_get_count (const RmgHistogram *self)
{
  guint64 count = 0;

  for (guint i = 0; i < RMG_HISTOGRAM_BUCKETS; i++)
    count += self->counts[i];
  return count;
}

/* The values of a bucket are taken to lie evenly between its bounds. */
static guint64
interpolate (guint bucket, double fraction)
{
  const double upper = (double) rmg_histogram_get_bound_ns (bucket);
  const double lower = bucket > 0 ? upper / 2 : 0;

  return (guint64) llround (lower + (upper - lower) * fraction);
}

guint64
rmg_histogram_get_quantile_ns (const RmgHistogram *self, double quantile)
{
  const double rank =
      CLAMP (quantile, 0, 1) * (double) rmg_histogram_get_count (self);
  double below = 0;

  for (guint i = 0; i < RMG_HISTOGRAM_BUCKETS - 1; i++) {
    const double count = (double) self->counts[i];

    if (count > 0 && below + count >= rank)
      return interpolate (i, (rank - below) / count);
    below += count;
  }
  if (self->counts[RMG_HISTOGRAM_BUCKETS - 1] == 0)
    return RMG_METRIC_UNKNOWN;
  return rmg_histogram_get_bound_ns (RMG_HISTOGRAM_BUCKETS - 2);
}
