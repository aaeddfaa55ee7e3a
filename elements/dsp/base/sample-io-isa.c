/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Plain loops that the compiler turns into vectors. */
#include "elements/dsp/base/isa.h"
#include "elements/dsp/base/sample.h"
#include "elements/dsp/base/sample-io.h"

#define ALWAYS_INLINE static inline __attribute__ ((always_inline))

/* Adding and taking away 1.5 * 2^(mantissa bits) rounds half to even, and
 * unlike rint() it does so in vectors of any instruction set. */
#define ROUND_F32 12582912.0f
#define ROUND_F64 6755399441055744.0

ALWAYS_INLINE int16_t
narrow_f32_s16 (float x)
{
  x = x == x ? x * 32768.0f : 0.0f;
  x = x < -32768.0f ? -32768.0f : x;
  x = x > 32767.0f ? 32767.0f : x;
  return (int16_t) (int) ((x + ROUND_F32) - ROUND_F32);
}

ALWAYS_INLINE double
round_to_integer (double x, double full_scale)
{
  x = x == x ? x * full_scale : 0.0;
  x = x < -full_scale ? -full_scale : x;
  x = x > full_scale - 1 ? full_scale - 1 : x;
  return (x + ROUND_F64) - ROUND_F64;
}

/* The format is a constant wherever these are inlined. */
ALWAYS_INLINE float
read_f32 (const void *samples, size_t i, RmgFormat format)
{
  return rmg_sample_read_f32 (
      (const char *) samples + i * rmg_format_size (format), format);
}

ALWAYS_INLINE double
read_f64 (const void *samples, size_t i, RmgFormat format)
{
  return rmg_sample_read_f64 (
      (const char *) samples + i * rmg_format_size (format), format);
}

ALWAYS_INLINE void
write_f32 (void *samples, size_t i, float x, RmgFormat format)
{
  if (format == RMG_FORMAT_S16)
    ((int16_t *) samples)[i] = narrow_f32_s16 (x);
  else
    ((float *) samples)[i] = x;
}

ALWAYS_INLINE void
write_f64 (void *samples, size_t i, double x, RmgFormat format)
{
  if (format == RMG_FORMAT_S16)
    ((int16_t *) samples)[i] = (int16_t) (int) round_to_integer (x, 32768.0);
  else if (format == RMG_FORMAT_S32)
    ((int32_t *) samples)[i] = (int32_t) round_to_integer (x, 2147483648.0);
  else if (format == RMG_FORMAT_F32)
    ((float *) samples)[i] = (float) x;
  else
    ((double *) samples)[i] = x;
}

ALWAYS_INLINE void
load (void *restrict packed, const void *restrict samples, size_t stride,
    size_t n, RmgFormat format, bool is_double)
{
  if (is_double)
    for (size_t i = 0; i < n; i++)
      ((double *) packed)[i] = read_f64 (samples, i * stride, format);
  else
    for (size_t i = 0; i < n; i++)
      ((float *) packed)[i] = read_f32 (samples, i * stride, format);
}

ALWAYS_INLINE void
store (void *restrict samples, size_t stride, const void *restrict packed,
    size_t n, RmgFormat format, bool is_double)
{
  if (is_double)
    for (size_t i = 0; i < n; i++)
      write_f64 (samples, i * stride, ((const double *) packed)[i], format);
  else
    for (size_t i = 0; i < n; i++)
      write_f32 (samples, i * stride, ((const float *) packed)[i], format);
}

/* With the usual strides as constants the compiler finds vectors. */
ALWAYS_INLINE void
load_any_stride (void *packed, const void *samples, size_t stride, size_t n,
    RmgFormat format, bool is_double)
{
  const RmgFormat working = is_double ? RMG_FORMAT_F64 : RMG_FORMAT_F32;

  if (stride == 1 && format == working)
    memcpy (packed, samples, n * rmg_format_size (format));
  else if (stride == 1)
    load (packed, samples, 1, n, format, is_double);
  else
    load (packed, samples, stride, n, format, is_double);
}

ALWAYS_INLINE void
store_any_stride (void *samples, size_t stride, const void *packed, size_t n,
    RmgFormat format, bool is_double)
{
  if (stride == 1)
    store (samples, 1, packed, n, format, is_double);
  else
    store (samples, stride, packed, n, format, is_double);
}

