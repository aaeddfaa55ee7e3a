/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/ticks.h"

#include <string.h>

RmgTicks rmg_ticks;

#if RMG_HAS_TSC

#define CLOCK_SOURCE                                                           \
  "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define PRECISION 2000     /* the inverse of the greatest error */
#define LONGEST_NS 5000000 /* where the thread is interrupted all the time */
#define N_PAIRS 16

/* Readings of both clocks at the same moment, within @width ticks. */
typedef struct
{
  guint64 ticks;
  guint64 ns;
  guint64 width;
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
  Pair pair = { 0, 0, G_MAXUINT64 };

  for (guint i = 0; i < N_PAIRS; i++) {
    const guint64 before = __rdtsc ();
    const guint64 ns = rmg_ticks_read_clock ();
    const guint64 width = __rdtsc () - before;

    if (width < pair.width)
      pair = (Pair){ before + width / 2, ns, width };
  }
  return pair;
}

static gboolean
is_precise (const Pair *start, const Pair *end)
{
  return end->ns - start->ns >= LONGEST_NS ||
      (end->ticks - start->ticks) / PRECISION >= MAX (start->width, end->width);
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
  while (end.ticks > start.ticks && !is_precise (&start, &end));
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
