/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One sample at any address, in native byte order: the only place that knows how
 * the bytes of each format lie. Formats are constants wherever these functions
 * are inlined, so that loops over them become vectors. */
#pragma once

#include "elements/dsp/base/frames.h"

#include <string.h>

#define RMG_SAMPLE_INLINE static inline __attribute__ ((always_inline))

/* Bytes of a sample. */
static inline size_t
rmg_format_size (RmgFormat format)
{
  static const uint8_t sizes[] = { 1, 1, 2, 3, 4, 4, 4, 8 };

  return sizes[format];
}

/* Bits of an integer; of the significand of a float. */
static inline unsigned
rmg_format_bits (RmgFormat format)
{
  static const uint8_t bits[] = { 8, 8, 16, 24, 24, 32, 24, 53 };

  return bits[format];
}

/* Significant bits of rmg_sample_read_int(): 24 bits come in the upper ones of
 * 32, where no sign has to be extended. */
static inline unsigned
rmg_format_read_bits (RmgFormat format)
{
  return rmg_format_bits (format) == 24 ? 32 : rmg_format_bits (format);
}

/* Returns: an integer sample with rmg_format_read_bits() bits. */
RMG_SAMPLE_INLINE int32_t
rmg_sample_read_int (const void *at, RmgFormat format)
{
  const uint8_t *bytes = at;
  int16_t two;
  uint32_t four;

  switch (format) {
    case RMG_FORMAT_U8:
      return bytes[0] - 128;
    case RMG_FORMAT_S8:
      return (int8_t) bytes[0];
    case RMG_FORMAT_S16:
      memcpy (&two, at, sizeof two);
      return two;
    case RMG_FORMAT_S24:
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
      four = bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16;
#else
      four = bytes[2] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[0] << 16;
#endif
      return (int32_t) (four << 8);
    case RMG_FORMAT_S24_32:
      memcpy (&four, at, sizeof four);
      return (int32_t) (four << 8);
    default:
      memcpy (&four, at, sizeof four);
      return (int32_t) four;
  }
}

/* Writes an integer of rmg_format_bits() bits. */
RMG_SAMPLE_INLINE void
rmg_sample_write_int (void *at, int32_t value, RmgFormat format)
{
  const int16_t two = (int16_t) value;
  uint8_t *bytes = at;

  switch (format) {
    case RMG_FORMAT_U8:
      bytes[0] = (uint8_t) (value + 128);
      break;
    case RMG_FORMAT_S8:
      bytes[0] = (uint8_t) value;
      break;
    case RMG_FORMAT_S16:
      memcpy (at, &two, sizeof two);
      break;
    case RMG_FORMAT_S24:
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
      bytes[0] = (uint8_t) value;
      bytes[1] = (uint8_t) (value >> 8);
      bytes[2] = (uint8_t) (value >> 16);
#else
      bytes[2] = (uint8_t) value;
      bytes[1] = (uint8_t) (value >> 8);
      bytes[0] = (uint8_t) (value >> 16);
#endif
      break;
    default:
      memcpy (at, &value, sizeof value);
      break;
  }
}

/* Full scale of rmg_sample_read_int(). */
static inline double
rmg_format_full_scale (RmgFormat format)
{
  const unsigned bits = rmg_format_read_bits (format);

  return bits > 32 ? 1 : (double) (UINT32_C (1) << (bits - 1));
}

/* Returns: a sample, full scale 1. */
RMG_SAMPLE_INLINE double
rmg_sample_read_f64 (const void *at, RmgFormat format)
{
  const double scale = 1 / rmg_format_full_scale (format);
  float single;
  double value;

  if (format == RMG_FORMAT_F64) {
    memcpy (&value, at, sizeof value);
    return value;
  }
  if (format == RMG_FORMAT_F32) {
    memcpy (&single, at, sizeof single);
    return single;
  }
  return rmg_sample_read_int (at, format) * scale;
}

/* Returns: the same, rounded to single precision. */
RMG_SAMPLE_INLINE float
rmg_sample_read_f32 (const void *at, RmgFormat format)
{
  const float scale = (float) (1 / rmg_format_full_scale (format));
  float single;

  if (format == RMG_FORMAT_F32) {
    memcpy (&single, at, sizeof single);
    return single;
  }
  if (format == RMG_FORMAT_F64)
    return (float) rmg_sample_read_f64 (at, format);
  return (float) rmg_sample_read_int (at, format) * scale;
}
