/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/gaps.h"

#define MS(n) ((n) *GST_MSECOND)

static void
test_gaps_of_whole_stream_are_not_found (void)
{
  RmgGaps gaps;

  rmg_gaps_init (&gaps);
  for (guint i = 0; i < 10; i++)
    rmg_gaps_add (&gaps, MS (20 * i) + i % 3, MS (20));
  g_assert_null (rmg_gaps_describe (&gaps, 0));
  g_assert_null (rmg_gaps_describe_end (&gaps, MS (200), 0));
  g_assert_null (rmg_gaps_describe_end (&gaps, GST_CLOCK_TIME_NONE, 0));
}

static void
test_gap_has_place_and_length_without_delay (void)
{
  g_autofree char *text = NULL;
  RmgGaps gaps;

  rmg_gaps_init (&gaps);
  rmg_gaps_add (&gaps, 0, MS (500));
  rmg_gaps_add (&gaps, MS (750), MS (500));
  text = rmg_gaps_describe (&gaps, MS (100));
  g_assert_cmpstr (
      text, ==, "The file is damaged: 0.250 s are missing at 0.400 s.");
}

static void
test_gaps_are_summed (void)
{
  g_autofree char *text = NULL;
  RmgGaps gaps;

  rmg_gaps_init (&gaps);
  rmg_gaps_add (&gaps, 0, MS (500));
  rmg_gaps_add (&gaps, MS (750), MS (250));
  rmg_gaps_add (&gaps, MS (1500), MS (500));
  text = rmg_gaps_describe (&gaps, 0);
  g_assert_cmpstr (text, ==,
      "The file is damaged: 0.750 s are missing at 2 places, the first at "
      "0.500 s.");
}

static void
test_places_without_jump_are_counted (void)
{
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  RmgGaps gaps;

  rmg_gaps_init (&gaps);
  rmg_gaps_add_place (&gaps, MS (1250));
  one = rmg_gaps_describe (&gaps, 0);
  g_assert_cmpstr (one, ==, "The file is damaged at 1.250 s.");
  rmg_gaps_add_place (&gaps, MS (2250));
  two = rmg_gaps_describe (&gaps, 0);
  g_assert_cmpstr (
      two, ==, "The file is damaged at 2 places, the first at 1.250 s.");
}

static void
test_seek_is_no_gap (void)
{
  RmgGaps gaps;

  rmg_gaps_init (&gaps);
  rmg_gaps_add (&gaps, 0, MS (500));
  rmg_gaps_reset (&gaps);
  rmg_gaps_add (&gaps, MS (5000), MS (500));
  g_assert_null (rmg_gaps_describe (&gaps, 0));
}

static void
test_early_end_has_both_lengths (void)
{
  g_autofree char *text = NULL;
  RmgGaps gaps;

  rmg_gaps_init (&gaps);
  rmg_gaps_add (&gaps, 0, MS (600));
  text = rmg_gaps_describe_end (&gaps, MS (1100), MS (100));
  g_assert_cmpstr (text, ==, "The file ends after 0.500 of 1.000 s.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gaps/whole", test_gaps_of_whole_stream_are_not_found);
  g_test_add_func ("/gaps/one", test_gap_has_place_and_length_without_delay);
  g_test_add_func ("/gaps/sum", test_gaps_are_summed);
  g_test_add_func ("/gaps/places", test_places_without_jump_are_counted);
  g_test_add_func ("/gaps/seek", test_seek_is_no_gap);
  g_test_add_func ("/gaps/end", test_early_end_has_both_lengths);
  return g_test_run ();
}
