/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Vectors of the width of the instruction set that a file is compiled for, by the
 * compiler's vector types. Operations are those of single numbers without
 * contraction: every width produces the same bits. */
#pragma once

#include <stddef.h>

#ifdef __AVX2__
#define RMG_VECTOR_WIDTH 8
#else
#define RMG_VECTOR_WIDTH 4
#endif

typedef float RmgVector
    __attribute__ ((vector_size (RMG_VECTOR_WIDTH * sizeof (float))));
typedef RmgVector RmgUnaligned
    __attribute__ ((aligned (sizeof (float)), may_alias));
typedef int RmgMask
    __attribute__ ((vector_size (RMG_VECTOR_WIDTH * sizeof (int))));
typedef float RmgQuad __attribute__ ((vector_size (16)));
typedef RmgQuad RmgUnalignedQuad
    __attribute__ ((aligned (sizeof (float)), may_alias));

#define RMG_INLINE static inline __attribute__ ((always_inline))

RMG_INLINE RmgVector
rmg_load (const float *from)
{
  return *(const RmgUnaligned *) from;
}

RMG_INLINE void
rmg_store (float *to, RmgVector vector)
{
  *(RmgUnaligned *) to = vector;
}

RMG_INLINE RmgQuad
rmg_load_quad (const float *from)
{
  return *(const RmgUnalignedQuad *) from;
}

RMG_INLINE void
rmg_store_quad (float *to, RmgQuad quad)
{
  *(RmgUnalignedQuad *) to = quad;
}

RMG_INLINE RmgVector
rmg_reverse (RmgVector v)
{
#ifdef __AVX2__
  return __builtin_shufflevector (v, v, 7, 6, 5, 4, 3, 2, 1, 0);
#else
  return __builtin_shufflevector (v, v, 3, 2, 1, 0);
#endif
}

RMG_INLINE RmgVector
rmg_spread (float value)
{
  return value - (RmgVector){ 0 };
}

/* @a where @mask is set, else @b */
RMG_INLINE RmgVector
rmg_select (RmgMask mask, RmgVector a, RmgVector b)
{
  return (RmgVector) (((RmgMask) a & mask) | ((RmgMask) b & ~mask));
}

RMG_INLINE RmgVector
rmg_clamp (RmgVector v, float least, float most)
{
  const RmgVector low = rmg_spread (least), high = rmg_spread (most);

  v = rmg_select (v < low, low, v);
  return rmg_select (v > high, high, v);
}

/* Rows become columns. */
RMG_INLINE void
rmg_transpose_quads (RmgQuad q[4])
{
  const RmgQuad low01 = __builtin_shufflevector (q[0], q[1], 0, 4, 1, 5);
  const RmgQuad high01 = __builtin_shufflevector (q[0], q[1], 2, 6, 3, 7);
  const RmgQuad low23 = __builtin_shufflevector (q[2], q[3], 0, 4, 1, 5);
  const RmgQuad high23 = __builtin_shufflevector (q[2], q[3], 2, 6, 3, 7);

  q[0] = __builtin_shufflevector (low01, low23, 0, 1, 4, 5);
  q[1] = __builtin_shufflevector (low01, low23, 2, 3, 6, 7);
  q[2] = __builtin_shufflevector (high01, high23, 0, 1, 4, 5);
  q[3] = __builtin_shufflevector (high01, high23, 2, 3, 6, 7);
}
