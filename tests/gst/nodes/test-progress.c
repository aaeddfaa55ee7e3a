/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/progress.h"

static void
test_progress_counts_the_time_since_the_last_turn (void)
{
  RmgProgress progress = { 0 };

  g_assert_cmpint (rmg_progress_update (&progress, 0, 100), ==, 0);
  g_assert_cmpint (rmg_progress_update (&progress, 0, 150), ==, 50);
  g_assert_cmpint (rmg_progress_update (&progress, 1, 160), ==, 0);
  g_assert_cmpint (rmg_progress_update (&progress, 1, 170), ==, 10);
  g_assert_cmpint (rmg_progress_update (&progress, 3, 180), ==, 0);
}

static void
test_progress_odd_turn_is_inside (void)
{
  RmgProgress progress = { 0 };
  guint turn = G_MAXUINT - 1;

  for (guint i = 0; i < 4; i++) {
    rmg_progress_update (&progress, rmg_progress_read_turn (&turn), 1);
    g_assert_cmpint (rmg_progress_is_inside (&progress), ==, i % 2);
    rmg_progress_take_turn (&turn);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/progress/time", test_progress_counts_the_time_since_the_last_turn);
  g_test_add_func ("/progress/inside", test_progress_odd_turn_is_inside);
  return g_test_run ();
}
