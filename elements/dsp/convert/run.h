/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Every pair of formats over one set of lanes. The includer has
 * defined LANES, the types Ints, Floats and Doubles of that many numbers with
 * the operations used below, and VECTOR_BYTES, the best alignment of
 * stores; LANES is 1 in the scalar file, whose operations are the
 * definition of all others.
 *
 * Integers are 32-bit lanes: load_ints() returns LOADED_BITS significant
 * bits, store_ints() stores the bits of the format. A number of b bits represents
 * its value over 2^(b-1). */

#define ALWAYS_INLINE inline __attribute__ ((always_inline))

/* Samples of a format, or sums of two samples of S16: 17 bits each. */
typedef struct
{
  RmgFormat format;
  bool is_sum;
} Source;

static ALWAYS_INLINE size_t
source_size (Source from)
{
  return rmg_format_size (from.format) << from.is_sum;
}

static ALWAYS_INLINE int
source_bits (Source from)
{
  return (int) rmg_format_bits (from.format) + from.is_sum;
}

/* A packed format is loaded where shuffling it costs least: on the left. */
static ALWAYS_INLINE int
loaded_bits (Source from)
{
  return (int) rmg_format_read_bits (from.format) + from.is_sum;
}

static ALWAYS_INLINE Ints
load_source (const uint8_t *in, Source from)
{
  return from.is_sum ? load_sums (in) : load_ints (in, from.format);
}

static ALWAYS_INLINE double
full_scale (int bits)
{
  return (double) (UINT32_C (1) << (bits - 1));
}

/* Half to even, of 32 bits. */
static ALWAYS_INLINE Ints
narrow (Ints value, int shift)
{
  const int32_t below_half = (INT32_C (1) << (shift - 1)) - 1;
  const int32_t fraction_mask = below_half * 2 + 1;
  const Ints whole = value >> shift;
  const Ints carry = (value & fraction_mask) + below_half + (whole & 1);

  return whole + (carry >> shift);
}

/* Half to even, of 24 bits at most, which are exact in floats. */
static ALWAYS_INLINE Ints
narrow_in_floats (Ints value, int shift)
{
  return round_floats (ints_to_floats (value, 1.0f / (float) (1 << shift)));
}

/* Rounding up may pass the highest integer by one, which stores of 8 and of 16
 * bits stop. */
static ALWAYS_INLINE Ints
rescale (Ints value, Source from, RmgFormat to)
{
  const int have = loaded_bits (from), want = (int) rmg_format_bits (to);

  if (want >= have)
    return value * (INT32_C (1) << (want - have));
  if (source_bits (from) <= want)
    return value >> (have - want);
  if (source_bits (from) <= 24)
    return narrow_in_floats (value, have - want);
  value = narrow (value, have - want);
  return want <= 16
      ? value
      : at_most (value, (int32_t) ((UINT32_C (1) << (want - 1)) - 1));
}

/* Whole lanes of a format as the numbers that their conversion passes by. */
static ALWAYS_INLINE Ints
to_ints (const uint8_t *in, Source from, RmgFormat to)
{
  const int bits = (int) rmg_format_bits (to);

  if (from.format == RMG_FORMAT_F64)
    return doubles_to_ints (load_doubles (in), bits);
  if (from.format == RMG_FORMAT_F32)
    return floats_to_ints (load_floats (in), bits);
  return rescale (load_source (in, from), from, to);
}

static ALWAYS_INLINE Floats
to_floats (const uint8_t *in, Source from)
{
  const double scale = 1 / full_scale (loaded_bits (from));

  if (from.format == RMG_FORMAT_F32)
    return load_floats (in);
  return ints_to_floats (load_source (in, from), (float) scale);
}

static ALWAYS_INLINE Doubles
to_doubles (const uint8_t *in, Source from)
{
  const double scale = 1 / full_scale (loaded_bits (from));

  if (from.format == RMG_FORMAT_F64)
    return load_doubles (in);
  if (from.format == RMG_FORMAT_F32)
    return load_as_doubles (in);
  return ints_to_doubles (load_source (in, from), scale);
}

/* Samples that are written at once: registers of few bits go in pairs. */
static ALWAYS_INLINE size_t
count_unit (RmgFormat to)
{
  return rmg_format_bits (to) <= 16 ? 2 * LANES : LANES;
}

static ALWAYS_INLINE void
store_two (uint8_t *out, Ints low, Ints high, RmgFormat to)
{
  if (to == RMG_FORMAT_S16) {
    store_pair (out, low, high);
  } else {
    store_ints (out, low, to);
    store_ints (out + LANES * rmg_format_size (to), high, to);
  }
}

/* Floats below 2 in magnitude need only a saturating store. The highest bit of
 * their exponent is 0; that of infinities and NaN is 1.
 * Returns: false, without any work, if a number in 1 or 4 units is larger */
static ALWAYS_INLINE bool
convert_small (uint8_t *out, const uint8_t *in, size_t n_units, RmgFormat to)
{
  const float full = (float) full_scale ((int) rmg_format_bits (to));
  const size_t n = n_units * count_unit (to) / LANES;
  const size_t out_step = LANES * rmg_format_size (to);
  Floats values[8];
  Ints bits = get_bits (values[0] = load_floats_once (in));

  for (size_t i = 1; i < n; i++)
    bits |= get_bits (values[i] = load_floats_once (in + i * LANES * 4));
  if (has_bit_30 (bits))
    return false;
  for (size_t i = 0; i < n; i += 2)
    store_two (out + i * out_step,
        round_floats (scale_floats (values[i], full)),
        round_floats (scale_floats (values[i + 1], full)), to);
  return true;
}

