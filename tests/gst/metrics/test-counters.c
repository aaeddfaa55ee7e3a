/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/counters.h"

static void
test_counter_add_accumulates (void)
{
  guint64 counter = 0;

  rmg_counter_add (&counter, 3);
  rmg_counter_add (&counter, G_MAXUINT32);
  g_assert_cmpuint (rmg_counter_read (&counter), ==, 3ull + G_MAXUINT32);
}

static void
test_counters_first_call_sets_both_extremes (void)
{
  RmgCounters counters = { 0 };

  rmg_counters_add_call (&counters, 500);
  g_assert_cmpuint (rmg_histogram_get_count (&counters.busy), ==, 1);
  g_assert_cmpuint (counters.min_ns, ==, 500);
  g_assert_cmpuint (counters.max_ns, ==, 500);
}

static void
test_counters_calls_keep_sum_and_extremes (void)
{
  RmgCounters counters = { 0 };

  rmg_counters_add_call (&counters, 500);
  rmg_counters_add_call (&counters, 20);
  rmg_counters_add_call (&counters, 700);
  g_assert_cmpuint (rmg_histogram_get_count (&counters.busy), ==, 3);
  g_assert_cmpuint (counters.busy.sum_ns, ==, 1220);
  g_assert_cmpuint (counters.min_ns, ==, 20);
  g_assert_cmpuint (counters.max_ns, ==, 700);
}

/* 0 means that there was no call. */
static void
test_counters_call_of_0_ns_has_a_minimum_of_1 (void)
{
  RmgCounters counters = { 0 };

  rmg_counters_add_call (&counters, 0);
  rmg_counters_add_call (&counters, 9);
  g_assert_cmpuint (counters.min_ns, ==, 1);
  g_assert_cmpuint (counters.busy.sum_ns, ==, 9);
}

#define N_ADDITIONS 100000

static gpointer
add_many (gpointer data)
{
  guint64 *counter = data;

  for (guint i = 0; i < N_ADDITIONS; i++)
    rmg_counter_add (counter, 1);
  return NULL;
}

static void
test_counter_read_while_written_never_decreases (void)
{
  guint64 counter = 0;
  guint64 before = 0;
  GThread *writer = g_thread_new ("write", add_many, &counter);

  while (before < N_ADDITIONS) {
    guint64 now = rmg_counter_read (&counter);

    g_assert_cmpuint (now, >=, before);
    before = now;
  }
  g_thread_join (writer);
  g_assert_cmpuint (rmg_counter_read (&counter), ==, N_ADDITIONS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/counters/add", test_counter_add_accumulates);
  g_test_add_func (
      "/counters/first", test_counters_first_call_sets_both_extremes);
  g_test_add_func (
      "/counters/calls", test_counters_calls_keep_sum_and_extremes);
  g_test_add_func (
      "/counters/zero", test_counters_call_of_0_ns_has_a_minimum_of_1);
  g_test_add_func (
      "/counters/threads", test_counter_read_while_written_never_decreases);
  return g_test_run ();
}
