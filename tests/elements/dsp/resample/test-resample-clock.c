/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/clock.h"

#include <glib.h>

/* ceil (n * up / down), by whole periods. */
static guint64
count_exactly (guint64 n, RmgRatio ratio)
{
  return n / ratio.down * ratio.up +
      (n % ratio.down * ratio.up + ratio.down - 1) / ratio.down;
}

static const RmgRatio ratios[] = {
  { 1, 3 },
  { 160, 147 },
  { 47999, 48000 },
  { 11014, 11025 },
  { 1, 1 },
  { G_MAXINT32, 2 },
  { 2, G_MAXINT32 },
};

static void
test_clock_count_is_the_ceiling (void)
{
  static const guint64 lengths[] = { 0, 1, 2, 147, 65535, 65536, 65537,
    200001 };

  for (gsize r = 0; r < G_N_ELEMENTS (ratios); r++)
    for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
      for (int can_drift = 0; can_drift < 2; can_drift++) {
        const RmgResampleClock clock =
            rmg_resample_clock (ratios[r], can_drift > 0);

        g_assert_cmpuint (rmg_resample_clock_count (&clock, lengths[i]), ==,
            count_exactly (lengths[i], ratios[r]));
      }
}

/* Any number of steps ends where one does. */
static void
test_clock_advance_in_pieces_arrives_at_the_same_place (void)
{
  for (gsize r = 0; r < 5; r++) {
    RmgResampleClock pieces = rmg_resample_clock (ratios[r], true);
    RmgResampleClock whole = pieces;
    guint64 n = 0, frames = 0;

    for (guint64 piece = 1; n < 300000; piece = piece * 5 % 70001) {
      n += piece;
      frames += rmg_resample_clock_advance (&pieces, piece);
    }
    g_assert_cmpuint (rmg_resample_clock_advance (&whole, n), ==, frames);
    g_assert_cmpuint (whole.rest, ==, pieces.rest);
    g_assert_cmpuint (
        frames, ==, (guint64) ((double) n * ratios[r].down / ratios[r].up));
  }
}

static void
test_clock_drift_changes_the_steps_only (void)
{
  RmgResampleClock clock = rmg_resample_clock (ratios[4], true);

  g_assert_true (rmg_resample_clock_set_drift (&clock, 100));
  g_assert_cmpuint (rmg_resample_clock_advance (&clock, 10000), ==, 10001);
  g_assert_cmpuint (clock.rest, ==, 0);
  g_assert_true (rmg_resample_clock_set_drift (&clock, -100));
  g_assert_cmpuint (rmg_resample_clock_advance (&clock, 10000), ==, 9999);
  g_assert_true (rmg_resample_clock_set_drift (&clock, 0));
  g_assert_cmpuint (rmg_resample_clock_advance (&clock, 10000), ==, 10000);
}

static void
test_clock_of_huge_rates_cannot_drift (void)
{
  RmgResampleClock clock = rmg_resample_clock (ratios[5], true);

  g_assert_false (rmg_resample_clock_set_drift (&clock, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample-clock/count", test_clock_count_is_the_ceiling);
  g_test_add_func ("/resample-clock/advance",
      test_clock_advance_in_pieces_arrives_at_the_same_place);
  g_test_add_func (
      "/resample-clock/drift", test_clock_drift_changes_the_steps_only);
  g_test_add_func (
      "/resample-clock/huge", test_clock_of_huge_rates_cannot_drift);
  return g_test_run ();
}
