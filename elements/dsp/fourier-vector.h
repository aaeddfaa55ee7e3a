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

/* Where lane j of the low and of the high result comes from, when blocks of d
 * lanes are exchanged between two vectors. */
#define LOW(j, d) (((j) & (d)) == 0 ? (j) : (j) - (d) + WIDTH)
#define HIGH(j, d) (((j) & (d)) == 0 ? (j) + (d) : (j) + WIDTH)

#define LANES_2(f, d) f (0, d), f (1, d)
#define LANES_4(f, d) LANES_2 (f, d), f (2, d), f (3, d)
#define LANES_8(f, d) LANES_4 (f, d), f (4, d), f (5, d), f (6, d), f (7, d)
#define LANES_16(f, d)                                                         \
  LANES_8 (f, d), f (8, d), f (9, d), f (10, d), f (11, d), f (12, d),         \
      f (13, d), f (14, d), f (15, d)
#define PASTE(a, b) a##b
#define LANES_OF(width) PASTE (LANES_, width)
#define PICK(a, b, f, d)                                                       \
  __builtin_shufflevector (a, b, LANES_OF (WIDTH) (f, (d) % WIDTH))

/* d is a constant wherever these are inlined. */
ALWAYS_INLINE Vector
pick_low (Vector a, Vector b, const int d)
{
  return d == 1 ? PICK (a, b, LOW, 1)
      : d == 2  ? PICK (a, b, LOW, 2)
      : d == 4  ? PICK (a, b, LOW, 4)
                : PICK (a, b, LOW, 8);
}

ALWAYS_INLINE Vector
pick_high (Vector a, Vector b, const int d)
{
  return d == 1 ? PICK (a, b, HIGH, 1)
      : d == 2  ? PICK (a, b, HIGH, 2)
      : d == 4  ? PICK (a, b, HIGH, 4)
                : PICK (a, b, HIGH, 8);
}

/* WIDTH vectors become their columns. */
ALWAYS_INLINE void
transpose (Vector *rows)
{
#pragma GCC unroll 4
  for (int d = 1; d < WIDTH; d *= 2) {
#pragma GCC unroll 16
    for (int i = 0; i < WIDTH; i++) {
      const Vector a = rows[i], b = rows[i | d];

      if ((i & d) != 0)
        continue;
      rows[i] = pick_low (a, b, d);
      rows[i | d] = pick_high (a, b, d);
    }
  }
}

#endif
