/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/fir.h"

#include <immintrin.h>

#define TILE 10
#define STREAMS 4

/* Pairs of lanes first, so that four vectors become one early. */
static inline void
sums_f32 (float *out, const __m512 *v)
{
  __m512 ab = _mm512_unpacklo_ps (v[0], v[1]) + _mm512_unpackhi_ps (v[0], v[1]);
  __m512 cd = _mm512_unpacklo_ps (v[2], v[3]) + _mm512_unpackhi_ps (v[2], v[3]);
  __m512 all = _mm512_shuffle_ps (ab, cd, _MM_SHUFFLE (1, 0, 1, 0)) +
      _mm512_shuffle_ps (ab, cd, _MM_SHUFFLE (3, 2, 3, 2));
  __m256 half = _mm512_castps512_ps256 (all) + _mm512_extractf32x8_ps (all, 1);

  _mm_storeu_ps (
      out, _mm256_castps256_ps128 (half) + _mm256_extractf128_ps (half, 1));
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
#include "elements/dsp/resample/fir-vector-template.h"
#undef SAMPLE
#undef VECTOR
#undef WIDTH
#undef NAME
#undef LOAD
#undef STORE
#undef SPREAD
#undef MADD
#undef SUMS

static inline void
sums_f64 (double *out, const __m512d *v)
{
  __m512d ab =
      _mm512_unpacklo_pd (v[0], v[1]) + _mm512_unpackhi_pd (v[0], v[1]);
  __m512d cd =
      _mm512_unpacklo_pd (v[2], v[3]) + _mm512_unpackhi_pd (v[2], v[3]);
  /* Lanes 0 and 1 of each, with lanes 2 and 3. */
  __m512d all = _mm512_shuffle_f64x2 (ab, cd, _MM_SHUFFLE (1, 0, 1, 0)) +
      _mm512_shuffle_f64x2 (ab, cd, _MM_SHUFFLE (3, 2, 3, 2));
  __m256d low = _mm512_castpd512_pd256 (all);
  __m256d high = _mm512_extractf64x4_pd (all, 1);

  _mm_storeu_pd (
      out, _mm256_castpd256_pd128 (low) + _mm256_extractf128_pd (low, 1));
  _mm_storeu_pd (
      out + 2, _mm256_castpd256_pd128 (high) + _mm256_extractf128_pd (high, 1));
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
#include "elements/dsp/resample/fir-vector-template.h"

const RmgFirKernels rmg_fir_avx512_f32 = { 16, columns_f32, rows_f32,
  careful_rows_f32, quadratics_f32, cubics_f32 };
const RmgFirKernels rmg_fir_avx512_f64 = { 8, columns_f64, rows_f64,
  careful_rows_f64, quadratics_f64, cubics_f64 };