/* Reads all of its input before it writes, so that both may be the same. */
static ALWAYS_INLINE void
convert_unit (uint8_t *out, const uint8_t *in, Source from, RmgFormat to)
{
  if (to == RMG_FORMAT_F64)
    store_doubles (out, to_doubles (in, from));
  else if (to == RMG_FORMAT_F32 && from.format == RMG_FORMAT_F64)
    store_as_floats (out, load_doubles (in));
  else if (to == RMG_FORMAT_F32)
    store_floats (out, to_floats (in, from));
  else if (rmg_format_bits (to) > 16)
    store_ints (out, to_ints (in, from, to), to);
  else if (from.format != RMG_FORMAT_F32 || !convert_small (out, in, 1, to))
    store_two (out, to_ints (in, from, to),
        to_ints (in + LANES * source_size (from), from, to), to);
}

static ALWAYS_INLINE void
convert_four_units (uint8_t *out, const uint8_t *in, Source from, RmgFormat to)
{
  const size_t unit = count_unit (to);

  if (from.format == RMG_FORMAT_F32 && unit > LANES &&
      convert_small (out, in, 4, to))
    return;
  for (size_t i = 0; i < 4 * unit; i += unit)
    convert_unit (
        out + i * rmg_format_size (to), in + i * source_size (from), from, to);
}

/* Whole units of [first, n).
 * Returns: the first sample that is left. */
static ALWAYS_INLINE size_t
convert_units (uint8_t *out, const uint8_t *in, const size_t range[2],
    Source from, RmgFormat to)
{
  const size_t in_size = source_size (from), unit = count_unit (to);
  const size_t out_size = rmg_format_size (to), n = range[1];
  size_t i = range[0];

  for (; n - i >= 4 * unit; i += 4 * unit)
    convert_four_units (out + i * out_size, in + i * in_size, from, to);
  for (; n - i >= unit; i += unit)
    convert_unit (out + i * out_size, in + i * in_size, from, to);
  return i;
}

/* Less than a unit, in memory of our own: nothing beyond is touched. */
static ALWAYS_INLINE void
convert_few (
    uint8_t *out, const uint8_t *in, size_t n, Source from, RmgFormat to)
{
  uint8_t own_in[2 * LANES * 8] = { 0 }, own_out[2 * LANES * 8];

  memcpy (own_in, in, n * source_size (from));
  convert_unit (own_out, own_in, from, to);
  memcpy (out, own_out, n * rmg_format_size (to));
}

/* Samples up to the next vector boundary; 0 if one unit does not get there. */
static ALWAYS_INLINE size_t
count_unaligned (const uint8_t *out, RmgFormat to)
{
  const size_t bytes = -(uintptr_t) out % VECTOR_BYTES;
  const size_t size = rmg_format_size (to);

  return bytes % size == 0 && bytes / size <= count_unit (to) ? bytes / size
                                                              : 0;
}

/* An end that does not fill a unit is converted by a unit that overlaps the one
 * before, but not in place, where it would read its own output. A first unit like
 * this leads to aligned stores, which cost half as much. */
static ALWAYS_INLINE void
convert_run (
    uint8_t *out, const uint8_t *in, size_t n, Source from, RmgFormat to)
{
  const size_t in_size = source_size (from), unit = count_unit (to);
  const size_t out_size = rmg_format_size (to);
  const bool overlap = out != in && n >= unit;
  size_t done = 0;

  if (overlap && n >= 4 * unit && (done = count_unaligned (out, to)) > 0)
    convert_unit (out, in, from, to);
  done = convert_units (out, in, (size_t[2]){ done, n }, from, to);
  if (done == n)
    return;
  if (overlap)
    convert_unit (
        out + (n - unit) * out_size, in + (n - unit) * in_size, from, to);
  else
    convert_few (
        out + done * out_size, in + done * in_size, n - done, from, to);
}

#define EACH_INT(X, from)                                                      \
  X (from, U8)                                                                 \
  X (from, S8)                                                                 \
  X (from, S16)                                                                \
  X (from, S24) X (from, S24_32) X (from, S32)
#define EACH_TO(X, from) EACH_INT (X, from) X (from, F32) X (from, F64)
#define EACH_PAIR(X)                                                           \
  EACH_TO (X, U8)                                                              \
  EACH_TO (X, S8)                                                              \
  EACH_TO (X, S16)                                                             \
  EACH_TO (X, S24)                                                             \
  EACH_TO (X, S24_32)                                                          \
  EACH_TO (X, S32) EACH_TO (X, F32) EACH_TO (X, F64)

#define DEFINE_RUN(from, to)                                                   \
  static void from##_to_##to (void *out, const void *in, size_t n)             \
  {                                                                            \
    convert_run (                                                              \
        out, in, n, (Source){ RMG_FORMAT_##from, false }, RMG_FORMAT_##to);    \
  }
#define DEFINE_MEAN(from, to)                                                  \
  static void mean_of_two_##from##_to_##to (                                   \
      void *out, const void *in, size_t n)                                     \
  {                                                                            \
    convert_run (                                                              \
        out, in, n, (Source){ RMG_FORMAT_##from, true }, RMG_FORMAT_##to);     \
  }
#define RUN_ENTRY(from, to)                                                    \
  [RMG_FORMAT_##from][RMG_FORMAT_##to] = from##_to_##to,

#define MEAN_ENTRY(from, to) [RMG_FORMAT_##to] = mean_of_two_##from##_to_##to,

EACH_PAIR (DEFINE_RUN)
EACH_TO (DEFINE_MEAN, S16)
