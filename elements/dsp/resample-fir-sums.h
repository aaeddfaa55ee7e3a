/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Four vectors of 16 bytes to the sums of each: the last step of every
 * instruction set. Only for x86. */
#pragma once

#include <emmintrin.h>

static inline void
sum4_f32 (float *out, __m128 a, __m128 b, __m128 c, __m128 d)
{
  _MM_TRANSPOSE4_PS (a, b, c, d);
  _mm_storeu_ps (out, (a + b) + (c + d));
}

static inline void
sum2_f64 (double *out, __m128d a, __m128d b)
{
  _mm_storeu_pd (out, _mm_unpacklo_pd (a, b) + _mm_unpackhi_pd (a, b));
}
