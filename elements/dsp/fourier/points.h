/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Forward transforms of a few complex points in registers, WIDTH of them side
 * by side. Sizes and indices are constants wherever these are inlined. */
#include "elements/dsp/fourier/vectors.h"

typedef struct
{
  Vector re, im;
} Point;

ALWAYS_INLINE Point
add (Point a, Point b)
{
  return (Point){ a.re + b.re, a.im + b.im };
}

ALWAYS_INLINE Point
subtract (Point a, Point b)
{
  return (Point){ a.re - b.re, a.im - b.im };
}

ALWAYS_INLINE Point
multiply (Point a, Vector re, Vector im)
{
  return (Point){ a.re * re - a.im * im, a.im * re + a.re * im };
}

/* a + b scale */
ALWAYS_INLINE Point
add_scaled (Point a, Point b, SAMPLE scale)
{
  return (Point){ a.re + b.re * scale, a.im + b.im * scale };
}

/* a + i b and a - i b */
ALWAYS_INLINE Point
add_turned (Point a, Point b)
{
  return (Point){ a.re - b.im, a.im + b.re };
}

ALWAYS_INLINE Point
subtract_turned (Point a, Point b)
{
  return (Point){ a.re + b.im, a.im - b.re };
}

ALWAYS_INLINE void
transform_2 (Point *x)
{
  const Point a = x[0];

  x[0] = add (a, x[1]);
  x[1] = subtract (a, x[1]);
}

ALWAYS_INLINE void
transform_4 (Point *x)
{
  const Point even = add (x[0], x[2]), odd = add (x[1], x[3]);
  const Point even_rest = subtract (x[0], x[2]);
  const Point odd_rest = subtract (x[1], x[3]);

  x[0] = add (even, odd);
  x[1] = subtract_turned (even_rest, odd_rest);
  x[2] = subtract (even, odd);
  x[3] = add_turned (even_rest, odd_rest);
}

/* cos and sin of 2 pi k / size for k = 1, 2, … below half the size */
static const double cosines_3[] = { -0.5 };
static const double sines_3[] = { 0.86602540378443864676 };
static const double cosines_5[] = { 0.30901699437494742410,
  -0.80901699437494742410 };
static const double sines_5[] = { 0.95105651629515357212,
  0.58778525229247312917 };
static const double cosines_7[] = { 0.62348980185873353053,
  -0.22252093395631440429, -0.90096886790241912624 };
static const double sines_7[] = { 0.78183148246802980871,
  0.97492791218182360702, 0.43388373911755812048 };

/* An odd prime size: sums and differences of the points k and size - k share
 * the products. */
ALWAYS_INLINE void
transform_odd (
    Point *x, const int size, const double *cosines, const double *sines)
{
  const int half = size / 2;
  const Point first = x[0];
  Point sums[3], rests[3];

#pragma GCC unroll 3
  for (int k = 0; k < half; k++) {
    sums[k] = add (x[k + 1], x[size - 1 - k]);
    rests[k] = subtract (x[k + 1], x[size - 1 - k]);
    x[0] = add (x[0], sums[k]);
  }
#pragma GCC unroll 3
  for (int j = 1; j <= half; j++) {
    Point level = add_scaled (first, sums[0], (SAMPLE) cosines[j - 1]);
    Point turned = { rests[0].re * (SAMPLE) sines[j - 1],
      rests[0].im * (SAMPLE) sines[j - 1] };

#pragma GCC unroll 3
    for (int k = 1; k < half; k++) {
      const int at = j * (k + 1) % size;
      const int folded = at > half ? size - at : at;
      const double sine = at > half ? -sines[folded - 1] : sines[folded - 1];

      level = add_scaled (level, sums[k], (SAMPLE) cosines[folded - 1]);
      turned = add_scaled (turned, rests[k], (SAMPLE) sine);
    }
    x[j] = subtract_turned (level, turned);
    x[size - j] = add_turned (level, turned);
  }
}

/* 2, 3, 4, 5 or 7 points. */
ALWAYS_INLINE void
transform_few (Point *x, const int size)
{
  switch (size) {
    case 2:
      transform_2 (x);
      break;
    case 3:
      transform_odd (x, 3, cosines_3, sines_3);
      break;
    case 4:
      transform_4 (x);
      break;
    case 5:
      transform_odd (x, 5, cosines_5, sines_5);
      break;
    case 7:
      transform_odd (x, 7, cosines_7, sines_7);
      break;
  }
}

