/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The operations of convert-scalar.c on sixteen samples at a time. */

#include "elements/dsp/convert/kernels.h"

#include <immintrin.h>
#include <string.h>

#define LANES 16
#define VECTOR_BYTES 64

typedef int32_t Ints __attribute__ ((vector_size (64)));
typedef __m512 Floats;
typedef struct
{
  __m512d low, high;
} Doubles;

static inline Ints
at_most (Ints value, int32_t most)
{
  return (Ints) _mm512_min_epi32 ((__m512i) value, _mm512_set1_epi32 (most));
}

static inline Ints
at_least (Ints value, int32_t least)
{
  return (Ints) _mm512_max_epi32 ((__m512i) value, _mm512_set1_epi32 (least));
}

#define PACKED_BYTES UINT64_C (0xffffffffffff)
#define PACKED_WORDS 0xfff

/* 48 bytes to the upper three bytes of each lane. */
static inline Ints
load_packed (const uint8_t *p)
{
  const __m512i apart =
      _mm512_setr_epi32 (0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
  const __m512i spread = _mm512_broadcast_i32x4 (
      _mm_setr_epi8 (-1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11));
  const __m512i packed = _mm512_maskz_loadu_epi32 (PACKED_WORDS, p);

  return (Ints) _mm512_shuffle_epi8 (
      _mm512_permutexvar_epi32 (apart, packed), spread);
}

/* The lower three bytes of each lane to 48 bytes. */
static inline void
store_packed (uint8_t *p, Ints value)
{
  const __m512i gather = _mm512_broadcast_i32x4 (
      _mm_setr_epi8 (0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const __m512i join = _mm512_setr_epi32 (
      0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
  const __m512i packed = _mm512_permutexvar_epi32 (
      join, _mm512_shuffle_epi8 ((__m512i) value, gather));

  _mm512_mask_storeu_epi32 (p, PACKED_WORDS, packed);
}

/* Sums of neighbours of 16 bits. */
static inline Ints
load_sums (const uint8_t *p)
{
  return (Ints) _mm512_madd_epi16 (
      _mm512_loadu_si512 (p), _mm512_set1_epi16 (1));
}

static inline Ints
load_ints (const uint8_t *p, RmgFormat format)
{
  switch (format) {
    case RMG_FORMAT_U8:
      return (Ints) _mm512_cvtepu8_epi32 (
                 _mm_loadu_si128 ((const __m128i *) p)) -
          128;
    case RMG_FORMAT_S8:
      return (Ints) _mm512_cvtepi8_epi32 (
          _mm_loadu_si128 ((const __m128i *) p));
    case RMG_FORMAT_S16:
      return (Ints) _mm512_cvtepi16_epi32 (
          _mm256_loadu_si256 ((const __m256i *) p));
    case RMG_FORMAT_S24:
      return load_packed (p);
    case RMG_FORMAT_S24_32:
      return (Ints) _mm512_slli_epi32 (_mm512_loadu_si512 (p), 8);
    default:
      return (Ints) _mm512_loadu_si512 (p);
  }
}

static inline void
store_ints (uint8_t *p, Ints value, RmgFormat format)
{
  switch (format) {
    case RMG_FORMAT_U8:
      _mm_storeu_si128 ((__m128i *) p,
          _mm512_cvtusepi32_epi8 ((__m512i) at_least (value + 128, 0)));
      break;
    case RMG_FORMAT_S8:
      _mm_storeu_si128 ((__m128i *) p, _mm512_cvtsepi32_epi8 ((__m512i) value));
      break;
    case RMG_FORMAT_S24:
      store_packed (p, value);
      break;
    default:
      _mm512_storeu_si512 (p, (__m512i) value);
      break;
  }
}

/* Thirty-two samples to 16 bits. */
static inline void
store_pair (uint8_t *p, Ints low, Ints high)
{
  const __m512i order = _mm512_setr_epi64 (0, 2, 4, 6, 1, 3, 5, 7);
  const __m512i mixed = _mm512_packs_epi32 ((__m512i) low, (__m512i) high);

  _mm512_storeu_si512 (p, _mm512_permutexvar_epi64 (order, mixed));
}

static inline Ints
subtract_halves (Ints words)
{
  return (Ints) _mm512_madd_epi16 (
      (__m512i) words, _mm512_set1_epi32 ((int32_t) 0xffff0001));
}

static inline Floats
load_floats (const uint8_t *p)
{
  return _mm512_loadu_ps (p);
}

/* For values with several uses: otherwise the compiler reads memory for each
 * use, and loads that cross cache lines are expensive. */
static inline Floats
load_floats_once (const uint8_t *p)
{
  Floats value = load_floats (p);

  __asm__("" : "+v"(value));
  return value;
}

static inline Ints
get_bits (Floats value)
{
  return (Ints) value;
}

static inline void
store_floats (uint8_t *p, Floats value)
{
  _mm512_storeu_ps (p, value);
}

static inline Doubles
load_doubles (const uint8_t *p)
{
  return (Doubles){ _mm512_loadu_pd (p), _mm512_loadu_pd (p + 64) };
}

static inline void
store_doubles (uint8_t *p, Doubles value)
{
  _mm512_storeu_pd (p, value.low);
  _mm512_storeu_pd (p + 64, value.high);
}

static inline Floats
ints_to_floats (Ints value, float scale)
{
  return _mm512_cvtepi32_ps ((__m512i) value) * _mm512_set1_ps (scale);
}

static inline Doubles
ints_to_doubles (Ints value, double scale)
{
  const __m512d factor = _mm512_set1_pd (scale);
  const __m256i low = _mm512_castsi512_si256 ((__m512i) value);
  const __m256i high = _mm512_extracti64x4_epi64 ((__m512i) value, 1);

  return (Doubles){ _mm512_cvtepi32_pd (low) * factor,
    _mm512_cvtepi32_pd (high) * factor };
}

static inline Doubles
load_as_doubles (const uint8_t *p)
{
  return (Doubles){ _mm512_cvtps_pd (_mm256_loadu_ps ((const float *) p)),
    _mm512_cvtps_pd (_mm256_loadu_ps ((const float *) p + 8)) };
}

static inline void
store_as_floats (uint8_t *p, Doubles value)
{
  _mm256_storeu_ps ((float *) p, _mm512_cvtpd_ps (value.low));
  _mm256_storeu_ps ((float *) p + 8, _mm512_cvtpd_ps (value.high));
}

static inline Floats
scale_floats (Floats value, float factor)
{
  return value * _mm512_set1_ps (factor);
}

static inline bool
has_bit_30 (Ints value)
{
  return _mm512_test_epi32_mask (
             (__m512i) value, _mm512_set1_epi32 (1 << 30)) != 0;
}

static inline Floats
add_to_floats (Floats value, Ints noise, float unit)
{
  return _mm512_fmadd_ps (
      _mm512_cvtepi32_ps ((__m512i) noise), _mm512_set1_ps (unit), value);
}

static inline Doubles
add_to_doubles (Doubles value, Ints noise, double unit)
{
  const Doubles scaled = ints_to_doubles (noise, unit);

  return (Doubles){ value.low + scaled.low, value.high + scaled.high };
}

static inline Ints
round_floats (Floats value)
{
  return (Ints) _mm512_cvtps_epi32 (value);
}

static inline __m256i
round_doubles (__m512d value, int bits)
{
  const double full = (double) (UINT32_C (1) << (bits - 1));
  const __mmask8 number = _mm512_cmp_pd_mask (value, value, _CMP_ORD_Q);
  const __m512d scaled =
      _mm512_min_pd (value * _mm512_set1_pd (full), _mm512_set1_pd (full - 1));

  return _mm512_maskz_cvtpd_epi32 (number, scaled);
}

/* Below the range the processor returns the lowest integer: this limits the upper
 * end, and for 24 bits, which have no saturating store, the lower end too. */
static inline Ints
doubles_to_ints (Doubles value, int bits)
{
  const Ints ints = (Ints) _mm512_inserti64x4 (
      _mm512_castsi256_si512 (round_doubles (value.low, bits)),
      round_doubles (value.high, bits), 1);

  return bits == 24 ? at_least (ints, -(1 << 23)) : ints;
}

static inline Ints
floats_to_ints (Floats value, int bits)
{
  const float full = (float) (UINT32_C (1) << (bits - 1));
  const __mmask16 number = _mm512_cmp_ps_mask (value, value, _CMP_ORD_Q);
  const __m512 scaled = value * _mm512_set1_ps (full);
  __mmask16 too_much;
  __m512i ints;

  if (bits < 32) {
    ints = _mm512_maskz_cvtps_epi32 (
        number, _mm512_min_ps (scaled, _mm512_set1_ps (full - 1)));
    return bits == 24 ? at_least ((Ints) ints, -(1 << 23)) : (Ints) ints;
  }
  too_much = _mm512_cmp_ps_mask (scaled, _mm512_set1_ps (full), _CMP_GE_OQ);
  ints = _mm512_maskz_cvtps_epi32 (number, scaled);
  return (Ints) _mm512_mask_mov_epi32 (
      ints, too_much, _mm512_set1_epi32 (INT32_MAX));
}

#include "elements/dsp/convert/run.h"
#include "elements/dsp/convert/dither.h"
#include "elements/dsp/convert/rows-avx512.h"
#include "elements/dsp/convert/plain.h"

const RmgConvertKernels rmg_convert_kernels_avx512 = {
  KERNEL_ENTRIES,
};
