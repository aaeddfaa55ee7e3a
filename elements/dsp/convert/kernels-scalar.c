/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The definition of every conversion, one sample at a time. */

#include "elements/dsp/convert/kernels.h"

#include <math.h>
#include <string.h>

#define LANES 1
#define VECTOR_BYTES 1

typedef int32_t Ints;
typedef float Floats;
typedef double Doubles;

static inline Ints
at_most (Ints value, int32_t most)
{
  return value > most ? most : value;
}

static inline Ints
load_ints (const uint8_t *p, RmgFormat format)
{
  int16_t two, second;
  uint32_t four;

  switch ((int) format) {
    case RMG_FORMAT_U8:
      return p[0] - 128;
    case RMG_FORMAT_S8:
      return (int8_t) p[0];
    case RMG_FORMAT_S16:
      memcpy (&two, p, 2);
      return two;
    case RMG_FORMAT_S24:
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
      four = p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16;
#else
      four = p[2] | (uint32_t) p[1] << 8 | (uint32_t) p[0] << 16;
#endif
      return (int32_t) (four << 8);
    case RMG_FORMAT_S24_32:
      memcpy (&four, p, 4);
      return (int32_t) (four << 8);
    case RMG_FORMAT_S16_SUM:
      memcpy (&two, p, 2);
      memcpy (&second, p + 2, 2);
      return two + second;
    default:
      memcpy (&four, p, 4);
      return (int32_t) four;
  }
}

/* Eight and sixteen bits are saturated here; wider values come in range. */
static inline void
store_ints (uint8_t *p, Ints value, RmgFormat format)
{
  const int32_t most = format == RMG_FORMAT_S16 ? INT16_MAX : INT8_MAX;
  const int32_t near = value > most ? most : value < ~most ? ~most : value;
  const int16_t two = (int16_t) near;

  switch (format) {
    case RMG_FORMAT_U8:
      p[0] = (uint8_t) (near + 128);
      break;
    case RMG_FORMAT_S8:
      p[0] = (uint8_t) near;
      break;
    case RMG_FORMAT_S16:
      memcpy (p, &two, 2);
      break;
    case RMG_FORMAT_S24:
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
      p[0] = (uint8_t) value;
      p[1] = (uint8_t) (value >> 8);
      p[2] = (uint8_t) (value >> 16);
#else
      p[2] = (uint8_t) value;
      p[1] = (uint8_t) (value >> 8);
      p[0] = (uint8_t) (value >> 16);
#endif
      break;
    default:
      memcpy (p, &value, 4);
      break;
  }
}

static inline void
store_pair (uint8_t *p, Ints low, Ints high)
{
  store_ints (p, low, RMG_FORMAT_S16);
  store_ints (p + 2, high, RMG_FORMAT_S16);
}

static inline Ints
subtract_halves (Ints words)
{
  return (int16_t) words - (int16_t) (words >> 16);
}

static inline Floats
load_floats (const uint8_t *p)
{
  float value;

  memcpy (&value, p, 4);
  return value;
}

static inline Floats
load_floats_once (const uint8_t *p)
{
  return load_floats (p);
}

static inline Ints
get_bits (Floats value)
{
  Ints bits;

  memcpy (&bits, &value, 4);
  return bits;
}

static inline void
store_floats (uint8_t *p, Floats value)
{
  memcpy (p, &value, 4);
}

static inline Doubles
load_doubles (const uint8_t *p)
{
  double value;

  memcpy (&value, p, 8);
  return value;
}

static inline void
store_doubles (uint8_t *p, Doubles value)
{
  memcpy (p, &value, 8);
}

static inline Floats
ints_to_floats (Ints value, float scale)
{
  return (float) value * scale;
}

static inline Doubles
ints_to_doubles (Ints value, double scale)
{
  return value * scale;
}

static inline Doubles
load_as_doubles (const uint8_t *p)
{
  return load_floats (p);
}

static inline void
store_as_floats (uint8_t *p, Doubles value)
{
  store_floats (p, (float) value);
}

static inline Floats
scale_floats (Floats value, float factor)
{
  return value * factor;
}

static inline bool
has_bit_30 (Ints value)
{
  return value >> 30 & 1;
}

static inline Floats
add_to_floats (Floats value, Ints noise, float unit)
{
  return value + (float) noise * unit;
}

static inline Doubles
add_to_doubles (Doubles value, Ints noise, double unit)
{
  return value + noise * unit;
}

static inline Ints
round_floats (Floats value)
{
  return (Ints) lrintf (value);
}

/* Half to even in the rounding mode every thread starts with, saturated to
 * that many bits; NaN is silence. */
static inline Ints
doubles_to_ints (Doubles value, int bits)
{
  const double full = (double) (UINT32_C (1) << (bits - 1));
  double scaled = value * full;

  scaled = scaled < full - 1 ? scaled : full - 1;
  scaled = scaled > -full ? scaled : -full;
  return value == value ? (int32_t) lrint (scaled) : 0;
}

/* A float is a double whose product with full scale is exact either way. */
static inline Ints
floats_to_ints (Floats value, int bits)
{
  return doubles_to_ints (value, bits);
}

#include "elements/dsp/convert/run.h"
#include "elements/dsp/convert/dither.h"

#define ROW_BYTES 1
#include "elements/dsp/convert/rows.h"

/* The definition is in convert-plain.h. */
static ALWAYS_INLINE size_t
count_row_frames (unsigned channels, size_t size)
{
  return 0;
}

static ALWAYS_INLINE void
move_row (const Rows *move, unsigned channels, size_t at, size_t size)
{
}

#include "elements/dsp/convert/plain.h"

const RmgConvertKernels rmg_convert_kernels_scalar = {
  KERNEL_ENTRIES,
};
