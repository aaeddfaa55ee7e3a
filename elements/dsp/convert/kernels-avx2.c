/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The operations of convert-scalar.c on eight samples at a time. */

#include "elements/dsp/convert/kernels.h"

#include <immintrin.h>
#include <string.h>

#define LANES 8
#define VECTOR_BYTES 32

typedef int32_t Ints __attribute__ ((vector_size (32)));
typedef __m256 Floats;
typedef struct
{
  __m256d low, high;
} Doubles;

static inline Ints
at_most (Ints value, int32_t most)
{
  return (Ints) _mm256_min_epi32 ((__m256i) value, _mm256_set1_epi32 (most));
}

static inline Ints
at_least (Ints value, int32_t least)
{
  return (Ints) _mm256_max_epi32 ((__m256i) value, _mm256_set1_epi32 (least));
}

/* 24 bytes to the upper three bytes of each lane. The second half is read
 * from byte 8, so that nothing beyond the 24th byte is touched. */
static inline Ints
load_packed (const uint8_t *p)
{
  const __m256i spread =
      _mm256_setr_epi8 (-1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11,
          -1, 4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15);
  const __m128i low = _mm_loadu_si128 ((const __m128i *) p);
  const __m128i high = _mm_loadu_si128 ((const __m128i *) (p + 8));

  return (Ints) _mm256_shuffle_epi8 (_mm256_set_m128i (high, low), spread);
}

