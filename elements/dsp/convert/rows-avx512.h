/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interleaving and its reverse in registers, for 2 to 8 channels of elements
 * of 2, 4 and 8 bytes. As many rows of 64 bytes as there are channels hold the
 * frames on one side and a channel each on the other.
 *
 * An even number of channels is half as many channels of pairs, which are
 * split at last. For an odd number, the elements at place p of all rows belong
 * to different channels: turning this column by p, one bit of p modulo the
 * channels after the other, brings each channel into one row, whose order is
 * left to mend. By the model of Ice Lake of llvm-mca 14, a frame takes 0.25 to
 * 0.75 of the cycles of tiles of 32 bytes (2 to 7 channels), and up to 1.5 times
 * as many with 8 channels. Sizes and channels are constants wherever these are inlined,
 * and so are the indices that come of them. */

#define ROW_BYTES 64
#include "elements/dsp/convert/rows.h"

typedef __m512i Row;

/* Bit s of p modulo channels, for every place p. */
static const uint32_t turns[8][3] = {
  [3] = { 0x92492492, 0x24924924, 0 },
  [5] = { 0x94a5294a, 0x18c6318c, 0x21084210 },
  [7] = { 0xa54a952a, 0xc993264c, 0x0e1c3870 },
};

/* Elements beyond 8 bytes are moved in words of 8. */
static ALWAYS_INLINE unsigned
count_words (size_t size)
{
  return size > 8 ? (unsigned) size / 8 : 1;
}

/* Where the elements of a row come from: that of place p from place
 * ((p * factor + p % 2 * odd + offset) >> shift) & most. */
typedef struct
{
  unsigned factor, odd, offset, shift, most;
} Order;

#define ORDER(p, o)                                                            \
  ((((p) * (o).factor + (p) % 2 * (o).odd + (o).offset) >> (o).shift) &        \
      (o).most)

static ALWAYS_INLINE Row
make_places (Order order, size_t size)
{
  typedef uint16_t Row16 __attribute__ ((vector_size (ROW_BYTES)));
  typedef uint32_t Row32 __attribute__ ((vector_size (ROW_BYTES)));
  typedef uint64_t Row64 __attribute__ ((vector_size (ROW_BYTES)));
  const Row16 p16 = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };
  const Row32 p32 = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  const Row64 p64 = { 0, 1, 2, 3, 4, 5, 6, 7 };
  const unsigned words = count_words (size);
  const struct
  {
    uint16_t factor, odd, offset, shift, most;
  } o16 = { (uint16_t) order.factor, (uint16_t) order.odd,
    (uint16_t) order.offset, (uint16_t) order.shift, (uint16_t) order.most };

  if (size == 2)
    return (Row) ORDER (p16, o16);
  if (size == 4)
    return (Row) ORDER (p32, order);
  return (Row) (ORDER (p64 / words, order) * words + p64 % words);
}

static ALWAYS_INLINE Row
permute (Row row, Order order, size_t size)
{
  const Row places = make_places (order, size);

  return size == 2 ? _mm512_permutexvar_epi16 (places, row)
      : size == 4  ? _mm512_permutexvar_epi32 (places, row)
                   : _mm512_permutexvar_epi64 (places, row);
}

/* Places count on from the last of a to the first of b. */
static ALWAYS_INLINE Row
merge (Row a, Row b, Order order, size_t size)
{
  const Row places = make_places (order, size);

  return size == 2 ? _mm512_permutex2var_epi16 (a, places, b)
      : size == 4  ? _mm512_permutex2var_epi32 (a, places, b)
                   : _mm512_permutex2var_epi64 (a, places, b);
}

/* b where the element's bit is set. */
static ALWAYS_INLINE Row
choose (uint32_t bits, Row a, Row b, size_t size)
{
  unsigned words = 0;

  if (size == 2)
    return _mm512_mask_blend_epi16 (bits, a, b);
  if (size == 4)
    return _mm512_mask_blend_epi32 ((__mmask16) bits, a, b);
  if (size == 8)
    return _mm512_mask_blend_epi64 ((__mmask8) bits, a, b);
  for (unsigned i = 0; i < 4; i++)
    words |= (bits >> i & 1) * 3 << 2 * i;
  return _mm512_mask_blend_epi64 ((__mmask8) words, a, b);
}

/* An odd number of channels above 1, from rows of frames to rows of one. */
static ALWAYS_INLINE void
turn_apart (Row *rows, unsigned channels, size_t size)
{
  const unsigned lanes = ROW_BYTES / (unsigned) size;
  Row now[8], next[8];

  for (unsigned i = 0; i < channels; i++)
    now[i * lanes % channels] = rows[i];
  for (unsigned s = 0; 1u << s < channels; s++) {
    for (unsigned i = 0; i < channels; i++)
      next[i] = choose (turns[channels][s], now[i],
          now[(i + channels - (1 << s)) % channels], size);
    memcpy (now, next, sizeof now);
  }
  for (unsigned i = 0; i < channels; i++)
    rows[i] = permute (now[i], (Order){ channels, 0, i, 0, lanes - 1 }, size);
}

