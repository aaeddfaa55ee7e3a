/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes #RmgHistogram, see <rmg/node-metrics.h>. One thread writes with relaxed
 * stores, any thread reads. Pure: no lock, no clock, no allocation. */
#pragma once

#include <rmg/node-metrics.h>

G_BEGIN_DECLS

/** rmg_histogram_find_bucket: the bucket that counts @value_ns. */
static inline guint
rmg_histogram_find_bucket (guint64 value_ns)
{
  guint bucket;

  if (value_ns <= 1)
    return 0;
  bucket = 64 - (guint) __builtin_clzll (value_ns - 1);
  return MIN (bucket, RMG_HISTOGRAM_BUCKETS - 1);
}

/** rmg_histogram_add: counts a value. Thread: the only writer of @self. */
static inline void
rmg_histogram_add (RmgHistogram *self, guint64 value_ns)
{
  guint64 *count = &self->counts[rmg_histogram_find_bucket (value_ns)];

  __atomic_store_n (
      count, __atomic_load_n (count, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
  __atomic_store_n (&self->sum_ns,
      __atomic_load_n (&self->sum_ns, __ATOMIC_RELAXED) + value_ns,
      __ATOMIC_RELAXED);
}

/** rmg_histogram_read: copies @from, which another thread may write. */
void rmg_histogram_read (const RmgHistogram *from, RmgHistogram *to);

/** rmg_histogram_merge: adds the counts of @other to @self. */
void rmg_histogram_merge (RmgHistogram *self, const RmgHistogram *other);

G_END_DECLS
