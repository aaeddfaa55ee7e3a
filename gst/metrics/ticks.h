/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A monotonic clock for the probes. Where the kernel itself keeps time by the
 * time-stamp counter of the CPU, reading that counter takes less than half the
 * time of clock_gettime(); elsewhere a tick is a nanosecond of that clock. */
#pragma once

#include <glib.h>
#include <time.h>

#if defined __x86_64__ && !defined __ILP32__
#include <x86intrin.h>
#define RMG_HAS_TSC 1
#else
#define RMG_HAS_TSC 0
#endif

G_BEGIN_DECLS

/* Written by rmg_ticks_init() before the first reading. */
typedef struct
{
  gboolean is_tsc;
  guint64 scale; /* ns of a tick, times 2^32 */
} RmgTicks;

extern RmgTicks rmg_ticks;

/** rmg_ticks_init: measures the length of a tick, once in a process: some 0.1 ms
 * with a time-stamp counter. Before the first call of the others. Thread: any. */
void rmg_ticks_init (void);

static inline guint64
rmg_ticks_read_clock (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return time.tv_sec * G_GUINT64_CONSTANT (1000000000) + time.tv_nsec;
}

/** rmg_ticks_now: the time in ticks since an unknown point. */
static inline guint64
rmg_ticks_now (void)
{
#if RMG_HAS_TSC
  if (G_LIKELY (rmg_ticks.is_tsc))
    return __rdtsc ();
#endif
  return rmg_ticks_read_clock ();
}

/** rmg_ticks_to_ns: length of @n_ticks. */
static inline guint64
rmg_ticks_to_ns (guint64 n_ticks)
{
#if RMG_HAS_TSC
  if (G_LIKELY (rmg_ticks.is_tsc))
    return (guint64) (((unsigned __int128) n_ticks * rmg_ticks.scale) >> 32);
#endif
  return n_ticks;
}

/** rmg_ticks_get_age_ns: time from @ticks to now; 0 if that is not in the past,
 * since the counters of two CPUs may differ by some ticks. */
static inline guint64
rmg_ticks_get_age_ns (guint64 ticks)
{
  const guint64 now = rmg_ticks_now ();

  return now > ticks ? rmg_ticks_to_ns (now - ticks) : 0;
}

G_END_DECLS