/* The reverse. */
static ALWAYS_INLINE void
turn_together (Row *rows, unsigned channels, size_t size)
{
  const unsigned lanes = ROW_BYTES / (unsigned) size;
  const unsigned inverse = invert (channels);
  Row now[8], next[8];

  for (unsigned i = 0; i < channels; i++)
    now[i] = permute (
        rows[i], (Order){ inverse, 0, -i * inverse, 0, lanes - 1 }, size);
  for (unsigned s = 0; 1u << s < channels; s++) {
    for (unsigned i = 0; i < channels; i++)
      next[i] = choose (
          turns[channels][s], now[i], now[(i + (1 << s)) % channels], size);
    memcpy (now, next, sizeof now);
  }
  for (unsigned i = 0; i < channels; i++)
    rows[i] = now[i * lanes % channels];
}

/* Two rows of pairs become one of first and one of second elements. */
static ALWAYS_INLINE void
split (Row out[2], const Row in[2], size_t size)
{
  const unsigned both = 2 * ROW_BYTES / (unsigned) size;

  out[0] = merge (in[0], in[1], (Order){ 2, 0, 0, 0, both - 1 }, size);
  out[1] = merge (in[0], in[1], (Order){ 2, 0, 1, 0, both - 1 }, size);
}

static ALWAYS_INLINE void
zip (Row out[2], const Row in[2], size_t size)
{
  const unsigned lanes = ROW_BYTES / (unsigned) size, both = 2 * lanes;
  const unsigned odd = both - 1;

  out[0] = merge (in[0], in[1], (Order){ 1, odd, 0, 1, both - 1 }, size);
  out[1] = merge (in[0], in[1], (Order){ 1, odd, lanes, 1, both - 1 }, size);
}

static ALWAYS_INLINE void
take_apart (Row *rows, unsigned channels, size_t size)
{
  const unsigned levels = (unsigned) __builtin_ctz (channels);
  const unsigned odd = channels >> levels;

  if (odd > 1)
    for (unsigned group = 0; group < channels; group += odd)
      turn_apart (rows + group, odd, size << levels);
  for (unsigned level = levels; level-- > 0;) {
    const unsigned half = channels >> (level + 1);
    Row next[8];

    for (unsigned i = 0; i < channels / 2; i++) {
      const unsigned from = i / half * 2 * half + i % half;

      split (next + 2 * i, (Row[2]){ rows[from], rows[from + half] },
          size << level);
    }
    memcpy (rows, next, channels * sizeof (Row));
  }
}

static ALWAYS_INLINE void
put_together (Row *rows, unsigned channels, size_t size)
{
  const unsigned levels = (unsigned) __builtin_ctz (channels);
  const unsigned odd = channels >> levels;

  for (unsigned level = 0; level < levels; level++) {
    const unsigned half = channels >> (level + 1);
    Row next[8], pair[2];

    for (unsigned i = 0; i < channels / 2; i++) {
      const unsigned to = i / half * 2 * half + i % half;

      zip (pair, rows + 2 * i, size << level);
      next[to] = pair[0];
      next[to + half] = pair[1];
    }
    memcpy (rows, next, channels * sizeof (Row));
  }
  if (odd > 1)
    for (unsigned group = 0; group < channels; group += odd)
      turn_together (rows + group, odd, size << levels);
}

static ALWAYS_INLINE size_t
count_row_frames (unsigned channels, size_t size)
{
  return channels <= 8 && (size == 2 || size == 4 || size == 8)
      ? ROW_BYTES / size
      : 0;
}

/* Hides the load from the compiler, which would repeat it for each use; loads of
 * rows that cross cache lines are expensive. */
static ALWAYS_INLINE Row
load_row (const uint8_t *p)
{
  Row row = _mm512_loadu_si512 (p);

  __asm__("" : "+v"(row));
  return row;
}

static ALWAYS_INLINE void
deinterleave_row (
    uint8_t *const *planes, const uint8_t *in, unsigned channels, size_t size)
{
  Row rows[8];

  for (unsigned c = 0; c < channels; c++)
    rows[c] = load_row (in + c * (size_t) ROW_BYTES);
  take_apart (rows, channels, size);
  for (unsigned c = 0; c < channels; c++)
    _mm512_storeu_si512 (planes[c], rows[c]);
}

static ALWAYS_INLINE void
interleave_row (
    uint8_t *out, const uint8_t *const *planes, unsigned channels, size_t size)
{
  Row rows[8];

  for (unsigned c = 0; c < channels; c++)
    rows[c] = load_row (planes[c]);
  put_together (rows, channels, size);
  for (unsigned c = 0; c < channels; c++)
    _mm512_storeu_si512 (out + c * (size_t) ROW_BYTES, rows[c]);
}

static ALWAYS_INLINE void
move_row (const Rows *move, unsigned channels, size_t at, size_t size)
{
  uint8_t *frames = move->frames + at * channels * size;
  uint8_t *planes[8];

  for (unsigned c = 0; c < channels; c++)
    planes[c] = move->planes[c] + at * size;
  if (move->apart)
    deinterleave_row (planes, frames, channels, size);
  else
    interleave_row (frames, (const uint8_t *const *) planes, channels, size);
}
