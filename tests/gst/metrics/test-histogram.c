/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/histogram.h"

#define LAST (RMG_HISTOGRAM_BUCKETS - 1)

/* A bucket has the powers of 2 that are its bound, and no greater value. */
static void
test_histogram_value_falls_into_the_bucket_of_its_bound (void)
{
  for (guint bucket = 1; bucket < LAST; bucket++) {
    const guint64 bound_ns = rmg_histogram_get_bound_ns (bucket);

    g_assert_cmpuint (bound_ns, ==, G_GUINT64_CONSTANT (1) << bucket);
    g_assert_cmpuint (rmg_histogram_find_bucket (bound_ns), ==, bucket);
    g_assert_cmpuint (rmg_histogram_find_bucket (bound_ns + 1), ==, bucket + 1);
  }
  g_assert_cmpuint (rmg_histogram_find_bucket (0), ==, 0);
  g_assert_cmpuint (rmg_histogram_find_bucket (1), ==, 0);
}

static void
test_histogram_last_bucket_has_no_bound (void)
{
  RmgHistogram histogram = { 0 };

  g_assert_cmpuint (rmg_histogram_get_bound_ns (LAST), ==, RMG_METRIC_UNKNOWN);
  g_assert_cmpuint (rmg_histogram_find_bucket (G_MAXUINT64), ==, LAST);
  rmg_histogram_add (&histogram, G_MAXINT64);
  g_assert_cmpuint (rmg_histogram_get_quantile_ns (&histogram, 0.5), ==,
      rmg_histogram_get_bound_ns (LAST - 1));
}

static void
test_histogram_counts_and_sums_its_values (void)
{
  RmgHistogram histogram = { 0 };

  rmg_histogram_add (&histogram, 3);
  rmg_histogram_add (&histogram, 4);
  rmg_histogram_add (&histogram, 5);
  g_assert_cmpuint (rmg_histogram_get_count (&histogram), ==, 3);
  g_assert_cmpuint (histogram.sum_ns, ==, 12);
  g_assert_cmpuint (histogram.counts[2], ==, 2);
  g_assert_cmpuint (histogram.counts[3], ==, 1);
}

static void
test_histogram_empty_has_no_quantile (void)
{
  static const RmgHistogram empty;

  g_assert_cmpuint (
      rmg_histogram_get_quantile_ns (&empty, 0.5), ==, RMG_METRIC_UNKNOWN);
}

/* 1 to 1024 once each: the interpolation is exact within rounding. */
static void
test_histogram_quantile_of_even_values_is_interpolated (void)
{
  static const double quantiles[] = { 0.5, 0.75, 0.95, 0.99, 1 };
  RmgHistogram histogram = { 0 };

  for (guint64 value = 1; value <= 1024; value++)
    rmg_histogram_add (&histogram, value);
  for (gsize i = 0; i < G_N_ELEMENTS (quantiles); i++) {
    const double found =
        (double) rmg_histogram_get_quantile_ns (&histogram, quantiles[i]);

    g_assert_cmpfloat_with_epsilon (found, quantiles[i] * 1024, 1);
  }
}

/* Whatever the values: at most a factor of 2 from the value of that rank. */
static void
test_histogram_quantile_is_within_its_bucket (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint run = 0; run < 200; run++) {
    RmgHistogram histogram = { 0 };
    const guint64 value = 2 + (guint64) (g_rand_double (random) * 1e9);
    guint64 median;

    for (guint i = 0; i < 3; i++)
      rmg_histogram_add (&histogram, value);
    rmg_histogram_add (&histogram, 1);
    rmg_histogram_add (&histogram, G_GUINT64_CONSTANT (1) << 37);
    median = rmg_histogram_get_quantile_ns (&histogram, 0.5);
    g_assert_cmpuint (median, >, value / 2);
    g_assert_cmpuint (median, <, value * 2);
  }
}

static void
test_histogram_merge_adds_all_counts (void)
{
  RmgHistogram sum = { 0 }, other = { 0 };

  rmg_histogram_add (&sum, 4);
  rmg_histogram_add (&other, 4);
  rmg_histogram_add (&other, 100);
  rmg_histogram_merge (&sum, &other);
  g_assert_cmpuint (rmg_histogram_get_count (&sum), ==, 3);
  g_assert_cmpuint (sum.counts[2], ==, 2);
  g_assert_cmpuint (sum.sum_ns, ==, 108);
}

#define N_VALUES 200000

static gpointer
add_many (gpointer histogram)
{
  for (guint i = 0; i < N_VALUES; i++)
    rmg_histogram_add (histogram, 8);
  return NULL;
}

static void
test_histogram_read_while_written_never_decreases (void)
{
  RmgHistogram histogram = { 0 };
  guint64 before = 0;
  GThread *writer = g_thread_new ("write", add_many, &histogram);

  while (before < N_VALUES) {
    RmgHistogram copy;

    rmg_histogram_read (&histogram, &copy);
    g_assert_cmpuint (copy.counts[3], >=, before);
    before = copy.counts[3];
  }
  g_thread_join (writer);
  g_assert_cmpuint (histogram.sum_ns, ==, 8 * N_VALUES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/bound",
      test_histogram_value_falls_into_the_bucket_of_its_bound);
  g_test_add_func ("/histogram/last", test_histogram_last_bucket_has_no_bound);
  g_test_add_func (
      "/histogram/counts", test_histogram_counts_and_sums_its_values);
  g_test_add_func ("/histogram/empty", test_histogram_empty_has_no_quantile);
  g_test_add_func ("/histogram/even",
      test_histogram_quantile_of_even_values_is_interpolated);
  g_test_add_func (
      "/histogram/bucket", test_histogram_quantile_is_within_its_bucket);
  g_test_add_func ("/histogram/merge", test_histogram_merge_adds_all_counts);
  g_test_add_func (
      "/histogram/threads", test_histogram_read_while_written_never_decreases);
  return g_test_run ();
}
