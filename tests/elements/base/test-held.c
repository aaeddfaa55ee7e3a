/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/held.h"

static void
test_held_peak_is_the_maximum (void)
{
  RmgHeld held = { 0 };

  rmg_held_add (&held, 100);
  rmg_held_add (&held, 50);
  rmg_held_add (&held, -120);
  rmg_held_add (&held, 20);
  g_assert_cmpuint (rmg_held_get_bytes (&held), ==, 50);
  g_assert_cmpuint (rmg_held_get_peak (&held), ==, 150);
}

/* The peaks of the parts are at different times. */
static void
test_held_peak_of_sum_is_not_the_sum_of_peaks (void)
{
  RmgHeld sum = { 0 }, first = { 0 }, second = { 0 };

  rmg_held_set_sum (&first, &sum);
  rmg_held_set_sum (&second, &sum);
  rmg_held_set (&first, 100);
  rmg_held_set (&first, 10);
  rmg_held_set (&second, 80);
  g_assert_cmpuint (rmg_held_get_bytes (&sum), ==, 90);
  g_assert_cmpuint (rmg_held_get_peak (&sum), ==, 100);
  g_assert_cmpuint (rmg_held_get_peak (&second), ==, 80);
}

static void
test_held_sum_follows_parts_that_come_and_go (void)
{
  RmgHeld sum = { 0 }, part = { 0 };

  rmg_held_set (&part, 7);
  rmg_held_set_sum (&part, &sum);
  g_assert_cmpuint (rmg_held_get_bytes (&sum), ==, 7);
  rmg_held_set_sum (&part, NULL);
  g_assert_cmpuint (rmg_held_get_bytes (&sum), ==, 0);
  g_assert_cmpuint (rmg_held_get_bytes (&part), ==, 7);
}

/* Two threads count arrivals and departures, in any order. */
static void
test_held_below_zero_reads_as_0 (void)
{
  RmgHeld held = { 0 };

  rmg_held_add (&held, -5);
  g_assert_cmpuint (rmg_held_get_bytes (&held), ==, 0);
  rmg_held_add (&held, 5);
  g_assert_cmpuint (rmg_held_get_bytes (&held), ==, 0);
  g_assert_cmpuint (rmg_held_get_peak (&held), ==, 0);
}

static void
test_held_raise_never_lowers_the_peak (void)
{
  RmgHeld held = { 0 };

  rmg_held_raise (&held, 9);
  rmg_held_raise (&held, 3);
  g_assert_cmpuint (rmg_held_get_peak (&held), ==, 9);
}

static void
test_held_account_is_found_by_its_element (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("identity", NULL));
  RmgHeld held = { 0 };

  g_assert_null (rmg_held_find (element));
  rmg_held_attach (element, &held);
  g_assert_true (rmg_held_find (element) == &held);
}

#define N_ADDITIONS 100000

static gpointer
add_and_remove (gpointer held)
{
  for (guint i = 0; i < N_ADDITIONS; i++) {
    rmg_held_add (held, 3);
    rmg_held_add (held, -3);
  }
  return NULL;
}

static void
test_held_threads_lose_no_change (void)
{
  RmgHeld sum = { 0 }, held = { .sum = &sum };
  GThread *other = g_thread_new ("other", add_and_remove, &held);

  add_and_remove (&held);
  g_thread_join (other);
  g_assert_cmpint (held.bytes, ==, 0);
  g_assert_cmpint (sum.bytes, ==, 0);
  g_assert_cmpuint (rmg_held_get_peak (&sum), >=, 3);
  g_assert_cmpuint (rmg_held_get_peak (&sum), <=, 6);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/held/peak", test_held_peak_is_the_maximum);
  g_test_add_func ("/held/sum", test_held_peak_of_sum_is_not_the_sum_of_peaks);
  g_test_add_func ("/held/parts", test_held_sum_follows_parts_that_come_and_go);
  g_test_add_func ("/held/negative", test_held_below_zero_reads_as_0);
  g_test_add_func ("/held/raise", test_held_raise_never_lowers_the_peak);
  g_test_add_func ("/held/find", test_held_account_is_found_by_its_element);
  g_test_add_func ("/held/threads", test_held_threads_lose_no_change);
  return g_test_run ();
}
