/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Kernels that are the same C for every instruction set: the compiler
 * vectorises them. Included by each file of kernels, after run.h.
 * Sizes and channel counts are constants wherever these are inlined. */

static ALWAYS_INLINE void
swap_sample (uint8_t *out, const uint8_t *in, size_t size)
{
  uint16_t two;
  uint32_t four;
  uint64_t eight;

  if (size == 2) {
    memcpy (&two, in, 2);
    two = __builtin_bswap16 (two);
    memcpy (out, &two, 2);
  } else if (size == 4) {
    memcpy (&four, in, 4);
    four = __builtin_bswap32 (four);
    memcpy (out, &four, 4);
  } else if (size == 8) {
    memcpy (&eight, in, 8);
    eight = __builtin_bswap64 (eight);
    memcpy (out, &eight, 8);
  } else {
    const uint8_t first = in[0];

    out[0] = in[size - 1];
    if (size == 3)
      out[1] = in[1];
    out[size - 1] = first;
  }
}

static ALWAYS_INLINE void
swap_run (void *out, const void *in, size_t n, size_t size)
{
  for (size_t i = 0; i < n; i++)
    swap_sample (
        (uint8_t *) out + i * size, (const uint8_t *) in + i * size, size);
}

static ALWAYS_INLINE void
interleave_fixed (uint8_t *restrict out, const void *const *planes,
    unsigned channels, size_t n, size_t size)
{
  const uint8_t *plane[8];

  for (unsigned c = 0; c < channels; c++)
    plane[c] = planes[c];
  for (size_t i = 0; i < n; i++)
    for (unsigned c = 0; c < channels; c++)
      memcpy (out + (i * channels + c) * size, plane[c] + i * size, size);
}

static ALWAYS_INLINE void
deinterleave_fixed (void *const *planes, const uint8_t *restrict in,
    unsigned channels, size_t n, size_t size)
{
  uint8_t *plane[8];

  for (unsigned c = 0; c < channels; c++)
    plane[c] = planes[c];
  for (size_t i = 0; i < n; i++)
    for (unsigned c = 0; c < channels; c++)
      memcpy (plane[c] + i * size, in + (i * channels + c) * size, size);
}

/* One channel after the other. The caller's blocks are small, so that every
 * frame is still in the cache when its last channel is read. */
static ALWAYS_INLINE void
interleave_strided (uint8_t *restrict out, const void *const *planes,
    unsigned channels, size_t n, size_t size)
{
  for (unsigned c = 0; c < channels; c++)
    for (size_t i = 0; i < n; i++)
      memcpy (out + (i * channels + c) * size,
          (const uint8_t *) planes[c] + i * size, size);
}

static ALWAYS_INLINE void
deinterleave_strided (void *const *planes, const uint8_t *restrict in,
    unsigned channels, size_t n, size_t size)
{
  for (unsigned c = 0; c < channels; c++)
    for (size_t i = 0; i < n; i++)
      memcpy ((uint8_t *) planes[c] + i * size, in + (i * channels + c) * size,
          size);
}

static ALWAYS_INLINE void
interleave_few (void *out, const void *const *planes, unsigned channels,
    size_t n, size_t size)
{
  if (!interleave_rows (out, planes, channels, n, size))
    interleave_fixed (out, planes, channels, n, size);
}

static ALWAYS_INLINE void
deinterleave_few (void *const *planes, const void *in, unsigned channels,
    size_t n, size_t size)
{
  if (!deinterleave_rows (planes, in, channels, n, size))
    deinterleave_fixed (planes, in, channels, n, size);
}

#define EACH_COUNT(X) X (2) X (3) X (4) X (5) X (6) X (7) X (8)

static ALWAYS_INLINE void
interleave_run (void *out, const void *const *planes, unsigned channels,
    size_t n, size_t size)
{
#define CASE(count)                                                            \
  case count:                                                                  \
    interleave_few (out, planes, count, n, size);                              \
    break;
  switch (channels) {
    EACH_COUNT (CASE)
    default:
      interleave_strided (out, planes, channels, n, size);
  }
#undef CASE
}

