/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Features of the processor, restricted by the user: the only source for
 * kernel tables. */
#pragma once

typedef enum
{
  RMG_CPU_SCALAR = 0,      /* plain C; the reference of every other variant */
  RMG_CPU_SSE2 = 1 << 0,   /* vectors of 16 bytes */
  RMG_CPU_AVX2 = 1 << 1,   /* AVX2 and FMA */
  RMG_CPU_AVX512 = 1 << 2, /* AVX-512 F, BW, DQ and VL */
} RmgCpuFeature;

/* The features that kernels may use: those of the processor, up to the level
 * that the environment variable RMG_CPU names (scalar, sse2, avx2 or avx512;
 * any other value restricts nothing). A set bit implies the lower ones.
 * Reads the environment: call it at open, not per buffer.
 *
 * Returns: a mask of RmgCpuFeature; 0 leaves only the scalar kernels. */
unsigned rmg_cpu_features (void);

/* One set of kernels of a family. A family lists its sets from the fastest to
 * the scalar one, which every processor runs. */
typedef struct
{
  const char *name; /* of the implementation, "polyphase-avx2" say */
  RmgCpuFeature feature;
  /* For single and for double precision; [1] is NULL in a family whose sets
   * do not depend on the precision. */
  const void *kernels[2];
} RmgCpuVariant;

/* Returns: the first of @variants that the mask @features allows; the last one
 * has to be RMG_CPU_SCALAR. */
const RmgCpuVariant *rmg_cpu_choose (
    const RmgCpuVariant *variants, unsigned features);

/* Returns: the static name of one feature, as RMG_CPU spells it. */
const char *rmg_cpu_feature_name (RmgCpuFeature feature);
