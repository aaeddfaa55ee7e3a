/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The operations of kernels-scalar.c on four samples at a time, for every x86-64
 * processor. */

#include "elements/dsp/convert/kernels.h"

#include <emmintrin.h>
#include <string.h>

#define LANES 4
#define VECTOR_BYTES 16

typedef int32_t Ints __attribute__ ((vector_size (16)));
typedef __m128 Floats;
typedef struct
{
  __m128d low, high;
} Doubles;

/* b where the mask is set. */
static inline Ints
choose_ints (Ints mask, Ints a, Ints b)
{
  return (a & ~mask) | (b & mask);
}

static inline Ints
at_most (Ints value, int32_t most)
{
  return choose_ints (value > most, value, (Ints) _mm_set1_epi32 (most));
}

static inline Ints
at_least (Ints value, int32_t least)
{
  return choose_ints (value < least, value, (Ints) _mm_set1_epi32 (least));
}

static inline __m128i
load_4_bytes (const uint8_t *p)
{
  int32_t four;

  memcpy (&four, p, 4);
  return _mm_cvtsi32_si128 (four);
}

static inline void
store_4_bytes (uint8_t *p, __m128i value)
{
  const int32_t four = _mm_cvtsi128_si32 (value);

  memcpy (p, &four, 4);
}

static inline __m128i
load_8_bytes (const uint8_t *p)
{
  return _mm_loadl_epi64 ((const __m128i *) p);
}

static inline void
store_8_bytes (uint8_t *p, __m128i value)
{
  _mm_storel_epi64 ((__m128i *) p, value);
}

/* 12 bytes to the upper three bytes of each lane. */
static inline Ints
load_packed (const uint8_t *p)
{
  const __m128i all =
      _mm_unpacklo_epi64 (load_8_bytes (p), load_4_bytes (p + 8));
  const __m128i low = _mm_unpacklo_epi32 (all, _mm_srli_si128 (all, 3));
  const __m128i high =
      _mm_unpacklo_epi32 (_mm_srli_si128 (all, 6), _mm_srli_si128 (all, 9));

  return (Ints) _mm_slli_epi32 (_mm_unpacklo_epi64 (low, high), 8);
}

/* The lower three bytes of each lane to 12 bytes. */
static inline void
store_packed (uint8_t *p, Ints value)
{
  const __m128i even = _mm_set1_epi64x (0xffffff);
  const __m128i odd = _mm_set1_epi64x (INT64_C (0xffffff000000));
  const __m128i pairs = _mm_or_si128 (_mm_and_si128 ((__m128i) value, even),
      _mm_and_si128 (_mm_srli_epi64 ((__m128i) value, 8), odd));
  const __m128i high = _mm_unpackhi_epi64 (pairs, pairs);

  store_8_bytes (p, _mm_or_si128 (pairs, _mm_slli_epi64 (high, 48)));
  store_4_bytes (p + 8, _mm_srli_epi64 (high, 16));
}

/* Each of the low eight bytes, and of the low four words, twice. */
static inline __m128i
double_bytes (__m128i value)
{
  return _mm_unpacklo_epi8 (value, value);
}

static inline __m128i
double_words (__m128i value)
{
  return _mm_unpacklo_epi16 (value, value);
}

/* Sums of neighbours of 16 bits. */
static inline Ints
load_sums (const uint8_t *p)
{
  return (Ints) _mm_madd_epi16 (
      _mm_loadu_si128 ((const __m128i *) p), _mm_set1_epi16 (1));
}

static inline Ints
load_ints (const uint8_t *p, RmgFormat format)
{
  switch (format) {
    case RMG_FORMAT_U8:
      return (Ints) _mm_srli_epi32 (
                 double_words (double_bytes (load_4_bytes (p))), 24) -
          128;
    case RMG_FORMAT_S8:
      return (Ints) _mm_srai_epi32 (
          double_words (double_bytes (load_4_bytes (p))), 24);
    case RMG_FORMAT_S16:
      return (Ints) _mm_srai_epi32 (double_words (load_8_bytes (p)), 16);
    case RMG_FORMAT_S24:
      return load_packed (p);
    case RMG_FORMAT_S24_32:
      return (Ints) _mm_slli_epi32 (_mm_loadu_si128 ((const __m128i *) p), 8);
    default:
      return (Ints) _mm_loadu_si128 ((const __m128i *) p);
  }
}

static inline __m128i
saturate_16 (Ints low, Ints high)
{
  return _mm_packs_epi32 ((__m128i) low, (__m128i) high);
}

static inline void
store_ints (uint8_t *p, Ints value, RmgFormat format)
{
  const __m128i zero = _mm_setzero_si128 ();

  switch (format) {
    case RMG_FORMAT_U8:
      value += 128;
      store_4_bytes (p, _mm_packus_epi16 (saturate_16 (value, value), zero));
      break;
    case RMG_FORMAT_S8:
      store_4_bytes (p, _mm_packs_epi16 (saturate_16 (value, value), zero));
      break;
    case RMG_FORMAT_S24:
      store_packed (p, value);
      break;
    default:
      _mm_storeu_si128 ((__m128i *) p, (__m128i) value);
      break;
  }
}

