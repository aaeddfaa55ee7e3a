/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample-fir-sums.h"

#include <immintrin.h>

#define TILE 10

static inline __m128
quarter_f32 (__m512 v)
{
  __m256 half = _mm512_castps512_ps256 (v) + _mm512_extractf32x8_ps (v, 1);

  return _mm256_castps256_ps128 (half) + _mm256_extractf128_ps (half, 1);
}

static inline void
sums_f32 (float *out, const __m512 *v)
{
  sum4_f32 (out, quarter_f32 (v[0]), quarter_f32 (v[1]), quarter_f32 (v[2]),
      quarter_f32 (v[3]));
}

#define SAMPLE float
#define VECTOR __m512
#define WIDTH 16
#define NAME(name) name##_f32
#define LOAD(p) _mm512_loadu_ps (p)
#define STORE(p, v) _mm512_storeu_ps (p, v)
#define SPREAD(value) _mm512_set1_ps (value)
#define MADD(a, b, c) _mm512_fmadd_ps (a, b, c)
#define SUMS(out, v) sums_f32 (out, v)
#include "elements/dsp/resample-fir-vector-template.h"
#undef SAMPLE
#undef VECTOR
#undef WIDTH
#undef NAME
#undef LOAD
#undef STORE
#undef SPREAD
#undef MADD
#undef SUMS

static inline __m128d
quarter_f64 (__m512d v)
{
  __m256d half = _mm512_castpd512_pd256 (v) + _mm512_extractf64x4_pd (v, 1);

  return _mm256_castpd256_pd128 (half) + _mm256_extractf128_pd (half, 1);
}

static inline void
sums_f64 (double *out, const __m512d *v)
{
  sum2_f64 (out, quarter_f64 (v[0]), quarter_f64 (v[1]));
  sum2_f64 (out + 2, quarter_f64 (v[2]), quarter_f64 (v[3]));
}

#define SAMPLE double
#define VECTOR __m512d
#define WIDTH 8
#define NAME(name) name##_f64
#define LOAD(p) _mm512_loadu_pd (p)
#define STORE(p, v) _mm512_storeu_pd (p, v)
#define SPREAD(value) _mm512_set1_pd (value)
#define MADD(a, b, c) _mm512_fmadd_pd (a, b, c)
#define SUMS(out, v) sums_f64 (out, v)
#include "elements/dsp/resample-fir-vector-template.h"

const RmgFirKernels rmg_fir_avx512_f32 = { 16, columns_f32, rows_f32,
  careful_rows_f32 };
const RmgFirKernels rmg_fir_avx512_f64 = { 8, columns_f64, rows_f64,
  careful_rows_f64 };
