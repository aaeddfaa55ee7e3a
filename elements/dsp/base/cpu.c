/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/cpu.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Lowest first: each level includes those above it in the table. */
static const struct
{
  const char *name;
  RmgCpuFeature feature;
} levels[] = {
  { "scalar", RMG_CPU_SCALAR },
  { "sse2", RMG_CPU_SSE2 },
  { "avx2", RMG_CPU_AVX2 },
  { "avx512", RMG_CPU_AVX512 },
};

#define N_LEVELS (sizeof levels / sizeof levels[0])

static unsigned
detect (void)
{
#if defined(__x86_64__)
  unsigned features = RMG_CPU_SSE2;

  if (!__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("fma"))
    return features;
  features |= RMG_CPU_AVX2;
  if (__builtin_cpu_supports ("avx512f") &&
      __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512dq") &&
      __builtin_cpu_supports ("avx512vl"))
    features |= RMG_CPU_AVX512;
  return features;
#else
  return RMG_CPU_SCALAR;
#endif
}

static unsigned
features_allowed_by (const char *limit)
{
  unsigned allowed = 0;

  for (size_t i = 0; i < N_LEVELS; i++) {
    allowed |= levels[i].feature;
    if (limit != NULL && strcmp (limit, levels[i].name) == 0)
      break;
  }
  return allowed;
}

unsigned
rmg_cpu_features (void)
{
  return detect () & features_allowed_by (getenv ("RMG_CPU"));
}

const RmgCpuVariant *
rmg_cpu_choose (const RmgCpuVariant *variants, unsigned features)
{
  while ((variants->feature & ~features) != 0)
    variants++;
  return variants;
}

const char *
rmg_cpu_feature_name (RmgCpuFeature feature)
{
  for (size_t i = 0; i < N_LEVELS; i++)
    if (levels[i].feature == feature)
      return levels[i].name;
  return "unknown";
}
