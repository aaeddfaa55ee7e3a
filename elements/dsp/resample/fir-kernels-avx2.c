/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/fir.h"

#include <immintrin.h>

/* Sixteen registers: ten sums, four taps and the input; or twelve sums of rows,
 * a vector of taps and three of input. */
#define TILE 10
#define STREAMS 3

/* Pairs of lanes first, so that four vectors become one early. */
static inline void
sums_f32 (float *out, const __m256 *v)
{
  __m256 ab = _mm256_unpacklo_ps (v[0], v[1]) + _mm256_unpackhi_ps (v[0], v[1]);
  __m256 cd = _mm256_unpacklo_ps (v[2], v[3]) + _mm256_unpackhi_ps (v[2], v[3]);
  __m256 all = _mm256_shuffle_ps (ab, cd, _MM_SHUFFLE (1, 0, 1, 0)) +
      _mm256_shuffle_ps (ab, cd, _MM_SHUFFLE (3, 2, 3, 2));

  _mm_storeu_ps (
      out, _mm256_castps256_ps128 (all) + _mm256_extractf128_ps (all, 1));
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
sums_f64 (double *out, const __m256d *v)
{
  __m256d ab =
      _mm256_unpacklo_pd (v[0], v[1]) + _mm256_unpackhi_pd (v[0], v[1]);
  __m256d cd =
      _mm256_unpacklo_pd (v[2], v[3]) + _mm256_unpackhi_pd (v[2], v[3]);

  _mm256_storeu_pd (out,
      _mm256_permute2f128_pd (ab, cd, 0x20) +
          _mm256_permute2f128_pd (ab, cd, 0x31));
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
#include "elements/dsp/resample/fir-vector-template.h"

const RmgFirKernels rmg_fir_avx2_f32 = { 8, columns_f32, rows_f32,
  careful_rows_f32, quadratics_f32, cubics_f32 };
const RmgFirKernels rmg_fir_avx2_f64 = { 4, columns_f64, rows_f64,
  careful_rows_f64, quadratics_f64, cubics_f64 };