/* Eight samples to 16 bits. */
static inline void
store_pair (uint8_t *p, Ints low, Ints high)
{
  _mm_storeu_si128 ((__m128i *) p, saturate_16 (low, high));
}

static inline Ints
subtract_halves (Ints words)
{
  return (Ints) _mm_madd_epi16 (
      (__m128i) words, _mm_set1_epi32 ((int32_t) 0xffff0001));
}

static inline Floats
load_floats (const uint8_t *p)
{
  return _mm_loadu_ps ((const float *) p);
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
  _mm_storeu_ps ((float *) p, value);
}

static inline Doubles
load_doubles (const uint8_t *p)
{
  return (Doubles){ _mm_loadu_pd ((const double *) p),
    _mm_loadu_pd ((const double *) p + 2) };
}

static inline void
store_doubles (uint8_t *p, Doubles value)
{
  _mm_storeu_pd ((double *) p, value.low);
  _mm_storeu_pd ((double *) p + 2, value.high);
}

static inline Floats
ints_to_floats (Ints value, float scale)
{
  return _mm_cvtepi32_ps ((__m128i) value) * _mm_set1_ps (scale);
}

static inline Doubles
ints_to_doubles (Ints value, double scale)
{
  const __m128d factor = _mm_set1_pd (scale);
  const __m128i high = _mm_unpackhi_epi64 ((__m128i) value, (__m128i) value);

  return (Doubles){ _mm_cvtepi32_pd ((__m128i) value) * factor,
    _mm_cvtepi32_pd (high) * factor };
}

static inline Doubles
load_as_doubles (const uint8_t *p)
{
  const Floats value = load_floats (p);

  return (Doubles){ _mm_cvtps_pd (value),
    _mm_cvtps_pd (_mm_movehl_ps (value, value)) };
}

static inline void
store_as_floats (uint8_t *p, Doubles value)
{
  store_floats (
      p, _mm_movelh_ps (_mm_cvtpd_ps (value.low), _mm_cvtpd_ps (value.high)));
}

static inline Floats
scale_floats (Floats value, float factor)
{
  return value * _mm_set1_ps (factor);
}

static inline bool
has_bit_30 (Ints value)
{
  return _mm_movemask_ps (_mm_castsi128_ps ((__m128i) (value << 1))) != 0;
}

static inline Floats
add_to_floats (Floats value, Ints noise, float unit)
{
  return value + ints_to_floats (noise, unit);
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
  return (Ints) _mm_cvtps_epi32 (value);
}

static inline __m128i
round_doubles (__m128d value, int bits)
{
  const double full = (double) (UINT32_C (1) << (bits - 1));
  const __m128d number = _mm_cmpord_pd (value, value);
  const __m128d scaled =
      _mm_min_pd (value * _mm_set1_pd (full), _mm_set1_pd (full - 1));

  return _mm_cvtpd_epi32 (_mm_and_pd (scaled, number));
}

/* Below the range the processor returns the lowest integer: this limits the upper
 * end, and for 24 bits, which have no saturating store, the lower end too. */
static inline Ints
doubles_to_ints (Doubles value, int bits)
{
  const Ints ints = (Ints) _mm_unpacklo_epi64 (
      round_doubles (value.low, bits), round_doubles (value.high, bits));

  return bits == 24 ? at_least (ints, -(1 << 23)) : ints;
}

static inline Ints
floats_to_ints (Floats value, int bits)
{
  const float full = (float) (UINT32_C (1) << (bits - 1));
  const __m128 number = _mm_cmpord_ps (value, value);
  const __m128 scaled = _mm_and_ps (value * _mm_set1_ps (full), number);
  __m128i ints;

  if (bits < 32) {
    const __m128 most = _mm_min_ps (scaled, _mm_set1_ps (full - 1));

    return (Ints) _mm_cvtps_epi32 (
        bits == 24 ? _mm_max_ps (most, _mm_set1_ps (-full)) : most);
  }
  /* 2^31 - 1 is not a float: too large values become INT32_MIN, and its
   * complement is the highest integer. */
  ints = _mm_castps_si128 (_mm_cmpge_ps (scaled, _mm_set1_ps (full)));
  return (Ints) _mm_xor_si128 (_mm_cvtps_epi32 (scaled), ints);
}

#include "elements/dsp/convert/run.h"
#include "elements/dsp/convert/dither.h"

typedef __m128i Tile;
#define TILE_OP(name) _mm_##name

static ALWAYS_INLINE Tile
load_lanes (const uint8_t *p, size_t apart, size_t n)
{
  return n == 8 ? load_8_bytes (p) : _mm_loadu_si128 ((const __m128i *) p);
}

static ALWAYS_INLINE void
store_lanes (uint8_t *p, size_t apart, size_t n, Tile tile)
{
  if (n == 8)
    store_8_bytes (p, tile);
  else
    _mm_storeu_si128 ((__m128i *) p, tile);
}

#include "elements/dsp/convert/rows-tiles.h"
#include "elements/dsp/convert/plain.h"

const RmgConvertKernels rmg_convert_kernels_sse2 = {
  KERNEL_ENTRIES,
};