ALWAYS_INLINE void
load_pair (void *const *packed, const void *restrict samples, size_t stride,
    size_t n, RmgFormat format, bool is_double)
{
  float *restrict f32[] = { packed[0], packed[1] };
  double *restrict f64[] = { packed[0], packed[1] };

  for (size_t i = 0; i < n; i++)
    for (int c = 0; c < 2; c++)
      if (is_double)
        f64[c][i] = read_f64 (samples, i * stride + c, format);
      else
        f32[c][i] = read_f32 (samples, i * stride + c, format);
}

ALWAYS_INLINE void
store_pair (void *restrict samples, size_t stride, const void *const *packed,
    size_t n, RmgFormat format, bool is_double)
{
  const float *restrict f32[] = { packed[0], packed[1] };
  const double *restrict f64[] = { packed[0], packed[1] };

  for (size_t i = 0; i < n; i++)
    for (int c = 0; c < 2; c++)
      if (is_double)
        write_f64 (samples, i * stride + c, f64[c][i], format);
      else
        write_f32 (samples, i * stride + c, f32[c][i], format);
}

ALWAYS_INLINE void
load_pair_any_stride (void *const *packed, const void *samples, size_t stride,
    size_t n, RmgFormat format, bool is_double)
{
  if (stride == 2)
    load_pair (packed, samples, 2, n, format, is_double);
  else
    load_pair (packed, samples, stride, n, format, is_double);
}

ALWAYS_INLINE void
store_pair_any_stride (void *samples, size_t stride, const void *const *packed,
    size_t n, RmgFormat format, bool is_double)
{
  if (stride == 2)
    store_pair (samples, 2, packed, n, format, is_double);
  else
    store_pair (samples, stride, packed, n, format, is_double);
}

static void
load_s16_to_f32 (void *packed, const void *samples, size_t stride, size_t n)
{
  load_any_stride (packed, samples, stride, n, RMG_FORMAT_S16, false);
}

static void
store_s16_from_f32 (void *samples, size_t stride, const void *packed, size_t n)
{
  store_any_stride (samples, stride, packed, n, RMG_FORMAT_S16, false);
}

static void
load_pair_s16_to_f32 (
    void *const *packed, const void *samples, size_t stride, size_t n)
{
  load_pair_any_stride (packed, samples, stride, n, RMG_FORMAT_S16, false);
}

static void
store_pair_s16_from_f32 (
    void *samples, size_t stride, const void *const *packed, size_t n)
{
  store_pair_any_stride (samples, stride, packed, n, RMG_FORMAT_S16, false);
}

static void
load_s16_to_f64 (void *packed, const void *samples, size_t stride, size_t n)
{
  load_any_stride (packed, samples, stride, n, RMG_FORMAT_S16, true);
}

static void
store_s16_from_f64 (void *samples, size_t stride, const void *packed, size_t n)
{
  store_any_stride (samples, stride, packed, n, RMG_FORMAT_S16, true);
}

static void
load_pair_s16_to_f64 (
    void *const *packed, const void *samples, size_t stride, size_t n)
{
  load_pair_any_stride (packed, samples, stride, n, RMG_FORMAT_S16, true);
}

static void
store_pair_s16_from_f64 (
    void *samples, size_t stride, const void *const *packed, size_t n)
{
  store_pair_any_stride (samples, stride, packed, n, RMG_FORMAT_S16, true);
}

static void
load_s32_to_f64 (void *packed, const void *samples, size_t stride, size_t n)
{
  load_any_stride (packed, samples, stride, n, RMG_FORMAT_S32, true);
}

static void
store_s32_from_f64 (void *samples, size_t stride, const void *packed, size_t n)
{
  store_any_stride (samples, stride, packed, n, RMG_FORMAT_S32, true);
}

static void
load_pair_s32_to_f64 (
    void *const *packed, const void *samples, size_t stride, size_t n)
{
  load_pair_any_stride (packed, samples, stride, n, RMG_FORMAT_S32, true);
}

static void
store_pair_s32_from_f64 (
    void *samples, size_t stride, const void *const *packed, size_t n)
{
  store_pair_any_stride (samples, stride, packed, n, RMG_FORMAT_S32, true);
}