static ALWAYS_INLINE void
deinterleave_run (void *const *planes, const void *in, unsigned channels,
    size_t n, size_t size)
{
#define CASE(count)                                                            \
  case count:                                                                  \
    deinterleave_few (planes, in, count, n, size);                             \
    break;
  switch (channels) {
    EACH_COUNT (CASE)
    default:
      deinterleave_strided (planes, in, channels, n, size);
  }
#undef CASE
}

#define DEFINE_SIZE(size)                                                      \
  static void swap_##size (void *out, const void *in, size_t n)                \
  {                                                                            \
    swap_run (out, in, n, size);                                               \
  }                                                                            \
  static void interleave_##size (                                              \
      void *out, const void *const *planes, unsigned channels, size_t n)       \
  {                                                                            \
    interleave_run (out, planes, channels, n, size);                           \
  }                                                                            \
  static void deinterleave_##size (                                            \
      void *const *planes, const void *in, unsigned channels, size_t n)        \
  {                                                                            \
    deinterleave_run (planes, in, channels, n, size);                          \
  }

DEFINE_SIZE (1)
DEFINE_SIZE (2)
DEFINE_SIZE (3)
DEFINE_SIZE (4)
DEFINE_SIZE (8)

/* Samples at any alignment. */
typedef float AnyFloat __attribute__ ((aligned (1), may_alias));
typedef double AnyDouble __attribute__ ((aligned (1), may_alias));

static void
mean_of_two_f32 (void *out, const void *in, size_t n)
{
  const AnyFloat *read = in;
  AnyFloat *write = out;

  for (size_t i = 0; i < n; i++)
    write[i] = (read[2 * i] + read[2 * i + 1]) * 0.5f;
}

static void
mean_f32 (void *out, const void *const *planes, unsigned channels, size_t n)
{
  const AnyFloat *first = planes[0];
  AnyFloat *write = out;

  for (unsigned c = 1; c < channels; c++) {
    const AnyFloat *read = planes[c], *sum = c == 1 ? first : write;

    for (size_t i = 0; i < n; i++)
      write[i] = sum[i] + read[i];
  }
  for (size_t i = 0; i < n; i++)
    write[i] /= (float) channels;
}

static void
mean_of_two_f64 (void *out, const void *in, size_t n)
{
  const AnyDouble *read = in;
  AnyDouble *write = out;

  for (size_t i = 0; i < n; i++)
    write[i] = (read[2 * i] + read[2 * i + 1]) * 0.5;
}

static void
mean_f64 (void *out, const void *const *planes, unsigned channels, size_t n)
{
  const AnyDouble *first = planes[0];
  AnyDouble *write = out;

  for (unsigned c = 1; c < channels; c++) {
    const AnyDouble *read = planes[c], *sum = c == 1 ? first : write;

    for (size_t i = 0; i < n; i++)
      write[i] = sum[i] + read[i];
  }
  for (size_t i = 0; i < n; i++)
    write[i] /= (double) channels;
}

static void
add_scaled_f32 (void *sum, const void *in, double factor, size_t n)
{
  const AnyFloat *read = in;
  AnyFloat *write = sum;

  for (size_t i = 0; i < n; i++)
    write[i] += read[i] * (float) factor;
}

static void
add_scaled_f64 (void *sum, const void *in, double factor, size_t n)
{
  const AnyDouble *read = in;
  AnyDouble *write = sum;

  for (size_t i = 0; i < n; i++)
    write[i] += read[i] * factor;
}

/* The entries of a table after its name and its instruction set. */
#define KERNEL_ENTRIES                                                         \
  .run = { EACH_PAIR (RUN_ENTRY) },                                            \
  .swap = { swap_1, swap_2, swap_3, swap_4, swap_8 },                          \
  .interleave = { interleave_1, interleave_2, interleave_3, interleave_4,      \
    interleave_8 },                                                            \
  .deinterleave = { deinterleave_1, deinterleave_2, deinterleave_3,            \
    deinterleave_4, deinterleave_8 },                                          \
  .mean = { mean_f32, mean_f64 },                                              \
  .mean_of_two = { mean_of_two_f32, mean_of_two_f64 },                         \
  .mean_of_two_s16 = { EACH_TO (MEAN_ENTRY, S16) },                            \
  .add_scaled = { add_scaled_f32, add_scaled_f64 },                            \
  .dither = { { EACH_INT (DITHER_ENTRY, F32) },                                \
    { EACH_INT (DITHER_ENTRY, F64) } }
