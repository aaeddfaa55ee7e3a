/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample-fir-sums.h"

#include <immintrin.h>

/* Sixteen registers: ten sums, four taps and the input. */
#define TILE 10

static inline __m128
halve_f32 (__m256 v)
{
  return _mm256_castps256_ps128 (v) + _mm256_extractf128_ps (v, 1);
}

static inline void
sums_f32 (float *out, const __m256 *v)
{
  sum4_f32 (out, halve_f32 (v[0]), halve_f32 (v[1]), halve_f32 (v[2]),
      halve_f32 (v[3]));
}

#define SAMPLE float
#define VECTOR __m256
#define WIDTH 8
#define NAME(name) name##_f32
#define LOAD(p) _mm256_loadu_ps (p)
#define STORE(p, v) _mm256_storeu_ps (p, v)
#define SPREAD(value) _mm256_set1_ps (value)
#define MADD(a, b, c) _mm256_fmadd_ps (a, b, c)
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
halve_f64 (__m256d v)
{
  return _mm256_castpd256_pd128 (v) + _mm256_extractf128_pd (v, 1);
}

static inline void
sums_f64 (double *out, const __m256d *v)
{
  sum2_f64 (out, halve_f64 (v[0]), halve_f64 (v[1]));
  sum2_f64 (out + 2, halve_f64 (v[2]), halve_f64 (v[3]));
}

#define SAMPLE double
#define VECTOR __m256d
#define WIDTH 4
#define NAME(name) name##_f64
#define LOAD(p) _mm256_loadu_pd (p)
#define STORE(p, v) _mm256_storeu_pd (p, v)
#define SPREAD(value) _mm256_set1_pd (value)
#define MADD(a, b, c) _mm256_fmadd_pd (a, b, c)
#define SUMS(out, v) sums_f64 (out, v)
#include "elements/dsp/resample-fir-vector-template.h"

const RmgFirKernels rmg_fir_avx2_f32 = { 8, columns_f32, rows_f32,
  careful_rows_f32 };
const RmgFirKernels rmg_fir_avx2_f64 = { 4, columns_f64, rows_f64,
  careful_rows_f64 };
