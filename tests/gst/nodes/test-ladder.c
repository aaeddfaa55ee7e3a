/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/ladder.h"

#define MS G_TIME_SPAN_MILLISECOND
#define START_US (1000 * G_TIME_SPAN_SECOND)

/* The failures of one buffer, each 10 ms after the one before. */
static void
assert_counts (RmgLadder *ladder, guint stable_time_ms, gint64 now_us,
    guint n_failures, guint expected_first)
{
  const RmgRetryPolicy policy = { .stable_time_ms = stable_time_ms };

  for (guint i = 0; i < n_failures; i++)
    g_assert_cmpuint (
        rmg_ladder_fail (ladder, &policy, i, now_us + i * 10 * MS), ==,
        expected_first + i);
}

static void
test_ladder_without_stable_time_starts_again_for_each_buffer (void)
{
  RmgLadder ladder = { 0 };

  assert_counts (&ladder, 0, START_US, 3, 0);
  assert_counts (&ladder, 0, START_US + 21 * MS, 2, 0);
}

static void
test_ladder_counts_on_within_the_stable_time (void)
{
  RmgLadder ladder = { 0 };

  assert_counts (&ladder, 1000, START_US, 2, 0);
  assert_counts (&ladder, 1000, START_US + 500 * MS, 2, 2);
  assert_counts (&ladder, 1000, START_US + 1000 * MS, 1, 4);
}

static void
test_ladder_falls_back_after_the_stable_time (void)
{
  RmgLadder ladder = { 0 };

  assert_counts (&ladder, 1000, START_US, 1, 0);
  assert_counts (&ladder, 1000, START_US + 999 * MS, 1, 1);
  assert_counts (&ladder, 1000, START_US + 1999 * MS, 1, 0);
}

static void
test_ladder_restarts_are_limited_in_any_window (void)
{
  const RmgRestartPolicy policy = { .max_restarts = 2, .window_ms = 100 };
  RmgLadder ladder = { 0 };

  g_assert_true (rmg_ladder_restart (&ladder, &policy, START_US));
  g_assert_true (rmg_ladder_restart (&ladder, &policy, START_US + 50 * MS));
  g_assert_false (rmg_ladder_restart (&ladder, &policy, START_US + 99 * MS));
  g_assert_true (rmg_ladder_restart (&ladder, &policy, START_US + 100 * MS));
  g_assert_false (rmg_ladder_restart (&ladder, &policy, START_US + 149 * MS));
  g_assert_true (rmg_ladder_restart (&ladder, &policy, START_US + 150 * MS));
  rmg_ladder_clear (&ladder);
}

static void
test_ladder_without_window_allows_any_number (void)
{
  const RmgRestartPolicy policy = { .max_restarts = 0, .window_ms = 0 };
  RmgLadder ladder = { 0 };

  for (guint i = 0; i < 100; i++)
    g_assert_true (rmg_ladder_restart (&ladder, &policy, START_US));
  g_assert_null (ladder.restart_us);
}

/* Random times against a count of the times in the window. */
static void
test_ladder_agrees_with_a_count (void)
{
  const RmgRestartPolicy policy = { .max_restarts = 5, .window_ms = 100 };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GArray) allowed = g_array_new (FALSE, FALSE, sizeof (gint64));
  RmgLadder ladder = { 0 };
  gint64 now_us = START_US;

  for (guint i = 0; i < 10000; i++) {
    guint n_recent = 0;

    now_us += g_rand_int_range (random, 0, 40) * MS;
    for (guint k = 0; k < allowed->len; k++)
      if (now_us - g_array_index (allowed, gint64, k) < 100 * MS)
        n_recent++;
    g_assert_cmpint (rmg_ladder_restart (&ladder, &policy, now_us), ==,
        n_recent < policy.max_restarts);
    if (n_recent < policy.max_restarts)
      g_array_append_val (allowed, now_us);
    if (allowed->len > 20)
      g_array_remove_range (allowed, 0, 10);
  }
  rmg_ladder_clear (&ladder);
}

static void
test_ladder_failures_outside_count_until_a_time_without_one (void)
{
  RmgRetryPolicy policy = { .max_backoff_ms = 1000 };
  RmgLadder ladder = { 0 };

  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (
        rmg_ladder_fail_outside (&ladder, &policy, START_US + i * 1999 * MS),
        ==, i);
  g_assert_cmpuint (rmg_ladder_fail_outside (
                        &ladder, &policy, START_US + (4 * 1999 + 2000) * MS),
      ==, 0);
  g_assert_cmpuint (
      rmg_ladder_fail (&ladder, &policy, 0, START_US + (4 * 1999 + 2001) * MS),
      ==, 1);
  policy.stable_time_ms = 10;
  g_assert_cmpuint (rmg_ladder_fail_outside (
                        &ladder, &policy, START_US + (4 * 1999 + 2011) * MS),
      ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ladder/again",
      test_ladder_without_stable_time_starts_again_for_each_buffer);
  g_test_add_func (
      "/ladder/stable/within", test_ladder_counts_on_within_the_stable_time);
  g_test_add_func (
      "/ladder/stable/after", test_ladder_falls_back_after_the_stable_time);
  g_test_add_func (
      "/ladder/window", test_ladder_restarts_are_limited_in_any_window);
  g_test_add_func (
      "/ladder/no-window", test_ladder_without_window_allows_any_number);
  g_test_add_func ("/ladder/outside",
      test_ladder_failures_outside_count_until_a_time_without_one);
  g_test_add_func ("/ladder/random", test_ladder_agrees_with_a_count);
  return g_test_run ();
}