/* The lower three bytes of each lane to 24 bytes. */
static inline void
store_packed (uint8_t *p, Ints value)
{
  const __m256i gather =
      _mm256_setr_epi8 (0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1,
          0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
  const __m256i join = _mm256_setr_epi32 (0, 1, 2, 4, 5, 6, 7, 7);
  const __m256i packed = _mm256_permutevar8x32_epi32 (
      _mm256_shuffle_epi8 ((__m256i) value, gather), join);

  _mm_storeu_si128 ((__m128i *) p, _mm256_castsi256_si128 (packed));
  _mm_storel_epi64 ((__m128i *) (p + 16), _mm256_extracti128_si256 (packed, 1));
}

/* Sums of neighbours of 16 bits. */
static inline Ints
load_sums (const uint8_t *p)
{
  return (Ints) _mm256_madd_epi16 (
      _mm256_loadu_si256 ((const __m256i *) p), _mm256_set1_epi16 (1));
}

static inline Ints
load_ints (const uint8_t *p, RmgFormat format)
{
  switch (format) {
    case RMG_FORMAT_U8:
      return (Ints) _mm256_cvtepu8_epi32 (
                 _mm_loadl_epi64 ((const __m128i *) p)) -
          128;
    case RMG_FORMAT_S8:
      return (Ints) _mm256_cvtepi8_epi32 (
          _mm_loadl_epi64 ((const __m128i *) p));
    case RMG_FORMAT_S16:
      return (Ints) _mm256_cvtepi16_epi32 (
          _mm_loadu_si128 ((const __m128i *) p));
    case RMG_FORMAT_S24:
      return load_packed (p);
    case RMG_FORMAT_S24_32:
      return (Ints) _mm256_slli_epi32 (
          _mm256_loadu_si256 ((const __m256i *) p), 8);
    default:
      return (Ints) _mm256_loadu_si256 ((const __m256i *) p);
  }
}

static inline __m128i
saturate_16 (Ints value)
{
  return _mm_packs_epi32 (_mm256_castsi256_si128 ((__m256i) value),
      _mm256_extracti128_si256 ((__m256i) value, 1));
}

static inline void
store_ints (uint8_t *p, Ints value, RmgFormat format)
{
  const __m128i zero = _mm_setzero_si128 ();

  switch (format) {
    case RMG_FORMAT_U8:
      _mm_storel_epi64 (
          (__m128i *) p, _mm_packus_epi16 (saturate_16 (value + 128), zero));
      break;
    case RMG_FORMAT_S8:
      _mm_storel_epi64 (
          (__m128i *) p, _mm_packs_epi16 (saturate_16 (value), zero));
      break;
    case RMG_FORMAT_S24:
      store_packed (p, value);
      break;
    default:
      _mm256_storeu_si256 ((__m256i *) p, (__m256i) value);
      break;
  }
}

/* Sixteen samples to 16 bits. */
static inline void
store_pair (uint8_t *p, Ints low, Ints high)
{
  const __m256i mixed = _mm256_packs_epi32 ((__m256i) low, (__m256i) high);

  _mm256_storeu_si256 ((__m256i *) p,
      _mm256_permute4x64_epi64 (mixed, _MM_SHUFFLE (3, 1, 2, 0)));
}

static inline Ints
subtract_halves (Ints words)
{
  return (Ints) _mm256_madd_epi16 (
      (__m256i) words, _mm256_set1_epi32 ((int32_t) 0xffff0001));
}

static inline Floats
load_floats (const uint8_t *p)
{
  return _mm256_loadu_ps ((const float *) p);
}

/* For values with several uses: otherwise the compiler reads memory for each
 * use, and loads that cross cache lines are expensive. */
static inline Floats
load_floats_once (const uint8_t *p)
{
  Floats value = load_floats (p);

  __asm__("" : "+x"(value));
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
  _mm256_storeu_ps ((float *) p, value);
}

static inline Doubles
load_doubles (const uint8_t *p)
{
  return (Doubles){ _mm256_loadu_pd ((const double *) p),
    _mm256_loadu_pd ((const double *) p + 4) };
}

static inline void
store_doubles (uint8_t *p, Doubles value)
{
  _mm256_storeu_pd ((double *) p, value.low);
  _mm256_storeu_pd ((double *) p + 4, value.high);
}

static inline Floats
ints_to_floats (Ints value, float scale)
{
  return _mm256_cvtepi32_ps ((__m256i) value) * _mm256_set1_ps (scale);
}

static inline Doubles
ints_to_doubles (Ints value, double scale)
{
  const __m256d factor = _mm256_set1_pd (scale);
  const __m128i low = _mm256_castsi256_si128 ((__m256i) value);
  const __m128i high = _mm256_extracti128_si256 ((__m256i) value, 1);

  return (Doubles){ _mm256_cvtepi32_pd (low) * factor,
    _mm256_cvtepi32_pd (high) * factor };
}

static inline Doubles
load_as_doubles (const uint8_t *p)
{
  return (Doubles){ _mm256_cvtps_pd (_mm_loadu_ps ((const float *) p)),
    _mm256_cvtps_pd (_mm_loadu_ps ((const float *) p + 4)) };
}

static inline void
store_as_floats (uint8_t *p, Doubles value)
{
  _mm_storeu_ps ((float *) p, _mm256_cvtpd_ps (value.low));
  _mm_storeu_ps ((float *) p + 4, _mm256_cvtpd_ps (value.high));
}

static inline Floats
scale_floats (Floats value, float factor)
{
  return value * _mm256_set1_ps (factor);
}

static inline bool
has_bit_30 (Ints value)
{
  return !_mm256_testz_si256 ((__m256i) value, _mm256_set1_epi32 (1 << 30));
}

static inline Floats
add_to_floats (Floats value, Ints noise, float unit)
{
  return _mm256_fmadd_ps (
      _mm256_cvtepi32_ps ((__m256i) noise), _mm256_set1_ps (unit), value);
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
  return (Ints) _mm256_cvtps_epi32 (value);
}

static inline __m128i
round_doubles (__m256d value, int bits)
{
  const double full = (double) (UINT32_C (1) << (bits - 1));
  const __m256d number = _mm256_cmp_pd (value, value, _CMP_ORD_Q);
  const __m256d scaled =
      _mm256_min_pd (value * _mm256_set1_pd (full), _mm256_set1_pd (full - 1));

  return _mm256_cvtpd_epi32 (_mm256_and_pd (scaled, number));
}

/* Below the range the processor returns the lowest integer: this limits the upper
 * end, and for 24 bits, which have no saturating store, the lower end too. */
static inline Ints
doubles_to_ints (Doubles value, int bits)
{
  const Ints ints = (Ints) _mm256_set_m128i (
      round_doubles (value.high, bits), round_doubles (value.low, bits));

  return bits == 24 ? at_least (ints, -(1 << 23)) : ints;
}

static inline Ints
floats_to_ints (Floats value, int bits)
{
  const float full = (float) (UINT32_C (1) << (bits - 1));
  const __m256 number = _mm256_cmp_ps (value, value, _CMP_ORD_Q);
  const __m256 scaled = _mm256_and_ps (value * _mm256_set1_ps (full), number);
  __m256i ints;

  if (bits < 32) {
    ints =
        _mm256_cvtps_epi32 (_mm256_min_ps (scaled, _mm256_set1_ps (full - 1)));
    return bits == 24 ? at_least ((Ints) ints, -(1 << 23)) : (Ints) ints;
  }
  /* 2^31 - 1 is not a float: too large values become INT32_MIN, and its
   * complement is the highest integer. */
  ints = _mm256_castps_si256 (
      _mm256_cmp_ps (scaled, _mm256_set1_ps (full), _CMP_GE_OQ));
  return (Ints) _mm256_xor_si256 (_mm256_cvtps_epi32 (scaled), ints);
}

#include "elements/dsp/convert/run.h"
#include "elements/dsp/convert/dither.h"

typedef __m256i Tile;
#define TILE_OP(name) _mm256_##name

static ALWAYS_INLINE Tile
load_lanes (const uint8_t *p, size_t apart, size_t n)
{
  const uint8_t *second = p + apart;

  if (n == 8)
    return _mm256_set_m128i (_mm_loadl_epi64 ((const __m128i *) second),
        _mm_loadl_epi64 ((const __m128i *) p));
  return _mm256_set_m128i (_mm_loadu_si128 ((const __m128i *) second),
      _mm_loadu_si128 ((const __m128i *) p));
}

static ALWAYS_INLINE void
store_lanes (uint8_t *p, size_t apart, size_t n, Tile tile)
{
  const __m128i low = _mm256_castsi256_si128 (tile);
  const __m128i high = _mm256_extracti128_si256 (tile, 1);

  if (n == 8) {
    _mm_storel_epi64 ((__m128i *) p, low);
    _mm_storel_epi64 ((__m128i *) (p + apart), high);
  } else if (apart == 16) {
    _mm256_storeu_si256 ((__m256i *) p, tile);
  } else {
    _mm_storeu_si128 ((__m128i *) p, low);
    _mm_storeu_si128 ((__m128i *) (p + apart), high);
  }
}

#include "elements/dsp/convert/rows-tiles.h"
#include "elements/dsp/convert/plain.h"

const RmgConvertKernels rmg_convert_kernels_avx2 = {
  KERNEL_ENTRIES,
};
