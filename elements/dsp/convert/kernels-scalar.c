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
  return rmg_sample_read_int (p, format);
}

static inline Ints
load_sums (const uint8_t *p)
{
  return load_ints (p, RMG_FORMAT_S16) + load_ints (p + 2, RMG_FORMAT_S16);
}

/* Eight and sixteen bits are saturated here; wider values come in range. */
static inline void
store_ints (uint8_t *p, Ints value, RmgFormat format)
{
  const int32_t most = format == RMG_FORMAT_S16 ? INT16_MAX : INT8_MAX;
  const int32_t near = value > most ? most : value < ~most ? ~most : value;

  rmg_sample_write_int (
      p, rmg_format_bits (format) <= 16 ? near : value, format);
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
