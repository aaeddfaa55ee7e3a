/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* For every x86-64 processor. */
#include "elements/dsp/resample/fir.h"

#include <emmintrin.h>

#define STREAMS 2
#define MADD(a, b, c) ((a) * (b) + (c))

static inline void
sums_f32 (float *out, const __m128 *v)
{
  __m128 a = v[0], b = v[1], c = v[2], d = v[3];

  _MM_TRANSPOSE4_PS (a, b, c, d);
  _mm_storeu_ps (out, (a + b) + (c + d));
}

#define SAMPLE float
#define VECTOR __m128
#define WIDTH 4
#define TILE 8
#define NAME(name) name##_f32
#define LOAD(p) _mm_loadu_ps (p)
#define STORE(p, v) _mm_storeu_ps (p, v)
#define SPREAD(value) _mm_set1_ps (value)
#define SUMS(out, v) sums_f32 (out, v)
#include "elements/dsp/resample/fir-vector-template.h"
#undef SAMPLE
#undef VECTOR
#undef WIDTH
#undef NAME
#undef LOAD
#undef STORE
#undef SPREAD
#undef SUMS

static inline void
sums_f64 (double *out, const __m128d *v)
{
  _mm_storeu_pd (
      out, _mm_unpacklo_pd (v[0], v[1]) + _mm_unpackhi_pd (v[0], v[1]));
  _mm_storeu_pd (
      out + 2, _mm_unpacklo_pd (v[2], v[3]) + _mm_unpackhi_pd (v[2], v[3]));
}

#define SAMPLE double
#define VECTOR __m128d
#define WIDTH 2
#define NAME(name) name##_f64
#define LOAD(p) _mm_loadu_pd (p)
#define STORE(p, v) _mm_storeu_pd (p, v)
#define SPREAD(value) _mm_set1_pd (value)
#define SUMS(out, v) sums_f64 (out, v)
#include "elements/dsp/resample/fir-vector-template.h"

const RmgFirKernels rmg_fir_sse2_f32 = { 4, columns_f32, rows_f32,
  careful_rows_f32, quadratics_f32, cubics_f32 };
const RmgFirKernels rmg_fir_sse2_f64 = { 2, columns_f64, rows_f64,
  careful_rows_f64, quadratics_f64, cubics_f64 };
