/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Vectors of WIDTH samples of type SAMPLE, both defined by the includer. */
#include <stdbool.h>
#include <stddef.h>

#define ALWAYS_INLINE static inline __attribute__ ((always_inline))

#if WIDTH == 1

typedef SAMPLE Vector;

ALWAYS_INLINE Vector
load (const SAMPLE *samples)
{
  return *samples;
}

ALWAYS_INLINE void
store (SAMPLE *samples, Vector v)
{
  *samples = v;
}

ALWAYS_INLINE Vector
spread (SAMPLE value)
{
  return value;
}

ALWAYS_INLINE void
transpose (Vector *rows)
{
}

#else

typedef SAMPLE Vector __attribute__ ((vector_size (WIDTH * sizeof (SAMPLE))));
typedef SAMPLE Unaligned __attribute__ ((vector_size (WIDTH * sizeof (SAMPLE)),
    aligned (sizeof (SAMPLE)), may_alias));

ALWAYS_INLINE Vector
load (const SAMPLE *samples)
{
  return *(const Unaligned *) samples;
}

ALWAYS_INLINE void
store (SAMPLE *samples, Vector v)
{
  *(Unaligned *) samples = v;
}

ALWAYS_INLINE Vector
spread (SAMPLE value)
{
  return value - (Vector){ 0 };
}

/* Shuffles of two vectors a and b that cost one instruction each: samples and
 * pairs of samples are interleaved within blocks of 16 bytes, then the blocks
 * are sorted. Each of these is the origin of sample j of the result. */
#define BLOCK ((int) (16 / sizeof (SAMPLE)))
#define N_BLOCKS (WIDTH / BLOCK)
#define FROM_B(is_b) ((is_b) ? WIDTH : 0)

#define LOW_SINGLE(j)                                                          \
  (FROM_B ((j) % 2 > 0) + (j) / BLOCK * BLOCK + (j) % BLOCK / 2)
#define HIGH_SINGLE(j) (LOW_SINGLE (j) + BLOCK / 2)
#define LOW_PAIR(j) (FROM_B ((j) % BLOCK >= 2) + (j) / BLOCK * BLOCK + (j) % 2)
#define HIGH_PAIR(j) (LOW_PAIR (j) + 2)
#define EVEN_BLOCK(j)                                                          \
  (FROM_B ((j) >= WIDTH / 2) + (j) / BLOCK * 2 % N_BLOCKS * BLOCK + (j) % BLOCK)
#define ODD_BLOCK(j) (EVEN_BLOCK (j) + BLOCK % WIDTH)

#define LANES_2(f) f (0), f (1)
#define LANES_4(f) LANES_2 (f), f (2), f (3)
#define LANES_8(f) LANES_4 (f), f (4), f (5), f (6), f (7)
#define LANES_16(f)                                                            \
  LANES_8 (f), f (8), f (9), f (10), f (11), f (12), f (13), f (14), f (15)
#define PASTE(a, b) a##b
#define LANES_OF(width) PASTE (LANES_, width)
#define SHUFFLE(a, b, origin)                                                  \
  __builtin_shufflevector (a, b, LANES_OF (WIDTH) (origin))

ALWAYS_INLINE void
interleave_singles (Vector *rows)
{
  const Vector a = rows[0], b = rows[1];

  rows[0] = SHUFFLE (a, b, LOW_SINGLE);
  rows[1] = SHUFFLE (a, b, HIGH_SINGLE);
}

/* Rows 0 and 1 with rows 2 and 3. */
ALWAYS_INLINE void
interleave_pairs (Vector *rows)
{
  const Vector a = rows[0], b = rows[1], c = rows[2], d = rows[3];

  rows[0] = SHUFFLE (a, c, LOW_PAIR);
  rows[1] = SHUFFLE (a, c, HIGH_PAIR);
  rows[2] = SHUFFLE (b, d, LOW_PAIR);
  rows[3] = SHUFFLE (b, d, HIGH_PAIR);
}

/* Two or four rows that lie BLOCK apart. */
ALWAYS_INLINE void
sort_blocks (Vector *rows)
{
  Vector even[2], odd[2];

#pragma GCC unroll 2
  for (int i = 0; i < N_BLOCKS / 2; i++) {
    const Vector a = rows[2 * i * BLOCK], b = rows[(2 * i + 1) * BLOCK];

    even[i] = SHUFFLE (a, b, EVEN_BLOCK);
    odd[i] = SHUFFLE (a, b, ODD_BLOCK);
  }
  rows[0] = N_BLOCKS == 2 ? even[0] : SHUFFLE (even[0], even[1], EVEN_BLOCK);
  rows[BLOCK] = N_BLOCKS == 2 ? odd[0] : SHUFFLE (odd[0], odd[1], EVEN_BLOCK);
  if (N_BLOCKS == 4) {
    rows[2 * BLOCK] = SHUFFLE (even[0], even[1], ODD_BLOCK);
    rows[3 * BLOCK] = SHUFFLE (odd[0], odd[1], ODD_BLOCK);
  }
}

/* WIDTH vectors become their columns. */
ALWAYS_INLINE void
transpose (Vector *rows)
{
#pragma GCC unroll 8
  for (int i = 0; i < WIDTH; i += 2)
    interleave_singles (rows + i);
#pragma GCC unroll 4
  for (int i = 0; i < WIDTH && BLOCK == 4; i += 4)
    interleave_pairs (rows + i);
#pragma GCC unroll 4
  for (int i = 0; i < BLOCK && N_BLOCKS > 1; i++)
    sort_blocks (rows + i);
}

#endif
