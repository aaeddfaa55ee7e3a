/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/ticks.h"

#define N_TRIES 200
#define SPAN_NS 5000000

/* Length of a span by both clocks. The span by ticks lies inside the other one. */
static void
measure_span (guint64 *inner_ns, guint64 *outer_ns)
{
  const guint64 start_ns = rmg_ticks_read_clock ();
  const guint64 start = rmg_ticks_now ();
  guint64 end;

  while (rmg_ticks_read_clock () - start_ns < SPAN_NS)
    continue;
  end = rmg_ticks_now ();
  *inner_ns = rmg_ticks_to_ns (end - start);
  *outer_ns = rmg_ticks_read_clock () - start_ns;
}

/* The thread may be interrupted between the clocks: one undisturbed span of many
 * suffices. */
static void
test_ticks_are_as_long_as_those_of_the_clock (void)
{
  gboolean is_close = FALSE;

  rmg_ticks_init ();
  g_test_message ("time-stamp counter: %d", rmg_ticks.is_tsc);
  for (guint i = 0; i < N_TRIES && !is_close; i++) {
    guint64 inner_ns, outer_ns;

    measure_span (&inner_ns, &outer_ns);
    g_assert_cmpuint (inner_ns, <, outer_ns + outer_ns / 200);
    is_close = inner_ns > outer_ns - outer_ns / 200;
  }
  g_assert_true (is_close);
}

static void
test_ticks_of_the_future_have_no_age (void)
{
  rmg_ticks_init ();
  g_assert_cmpuint (rmg_ticks_get_age_ns (G_MAXUINT64), ==, 0);
}

static void
test_ticks_long_spans_do_not_overflow (void)
{
  const guint64 day_ns = G_GUINT64_CONSTANT (86400000000000);
  guint64 day, ns;

  rmg_ticks_init ();
  day = rmg_ticks.is_tsc
      ? (guint64) (((unsigned __int128) day_ns << 32) / rmg_ticks.scale)
      : day_ns;
  ns = rmg_ticks_to_ns (365 * day);
  g_assert_cmpuint (ns, >=, 365 * (day_ns - 1000));
  g_assert_cmpuint (ns, <=, 365 * day_ns);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/ticks/length", test_ticks_are_as_long_as_those_of_the_clock);
  g_test_add_func ("/ticks/future", test_ticks_of_the_future_have_no_age);
  g_test_add_func ("/ticks/overflow", test_ticks_long_spans_do_not_overflow);
  return g_test_run ();
}
