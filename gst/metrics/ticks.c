/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/ticks.h"

#include <string.h>

RmgTicks rmg_ticks;

#if RMG_HAS_TSC

#define CLOCK_SOURCE                                                           \
  "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define MEASURED_NS 1000000
#define N_PAIRS 16

/* Readings of both clocks at the same moment. */
typedef struct
{
  guint64 ticks;
  guint64 ns;
} Pair;

/* Whether the kernel has found the counter to be steady, and the same on all
 * CPUs. */
static gboolean
is_trusted (void)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (CLOCK_SOURCE, &text, NULL, NULL) &&
      strcmp (g_strchomp (text), "tsc") == 0;
}

/* The thread may be interrupted between two readings: the closest ones count. */
static Pair
read_pair (void)
{
  guint64 best = G_MAXUINT64;
  Pair pair = { 0, 0 };

  for (guint i = 0; i < N_PAIRS; i++) {
    const guint64 before = __rdtsc ();
    const guint64 ns = rmg_ticks_read_clock ();
    const guint64 width = __rdtsc () - before;

    if (width >= best)
      continue;
    best = width;
    pair = (Pair){ before + width / 2, ns };
  }
  return pair;
}

static gpointer
measure (gpointer unused)
{
  const Pair start = read_pair ();
  Pair end;

  if (!is_trusted ())
    return NULL;
  do
    end = read_pair ();
  while (end.ns - start.ns < MEASURED_NS);
  if (end.ticks <= start.ticks)
    return NULL;
  rmg_ticks.scale = (guint64) (((unsigned __int128) (end.ns - start.ns) << 32) /
      (end.ticks - start.ticks));
  rmg_ticks.is_tsc = TRUE;
  return NULL;
}

#else

static gpointer
measure (gpointer unused)
{
  return NULL;
}

#endif

void
rmg_ticks_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, measure, NULL);
}