static void
load_f32_to_f32 (void *packed, const void *samples, size_t stride, size_t n)
{
  load_any_stride (packed, samples, stride, n, RMG_FORMAT_F32, false);
}

static void
store_f32_from_f32 (void *samples, size_t stride, const void *packed, size_t n)
{
  store_any_stride (samples, stride, packed, n, RMG_FORMAT_F32, false);
}

static void
load_pair_f32_to_f32 (
    void *const *packed, const void *samples, size_t stride, size_t n)
{
  load_pair_any_stride (packed, samples, stride, n, RMG_FORMAT_F32, false);
}

static void
store_pair_f32_from_f32 (
    void *samples, size_t stride, const void *const *packed, size_t n)
{
  store_pair_any_stride (samples, stride, packed, n, RMG_FORMAT_F32, false);
}

static void
load_f32_to_f64 (void *packed, const void *samples, size_t stride, size_t n)
{
  load_any_stride (packed, samples, stride, n, RMG_FORMAT_F32, true);
}

static void
store_f32_from_f64 (void *samples, size_t stride, const void *packed, size_t n)
{
  store_any_stride (samples, stride, packed, n, RMG_FORMAT_F32, true);
}

static void
load_pair_f32_to_f64 (
    void *const *packed, const void *samples, size_t stride, size_t n)
{
  load_pair_any_stride (packed, samples, stride, n, RMG_FORMAT_F32, true);
}

static void
store_pair_f32_from_f64 (
    void *samples, size_t stride, const void *const *packed, size_t n)
{
  store_pair_any_stride (samples, stride, packed, n, RMG_FORMAT_F32, true);
}

static void
load_f64_to_f64 (void *packed, const void *samples, size_t stride, size_t n)
{
  load_any_stride (packed, samples, stride, n, RMG_FORMAT_F64, true);
}

static void
store_f64_from_f64 (void *samples, size_t stride, const void *packed, size_t n)
{
  store_any_stride (samples, stride, packed, n, RMG_FORMAT_F64, true);
}

static void
load_pair_f64_to_f64 (
    void *const *packed, const void *samples, size_t stride, size_t n)
{
  load_pair_any_stride (packed, samples, stride, n, RMG_FORMAT_F64, true);
}

static void
store_pair_f64_from_f64 (
    void *samples, size_t stride, const void *const *packed, size_t n)
{
  store_pair_any_stride (samples, stride, packed, n, RMG_FORMAT_F64, true);
}

#define SAMPLE float
#define NAME(name) name##_f32
#include "elements/dsp/base/split-template.h"
#undef SAMPLE
#undef NAME

#define SAMPLE double
#define NAME(name) name##_f64
#include "elements/dsp/base/split-template.h"

const RmgSampleIo RMG_ISA_NAME (rmg_sample_io)[RMG_N_SAMPLE_IO] = {
  { RMG_FORMAT_S16, false, load_s16_to_f32, store_s16_from_f32,
      load_pair_s16_to_f32, store_pair_s16_from_f32, split_f32, merge_f32,
      are_finite_f32, reverse_f32 },
  { RMG_FORMAT_S16, true, load_s16_to_f64, store_s16_from_f64,
      load_pair_s16_to_f64, store_pair_s16_from_f64, split_f64, merge_f64,
      are_finite_f64, reverse_f64 },
  { RMG_FORMAT_S32, true, load_s32_to_f64, store_s32_from_f64,
      load_pair_s32_to_f64, store_pair_s32_from_f64, split_f64, merge_f64,
      are_finite_f64, reverse_f64 },
  { RMG_FORMAT_F32, false, load_f32_to_f32, store_f32_from_f32,
      load_pair_f32_to_f32, store_pair_f32_from_f32, split_f32, merge_f32,
      are_finite_f32, reverse_f32 },
  { RMG_FORMAT_F32, true, load_f32_to_f64, store_f32_from_f64,
      load_pair_f32_to_f64, store_pair_f32_from_f64, split_f64, merge_f64,
      are_finite_f64, reverse_f64 },
  { RMG_FORMAT_F64, true, load_f64_to_f64, store_f64_from_f64,
      load_pair_f64_to_f64, store_pair_f64_from_f64, split_f64, merge_f64,
      are_finite_f64, reverse_f64 },
};
