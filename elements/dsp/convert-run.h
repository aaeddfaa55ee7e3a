/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Every pair of formats over one set of lanes. Whoever includes this has
 * defined LANES and the types Ints, Floats and Doubles of that many numbers,
 * with the operations used below; LANES is 1 in the scalar file, whose
 * operations are the definition of all others.
 *
 * Integers travel as 32-bit lanes: load_ints() gives LOADED_BITS significant
 * bits, store_ints() takes as many as the format has. A number of b bits stands
 * for itself over 2^(b-1). */

#define ALWAYS_INLINE inline __attribute__ ((always_inline))

/* A packed format is loaded where shuffling it costs least: on the left. */
static ALWAYS_INLINE int
loaded_bits (RmgFormat format)
{
  return format <= RMG_FORMAT_S8 ? 8 : format == RMG_FORMAT_S16 ? 16 : 32;
}

static ALWAYS_INLINE double
full_scale (int bits)
{
  return (double) (UINT32_C (1) << (bits - 1));
}

/* Half to even, saturated to to_bits. */
static ALWAYS_INLINE Ints
narrow (Ints value, int shift, int to_bits)
{
  const int32_t below_half = (INT32_C (1) << (shift - 1)) - 1;
  const int32_t fraction_mask = below_half * 2 + 1;
  const Ints whole = value >> shift;
  const Ints carry = (value & fraction_mask) + below_half + (whole & 1);

  return at_most (whole + (carry >> shift),
      (int32_t) ((UINT32_C (1) << (to_bits - 1)) - 1));
}

static ALWAYS_INLINE Ints
rescale (Ints value, RmgFormat from, RmgFormat to)
{
  const int have = loaded_bits (from), want = (int) rmg_format_bits (to);

  if (want >= have)
    return value * (INT32_C (1) << (want - have));
  if ((int) rmg_format_bits (from) <= want)
    return value >> (have - want);
  return narrow (value, have - want, want);
}

static ALWAYS_INLINE void
convert_ints (uint8_t *out, const uint8_t *in, RmgFormat from, RmgFormat to)
{
  const Ints value = load_ints (in, from);
  const double scale = 1 / full_scale (loaded_bits (from));

  if (to == RMG_FORMAT_F32)
    store_floats (out, ints_to_floats (value, (float) scale));
  else if (to == RMG_FORMAT_F64)
    store_doubles (out, ints_to_doubles (value, scale));
  else
    store_ints (out, rescale (value, from, to), to);
}

static ALWAYS_INLINE void
convert_floats (uint8_t *out, const uint8_t *in, RmgFormat to)
{
  const Floats value = load_floats (in);

  if (to == RMG_FORMAT_F32)
    store_floats (out, value);
  else if (to == RMG_FORMAT_F64)
    store_doubles (out, floats_to_doubles (value));
  else
    store_ints (out, floats_to_ints (value, (int) rmg_format_bits (to)), to);
}

static ALWAYS_INLINE void
convert_doubles (uint8_t *out, const uint8_t *in, RmgFormat to)
{
  const Doubles value = load_doubles (in);

  if (to == RMG_FORMAT_F32)
    store_floats (out, doubles_to_floats (value));
  else if (to == RMG_FORMAT_F64)
    store_doubles (out, value);
  else
    store_ints (out, doubles_to_ints (value, (int) rmg_format_bits (to)), to);
}

/* Reads all of its input before it writes, so that both may be the same. */
static ALWAYS_INLINE void
convert_lanes (uint8_t *out, const uint8_t *in, RmgFormat from, RmgFormat to)
{
  if (from == RMG_FORMAT_F64)
    convert_doubles (out, in, to);
  else if (from == RMG_FORMAT_F32)
    convert_floats (out, in, to);
  else
    convert_ints (out, in, from, to);
}

static ALWAYS_INLINE void
convert_run (void *out, const void *in, size_t n, RmgFormat from, RmgFormat to)
{
  const size_t in_size = rmg_format_size (from);
  const size_t out_size = rmg_format_size (to);
  const uint8_t *read = in;
  uint8_t *write = out;

  for (; n >= LANES; n -= LANES) {
    convert_lanes (write, read, from, to);
    read += LANES * in_size;
    write += LANES * out_size;
  }
  if (n > 0) { /* the tail in memory of our own: nothing beyond is touched */
    uint8_t last_in[LANES * 8] = { 0 }, last_out[LANES * 8];

    memcpy (last_in, read, n * in_size);
    convert_lanes (last_out, last_in, from, to);
    memcpy (write, last_out, n * out_size);
  }
}

#define EACH_TO(X, from)                                                       \
  X (from, U8)                                                                 \
  X (from, S8)                                                                 \
  X (from, S16)                                                                \
  X (from, S24) X (from, S24_32) X (from, S32) X (from, F32) X (from, F64)
#define EACH_PAIR(X)                                                           \
  EACH_TO (X, U8)                                                              \
  EACH_TO (X, S8)                                                              \
  EACH_TO (X, S16)                                                             \
  EACH_TO (X, S24)                                                             \
  EACH_TO (X, S24_32) EACH_TO (X, S32) EACH_TO (X, F32) EACH_TO (X, F64)

#define DEFINE_RUN(from, to)                                                   \
  static void from##_to_##to (void *out, const void *in, size_t n)             \
  {                                                                            \
    convert_run (out, in, n, RMG_FORMAT_##from, RMG_FORMAT_##to);              \
  }
#define RUN_ENTRY(from, to)                                                    \
  [RMG_FORMAT_##from][RMG_FORMAT_##to] = from##_to_##to,

EACH_PAIR (DEFINE_RUN)