/* Coprime factors need no twiddles (Good's mapping). */
ALWAYS_INLINE void
transform_coprime (Point *x, const int a, const int b)
{
  Point grid[RMG_FOURIER_MAX_RADIX];

#pragma GCC unroll 16
  for (int i = 0; i < a; i++) {
#pragma GCC unroll 16
    for (int j = 0; j < b; j++)
      grid[i * b + j] = x[(i * b + j * a) % (a * b)];
    transform_few (grid + i * b, b);
  }
#pragma GCC unroll 16
  for (int j = 0; j < b; j++) {
    Point column[4];

#pragma GCC unroll 4
    for (int i = 0; i < a; i++)
      column[i] = grid[i * b + j];
    transform_few (column, a);
#pragma GCC unroll 4
    for (int i = 0; i < a; i++)
      grid[i * b + j] = column[i];
  }
#pragma GCC unroll 16
  for (int k = 0; k < a * b; k++)
    x[k] = grid[k % a * b + k % b];
}

#define COS_16 0.92387953251128675613
#define SIN_16 0.38268343236508977173
#define SQRT_HALF 0.70710678118654752440

/* x exp (-2 pi i k / 16) for k = 0, 1, 2, 3, 4, 6, 9 */
ALWAYS_INLINE Point
turn_16 (Point x, const int k)
{
  const SAMPLE sqrt_half = (SAMPLE) SQRT_HALF;

  switch (k) {
    case 1:
      return multiply (x, spread ((SAMPLE) COS_16), spread ((SAMPLE) -SIN_16));
    case 2:
      return (Point){ (x.re + x.im) * sqrt_half, (x.im - x.re) * sqrt_half };
    case 3:
      return multiply (x, spread ((SAMPLE) SIN_16), spread ((SAMPLE) -COS_16));
    case 4:
      return (Point){ x.im, -x.re };
    case 6:
      return (Point){ (x.im - x.re) * sqrt_half, (x.re + x.im) * -sqrt_half };
    case 9:
      return multiply (x, spread ((SAMPLE) -COS_16), spread ((SAMPLE) SIN_16));
    default:
      return x;
  }
}

/* a * 4 points: 8 or 16. */
ALWAYS_INLINE void
transform_power (Point *x, const int a)
{
  Point grid[RMG_FOURIER_MAX_RADIX];

#pragma GCC unroll 4
  for (int j = 0; j < 4; j++) {
    Point column[4];

#pragma GCC unroll 4
    for (int i = 0; i < a; i++)
      column[i] = x[i * 4 + j];
    transform_few (column, a);
#pragma GCC unroll 4
    for (int i = 0; i < a; i++)
      grid[i * 4 + j] = turn_16 (column[i], i * j * (4 / a));
  }
#pragma GCC unroll 4
  for (int i = 0; i < a; i++) {
    transform_4 (grid + i * 4);
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++)
      x[i + a * j] = grid[i * 4 + j];
  }
}

/* cos and sin of 2 pi k / 9 for k = 1, 2, 4 */
static const double cosines_9[] = { 0.76604444311897803520,
  0.17364817766693034885, -0.93969262078590838405 };
static const double sines_9[] = { 0.64278760968653932632,
  0.98480775301220805937, 0.34202014332566873304 };

ALWAYS_INLINE void
transform_9 (Point *x)
{
  Point grid[9];

#pragma GCC unroll 3
  for (int j = 0; j < 3; j++) {
    Point column[3] = { x[j], x[j + 3], x[j + 6] };

    transform_few (column, 3);
#pragma GCC unroll 3
    for (int i = 0; i < 3; i++) {
      const int k = i * j == 4 ? 2 : i * j - 1; /* in the tables */

      grid[i * 3 + j] = k < 0
          ? column[i]
          : multiply (column[i], spread ((SAMPLE) cosines_9[k]),
                spread ((SAMPLE) -sines_9[k]));
    }
  }
#pragma GCC unroll 3
  for (int i = 0; i < 3; i++) {
    transform_few (grid + i * 3, 3);
#pragma GCC unroll 3
    for (int j = 0; j < 3; j++)
      x[i + 3 * j] = grid[i * 3 + j];
  }
}

ALWAYS_INLINE void
transform (Point *x, const int size)
{
  switch (size) {
    case 6:
      transform_coprime (x, 2, 3);
      break;
    case 8:
      transform_power (x, 2);
      break;
    case 9:
      transform_9 (x);
      break;
    case 10:
      transform_coprime (x, 2, 5);
      break;
    case 12:
      transform_coprime (x, 4, 3);
      break;
    case 16:
      transform_power (x, 4);
      break;
    default:
      transform_few (x, size);
      break;
  }
}
