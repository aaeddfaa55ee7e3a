/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/cpu.h"

#include <glib.h>

static unsigned
features_under (const char *limit)
{
  if (limit != NULL)
    g_setenv ("RMG_CPU", limit, TRUE);
  else
    g_unsetenv ("RMG_CPU");
  return rmg_cpu_features ();
}

static void
test_cpu_scalar_leaves_no_feature (void)
{
  g_assert_cmpuint (features_under ("scalar"), ==, 0);
}

static void
test_cpu_level_hides_higher_levels (void)
{
  unsigned all = features_under (NULL);

  g_assert_cmpuint (features_under ("sse2"), ==, all & RMG_CPU_SSE2);
  g_assert_cmpuint (
      features_under ("avx2"), ==, all & (RMG_CPU_SSE2 | RMG_CPU_AVX2));
  g_assert_cmpuint (features_under ("avx512"), ==, all);
}

static void
test_cpu_unknown_level_restricts_nothing (void)
{
  g_assert_cmpuint (features_under ("mmx"), ==, features_under (NULL));
}

static void
test_cpu_names_are_those_of_the_environment (void)
{
  g_assert_cmpstr (rmg_cpu_feature_name (RMG_CPU_SCALAR), ==, "scalar");
  g_assert_cmpstr (rmg_cpu_feature_name (RMG_CPU_AVX512), ==, "avx512");
}

static const RmgCpuVariant family[] = {
  { "sums-avx512", RMG_CPU_AVX512, { "f32-512", "f64-512" } },
  { "sums-avx2", RMG_CPU_AVX2, { "f32-256", "f64-256" } },
  { "sums-scalar", RMG_CPU_SCALAR, { "f32", "f64" } },
};

static void
test_cpu_choose_returns_fastest_allowed_variant (void)
{
  const unsigned up_to_avx2 = RMG_CPU_SSE2 | RMG_CPU_AVX2;

  g_assert_true (
      rmg_cpu_choose (family, up_to_avx2 | RMG_CPU_AVX512) == &family[0]);
  g_assert_true (rmg_cpu_choose (family, up_to_avx2) == &family[1]);
}

static void
test_cpu_choose_skips_level_without_variant (void)
{
  g_assert_true (rmg_cpu_choose (family, RMG_CPU_SSE2) == &family[2]);
}

static void
test_cpu_choose_without_features_returns_scalar (void)
{
  g_assert_true (rmg_cpu_choose (family, 0) == &family[2]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/scalar", test_cpu_scalar_leaves_no_feature);
  g_test_add_func ("/cpu/level", test_cpu_level_hides_higher_levels);
  g_test_add_func ("/cpu/unknown", test_cpu_unknown_level_restricts_nothing);
  g_test_add_func ("/cpu/names", test_cpu_names_are_those_of_the_environment);
  g_test_add_func (
      "/cpu/choose/fastest", test_cpu_choose_returns_fastest_allowed_variant);
  g_test_add_func (
      "/cpu/choose/skip", test_cpu_choose_skips_level_without_variant);
  g_test_add_func (
      "/cpu/choose/scalar", test_cpu_choose_without_features_returns_scalar);
  return g_test_run ();
}
